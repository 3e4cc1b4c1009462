//! Luhn (ISO/IEC 7812-1): every second digit from the right is doubled.

use crate::eight::EACH;
use crate::symbols::{is_separator, value_of, values};

/// Bytes of a value whose digits are added up eight at a time; longer ones come rarely.
const ROOM: usize = 32;

/// Whether all digits together have a Luhn check digit.
pub(crate) fn holds(value: &[u8]) -> bool {
    let mut digits = [0; ROOM];
    match gather(value, &mut digits) {
        Some(count) => is_right_at_once(&digits, count),
        None => is_right(values(value)),
    }
}

/// Writes the values of all characters but separators one behind the other, with zeros
/// behind them, and says how many they are; none if there may be no room.
fn gather(value: &[u8], digits: &mut [u8; ROOM]) -> Option<usize> {
    if value.len() >= ROOM {
        return None;
    }
    let (mut rest, mut count) = (value, 0);
    loop {
        // Most are written in fours.
        while let Some(four) = rest.first_chunk().and_then(four) {
            digits.get_mut(count..count + 4)?.copy_from_slice(&four);
            (count, rest) = (count + 4, &rest[4..]);
        }
        let Some((&byte, behind)) = rest.split_first() else {
            return Some(count);
        };
        rest = behind;
        if !is_separator(byte) {
            digits[count] = value_of(byte);
            count += 1;
        }
    }
}

/// The values of four digits; none if one of them is no digit.
fn four(bytes: &[u8; 4]) -> Option<[u8; 4]> {
    let values = u32::from_le_bytes(*bytes) ^ 0x3030_3030;
    let above = values | values.wrapping_add(0x0606_0606);
    (above & 0xF0F0_F0F0 == 0).then_some(values.to_le_bytes())
}

/// The same as [`is_right`], of digits that zeros follow.
fn is_right_at_once(digits: &[u8; ROOM], count: usize) -> bool {
    // The last is not doubled: so those are whose place is even if their count is.
    let doubled = 0x00FF_00FF_00FF_00FF << (count % 2 * 8);
    let (mut sum, mut above) = (0, 0);
    let (eights, _) = digits.as_chunks();
    for eight in eights.iter().take(count.div_ceil(8)) {
        let values = u64::from_le_bytes(*eight);
        above |= (values | values.wrapping_add(0x76 * EACH)) & (0x80 * EACH);
        let double = (values & doubled) << 1;
        let tens = double.wrapping_add(0x76 * EACH) >> 7 & EACH;
        let digits = (values & !doubled)
            .wrapping_add(double)
            .wrapping_sub(9 * tens);
        sum += digits.wrapping_mul(EACH) >> 56;
    }
    above == 0 && count > 1 && sum.is_multiple_of(10)
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
        fn sums_from_the_left_are_those_from_the_right(value in "[0-9]{0,19}|[0-9 -]{0,36}|[0-9A_é-]{1,9}|[0-9]{4}( [0-9]{4}){3}|[0-9]{28,34}") {
            prop_assert_eq!(holds(value.as_bytes()), holds_slowly(value.as_bytes()));
        }
    }
}
