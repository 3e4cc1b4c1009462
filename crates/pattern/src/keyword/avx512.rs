//! Which words may begin a keyword, eight words at a time.

use std::arch::x86_64::*;
use std::ops::Range;

use super::filter::{Filter, GROUPS};
use super::find::block_at;
use super::words::Words;
use super::{BLOCK, FACTOR, Keywords, Sought, TOGETHER};
use crate::class::Masks;
use crate::groups::Bits;

/// As [`super::sift::sift`].
#[target_feature(
    enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt"
)]
pub(super) fn sift(
    keywords: &Keywords,
    (text, masks): (&[u8], &Masks),
    (blocks, sought): (Range<usize>, Sought<'_>),
    (words, passed): (&mut Words, &mut [u64; TOGETHER]),
) {
    words.fill(masks, blocks.start, keywords.digit_behind_one);
    let mut padded = [0; BLOCK];
    for (block, (at, passed)) in blocks.zip(passed.iter_mut().enumerate()) {
        *passed = 0;
        let groups = sought.of(block) & keywords.groups;
        if groups != 0 {
            let bytes = block_at(text, block, &mut padded);
            let starts = (words.starts[at], words.cut[at]);
            *passed = sift_block(&keywords.filter, bytes, starts, groups);
        }
    }
}

/// Which words of a block are to be looked at, for keywords of some groups: of all that
/// start there, and of those that a hump may cut short.
#[inline]
#[target_feature(
    enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt"
)]
fn sift_block(
    filter: &Filter,
    bytes: &[u8; BLOCK],
    (starts, cut): (u64, u64),
    groups: Bits,
) -> u64 {
    let groups = u64::from(groups) << GROUPS;
    let mut passed = may_hold::<false>(filter, bytes, starts, groups);
    if cut != 0 {
        passed |= may_hold::<true>(filter, bytes, cut, groups);
    }
    passed
}

/// The words among those that start in a block whose key passes the filter; with
/// `CUT`, the key that ends where the first hump begins.
#[inline]
#[target_feature(
    enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,lzcnt,popcnt"
)]
fn may_hold<const CUT: bool>(
    filter: &Filter,
    bytes: &[u8; BLOCK],
    starts: u64,
    groups: u64,
) -> u64 {
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
        held |= u64::from(may_hold_eight::<CUT>(filter, heads, groups)) << eight;
        word = _mm512_add_epi8(word, _mm512_set1_epi8(8));
    }
    _pdep_u64(held, starts)
}

/// Which of eight words have a key that passes, by their first eight bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq")]
fn may_hold_eight<const CUT: bool>(filter: &Filter, heads: __m512i, groups: u64) -> u8 {
    let (words, bits) = filter.words();
    let folded = _mm512_or_si512(heads, _mm512_set1_epi8(0x20));
    let letter = _mm512_sub_epi8(folded, _mm512_set1_epi8(b'a' as i8));
    let letter = _mm512_cmple_epu8_mask(letter, _mm512_set1_epi8(25));
    let letter = letter | _mm512_movepi8_mask(heads);
    let mut other = _mm512_movm_epi8(!letter);
    let mut several = 0;
    if CUT {
        let humps = _mm512_movm_epi8(humps(heads, letter));
        other = _mm512_or_si512(other, humps);
        // Where there are more of them, one test does not do.
        let lowest = _mm512_and_si512(humps, _mm512_sub_epi64(_mm512_setzero_si512(), humps));
        let first = _mm512_sub_epi64(_mm512_slli_epi64::<8>(lowest), lowest);
        let more = _mm512_andnot_si512(first, humps);
        several = _mm512_test_epi64_mask(more, more);
    }
    // The bits below the lowest one of what is no letter.
    let lower = _mm512_sub_epi64(other, _mm512_set1_epi64(1));
    let key = _mm512_and_si512(folded, _mm512_andnot_si512(other, lower));
    // A letter alone counts with what follows it.
    let alone = match CUT {
        true => 0,
        false => _mm512_testn_epi64_mask(key, _mm512_set1_epi64(!0xFF)),
    };
    let key = _mm512_mask_and_epi64(key, alone, folded, _mm512_set1_epi64(0xFFFF));
    let hash = _mm512_mullo_epi64(key, _mm512_set1_epi64(FACTOR as i64));
    let place = |bits: u32| _mm512_srl_epi64(hash, _mm_cvtsi32_si128((64 - bits) as i32));
    // SAFETY: of a word's number there are as many bits as the filter has words.
    let words = unsafe { _mm512_i64gather_epi64::<8>(place(bits), words.as_ptr().cast()) };
    let bit = _mm512_and_si512(place(bits + 5), _mm512_set1_epi64(31));
    let bit = _mm512_rorv_epi64(words, bit);
    let known = _mm512_test_epi64_mask(bit, _mm512_set1_epi64(1));
    several | _mm512_mask_test_epi64_mask(known, words, _mm512_set1_epi64(groups as i64))
}

/// Where humps begin within each eight bytes, and perhaps at the last: what follows
/// that is not known.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn humps(heads: __m512i, letter: u64) -> u64 {
    const LAST: u64 = 0x8080_8080_8080_8080;
    const FIRST: u64 = 0x0101_0101_0101_0101;
    let upper = _mm512_sub_epi8(heads, _mm512_set1_epi8(b'A' as i8));
    let upper = _mm512_cmple_epu8_mask(upper, _mm512_set1_epi8(25));
    let lower = letter & !upper;
    let next_lower = lower >> 1 | LAST;
    upper & !FIRST & (lower << 1 | letter << 1 & next_lower)
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
