//! The definition of the classes, one byte after the other.

use super::kinds::{GAPS, JOINTS};
use super::{Classes, Spaces};
use crate::class::Mask;

pub(super) fn fill(spaces: &mut Spaces, text: &[u8], digits: &Mask) {
    spaces.each(text, digits, classes);
}

fn classes(block: &[u8; 64]) -> Classes {
    Classes {
        gap: gather(block, |byte| GAPS.contains(&byte)),
        joins: gather(block, |byte| {
            JOINTS.contains(&byte) || byte.is_ascii_alphabetic() || byte >= 0x80
        }),
        equals: gather(block, |byte| byte == b'='),
        letter: gather(block, |byte| byte.is_ascii_alphabetic()),
        capital: gather(block, |byte| byte.is_ascii_uppercase()),
        wide: gather(block, |byte| byte >= 0x80),
        ..Classes::default()
    }
}

#[inline(always)]
fn gather(block: &[u8; 64], test: impl Fn(u8) -> bool) -> u64 {
    let numbered = block.iter().enumerate();
    numbered.fold(0, |word, (at, &byte)| word | u64::from(test(byte)) << at)
}
