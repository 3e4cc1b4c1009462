//! Eight bytes at once, in one number.

/// The same in each byte.
pub(crate) const EACH: u64 = 0x0101_0101_0101_0101;

/// Fewer than eight bytes, with zeros behind them.
#[inline]
pub(crate) fn padded(bytes: &[u8]) -> [u8; 8] {
    let mut padded = [0; 8];
    for (place, byte) in padded.iter_mut().zip(bytes) {
        *place = *byte;
    }
    padded
}

/// The highest bit of each byte.
const TOP: u64 = EACH << 7;

/// The highest bit of each byte that is at least so much, of bytes below 0x80.
#[inline]
fn at_least(word: u64, least: u8) -> u64 {
    word + u64::from(0x80 - least) * EACH
}

/// The highest bit of each byte that is a digit.
#[inline]
pub(crate) fn digits(word: u64) -> u64 {
    let values = word ^ (u64::from(b'0') * EACH);
    !(at_least(values & !TOP, 10) | values) & TOP
}

/// The highest bit of each byte that is a letter of ASCII.
#[inline]
pub(crate) fn letters(word: u64) -> u64 {
    let small = (word | (0x20 * EACH)) & !TOP;
    at_least(small, b'a') & !at_least(small, b'z' + 1) & !word & TOP
}

/// The highest bit of each byte that is not zero.
#[inline]
pub(crate) fn filled(word: u64) -> u64 {
    (at_least(word & !TOP, 1) | word) & TOP
}

/// How many bytes have the highest bit, of those with no other.
#[inline]
pub(crate) fn count(tops: u64) -> usize {
    ((tops >> 7).wrapping_mul(EACH) >> 56) as usize
}

/// The values of eight digits, the first in the lowest byte; none if one of them is no
/// digit.
#[inline]
pub(crate) fn values(bytes: &[u8; 8]) -> Option<u64> {
    let values = u64::from_le_bytes(*bytes) ^ (u64::from(b'0') * EACH);
    // Above nine, six more reach the upper half of a byte.
    let above = (values | values.wrapping_add(6 * EACH)) & (0xF0 * EACH);
    (above == 0).then_some(values)
}

/// The number that eight digits spell; none if one of them is no digit.
#[inline]
pub(crate) fn number(bytes: &[u8; 8]) -> Option<u32> {
    let values = values(bytes)?;
    // Neighbours are put together: pairs, fours, all.
    let pairs = values.wrapping_mul(10 << 8 | 1) >> 8 & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_FFFF_0000_FFFF;
    Some((fours.wrapping_mul(10_000 << 32 | 1) >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The highest bit of each byte of which something holds.
    fn tops(bytes: [u8; 8], holds: fn(&u8) -> bool) -> u64 {
        u64::from_le_bytes(bytes.map(|it| u8::from(holds(&it)) << 7))
    }

    proptest! {
        #[test]
        fn classes_of_bytes_are_those_of_each(bytes in any::<[u8; 8]>(), near in "[/-:@-Z`-{0-9]{8}") {
            let near = near.as_bytes().first_chunk().expect("eight bytes");
            for bytes in [bytes, *near] {
                let word = u64::from_le_bytes(bytes);
                prop_assert_eq!(digits(word), tops(bytes, u8::is_ascii_digit));
                prop_assert_eq!(letters(word), tops(bytes, u8::is_ascii_alphabetic));
                prop_assert_eq!(filled(word), tops(bytes, |it| *it != 0));
                prop_assert_eq!(count(digits(word)), bytes.iter().filter(|it| it.is_ascii_digit()).count());
            }
        }

        #[test]
        fn eight_digits_are_the_number_that_they_spell(
            bytes in prop_oneof![
                "[0-9]{8}".prop_map(String::into_bytes),
                "[/-:]{8}".prop_map(String::into_bytes),
                proptest::collection::vec(any::<u8>(), 8),
            ],
        ) {
            let expected = std::str::from_utf8(&bytes).ok().and_then(|it| it.parse().ok());
            let digits = bytes.iter().all(u8::is_ascii_digit);
            let bytes = bytes.first_chunk().expect("eight bytes");
            prop_assert_eq!(number(bytes), expected.filter(|_| digits));
        }
    }
}
