//! Which words may begin a keyword, eight words at a time.

use std::arch::x86_64::*;
use std::ops::Range;

use super::words::Words;
use super::{BLOCK, FACTOR, FILTER_BITS, TOGETHER, block_at};
use crate::class::Masks;

/// The words of a filter.
const FILTER: usize = 1 << (FILTER_BITS - 6);

/// Which words of some blocks are to be looked at: those whose key passes the
/// filter, and those that capitals inside may end early.
pub(super) fn sift(
    filter: &[u64; FILTER],
    (text, masks): (&[u8], &Masks),
    blocks: Range<usize>,
    passed: &mut [u64; TOGETHER],
) {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { sift_avx512(filter, (text, masks), blocks, passed) }
}

#[target_feature(
    enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt"
)]
fn sift_avx512(
    filter: &[u64; FILTER],
    (text, masks): (&[u8], &Masks),
    blocks: Range<usize>,
    passed: &mut [u64; TOGETHER],
) {
    let mut here = Words::of(masks, blocks.start);
    for (block, passed) in blocks.zip(passed) {
        let next = Words::of(masks, block + 1);
        let mut padded = [0; BLOCK];
        let bytes = block_at(text, block, &mut padded);
        let known = match here.starts {
            0 => 0,
            starts => may_hold(filter, bytes, starts),
        };
        let humps = u128::from(next.humps) << 64 | u128::from(here.humps);
        *passed = known | here.starts & before(humps);
        here = next;
    }
}

/// The positions with a hump among the seven bytes behind them.
#[inline(always)]
fn before(humps: u128) -> u64 {
    if humps == 0 {
        return 0;
    }
    let two = humps >> 1 | humps >> 2;
    let four = two | two >> 2;
    (four | four >> 3) as u64
}

/// The words among those that start in a block whose key passes the filter.
#[inline]
#[target_feature(
    enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt"
)]
fn may_hold(filter: &[u64; FILTER], bytes: &[u8; BLOCK], starts: u64) -> u64 {
    // SAFETY: the loads lie within the block and the eight bytes behind it.
    let (low, high) = unsafe {
        let at = bytes.as_ptr();
        let high = _mm_loadl_epi64(at.add(64).cast());
        (_mm512_loadu_si512(at.cast()), _mm512_zextsi128_si512(high))
    };
    // SAFETY: the load lies within the table.
    let places = unsafe { _mm512_loadu_si512(PLACES.as_ptr().cast()) };
    let places = _mm512_maskz_compress_epi8(starts, places);
    // For each byte of a key the number of its word, and its place in the key.
    // SAFETY: the load lies within the table.
    let mut word = unsafe { _mm512_loadu_si512(WORDS.as_ptr().cast()) };
    let inside = _mm512_set1_epi64(0x0706_0504_0302_0100);
    let mut held = 0;
    for eight in (0..starts.count_ones()).step_by(8) {
        let at = _mm512_add_epi8(_mm512_permutexvar_epi8(word, places), inside);
        let heads = _mm512_permutex2var_epi8(low, at, high);
        held |= u64::from(may_hold_eight(filter, heads)) << eight;
        word = _mm512_add_epi8(word, _mm512_set1_epi8(8));
    }
    _pdep_u64(held, starts)
}

/// Which of eight words have a key that passes, by their first eight bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq")]
fn may_hold_eight(filter: &[u64; FILTER], heads: __m512i) -> u8 {
    let folded = _mm512_or_si512(heads, _mm512_set1_epi8(0x20));
    let letter = _mm512_sub_epi8(folded, _mm512_set1_epi8(b'a' as i8));
    let letter = _mm512_cmple_epu8_mask(letter, _mm512_set1_epi8(25));
    let other = _mm512_movm_epi8(!(letter | _mm512_movepi8_mask(heads)));
    // The bits below the lowest one of what is no letter.
    let lower = _mm512_sub_epi64(other, _mm512_set1_epi64(1));
    let key = _mm512_and_si512(folded, _mm512_andnot_si512(other, lower));
    // A letter alone counts with what follows it.
    let alone = _mm512_testn_epi64_mask(key, _mm512_set1_epi64(!0xFF));
    let key = _mm512_mask_and_epi64(key, alone, folded, _mm512_set1_epi64(0xFFFF));
    let hash = _mm512_mullo_epi64(key, _mm512_set1_epi64(FACTOR as i64));
    let word = _mm512_srli_epi64::<{ 64 - FILTER_BITS + 6 }>(hash);
    // SAFETY: of a word's number there are as many bits as the filter has words.
    let words = unsafe { _mm512_i64gather_epi64::<8>(word, filter.as_ptr().cast()) };
    // Rotated, the place of a bit counts by 64.
    let bit = _mm512_rorv_epi64(words, _mm512_srli_epi64::<{ 64 - FILTER_BITS }>(hash));
    _mm512_test_epi64_mask(bit, _mm512_set1_epi64(1))
}

/// The places in a block.
static PLACES: [u8; 64] = {
    let mut places = [0; 64];
    let mut at = 0;
    while at < places.len() {
        places[at] = at as u8;
        at += 1;
    }
    places
};

/// For each byte of eight keys, the number of its key.
static WORDS: [u8; 64] = {
    let mut words = [0; 64];
    let mut at = 0;
    while at < words.len() {
        words[at] = (at / 8) as u8;
        at += 1;
    }
    words
};
