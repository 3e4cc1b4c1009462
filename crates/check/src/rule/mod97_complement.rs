//! Thirteen characters and a key of two digits: 97 less their remainder.

use crate::symbols::{number, remainder, symbols};

const A: u8 = 10;
const B: u8 = 11;

/// Whether the last two of fifteen digits are 97 less what the first thirteen
/// leave. The sixth and seventh character may be `2A`, which counts 19, or
/// `2B`, which counts 18.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(mut symbols) = symbols::<15>(value) else {
        return false;
    };
    match symbols[5..7] {
        [2, A] => symbols[5..7].copy_from_slice(&[1, 9]),
        [2, B] => symbols[5..7].copy_from_slice(&[1, 8]),
        _ => {}
    }
    let (body, key) = symbols.split_at(13);
    symbols.iter().all(|&symbol| symbol < 10) && number(key) == 97 - remainder(body, 97)
}
