//! Instants as findings write them.

use jiff::Timestamp;

/// An instant as findings write it: RFC 3339 in UTC with milliseconds.
///
/// ```
/// use tracie_finding::timestamp;
///
/// let instant = "2024-03-11T20:46:53.031999+01:00".parse()?;
/// assert_eq!(timestamp::rfc3339_ms(instant), "2024-03-11T19:46:53.031Z");
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn rfc3339_ms(instant: Timestamp) -> String {
    format!("{instant:.3}")
}

/// The text if it is an instant that a client can read, else `None`: what
/// a source does not know must not break the parsers of whoever reads a
/// finding.
pub(crate) fn checked(text: &str) -> Option<String> {
    text.parse::<Timestamp>().ok().map(rfc3339_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_seconds_keep_their_milliseconds() {
        assert_eq!(
            checked("2024-05-02T21:40:11Z").as_deref(),
            Some("2024-05-02T21:40:11.000Z")
        );
    }

    #[test]
    fn what_is_not_an_instant_is_left_out() {
        for text in ["", "yesterday", "2024-05-02", "2024-05-02T21:40:11"] {
            assert_eq!(checked(text), None, "{text}");
        }
    }
}
