//! Not one digit over and over.

use crate::symbols::loose_digits;

/// Whether the value has two different digits at least.
pub(crate) fn holds(value: &[u8]) -> bool {
    let mut digits = loose_digits(value);
    let first = digits.next();
    digits.any(|digit| Some(digit) != first)
}
