//! ISO 7064 mod 97-10: the number, letters as 10–35, leaves 1.

use crate::symbols::Symbols;

/// Whether the whole value leaves 1 when divided by 97.
pub(crate) fn holds(value: &[u8]) -> bool {
    Symbols::read(value).is_some_and(|symbols| remainder(symbols.as_slice()) == 1)
}

/// What the number that the characters spell leaves when divided by 97.
pub(super) fn remainder<'a>(symbols: impl IntoIterator<Item = &'a u8>) -> u32 {
    (symbols.into_iter().fold(0, |sum, symbol| add(sum, *symbol)) % 97) as u32
}

/// A number that leaves the same as one of which so much is known, with a character
/// more behind it.
pub(super) fn add(sum: u64, symbol: u8) -> u64 {
    let shift = if symbol < 10 { 10 } else { 100 };
    // A division costs more than several steps without one.
    let sum = if sum < 1 << 48 { sum } else { sum % 97 };
    sum * shift + u64::from(symbol)
}
