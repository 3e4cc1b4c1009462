//! Times as Macie writes them.

use std::time::SystemTime;

use jiff::Timestamp;
use tracie_finding::timestamp::rfc3339_ms;

/// A time in UTC with milliseconds, as in Macie's findings; empty for a time
/// that no calendar holds.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_710_186_413_031);
/// assert_eq!(tracie_source::rfc3339(time), "2024-03-11T19:46:53.031Z");
/// ```
pub fn rfc3339(time: SystemTime) -> String {
    Timestamp::try_from(time)
        .map(rfc3339_ms)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times_before_the_epoch_and_beyond_calendars() {
        let epoch = SystemTime::UNIX_EPOCH;
        assert_eq!(rfc3339(epoch), "1970-01-01T00:00:00.000Z");
        assert_eq!(
            rfc3339(epoch - Duration::from_secs(1)),
            "1969-12-31T23:59:59.000Z"
        );
        assert_eq!(
            rfc3339(epoch + Duration::from_nanos(1_999_999)),
            "1970-01-01T00:00:00.001Z"
        );
        if let Some(far) = epoch.checked_add(Duration::from_secs(1 << 60)) {
            assert_eq!(rfc3339(far), "");
        }
    }
}
