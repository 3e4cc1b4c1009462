//! The classes by AVX2, and by SSE2 where that is all there is.

use std::arch::x86_64::*;

use super::{Classes, Spaces};
use crate::class::x86::{in_range, in_range_sse2, join, pair};

pub(super) fn fill(spaces: &mut Spaces, text: &[u8]) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected.
    unsafe { fill_avx2(spaces, text) }
}

#[target_feature(enable = "avx2")]
fn fill_avx2(spaces: &mut Spaces, text: &[u8]) {
    spaces.each(text, |block| classes(block));
}

#[inline]
#[target_feature(enable = "avx2")]
fn classes(block: &[u8; 64]) -> Classes {
    // SAFETY: both loads lie within the 64 bytes and need no alignment.
    let [low, high] = unsafe {
        let at = block.as_ptr().cast::<__m256i>();
        [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))]
    };
    let letter = pair(
        in_range(_mm256_or_si256(low, _mm256_set1_epi8(0x20)), b'a', 25),
        in_range(_mm256_or_si256(high, _mm256_set1_epi8(0x20)), b'a', 25),
    );
    // The bit that makes a letter small, moved to the top of its byte.
    let small = pair(_mm256_slli_epi16::<2>(low), _mm256_slli_epi16::<2>(high));
    Classes {
        space: pair(is(low, b' '), is(high, b' ')),
        comma: pair(is(low, b','), is(high, b',')),
        equals: pair(is(low, b'='), is(high, b'=')),
        digit: pair(in_range(low, b'0', 9), in_range(high, b'0', 9)),
        letter,
        capital: letter & !small,
        wide: pair(low, high),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn is(bytes: __m256i, byte: u8) -> __m256i {
    _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte as i8))
}

pub(super) fn fill_sse2(spaces: &mut Spaces, text: &[u8]) {
    spaces.each(text, |block| {
        let letter = join(block, |bytes| {
            // SAFETY: SSE2 is part of x86-64.
            let folded = unsafe { _mm_or_si128(bytes, _mm_set1_epi8(0x20)) };
            in_range_sse2(folded, b'a', 25)
        });
        Classes {
            space: join(block, |bytes| in_range_sse2(bytes, b' ', 0)),
            comma: join(block, |bytes| in_range_sse2(bytes, b',', 0)),
            equals: join(block, |bytes| in_range_sse2(bytes, b'=', 0)),
            digit: join(block, |bytes| in_range_sse2(bytes, b'0', 9)),
            letter,
            capital: join(block, |bytes| in_range_sse2(bytes, b'A', 25)),
            wide: join(block, |bytes| bytes),
        }
    });
}
