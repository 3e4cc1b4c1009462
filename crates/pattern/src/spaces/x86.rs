//! The classes by AVX2, and by SSE2 where that is all there is.

use std::arch::x86_64::*;

use super::kinds::{GAP_TABLE, GAPS, JOINT_TABLE, JOINTS};
use super::{Classes, Spaces};
use crate::class::Mask;
use crate::class::x86::{in_range, in_range_sse2, join, pair};

pub(super) fn fill(spaces: &mut Spaces, text: &[u8], digits: &Mask) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected.
    unsafe { fill_avx2(spaces, text, digits) }
}

#[target_feature(enable = "avx2")]
fn fill_avx2(spaces: &mut Spaces, text: &[u8], digits: &Mask) {
    spaces.each(text, digits, |block| classes(block));
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
    let table = |table: &[u8; 16]| {
        // SAFETY: the load lies within the table and needs no alignment.
        let table = unsafe { _mm_loadu_si128(table.as_ptr().cast()) };
        _mm256_broadcastsi128_si256(table)
    };
    let gaps = table(&GAP_TABLE);
    let joints = table(&JOINT_TABLE);
    // Letters are asked for by themselves, too.
    let joint = |bytes| _mm256_or_si256(one_of(bytes, joints), bytes);
    Classes {
        gap: pair(one_of(low, gaps), one_of(high, gaps)),
        joins: letter | pair(joint(low), joint(high)),
        equals: pair(is(low, b'='), is(high, b'=')),
        letter,
        capital: letter & !small,
        wide: pair(low, high),
        ..Classes::default()
    }
}

/// All ones in the bytes that a table has.
#[inline]
#[target_feature(enable = "avx2")]
fn one_of(bytes: __m256i, table: __m256i) -> __m256i {
    _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, bytes), bytes)
}

#[inline]
#[target_feature(enable = "avx2")]
fn is(bytes: __m256i, byte: u8) -> __m256i {
    _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte as i8))
}

pub(super) fn fill_sse2(spaces: &mut Spaces, text: &[u8], digits: &Mask) {
    spaces.each(text, digits, |block| {
        let letter = join(block, |bytes| {
            // SAFETY: SSE2 is part of x86-64.
            let folded = unsafe { _mm_or_si128(bytes, _mm_set1_epi8(0x20)) };
            in_range_sse2(folded, b'a', 25)
        });
        let one_of = |list: &[u8]| join(block, |bytes| one_of_sse2(bytes, list));
        let wide = join(block, |bytes| bytes);
        Classes {
            gap: one_of(GAPS),
            joins: one_of(JOINTS) | letter | wide,
            equals: join(block, |bytes| in_range_sse2(bytes, b'=', 0)),
            letter,
            capital: join(block, |bytes| in_range_sse2(bytes, b'A', 25)),
            wide,
            ..Classes::default()
        }
    });
}

fn one_of_sse2(bytes: __m128i, list: &[u8]) -> __m128i {
    let each = list.iter().map(|byte| in_range_sse2(bytes, *byte, 0));
    // SAFETY: SSE2 is part of x86-64.
    each.fold(unsafe { _mm_setzero_si128() }, |all, one| unsafe {
        _mm_or_si128(all, one)
    })
}
