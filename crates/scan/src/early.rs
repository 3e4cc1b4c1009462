//! Telling before pieces are merged that words need no longer be found.
//!
//! Names and addresses are counted up to a cap, and most of what costs in a table
//! of persons is finding them. Pieces are merged in order, though, while several
//! threads search those behind; so each piece tells by itself whether it holds
//! enough.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tracie_identify::{Match, Settle};

use crate::engine::Engine;

/// Which piece of an object is the first that holds enough by itself.
pub(crate) struct Early {
    first: AtomicU64,
}

impl Default for Early {
    fn default() -> Early {
        Early {
            first: AtomicU64::new(u64::MAX),
        }
    }
}

impl Early {
    /// Whether a piece before this one holds enough.
    pub(crate) fn is_done_before(&self, number: u64) -> bool {
        self.first.load(Relaxed) < number
    }

    /// Takes note of what a piece holds.
    pub(crate) fn note(&self, number: u64, matches: &[Match], engine: &Engine) {
        if holds_enough(matches, engine) {
            self.first.fetch_min(number, Relaxed);
        }
    }
}

/// Whether of all that goes by words there is twice what counts: where a piece
/// follows another, the first matches may turn out to be others.
fn holds_enough(matches: &[Match], engine: &Engine) -> bool {
    let by_words = |it: &u32| engine.detector.goes_by_words(*it);
    let kinds: Vec<u32> = (0..engine.detector.identifiers().len() as u32)
        .filter(by_words)
        .collect();
    let enough = |matches: &[Match]| {
        kinds.iter().all(|kind| {
            let counted = |it: &&Match| it.identifier == *kind && it.allowed.is_none();
            let count = matches.iter().filter(counted).count() as u64;
            count / 2 >= engine.cap(*kind)
        })
    };
    // Settling takes a while, and most pieces hold far less.
    !kinds.is_empty() && enough(matches) && enough(&settled(matches))
}

fn settled(matches: &[Match]) -> Vec<Match> {
    let mut settled = Vec::new();
    let mut settle = Settle::default();
    settle.push(matches, &mut |it| settled.push(*it));
    settle.finish(&mut |it| settled.push(*it));
    settled
}

#[cfg(test)]
mod tests {
    use tracie_identify::{Detector, Rank, Selection};

    use super::*;
    use crate::limits::Limits;

    /// So many names and addresses.
    fn matches(names: u64, addresses: u64) -> Vec<Match> {
        let one = |identifier: u32| {
            move |at: u64| Match {
                origin: (10 * at, 10 * at + 5),
                identifier,
                rank: Rank::Form,
                allowed: None,
            }
        };
        let mut all: Vec<Match> = (0..addresses).map(one(0)).collect();
        all.extend((addresses..addresses + names).map(one(1)));
        all
    }

    #[test]
    fn pieces_behind_one_with_twice_the_cap_are_told() {
        let ids = Selection::Include(vec!["ADDRESS".into(), "NAME".into()]);
        let detector = Detector::builder().managed(ids).build();
        let engine = Engine::new(detector.expect("they are managed"), Limits::default());
        let early = Early::default();
        early.note(3, &matches(1_999, 5_000), &engine);
        early.note(4, &matches(5_000, 1_999), &engine);
        assert!(!early.is_done_before(9));
        early.note(7, &matches(2_000, 2_000), &engine);
        early.note(8, &matches(2_000, 2_000), &engine);
        assert!(!early.is_done_before(7));
        assert!(early.is_done_before(8));
    }
}
