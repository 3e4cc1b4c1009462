//! Until when a rule applies.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day or a moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expiry {
    text: String,
    /// The first millisecond at which it is over.
    over_ms: i64,
}

impl Expiry {
    /// Reads `2027-03-31`, which is over when that day is in UTC, or
    /// `2027-03-31T12:00:00Z`.
    pub(super) fn parse(text: &str) -> Option<Expiry> {
        let over = match text.parse::<Timestamp>() {
            Ok(moment) => moment,
            // A date with a time that says not of where is no day.
            Err(_) if text.len() == "2027-03-31".len() => end_of(text.parse().ok()?)?,
            Err(_) => return None,
        };
        Some(Expiry {
            text: text.to_owned(),
            over_ms: over.as_millisecond(),
        })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn is_over(&self, now_ms: i64) -> bool {
        now_ms >= self.over_ms
    }
}

fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(next.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_over_when_the_next_begins() {
        let over = |text: &str, now: &str| {
            let now: Timestamp = now.parse().expect("a time");
            Expiry::parse(text)
                .expect("an expiry")
                .is_over(now.as_millisecond())
        };
        assert!(!over("2027-03-31", "2027-03-31T23:59:59.999Z"));
        assert!(over("2027-03-31", "2027-04-01T00:00:00Z"));
        assert!(!over("2027-03-31T12:00:00Z", "2027-03-31T11:59:59Z"));
        assert!(over("2027-03-31T12:00:00Z", "2027-03-31T12:00:00Z"));
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "tomorrow",
            "2027-02-30",
            "31.03.2027",
            "2027-03-31T12:00",
        ] {
            assert_eq!(Expiry::parse(text), None, "{text}");
        }
    }
}
