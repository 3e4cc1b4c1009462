//! Two check digits mod 11, the second over the first too; weights 2, 3, 4 …
//! from the right.

use crate::symbols::digits;

/// Whether the last two of eleven digits are the check digits of the others.
pub(crate) fn holds(value: &[u8]) -> bool {
    digits::<11>(value).is_some_and(|digits| {
        [9, 10]
            .into_iter()
            .all(|at| u32::from(digits[at]) == check_digit(digits[..at].iter().rev().zip(2..)))
    })
}

/// Eleven less what the weighted sum leaves; 0 where that is 10 or 11.
pub(super) fn check_digit<'a>(weighted: impl Iterator<Item = (&'a u8, u32)>) -> u32 {
    let sum: u32 = weighted.map(|(&v, weight)| u32::from(v) * weight).sum();
    match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    }
}
