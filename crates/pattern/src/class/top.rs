//! The top bits of 64 bytes in a word.

/// The top bit of each byte: bit *i* is that of byte *i*. What has been marked by bytes
/// of ones, as vector instructions do, becomes a mask by it.
///
/// ```
/// let mut marks = [0; 64];
/// (marks[3], marks[63]) = (0xFF, 0x80);
/// assert_eq!(tracie_pattern::class::top_bits(&marks), 1 << 3 | 1 << 63);
/// ```
#[inline(always)]
pub fn top_bits(bytes: &[u8; 64]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    return of_sixteens(bytes);
    #[cfg(not(target_arch = "x86_64"))]
    return of_eights(bytes);
}

/// By SSE2, which each x86-64 has.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn of_sixteens(bytes: &[u8; 64]) -> u64 {
    use std::arch::x86_64::{_mm_loadu_si128, _mm_movemask_epi8};

    let bits = |sixteen: &[u8; 16]| {
        // SAFETY: SSE2 is there, and sixteen bytes are read.
        let bits = unsafe { _mm_movemask_epi8(_mm_loadu_si128(sixteen.as_ptr().cast())) };
        bits.cast_unsigned()
    };
    // Two by two, which AVX2 has as one.
    let (halves, _) = bytes.as_chunks::<32>();
    let half = |at: usize| {
        let (sixteens, _) = halves[at].as_chunks();
        u64::from(bits(&sixteens[1]) << 16 | bits(&sixteens[0]))
    };
    half(1) << 32 | half(0)
}

/// Multiplying eight bytes of 0 or 1 by this gathers them in the top byte.
#[cfg(any(test, not(target_arch = "x86_64")))]
const GATHER: u64 = 0x0102_0408_1020_4080;

/// On any machine.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
fn of_eights(bytes: &[u8; 64]) -> u64 {
    let (eights, _) = bytes.as_chunks::<8>();
    eights.iter().rev().fold(0, |word, eight| {
        let ones = u64::from_le_bytes(*eight) >> 7 & 0x0101_0101_0101_0101;
        word << 8 | ones.wrapping_mul(GATHER) >> 56
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bit_for_byte(bytes in proptest::collection::vec(any::<u8>(), 64)) {
            let bytes: &[u8; 64] = bytes[..].try_into().expect("as many");
            let bits = (0..64).map(|at| u64::from(bytes[at] >> 7) << at);
            let expected = bits.fold(0, |word, bit| word | bit);
            prop_assert_eq!(of_eights(bytes), expected);
            prop_assert_eq!(top_bits(bytes), expected);
        }
    }
}
