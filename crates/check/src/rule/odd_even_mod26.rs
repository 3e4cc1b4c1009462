//! A check letter mod 26, the characters at odd places counting by a table of
//! their own.

use crate::symbols::symbols;

/// What the letters A–Z, and the digits 0–9 as A–J, count at odd places.
const ODD: [u8; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// Whether the last of sixteen characters is the check letter of the others.
pub(crate) fn holds(value: &[u8]) -> bool {
    symbols::<16>(value).is_some_and(|symbols| is_check_letter(symbols[15], &symbols[..15]))
}

/// Whether a character is the check letter of others, the first of which
/// stands at an odd place.
pub(super) fn is_check_letter(check: u8, symbols: &[u8]) -> bool {
    let letter = |symbol: u8| if symbol < 10 { symbol } else { symbol - 10 };
    let counts = symbols
        .iter()
        .enumerate()
        .map(|(at, &symbol)| match at % 2 {
            0 => ODD[usize::from(letter(symbol))],
            _ => letter(symbol),
        });
    let sum: u32 = counts.map(u32::from).sum();
    u32::from(check) == 10 + sum % 26
}
