//! The classes by AVX-512, which compares 64 bytes to a word at once.

use std::arch::x86_64::*;

use super::kinds::{GAP_TABLE, JOINT_TABLE};
use super::{Classes, Spaces};
use crate::class::avx512::{in_range, load, one_of};
use crate::class::{Mask, Masks};

pub(super) fn fill(spaces: &mut Spaces, text: &[u8], digits: &Mask) {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { fill_avx512(spaces, text, digits) }
}

/// From masks, which need no look at the text.
pub(super) fn fill_from(spaces: &mut Spaces, masks: &Masks) {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { fill_from_avx512(spaces, masks) }
}

#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2")]
fn fill_from_avx512(spaces: &mut Spaces, masks: &Masks) {
    spaces.each_of(|at| {
        let marks = masks.marks.get(at).copied().unwrap_or_default();
        Classes {
            gap: marks.gap,
            joins: masks.letter.word(at) | marks.joint,
            equals: marks.equals,
            digit: masks.digit.word(at),
            letter: masks.letter.word(at) & !marks.wide,
            capital: masks.upper.word(at),
            wide: marks.wide,
        }
    });
}

#[target_feature(enable = "avx512f,avx512bw")]
fn fill_avx512(spaces: &mut Spaces, text: &[u8], digits: &Mask) {
    spaces.each(text, digits, |block| classes(block));
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn classes(block: &[u8; 64]) -> Classes {
    let bytes = load(block);
    let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte as i8));
    let letter = in_range(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), b'a', 25);
    let wide = _mm512_movepi8_mask(bytes);
    Classes {
        gap: one_of(bytes, &GAP_TABLE),
        joins: one_of(bytes, &JOINT_TABLE) | letter | wide,
        equals: is(b'='),
        letter,
        capital: in_range(bytes, b'A', 25),
        wide,
        ..Classes::default()
    }
}
