//! The groups of 64 positions at once: the bits of the bytes from each position on
//! are an index into a table that lies in one vector.

use std::arch::x86_64::*;

use super::near::{self, Others, Within};
use super::{Bits, EIGHT, Groups, Lattice, Near, Table};
use crate::class::{Mask, Masks};

/// As [`Lattice::any`].
#[inline(always)]
pub(super) fn any(lattice: &Lattice, masks: &Masks, block: usize) -> u64 {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { any_avx512(lattice, masks, block) }
}

/// As [`super::Groups::starts`].
#[inline(always)]
pub(super) fn some(halves: &[Lattice; 2], masks: &Masks, block: usize, of: Bits) -> u64 {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { some_avx512(halves, masks, block, of) }
}

/// What begins in each block, of groups at its candidates; and of another lattice, at
/// which of them any group begins.
pub(super) fn live(
    halves: &[Lattice; 2],
    (masks, candidates): (&Masks, &[u64]),
    others: Others,
    live: (&mut [Bits], &mut [u8]),
    any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { live_avx512(halves, (masks, candidates), others, live, any) }
}

/// As [`Near::spread`].
pub(super) fn spread(groups: &Groups, within: Within, near: &mut Near) {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { spread_avx512(groups, within, near) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn spread_avx512(groups: &Groups, within: Within, near: &mut Near) {
    near.spread(groups, within);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2")]
fn any_avx512(lattice: &Lattice, masks: &Masks, block: usize) -> u64 {
    let groups = groups(&load(lattice), places(masks, block));
    _mm512_test_epi8_mask(groups, groups)
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2")]
fn some_avx512(halves: &[Lattice; 2], masks: &Masks, block: usize, of: Bits) -> u64 {
    let places = places(masks, block);
    let [low, high] = of.to_le_bytes();
    let mut starts = 0;
    if low != 0 {
        let groups = groups(&load(&halves[0]), places);
        starts |= _mm512_test_epi8_mask(groups, _mm512_set1_epi8(low as i8));
    }
    if high != 0 {
        let groups = groups(&load(&halves[1]), places);
        starts |= _mm512_test_epi8_mask(groups, _mm512_set1_epi8(high as i8));
    }
    starts
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2")]
fn live_avx512(
    halves: &[Lattice; 2],
    (masks, candidates): (&Masks, &[u64]),
    others: Others,
    live: (&mut [Bits], &mut [u8]),
    mut any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    let (live, first) = live;
    near::others(masks, others, live);
    let tables = halves.each_ref().map(|it| load(it));
    let another = any.as_ref().map(|it| load(it.0));
    let outs = live.iter_mut().zip(first);
    for ((block, &starts), (live, first)) in candidates.iter().enumerate().zip(outs) {
        if starts != 0 {
            let places = places(masks, block);
            let [low, high] = tables
                .each_ref()
                .map(|it| _mm512_maskz_mov_epi8(starts, groups(it, places)));
            let both = _mm512_or_si512(low, high);
            *first = _mm512_test_epi8_mask(both, both).trailing_zeros() as u8;
            *live |= united(low, high);
            if let (Some(another), Some((_, found))) = (&another, &mut any) {
                let groups = groups(another, places);
                let passed = _mm512_mask_test_epi8_mask(starts, groups, groups);
                if passed != 0 {
                    found.push((block as u32, passed));
                }
            }
        }
    }
}

/// All bytes of a vector united, and above these those of another.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn united(low: __m512i, high: __m512i) -> Bits {
    const { assert!(EIGHT == 8, "a half is a byte") };
    let both = _mm512_or_si512(
        _mm512_unpacklo_epi8(low, high),
        _mm512_unpackhi_epi8(low, high),
    );
    let half = _mm512_extracti64x4_epi64::<1>(both);
    super::avx2::folded(_mm256_or_si256(_mm512_castsi512_si256(both), half))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(lattice: &Lattice) -> [__m512i; 3] {
    // SAFETY: each load lies within its table and needs no alignment.
    let load = |table: &Table| unsafe { _mm512_loadu_si512(table.as_ptr().cast()) };
    lattice.tables.each_ref().map(load)
}

/// The groups that may begin at each position.
#[inline]
#[target_feature(enable = "avx512f,avx512vbmi")]
fn groups(tables: &[__m512i; 3], places: [__m512i; 3]) -> __m512i {
    let [a, b, c] = [0, 1, 2].map(|at| _mm512_permutexvar_epi8(places[at], tables[at]));
    // All three.
    _mm512_ternarylogic_epi64::<0b1000_0000>(a, b, c)
}

/// For each position of a block the places in three tables of what stands there, in
/// the lowest six bits of each byte.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2")]
fn places(masks: &Masks, block: usize) -> [__m512i; 3] {
    let (digits, letters) = (windows(&masks.digit, block), windows(&masks.letter, block));
    let within = _mm512_set1_epi64(0x0706_0504_0302_0100);
    let lowest = _mm512_set1_epi8(7);
    [0, 3, 6].map(|from| {
        let at = _mm512_add_epi8(within, _mm512_set1_epi8(from));
        let digits = _mm512_multishift_epi64_epi8(at, digits);
        // Three bits lower: they come to lie above those of the digits.
        let at = _mm512_sub_epi8(at, _mm512_set1_epi8(3));
        let letters = _mm512_multishift_epi64_epi8(at, letters);
        // Of the lowest, the digits, else the letters.
        _mm512_ternarylogic_epi64::<0b1100_1010>(lowest, digits, letters)
    })
}

/// For each eight positions of a block, 64 bits of a mask from there on.
#[inline]
#[target_feature(enable = "avx512f,avx512vbmi2")]
fn windows(mask: &Mask, block: usize) -> __m512i {
    let here = _mm512_set1_epi64(mask.word(block) as i64);
    let next = _mm512_set1_epi64(mask.word(block + 1) as i64);
    let by = _mm512_set_epi64(56, 48, 40, 32, 24, 16, 8, 0);
    _mm512_shrdv_epi64(here, next, by)
}
