//! Luhn (ISO/IEC 7812-1): every second digit from the right is doubled.

use crate::symbols::values;

/// Whether all digits together have a Luhn check digit.
pub(crate) fn holds(value: &[u8]) -> bool {
    is_right(values(value))
}

/// Whether these digits, of which there are two at least, have a Luhn check
/// digit; no if one is not a digit.
pub(super) fn is_right(digits: impl Iterator<Item = u8>) -> bool {
    // Which of them are doubled is known at the end: so there are two sums, one
    // in which the last digit so far is doubled, and one in which it is not.
    let (mut count, mut plain, mut double) = (0, 0, 0);
    for digit in digits {
        if digit > 9 {
            return false;
        }
        (plain, double) = (double + u32::from(digit), plain + u32::from(doubled(digit)));
        count += 1;
    }
    count > 1 && plain.is_multiple_of(10)
}

/// The digits of the double, added up.
pub(super) fn doubled(digit: u8) -> u8 {
    const DOUBLED: [u8; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    DOUBLED[usize::from(digit)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every second digit from the right, by the definition.
    fn holds_slowly(value: &[u8]) -> bool {
        let digits: Vec<u8> = values(value).collect();
        let from_right = digits.iter().rev().zip([false, true].into_iter().cycle());
        let sum: u32 = from_right
            .map(|(digit, double)| match (double, *digit) {
                (_, 10..) => 0,
                (true, digit) => u32::from(digit * 2 / 10 + digit * 2 % 10),
                (false, digit) => u32::from(digit),
            })
            .sum();
        digits.len() > 1 && digits.iter().all(|it| *it < 10) && sum.is_multiple_of(10)
    }

    proptest! {
        #[test]
        fn sums_from_the_left_are_those_from_the_right(value in "[0-9]{0,19}|[0-9 -]{0,24}|[0-9A]{1,9}") {
            prop_assert_eq!(holds(value.as_bytes()), holds_slowly(value.as_bytes()));
        }
    }
}
