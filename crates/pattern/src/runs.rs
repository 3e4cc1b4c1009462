//! Long runs without white space, in which long tokens lie.
//!
//! A run of 31 bytes covers one aligned lane of 16 bytes whole, so it is
//! enough to look for lanes without white space.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::class::Mask;
use crate::facts::Facts;

/// The shortest run that is sure to be found.
pub(crate) const SHORTEST: usize = 31;

/// Whether every match is a token that lies within a run.
pub(crate) fn fits(hir: &Hir, facts: &Facts) -> bool {
    facts.min_len >= SHORTEST && !may_hold_space(hir)
}

fn may_hold_space(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.iter().any(|byte| *byte <= b' '),
        HirKind::Class(Class::Unicode(it)) => it.iter().any(|range| range.start() <= ' '),
        HirKind::Class(Class::Bytes(it)) => it.iter().any(|range| range.start() <= b' '),
        HirKind::Repetition(it) => may_hold_space(&it.sub),
        HirKind::Capture(it) => may_hold_space(&it.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(may_hold_space),
    }
}

/// Appends the runs of at least [`SHORTEST`] bytes above the space.
pub(crate) fn find(text: &[u8], space: &Mask, found: &mut Vec<(u32, u32)>) {
    let mut done = 0;
    for block in 0..text.len().div_ceil(64) {
        let word = space.word(block);
        if !may_cover(word) {
            continue;
        }
        for lane in 0..4 {
            let at = 64 * block + 16 * lane;
            if word >> (16 * lane) & 0xFFFF == 0 && at >= done && at < text.len() {
                let (start, end) = widen(text, at, done);
                done = end;
                if end - start >= SHORTEST {
                    found.push((start as u32, end as u32));
                }
            }
        }
    }
}

/// Whether a run that is found may cover a part of a block, by its white space.
#[inline(always)]
pub(crate) fn may_cover(word: u64) -> bool {
    word.wrapping_sub(0x0001_0001_0001_0001) & !word & 0x8000_8000_8000_8000 != 0
}

fn widen(text: &[u8], at: usize, floor: usize) -> (usize, usize) {
    let back = text[floor..at]
        .iter()
        .rev()
        .take_while(|byte| **byte > b' ')
        .count();
    let on = text[at..].iter().take_while(|byte| **byte > b' ').count();
    (at - back, at + on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::{Engine, Masks};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn all_long_runs_are_found(text in "[a-z]{0,80}( |[a-z/+]{20,70}| [a-z]{3}){0,12}") {
            let text = text.as_bytes();
            let mut masks = Masks::default();
            masks.fill_digits(Engine::detect(), text);
            let mut found = Vec::new();
            find(text, &masks.space, &mut found);
            let naive: Vec<(u32, u32)> = text
                .split(|byte| *byte <= b' ')
                .filter(|run| run.len() >= SHORTEST)
                .map(|run| {
                    let start = run.as_ptr() as usize - text.as_ptr() as usize;
                    (start as u32, (start + run.len()) as u32)
                })
                .collect();
            prop_assert_eq!(found, naive);
        }
    }
}
