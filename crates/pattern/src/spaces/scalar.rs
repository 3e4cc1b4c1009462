//! The definition of the classes, one byte after the other.

use super::{Classes, Spaces};

pub(super) fn fill(spaces: &mut Spaces, text: &[u8]) {
    spaces.each(text, classes);
}

fn classes(block: &[u8; 64]) -> Classes {
    Classes {
        space: gather(block, |byte| byte == b' '),
        comma: gather(block, |byte| byte == b','),
        equals: gather(block, |byte| byte == b'='),
        digit: gather(block, |byte| byte.is_ascii_digit()),
        letter: gather(block, |byte| byte.is_ascii_alphabetic()),
        capital: gather(block, |byte| byte.is_ascii_uppercase()),
        wide: gather(block, |byte| byte >= 0x80),
    }
}

#[inline(always)]
fn gather(block: &[u8; 64], test: impl Fn(u8) -> bool) -> u64 {
    let numbered = block.iter().enumerate();
    numbered.fold(0, |word, (at, &byte)| word | u64::from(test(byte)) << at)
}
