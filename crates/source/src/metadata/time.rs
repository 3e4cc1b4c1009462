//! Times as the AWS CLI prints them.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// A time as version 2 of the CLI prints it (ISO 8601) or version 1, which
/// shows what came over the wire.
pub(crate) fn time(text: &str) -> Option<SystemTime> {
    let iso = text.parse::<Timestamp>();
    let time = iso.or_else(|_| rfc2822::parse(text).map(|it| it.timestamp()));
    time.ok().map(SystemTime::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfc3339;

    #[test]
    fn all_forms_are_read() {
        for text in [
            "2024-05-02T21:40:11+00:00",
            "2024-05-02T21:40:11.000Z",
            "2024-05-02T23:40:11+02:00",
            "Thu, 02 May 2024 21:40:11 GMT",
        ] {
            let read = time(text).map(rfc3339);
            assert_eq!(read.as_deref(), Some("2024-05-02T21:40:11.000Z"), "{text}");
        }
        assert_eq!(time("yesterday"), None);
    }
}
