//! The search for prints, 32 positions at a time.

use std::arch::x86_64::*;

use super::{Nibbles, PRINT, scalar};

/// Positions looked at together.
const LANES: usize = 32;

pub(super) fn find(nibbles: &Nibbles, text: &[u8], confirm: &mut impl FnMut(usize)) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected.
    let done = unsafe { find_avx2(nibbles, text, confirm) };
    scalar::find(nibbles, text, done, confirm);
}

/// Returns up to where it looked.
#[target_feature(enable = "avx2")]
fn find_avx2(nibbles: &Nibbles, text: &[u8], confirm: &mut impl FnMut(usize)) -> usize {
    let low = nibbles.low.each_ref().map(|table| broadcast(table));
    let high = nibbles.high.each_ref().map(|table| broadcast(table));
    let mut at = 0;
    while at + LANES + PRINT <= text.len() {
        let window: &[u8; LANES + PRINT] = text[at..]
            .first_chunk()
            .expect("the loop sees to the length");
        let mut buckets = _mm256_set1_epi8(-1);
        for place in 0..PRINT {
            buckets = _mm256_and_si256(buckets, holds(window, place, low[place], high[place]));
        }
        let none = _mm256_cmpeq_epi8(buckets, _mm256_setzero_si256());
        let mut hits = !(_mm256_movemask_epi8(none) as u32);
        while hits != 0 {
            let hit = at + hits.trailing_zeros() as usize;
            confirm(hit);
            hits &= hits - 1;
        }
        at += LANES;
    }
    at
}

#[inline]
#[target_feature(enable = "avx2")]
fn broadcast(table: &[u8; 16]) -> __m256i {
    // SAFETY: the load lies within the table and needs no alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}

/// The buckets that hold each byte of the window from a place on.
#[inline]
#[target_feature(enable = "avx2")]
fn holds(window: &[u8; LANES + PRINT], place: usize, low: __m256i, high: __m256i) -> __m256i {
    // SAFETY: `place` is below `PRINT`, so the load lies within the window.
    let bytes = unsafe { _mm256_loadu_si256(window.as_ptr().add(place).cast()) };
    let folded = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
    let nibble = _mm256_set1_epi8(15);
    let low = _mm256_shuffle_epi8(low, _mm256_and_si256(folded, nibble));
    let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(folded), nibble);
    _mm256_and_si256(low, _mm256_shuffle_epi8(high, upper))
}
