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
    sifted: (&mut Words, &mut [u64; TOGETHER]),
) {
    match engine.instructions() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
        Instructions::Avx512 => unsafe { super::avx512::sift(keywords, text, place, sifted) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Engine::available` offers AVX2 only where it was detected, with these.
        Instructions::Avx2 => unsafe { sift_avx2(keywords, text, place, sifted) },
        _ => sift_plain(keywords, text, place, sifted),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn sift_avx2(
    keywords: &Keywords,
    text: (&[u8], &Masks),
    place: (Range<usize>, Sought<'_>),
    sifted: (&mut Words, &mut [u64; TOGETHER]),
) {
    sift_plain(keywords, text, place, sifted);
}

#[inline(always)]
fn sift_plain(
    keywords: &Keywords,
    (text, masks): (&[u8], &Masks),
    (blocks, sought): (Range<usize>, Sought<'_>),
    (words, passed): (&mut Words, &mut [u64; TOGETHER]),
) {
    words.fill(masks, blocks.start, keywords.digit_behind_one);
    let mut padded = [0; BLOCK];
    for (block, (at, passed)) in blocks.zip(passed.iter_mut().enumerate()) {
        *passed = 0;
        let groups = sought.of(block) & keywords.groups;
        if groups != 0 {
            let bytes = block_at(text, block, &mut padded);
            let (starts, long) = (words.starts[at], words.long[at]);
            let begun = may_begin(keywords, bytes, starts & long, groups);
            let starts = starts & !long | begun;
            let letters = (words.letters[at], words.letters[at + 1]);
            *passed = may_hold(keywords, bytes, (starts, groups), letters) | words.cut[at];
        }
    }
}

/// The words that start in a block with at least three letters, and that these let pass.
#[inline(always)]
fn may_begin(keywords: &Keywords, bytes: &[u8; BLOCK], starts: u64, groups: Bits) -> u64 {
    let (mut rest, mut passed) = (starts, 0);
    while rest != 0 {
        let bit = rest.trailing_zeros();
        rest &= rest - 1;
        let from = (bit & 63) as usize;
        let head = u32::from_le_bytes(bytes[from..from + 4].try_into().expect("four bytes"));
        passed |= u64::from(keywords.trios.may_hold(head, groups)) << bit;
    }
    passed
}

/// The words that start in a block whose key passes the filter.
#[inline(always)]
fn may_hold(
    keywords: &Keywords,
    bytes: &[u8; BLOCK],
    (starts, groups): (u64, Bits),
    letters: (u64, u64),
) -> u64 {
    let (mut rest, mut passed) = (starts, 0);
    while rest != 0 {
        let bit = rest.trailing_zeros();
        rest &= rest - 1;
        let from = (bit & 63) as usize;
        let head = folded(bytes[from..from + KEY].try_into().expect("eight bytes"));
        let letters = onward(letters.0, letters.1, bit);
        let key = head & KEYS[letters as usize & 0xFF];
        passed |= u64::from(keywords.filter.may_hold(hash(key), groups)) << bit;
    }
    passed
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
