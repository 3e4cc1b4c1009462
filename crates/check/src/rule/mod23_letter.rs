//! A check letter for what a number leaves when divided by 23.

use crate::symbols::{remainder, symbols, value_of};

const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// Whether the ninth character is the check letter of the number before it.
///
/// Where the first character is a letter, X, Y and Z count as 0, 1 and 2, and
/// K, L and M take no part.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(symbols) = symbols::<9>(value) else {
        return false;
    };
    let (check, mut body) = (symbols[8], [0; 8]);
    body.copy_from_slice(&symbols[..8]);
    body[0] = match body[0] {
        first @ 0..=9 => first,
        20..=22 => 0,
        first @ 33..=35 => first - 33,
        _ => return false,
    };
    body.iter().all(|&digit| digit < 10)
        && check == value_of(LETTERS[remainder(&body, 23) as usize])
}
