//! Luhn over seven digits after a letter, the check digit written as a digit
//! or as one of the letters J, A–I for 0–9.

use super::luhn;
use crate::symbols::symbols;

/// Whether the ninth character is the Luhn check digit, in either form, of the
/// seven digits before it.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some([first, digits @ .., check]) = symbols::<9>(value) else {
        return false;
    };
    let check = match check {
        0..=9 => check,
        // A is 10 and stands for 1, J is 19 and stands for 0.
        10..=19 => (check - 9) % 10,
        _ => return false,
    };
    first > 9 && luhn::is_right(digits.into_iter().chain([check]))
}
