//! A date at the front: four digits of the year, two each of month and day.

use crate::date::exists;
use crate::symbols::{first_digits, number};

/// Whether the first eight digits are a date from 1800 to 2099. Letters before
/// them are passed over.
pub(crate) fn holds(value: &[u8]) -> bool {
    first_digits::<8>(value).is_some_and(|digits| {
        let year = number(&digits[..4]);
        (1800..2100).contains(&year) && exists(year, number(&digits[4..6]), number(&digits[6..]))
    })
}
