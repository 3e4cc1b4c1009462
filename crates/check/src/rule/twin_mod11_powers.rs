//! Two check digits in the middle, each mod 11 with the powers of 2 as weights:
//! one for the eight digits before them, one for the ten after.

use crate::symbols::digits;

/// Whether the ninth and tenth of twenty digits are the check digits.
pub(crate) fn holds(value: &[u8]) -> bool {
    digits::<20>(value).is_some_and(|digits| {
        let (bank, rest) = digits.split_at(8);
        let (checks, account) = rest.split_at(2);
        // Bank and branch count as ten digits with two zeros before them.
        u32::from(checks[0]) == check_digit(bank, 4)
            && u32::from(checks[1]) == check_digit(account, 1)
    })
}

/// The check digit of digits whose weights begin with `first` and double.
fn check_digit(digits: &[u8], first: u32) -> u32 {
    let weights = std::iter::successors(Some(first), |weight| Some(weight * 2));
    let sum: u32 = digits
        .iter()
        .zip(weights)
        .map(|(&d, w)| u32::from(d) * w)
        .sum();
    match sum % 11 {
        remainder @ (0 | 1) => remainder,
        remainder => 11 - remainder,
    }
}
