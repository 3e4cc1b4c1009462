//! The classes by NEON.

use std::arch::aarch64::*;

use super::{Classes, Spaces};
use crate::class::neon::{in_range, join};

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
