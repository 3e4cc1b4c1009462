//! Luhn over the last ten digits; a century may stand before them.

use super::luhn;
use crate::symbols::loose_digits;

/// Whether the last ten digits have a Luhn check digit. Signs between them are
/// passed over.
pub(crate) fn holds(value: &[u8]) -> bool {
    let mut digits = loose_digits(value);
    let Some(before) = digits.clone().count().checked_sub(10) else {
        return false;
    };
    digits.by_ref().take(before).for_each(drop);
    luhn::is_right(digits)
}
