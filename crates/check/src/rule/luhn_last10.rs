//! Luhn over the last ten digits; a century may stand before them.

use super::luhn;
use crate::symbols::loose_digits;

/// Whether the last ten digits have a Luhn check digit. Signs between them are
/// passed over.
pub(crate) fn holds(value: &[u8]) -> bool {
    let digits = loose_digits(value);
    let before = digits.clone().count().checked_sub(10);
    before.is_some_and(|before| luhn::is_right(last(digits, before)))
}

fn last(
    digits: impl DoubleEndedIterator<Item = u8> + Clone,
    before: usize,
) -> impl DoubleEndedIterator<Item = u8> {
    let mut digits = digits;
    digits.by_ref().take(before).for_each(drop);
    digits
}
