//! Numbers of as many bytes as they need: seven bits in each, the low ones
//! first.

/// The number at an offset, which goes behind it.
pub(crate) fn unsigned(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let (mut value, mut shift) = (0_u64, 0);
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        shift += 7;
    }
}

/// The number at an offset, of which the lowest bit is the sign.
#[cfg(any(test, feature = "parquet"))]
pub(crate) fn signed(bytes: &[u8], at: &mut usize) -> Option<i64> {
    unsigned(bytes, at).map(zigzag)
}

/// The number of which the lowest bit is the sign.
pub(crate) fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        let bytes = [0xAC, 2, 1, 0xFF];
        let mut at = 0;
        assert_eq!(unsigned(&bytes, &mut at), Some(300));
        assert_eq!(signed(&bytes, &mut at), Some(-1));
        assert_eq!(unsigned(&bytes, &mut at), None, "it breaks off");
        assert_eq!(unsigned(&[0x80; 20], &mut 0), None, "it never ends");
        assert_eq!(zigzag(u64::MAX), i64::MIN);
    }
}
