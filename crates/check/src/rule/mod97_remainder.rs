//! Two digits, a serial number, and a key of two digits: the remainder by 97.

use crate::symbols::{Symbols, number, remainder};

/// Whether the last two of eleven or twelve digits are what the others leave
/// when divided by 97.
///
/// A serial number of eight digits that begins with 0 counts as one of seven.
pub(crate) fn holds(value: &[u8]) -> bool {
    Symbols::read_digits(value).is_some_and(|digits| match digits.as_slice() {
        [a, b, 0, c, d, e, f, g, h, i, key @ ..] if key.len() == 2 => {
            remainder(&[*a, *b, *c, *d, *e, *f, *g, *h, *i], 97) == number(key)
        }
        all if matches!(all.len(), 11 | 12) => {
            let (body, key) = all.split_at(all.len() - 2);
            remainder(body, 97) == number(key)
        }
        _ => false,
    })
}
