//! The classes by AVX2, and by SSE2 where that is all there is.

use std::arch::x86_64::*;

use super::{Classes, Spaces};

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

/// All ones in the bytes that lie in `first..=first + span`.
#[inline]
#[target_feature(enable = "avx2")]
fn in_range(bytes: __m256i, first: u8, span: u8) -> __m256i {
    let shifted = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first as i8));
    let least = _mm256_min_epu8(shifted, _mm256_set1_epi8(span as i8));
    _mm256_cmpeq_epi8(least, shifted)
}

/// The top bits of all bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn pair(low: __m256i, high: __m256i) -> u64 {
    let (low, high) = (_mm256_movemask_epi8(low), _mm256_movemask_epi8(high));
    u64::from(low as u32) | u64::from(high as u32) << 32
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

#[inline(always)]
fn join(block: &[u8; 64], class: impl Fn(__m128i) -> __m128i) -> u64 {
    let (lanes, _) = block.as_chunks::<16>();
    lanes.iter().enumerate().fold(0, |word, (at, lane)| {
        // SAFETY: the load lies within the 16 bytes of the lane; SSE2 is part of x86-64.
        let mask = unsafe {
            let bytes = _mm_loadu_si128(lane.as_ptr().cast());
            _mm_movemask_epi8(class(bytes))
        };
        word | u64::from(mask as u16) << (16 * at)
    })
}

#[inline(always)]
fn in_range_sse2(bytes: __m128i, first: u8, span: u8) -> __m128i {
    // SAFETY: SSE2 is part of x86-64.
    unsafe {
        let shifted = _mm_sub_epi8(bytes, _mm_set1_epi8(first as i8));
        _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(span as i8)), shifted)
    }
}
