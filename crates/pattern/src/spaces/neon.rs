//! The classes by NEON.

use std::arch::aarch64::*;

use super::{Classes, Spaces};

pub(super) fn fill(spaces: &mut Spaces, text: &[u8]) {
    spaces.each(text, |block| {
        let letter = join(block, |lane| {
            // SAFETY: NEON is part of AArch64.
            let folded = unsafe { vorrq_u8(lane, vdupq_n_u8(0x20)) };
            in_range(folded, b'a', 25)
        });
        Classes {
            space: join(block, |lane| in_range(lane, b' ', 0)),
            comma: join(block, |lane| in_range(lane, b',', 0)),
            equals: join(block, |lane| in_range(lane, b'=', 0)),
            digit: join(block, |lane| in_range(lane, b'0', 9)),
            letter,
            capital: join(block, |lane| in_range(lane, b'A', 25)),
            wide: join(block, |lane| in_range(lane, 0x80, 0x7F)),
        }
    });
}

#[inline]
fn in_range(lane: uint8x16_t, first: u8, span: u8) -> uint8x16_t {
    // SAFETY: NEON is part of AArch64.
    unsafe { vcleq_u8(vsubq_u8(lane, vdupq_n_u8(first)), vdupq_n_u8(span)) }
}

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
/// added up.
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
