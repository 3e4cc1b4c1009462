//! The masks by AVX-512, which compares 64 bytes to a word at once.

use std::arch::is_x86_feature_detected;
use std::arch::x86_64::*;

/// Whether this machine has all that [`super::Engine::Avx512`] stands for.
pub(super) fn is_available() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vbmi2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

pub(super) fn digits(blocks: &[[u8; 64]], out: &mut [u64], spaces: &mut [u64]) {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { digits_avx512(blocks, out, spaces) }
}

pub(super) fn words(blocks: &[[u8; 64]], letters: &mut [u64], uppers: &mut [u64]) {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { words_avx512(blocks, letters, uppers) }
}

#[target_feature(enable = "avx512f,avx512bw")]
fn digits_avx512(blocks: &[[u8; 64]], out: &mut [u64], spaces: &mut [u64]) {
    for ((block, word), space) in blocks.iter().zip(out).zip(spaces) {
        let bytes = load(block);
        *word = in_range(bytes, b'0', 9);
        *space = _mm512_cmple_epu8_mask(bytes, _mm512_set1_epi8(b' ' as i8));
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
fn words_avx512(blocks: &[[u8; 64]], letters: &mut [u64], uppers: &mut [u64]) {
    for ((block, letter), upper) in blocks.iter().zip(letters).zip(uppers) {
        let bytes = load(block);
        let folded = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
        *letter = in_range(folded, b'a', 25) | _mm512_movepi8_mask(bytes);
        *upper = in_range(bytes, b'A', 25);
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load(block: &[u8; 64]) -> __m512i {
    // SAFETY: the load lies within the 64 bytes and needs no alignment.
    unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }
}

/// The bytes that lie in `first..=first + span`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn in_range(bytes: __m512i, first: u8, span: u8) -> u64 {
    let shifted = _mm512_sub_epi8(bytes, _mm512_set1_epi8(first as i8));
    _mm512_cmple_epu8_mask(shifted, _mm512_set1_epi8(span as i8))
}
