//! Which words may begin a keyword: what turns most of them away before they are
//! looked at one by one. To tell it of one word does not wait for another.

use std::ops::Range;

use super::entry::{folded, lowest};
use super::find::block_at;
use super::words::Words;
use super::{BLOCK, KEY, Keywords, Sought, TOGETHER, hash};
#[cfg(target_arch = "x86_64")]
use crate::class::Instructions;
use crate::class::{Engine, Masks, onward};
use crate::groups::Bits;

/// Which words of some blocks are to be looked at: those whose key passes the filter,
/// and those that may have capitals inside which make another key of them.
pub(super) fn sift(
    engine: Engine,
    keywords: &Keywords,
    text: (&[u8], &Masks),
    place: (Range<usize>, Sought<'_>),
    passed: &mut [u64; TOGETHER],
) {
    match engine.instructions() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
        Instructions::Avx512 => unsafe { super::avx512::sift(keywords, text, place, passed) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Engine::available` offers AVX2 only where it was detected, with these.
        Instructions::Avx2 => unsafe { sift_avx2(keywords, text, place, passed) },
        _ => sift_plain(keywords, text, place, passed),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn sift_avx2(
    keywords: &Keywords,
    text: (&[u8], &Masks),
    place: (Range<usize>, Sought<'_>),
    passed: &mut [u64; TOGETHER],
) {
    sift_plain(keywords, text, place, passed);
}

#[inline(always)]
fn sift_plain(
    keywords: &Keywords,
    (text, masks): (&[u8], &Masks),
    place: (Range<usize>, Sought<'_>),
    passed: &mut [u64; TOGETHER],
) {
    each_block(
        keywords,
        masks,
        place,
        passed,
        |block, groups, here, next| {
            let starts = keywords.worth(masks, block, here.starts);
            let mut padded = [0; BLOCK];
            let bytes = block_at(text, block, &mut padded);
            let humps = u128::from(next.humps) << 64 | u128::from(here.humps);
            may_hold(keywords, bytes, (starts, groups), (here, next)) | starts & before(humps)
        },
    );
}

/// Goes over the blocks in which any keyword is looked for: of which groups, and the
/// words there and in the next block.
#[inline(always)]
pub(super) fn each_block(
    keywords: &Keywords,
    masks: &Masks,
    (blocks, sought): (Range<usize>, Sought<'_>),
    passed: &mut [u64; TOGETHER],
    sift: impl Fn(usize, Bits, &Words, &Words) -> u64,
) {
    let mut known = None;
    for (block, passed) in blocks.zip(passed) {
        *passed = 0;
        let groups = sought.of(block) & keywords.groups;
        if groups == 0 {
            known = None;
            continue;
        }
        let here: Words = known.unwrap_or_else(|| Words::of(masks, block));
        let next = Words::of(masks, block + 1);
        *passed = sift(block, groups, &here, &next);
        known = Some(next);
    }
}

/// The words that start in a block whose key passes the filter.
#[inline(always)]
fn may_hold(
    keywords: &Keywords,
    bytes: &[u8; BLOCK],
    (starts, groups): (u64, Bits),
    (here, next): (&Words, &Words),
) -> u64 {
    let (mut rest, mut passed) = (starts, 0);
    while rest != 0 {
        let bit = rest.trailing_zeros();
        rest &= rest - 1;
        let from = (bit & 63) as usize;
        let head = folded(bytes[from..from + KEY].try_into().expect("eight bytes"));
        let letters = onward(here.letters, next.letters, bit);
        let key = head & KEYS[letters as usize & 0xFF];
        passed |= u64::from(keywords.filter.may_hold(hash(key), groups)) << bit;
    }
    passed
}

/// The positions with a hump among the seven bytes behind them.
#[inline(always)]
pub(super) fn before(humps: u128) -> u64 {
    let two = humps >> 1 | humps >> 2;
    let four = two | two >> 2;
    (four | four >> 3) as u64
}

/// For each way in which letters may stand in eight bytes, a mask of the bytes that
/// the filter is asked for: a letter alone counts with what follows it.
static KEYS: [u64; 256] = {
    let mut table = [0; 256];
    let mut letters = 1;
    while letters < table.len() {
        let length = (letters as u8).trailing_ones();
        table[letters] = if length == 1 { 0xFFFF } else { lowest(length) };
        letters += 2;
    }
    table
};
