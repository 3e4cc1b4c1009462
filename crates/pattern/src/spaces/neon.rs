//! The classes by NEON.

use std::arch::aarch64::*;

use super::kinds::{GAPS, JOINTS};
use super::{Classes, Spaces};
use crate::class::Mask;
use crate::class::neon::{in_range, join};

pub(super) fn fill(spaces: &mut Spaces, text: &[u8], digits: &Mask) {
    spaces.each(text, digits, |block| {
        let letter = join(block, |lane| {
            // SAFETY: NEON is part of AArch64.
            let folded = unsafe { vorrq_u8(lane, vdupq_n_u8(0x20)) };
            in_range(folded, b'a', 25)
        });
        let one_of = |list: &[u8]| join(block, |lane| one_of(lane, list));
        let wide = join(block, |lane| in_range(lane, 0x80, 0x7F));
        Classes {
            gap: one_of(GAPS),
            joins: one_of(JOINTS) | letter | wide,
            equals: join(block, |lane| in_range(lane, b'=', 0)),
            letter,
            capital: join(block, |lane| in_range(lane, b'A', 25)),
            wide,
            ..Classes::default()
        }
    });
}

fn one_of(lane: uint8x16_t, list: &[u8]) -> uint8x16_t {
    let each = list.iter().map(|byte| in_range(lane, *byte, 0));
    // SAFETY: NEON is part of AArch64.
    each.fold(unsafe { vdupq_n_u8(0) }, |all, one| unsafe {
        vorrq_u8(all, one)
    })
}
