//! How cells of a sheet show their numbers: by the formats of their styles.

use super::sheet::date;
use crate::bytes::number::number;

/// How numbers of a style are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shown {
    #[default]
    AsItIs,
    /// As a date or time.
    AsDate,
    /// With zeros in front, up to as many digits: an identity number or a postal code that
    /// was entered as a number has lost them.
    Padded(usize),
}

impl Shown {
    /// What a format says.
    pub(crate) fn by(format: &str) -> Shown {
        match digits(format) {
            _ if is_date(format) => Shown::AsDate,
            Some(digits @ 2..) => Shown::Padded(digits),
            _ => Shown::AsItIs,
        }
    }

    /// What a built-in format says.
    pub(crate) fn by_builtin(id: u32) -> Shown {
        match id {
            14..=22 | 27..=36 | 45..=47 | 50..=58 => Shown::AsDate,
            _ => Shown::AsItIs,
        }
    }

    /// What a cell with a number shows.
    pub(crate) fn text(self, value: f64, from_1904: bool) -> String {
        let as_date = (self == Shown::AsDate).then(|| date(value, from_1904));
        as_date.flatten().unwrap_or_else(|| {
            let mut text = number(value);
            let zeros = self.zeros(text.as_bytes()).len();
            text.insert_str(0, &ZEROS[..zeros]);
            text
        })
    }

    /// The zeros in front of a whole number.
    pub(super) fn zeros(self, number: &[u8]) -> &'static [u8] {
        let Shown::Padded(digits) = self else {
            return b"";
        };
        let is_whole = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
        let missing = if is_whole {
            digits.saturating_sub(number.len())
        } else {
            0
        };
        &ZEROS.as_bytes()[..missing.min(ZEROS.len())]
    }
}

/// As many as a number has digits.
const ZEROS: &str = "000000000000000000";

/// How many digits a format demands of a whole number; `None` if it shows others.
fn digits(format: &str) -> Option<usize> {
    let mut rest = format.chars();
    let mut digits = 0;
    while let Some(next) = rest.next() {
        match next {
            '0' => digits += 1,
            '"' => while rest.next().is_some_and(|it| it != '"') {},
            // Colours and places, but no conditions.
            '[' => {
                let inside: String = rest.by_ref().take_while(|it| *it != ']').collect();
                if inside.contains(['<', '>', '=']) {
                    return None;
                }
            }
            '\\' | '_' | '*' => {
                rest.next();
            }
            // What comes behind is about other numbers.
            ';' => break,
            '.' | ',' | '%' | '/' | '?' | 'E' | 'e' | '@' | 'G' => return None,
            _ => {}
        }
    }
    Some(digits)
}

/// Whether a format makes a number a date or time: it has such letters
/// outside of quotes and brackets.
fn is_date(format: &str) -> bool {
    let mut rest = format.chars();
    while let Some(next) = rest.next() {
        match next {
            '"' => while rest.next().is_some_and(|it| it != '"') {},
            '[' => {
                // Elapsed time stands in brackets, as colours and places do.
                let inside: String = rest.by_ref().take_while(|it| *it != ']').collect();
                if !inside.is_empty()
                    && inside
                        .to_ascii_lowercase()
                        .chars()
                        .all(|it| matches!(it, 'h' | 'm' | 's'))
                {
                    return true;
                }
            }
            '\\' | '_' | '*' => {
                rest.next();
            }
            'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_known() {
        for format in ["yyyy-mm-dd", "[h]:mm", "d\\. mmm", "\"on\" dd/mm"] {
            assert!(is_date(format), "{format}");
        }
        for format in [
            "0.00",
            "\"days\" 0",
            "[Red]0",
            "#,##0_);(#,##0)",
            "General",
            "0\\d",
        ] {
            assert!(!is_date(format), "{format}");
        }
    }

    #[test]
    fn formats_demand_digits() {
        for (format, expected) in [
            ("000\\-00\\-0000", Shown::Padded(9)),
            ("000-00-0000", Shown::Padded(9)),
            ("00000", Shown::Padded(5)),
            ("[$-409]00000;[Red]-0", Shown::Padded(5)),
            ("\"No. 0\"\\ 000", Shown::Padded(3)),
            ("0", Shown::AsItIs),
            ("00.00", Shown::AsItIs),
            ("#,##0", Shown::AsItIs),
            ("00E+00", Shown::AsItIs),
            ("[<=99999]00000;00000-0000", Shown::AsItIs),
            ("General", Shown::AsItIs),
            ("yyyy-mm-dd", Shown::AsDate),
        ] {
            assert_eq!(Shown::by(format), expected, "{format}");
        }
    }

    #[test]
    fn whole_numbers_have_their_zeros() {
        let zeros = |number: &str| Shown::Padded(9).zeros(number.as_bytes()).len();
        assert_eq!(zeros("12583904"), 1);
        assert_eq!(zeros("512583904"), 0);
        assert_eq!(zeros("1234567890"), 0);
        for other in ["", "1.5", "-7", "#REF!"] {
            assert_eq!(zeros(other), 0, "{other}");
        }
        assert_eq!(Shown::Padded(usize::MAX).zeros(b"7"), ZEROS.as_bytes());
        assert_eq!(Shown::AsItIs.zeros(b"7"), b"");
        assert_eq!(Shown::Padded(9).text(12_583_904.0, false), "012583904");
        assert_eq!(Shown::AsDate.text(0.25, false), "06:00:00");
    }
}
