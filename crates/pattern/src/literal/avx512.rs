//! The search for prints, 64 positions at a time.

use std::arch::x86_64::*;

use super::{Nibbles, PRINT, scalar};

/// Positions looked at together.
const LANES: usize = 64;

pub(super) fn find(nibbles: &Nibbles, text: &[u8], confirm: &mut impl FnMut(usize)) {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    let done = unsafe { find_avx512(nibbles, text, confirm) };
    scalar::find(nibbles, text, done, confirm);
}

/// Returns up to where it looked.
#[target_feature(enable = "avx512f,avx512bw")]
fn find_avx512(nibbles: &Nibbles, text: &[u8], confirm: &mut impl FnMut(usize)) -> usize {
    let low = nibbles.low.each_ref().map(|table| broadcast(table));
    let high = nibbles.high.each_ref().map(|table| broadcast(table));
    let mut at = 0;
    while at + LANES + PRINT <= text.len() {
        let window: &[u8; LANES + PRINT] = text[at..]
            .first_chunk()
            .expect("the loop sees to the length");
        let mut buckets = _mm512_set1_epi8(-1);
        for place in 0..PRINT {
            buckets = _mm512_and_si512(buckets, holds(window, place, low[place], high[place]));
        }
        let mut hits = _mm512_test_epi8_mask(buckets, buckets);
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
#[target_feature(enable = "avx512f,avx512bw")]
fn broadcast(table: &[u8; 16]) -> __m512i {
    // SAFETY: the load lies within the table and needs no alignment.
    _mm512_broadcast_i32x4(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}

/// The buckets that hold each byte of the window from a place on.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn holds(window: &[u8; LANES + PRINT], place: usize, low: __m512i, high: __m512i) -> __m512i {
    // SAFETY: `place` is below `PRINT`, so the load lies within the window.
    let bytes = unsafe { _mm512_loadu_si512(window.as_ptr().add(place).cast()) };
    let folded = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    let nibble = _mm512_set1_epi8(15);
    let low = _mm512_shuffle_epi8(low, _mm512_and_si512(folded, nibble));
    let upper = _mm512_and_si512(_mm512_srli_epi16::<4>(folded), nibble);
    _mm512_and_si512(low, _mm512_shuffle_epi8(high, upper))
}
