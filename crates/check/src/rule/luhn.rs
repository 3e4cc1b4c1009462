//! Luhn (ISO/IEC 7812-1): every second digit from the right is doubled.

use crate::eight::{self, EACH};
use crate::symbols::{is_separator, values};

/// Whether all digits together have a Luhn check digit.
pub(crate) fn holds(value: &[u8]) -> bool {
    match sum_of_run(value) {
        Some(sum) => sum.is_multiple_of(10),
        None => is_right(values(value)),
    }
}

/// The sum of eight to sixteen digits, in one run or, of sixteen, in fours.
#[inline]
pub(super) fn sum_of_run(value: &[u8]) -> Option<u64> {
    let [first, last] = sixteen(value)?;
    Some(sum(first) + sum(last))
}

/// The values of eight to sixteen digits in one run, or of sixteen in fours, as most cards
/// have, with zeros before them.
fn sixteen(value: &[u8]) -> Option<[u64; 2]> {
    if value.len() == 19 {
        let [one, two, three, last] = [0, 5, 10, 15].map(|at| four(value[at..].first_chunk()?));
        let apart = [4, 9, 14].iter().all(|at| is_separator(value[*at]));
        let eight = |one: [u8; 4], two: [u8; 4]| {
            u64::from(u32::from_le_bytes(two)) << 32 | u64::from(u32::from_le_bytes(one))
        };
        return apart.then_some([eight(one?, two?), eight(three?, last?)]);
    }
    let (first, last) = (value.first_chunk()?, value.last_chunk()?);
    // What is in both is counted once.
    let twice = 16_usize.checked_sub(value.len())? as u32;
    let first = eight::values(first)?.checked_shl(8 * twice);
    Some([first.unwrap_or(0), eight::values(last)?])
}

/// The values of four digits; none if one of them is no digit.
fn four(bytes: &[u8; 4]) -> Option<[u8; 4]> {
    let values = u32::from_le_bytes(*bytes) ^ 0x3030_3030;
    let above = values | values.wrapping_add(0x0606_0606);
    (above & 0xF0F0_F0F0 == 0).then_some(values.to_le_bytes())
}

/// The sum of eight digits of which every second is doubled, and the last is not.
fn sum(values: u64) -> u64 {
    const SECOND: u64 = 0x00FF_00FF_00FF_00FF;
    let double = (values & SECOND) << 1;
    let tens = double.wrapping_add(0x76 * EACH) >> 7 & EACH;
    let digits = (values & !SECOND)
        .wrapping_add(double)
        .wrapping_sub(9 * tens);
    digits.wrapping_mul(EACH) >> 56
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
        fn sums_from_the_left_are_those_from_the_right(value in "[0-9]{0,19}|[0-9 -]{0,36}|[0-9A_é-]{1,9}|[0-9]{4}([ -][0-9]{4}){3}|[0-9a]{7,17}|[0-9]{4}([ _-][0-9]{4}){2}-[0-9]{2}[0-9 ]{2}|[0-9]{28,34}") {
            prop_assert_eq!(holds(value.as_bytes()), holds_slowly(value.as_bytes()));
        }
    }
}
