//! Eight bytes at once, in one number.

/// The same in each byte.
pub(crate) const EACH: u64 = 0x0101_0101_0101_0101;

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

    proptest! {
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
