//! The check digit of a vehicle identification number (ISO 3779): place 9,
//! mod 11.

use crate::symbols::symbols;

const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
/// What the letters A–Z count; 0 where no number has the letter.
const LETTERS: [u32; 26] = [
    1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9,
];
const X: u8 = 33;

/// Whether the ninth of seventeen characters is the check digit, X for 10.
///
/// Not every maker has to use it: ask for it only where the first character
/// says so.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(symbols) = symbols::<17>(value) else {
        return false;
    };
    let counts = symbols.map(count);
    let weighted = counts.iter().zip(WEIGHTS);
    let sum: u32 = weighted.map(|(count, weight)| count * weight).sum();
    let check = if symbols[8] == X {
        10
    } else {
        u32::from(symbols[8])
    };
    !has_unused_letter(&symbols) && sum % 11 == check
}

fn has_unused_letter(symbols: &[u8]) -> bool {
    symbols
        .iter()
        .any(|&symbol| symbol > 9 && count(symbol) == 0)
}

fn count(symbol: u8) -> u32 {
    match symbol.checked_sub(10) {
        Some(letter) => LETTERS[usize::from(letter)],
        None => u32::from(symbol),
    }
}
