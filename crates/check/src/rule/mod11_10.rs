//! ISO 7064 mod 11,10: one check digit from a sum and a doubling by turns.

use crate::symbols::Symbols;

/// Whether the last digit is the check digit of those before it.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(digits) = Symbols::read_digits(value) else {
        return false;
    };
    let Some((&check, body @ [_, ..])) = digits.as_slice().split_last() else {
        return false;
    };
    let product = body
        .iter()
        .fold(10, |product, &digit| match (product + digit) % 10 {
            0 => 20 % 11,
            sum => sum * 2 % 11,
        });
    (product + check) % 10 == 1
}
