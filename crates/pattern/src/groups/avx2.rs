//! Plain code, compiled to AVX2 and what machines have with it.

use super::near::{Others, Within};
use super::{Bits, Groups, Lattice, Near, each};
use crate::class::Masks;

/// As [`each::live`].
pub(super) fn live(
    halves: &[Lattice; 2],
    text: (&Masks, &[u64]),
    others: Others,
    live: (&mut [Bits], &mut [u8]),
    any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected, with these.
    unsafe { live_avx2(halves, text, others, live, any) }
}

/// As [`Near::spread`].
pub(super) fn spread(groups: &Groups, within: Within, near: &mut Near) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected, with these.
    unsafe { spread_avx2(groups, within, near) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn live_avx2(
    halves: &[Lattice; 2],
    text: (&Masks, &[u64]),
    others: Others,
    live: (&mut [Bits], &mut [u8]),
    any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    each::live(halves, text, others, live, any);
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn spread_avx2(groups: &Groups, within: Within, near: &mut Near) {
    near.spread(groups, within);
}
