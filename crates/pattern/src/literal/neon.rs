//! The search for prints, 16 positions at a time.

use std::arch::aarch64::*;

use super::{Nibbles, PRINT, scalar};

/// Positions looked at together.
const LANES: usize = 16;

pub(super) fn find(nibbles: &Nibbles, text: &[u8], confirm: &mut impl FnMut(usize)) {
    let mut at = 0;
    while at + LANES + PRINT <= text.len() {
        if may_hold(nibbles, &text[at..at + LANES + PRINT]) {
            for hit in at..at + LANES {
                if nibbles.buckets_at(text, hit) != 0 {
                    confirm(hit);
                }
            }
        }
        at += LANES;
    }
    scalar::find(nibbles, text, at, confirm);
}

fn may_hold(nibbles: &Nibbles, window: &[u8]) -> bool {
    assert!(window.len() >= LANES + PRINT);
    // SAFETY: NEON is part of AArch64; every load lies within the window or a
    // table of 16 bytes.
    unsafe {
        let mut buckets = vdupq_n_u8(0xFF);
        for place in 0..PRINT {
            let bytes = vorrq_u8(vld1q_u8(window.as_ptr().add(place)), vdupq_n_u8(0x20));
            let low = vqtbl1q_u8(
                vld1q_u8(nibbles.low[place].as_ptr()),
                vandq_u8(bytes, vdupq_n_u8(15)),
            );
            let high = vqtbl1q_u8(
                vld1q_u8(nibbles.high[place].as_ptr()),
                vshrq_n_u8::<4>(bytes),
            );
            buckets = vandq_u8(buckets, vandq_u8(low, high));
        }
        vmaxvq_u8(buckets) != 0
    }
}
