//! A date at the front: two digits each of day, month and year.

use crate::date::exists_short;
use crate::symbols::{first_digits, number};

/// Whether the first six digits are a date in some century. Letters before them
/// are passed over.
pub(crate) fn holds(value: &[u8]) -> bool {
    first_digits::<6>(value).is_some_and(|digits| {
        exists_short(
            number(&digits[4..]),
            number(&digits[2..4]),
            number(&digits[..2]),
        )
    })
}
