//! Luhn over the first ten digits; a version code may follow.

use super::luhn;
use crate::symbols::first_digits;

/// Whether the first ten digits have a Luhn check digit.
pub(crate) fn holds(value: &[u8]) -> bool {
    first_digits::<10>(value).is_some_and(|digits| luhn::is_right(digits.into_iter()))
}
