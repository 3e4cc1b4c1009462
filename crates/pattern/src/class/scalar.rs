//! The definition of the masks, one byte after the other.

use super::Marks;
use super::kinds::{GAPS, JOINTS};
use super::marks::Marked;

pub(super) fn digits(blocks: &[[u8; 64]], out: &mut [u64], spaces: &mut [u64]) {
    for ((block, word), space) in blocks.iter().zip(out).zip(spaces) {
        *word = gather(block, |byte| byte.is_ascii_digit());
        *space = gather(block, |byte| byte <= b' ');
    }
}

pub(super) fn words(blocks: &[[u8; 64]], letters: &mut [u64], uppers: &mut [u64]) {
    for ((block, letter), upper) in blocks.iter().zip(letters).zip(uppers) {
        *letter = gather(block, super::is_letter);
        *upper = gather(block, |byte| byte.is_ascii_uppercase());
    }
}

pub(super) fn marks(blocks: &[[u8; 64]], marks: &mut Marks, from: usize) {
    marks.fill(blocks, from, |block| Marked {
        gap: gather(block, |byte| GAPS.contains(&byte)),
        joint: gather(block, |byte| JOINTS.contains(&byte)),
        equals: gather(block, |byte| byte == b'='),
        wide: gather(block, |byte| byte >= 0x80),
    });
}

#[inline(always)]
fn gather(block: &[u8; 64], test: impl Fn(u8) -> bool) -> u64 {
    block
        .iter()
        .enumerate()
        .fold(0, |word, (at, &byte)| word | u64::from(test(byte)) << at)
}
