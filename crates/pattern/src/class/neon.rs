//! The masks by NEON.

use std::arch::aarch64::*;

use super::Marks;
use super::kinds::{GAPS, JOINTS};
use super::marks::Marked;

pub(super) fn digits(blocks: &[[u8; 64]], out: &mut [u64], spaces: &mut [u64]) {
    for ((block, word), space) in blocks.iter().zip(out).zip(spaces) {
        *word = join(block, |lane| in_range(lane, b'0', 9));
        *space = join(block, |lane| in_range(lane, 0, b' '));
    }
}

pub(super) fn words(blocks: &[[u8; 64]], letters: &mut [u64], uppers: &mut [u64]) {
    for ((block, letter), upper) in blocks.iter().zip(letters).zip(uppers) {
        *letter = join(block, is_letter);
        *upper = join(block, |lane| in_range(lane, b'A', 25));
    }
}

pub(super) fn marks(blocks: &[[u8; 64]], marks: &mut Marks, from: usize) {
    marks.fill(blocks, from, |block| Marked {
        gap: join(block, |lane| one_of(lane, GAPS)),
        joint: join(block, |lane| one_of(lane, JOINTS)),
        equals: join(block, |lane| in_range(lane, b'=', 0)),
        wide: join(block, |lane| in_range(lane, 0x80, 0x7F)),
    });
}

#[inline]
fn one_of(lane: uint8x16_t, list: &[u8]) -> uint8x16_t {
    let each = list.iter().map(|byte| in_range(lane, *byte, 0));
    // SAFETY: NEON is part of AArch64.
    each.fold(unsafe { vdupq_n_u8(0) }, |all, one| unsafe {
        vorrq_u8(all, one)
    })
}

#[inline]
fn is_letter(lane: uint8x16_t) -> uint8x16_t {
    // SAFETY: NEON is part of AArch64.
    unsafe {
        let folded = vorrq_u8(lane, vdupq_n_u8(0x20));
        vorrq_u8(in_range(folded, b'a', 25), vcgeq_u8(lane, vdupq_n_u8(0x80)))
    }
}

/// All ones in the bytes that lie in `first..=first + span`.
#[inline]
fn in_range(lane: uint8x16_t, first: u8, span: u8) -> uint8x16_t {
    // SAFETY: NEON is part of AArch64.
    unsafe { vcleq_u8(vsubq_u8(lane, vdupq_n_u8(first)), vdupq_n_u8(span)) }
}

/// One bit for each byte of which a class makes all ones.
#[inline]
fn join(block: &[u8; 64], class: impl Fn(uint8x16_t) -> uint8x16_t) -> u64 {
    let (lanes, _) = block.as_chunks::<16>();
    lanes.iter().enumerate().fold(0, |word, (at, lane)| {
        // SAFETY: the load lies within the 16 bytes of the lane.
        let mask = unsafe { class(vld1q_u8(lane.as_ptr())) };
        word | u64::from(bits(mask)) << (16 * at)
    })
}

/// One bit a byte: each byte keeps the bit of its place, then halves are
/// added up pairwise.
#[inline]
fn bits(mask: uint8x16_t) -> u16 {
    const PLACE: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: NEON is part of AArch64; the load lies within the constant.
    unsafe {
        let placed = vandq_u8(mask, vld1q_u8(PLACE.as_ptr()));
        let low = vaddv_u8(vget_low_u8(placed));
        let high = vaddv_u8(vget_high_u8(placed));
        u16::from(low) | u16::from(high) << 8
    }
}
