//! Not all zeros.

use crate::symbols::loose_digits;

/// Whether the value has a digit other than 0.
pub(crate) fn holds(value: &[u8]) -> bool {
    loose_digits(value).any(|digit| digit != 0)
}
