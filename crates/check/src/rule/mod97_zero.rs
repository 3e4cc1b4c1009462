//! Divisible by 97 with its key, letters counting 1–9: A and J as 1, B, K and
//! S as 2, … I, R and Z as 9.

use crate::symbols::Symbols;

/// Whether the whole value, of three characters at least, is divisible by 97.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(symbols) = Symbols::read(value) else {
        return false;
    };
    let digits = symbols.as_slice().iter().map(|&symbol| digit(symbol));
    let sum = digits.fold(0, |sum, digit| (sum * 10 + u32::from(digit)) % 97);
    symbols.as_slice().len() > 2 && sum == 0
}

/// The digit for a character: the letters in rows of nine, the last row from 2.
fn digit(symbol: u8) -> u8 {
    match symbol {
        0..=9 => symbol,
        10..=27 => (symbol - 10) % 9 + 1,
        _ => symbol - 28 + 2,
    }
}
