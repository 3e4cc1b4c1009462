//! The masks by AVX-512, which compares 64 bytes to a word at once.

use std::arch::is_x86_feature_detected;
use std::arch::x86_64::*;

use super::kinds::{GAP_TABLE, JOINT_TABLE};
use super::marks::Marked;
use super::{ESCAPE, Marks, Masks, Plain};

/// Whether this machine has all that [`super::Instructions::Avx512`] stands for.
pub(super) fn is_available() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("avx512f")
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

/// Bytes between what is classified and what is fetched meanwhile.
const AHEAD: usize = 2048;

/// Fills the words of some blocks in all masks, from a block on, and in those of marks
/// if they are wanted. There must be as many.
pub(super) fn fill(blocks: &[[u8; 64]], masks: &mut Masks, from: usize, marks: bool) -> Plain {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe {
        if marks {
            fill_marks_avx512(blocks, &mut masks.marks, from);
        }
        fill_avx512(blocks, masks, from)
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
fn fill_marks_avx512(blocks: &[[u8; 64]], marks: &mut Marks, from: usize) {
    marks.fill(blocks, from, |block| {
        let bytes = load(block);
        Marked {
            gap: one_of(bytes, &GAP_TABLE),
            joint: one_of(bytes, &JOINT_TABLE),
            equals: _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(b'=' as i8)),
            wide: _mm512_movepi8_mask(bytes),
        }
    });
}

#[target_feature(enable = "avx512f,avx512bw")]
fn fill_avx512(blocks: &[[u8; 64]], masks: &mut Masks, from: usize) -> Plain {
    let digits = masks.digit.words[from..].iter_mut();
    let spaces = masks.space.words[from..].iter_mut();
    let letters = masks.letter.words[from..].iter_mut();
    let uppers = masks.upper.words[from..].iter_mut();
    let words = digits.zip(spaces).zip(letters.zip(uppers));
    let (mut high, mut escapes) = (0, 0);
    for (block, ((digit, space), (letter, upper))) in blocks.iter().zip(words) {
        // Behind the end, nothing is loaded.
        _mm_prefetch::<_MM_HINT_T0>(block.as_ptr().wrapping_add(AHEAD).cast());
        let bytes = load(block);
        let folded = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
        let beyond = _mm512_movepi8_mask(bytes);
        *digit = in_range(bytes, b'0', 9);
        *space = _mm512_cmple_epu8_mask(bytes, _mm512_set1_epi8(b' ' as i8));
        *letter = in_range(folded, b'a', 25) | beyond;
        *upper = in_range(bytes, b'A', 25);
        high |= beyond;
        escapes |= _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(ESCAPE as i8));
    }
    Plain {
        ascii: high == 0,
        escape: escapes != 0,
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load(block: &[u8; 64]) -> __m512i {
    // SAFETY: the load lies within the 64 bytes and needs no alignment.
    unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }
}

/// The bytes that a table has, in which they stand by their low four bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn one_of(bytes: __m512i, table: &[u8; 16]) -> u64 {
    // SAFETY: the load lies within the table and needs no alignment.
    let table = unsafe { _mm_loadu_si128(table.as_ptr().cast()) };
    let found = _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), bytes);
    _mm512_cmpeq_epi8_mask(found, bytes)
}

/// The bytes that lie in `first..=first + span`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn in_range(bytes: __m512i, first: u8, span: u8) -> u64 {
    let shifted = _mm512_sub_epi8(bytes, _mm512_set1_epi8(first as i8));
    _mm512_cmple_epu8_mask(shifted, _mm512_set1_epi8(span as i8))
}
