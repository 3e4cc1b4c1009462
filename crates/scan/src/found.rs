//! What lies in one piece of an object.

use tracie_extract::{Index, Piece};
use tracie_finding::place::Extent;
use tracie_identify::{Carry, Detector, Match, Scratch};

use crate::limits::Limits;

/// Pieces up to this size are never worth letting their memory go.
const LITTLE: usize = 1 << 20;

/// A piece that was searched, and the memory for the next one.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) index: Index,
    /// In the order of the object.
    pub(crate) matches: Vec<Match>,
    pub(crate) extent: Extent,
}

impl Found {
    /// Indexes a piece and searches it, as if nothing stood before it.
    pub(crate) fn search(&mut self, piece: Piece, detector: &Detector, scratch: &mut Scratch) {
        let mut dull = |name: &[u8]| detector.is_dull(scratch, name);
        self.index.build_without(piece, &mut dull);
        self.extent = self.index.extent();
        self.search_after(&Carry::default(), detector, scratch);
    }

    /// Lets memory go that only a few pieces need: a row may be as large as an
    /// object.
    pub(crate) fn shrink(&mut self, limits: &Limits) {
        let most = limits.extract.window.saturating_mul(4);
        if self.index.piece().len() > most.max(LITTLE) {
            *self = Found::default();
        }
    }

    /// Searches the indexed piece, given what was found before it.
    pub(crate) fn search_after(
        &mut self,
        carry: &Carry,
        detector: &Detector,
        scratch: &mut Scratch,
    ) {
        self.matches.clear();
        for chunk in self.index.chunks() {
            let before = self.matches.len();
            detector.scan(scratch, &chunk, carry, &mut self.matches);
            // Each chunk is in order, but the chunks of one piece interleave.
            merge(&mut self.matches, before);
        }
        let in_order = |one: &Match, next: &Match| one.origin.0 < next.origin.0 || one <= next;
        if !self.matches.is_sorted_by(in_order) {
            self.matches.sort();
        }
    }
}

/// Puts matches from a place on among those before it, all of which are in order, as are
/// they: mostly they are few, so of the others many are moved at once.
fn merge(matches: &mut [Match], from: usize) {
    let (before, behind) = matches.split_at(from);
    if before.last() <= behind.first() || behind.is_empty() {
        return;
    }
    let behind = behind.to_vec();
    let (mut left, mut to) = (from, matches.len());
    for one in behind.iter().rev() {
        let at = matches[..left].partition_point(|it| it <= one);
        to -= left - at;
        matches.copy_within(at..left, to);
        left = at;
        to -= 1;
        matches[to] = *one;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tracie_identify::Rank;

    use super::*;

    proptest! {
        #[test]
        fn merged_is_sorted(mut one: Vec<(u8, u8, u8)>, mut other: Vec<(u8, u8, u8)>) {
            one.sort_unstable();
            other.sort_unstable();
            let both = one.iter().chain(&other).map(|it| Match {
                origin: (it.0.into(), it.1.into()),
                identifier: it.2.into(),
                rank: Rank::Form,
                allowed: None,
            });
            let mut matches: Vec<Match> = both.collect();
            let mut sorted = matches.clone();
            sorted.sort();
            merge(&mut matches, one.len());
            prop_assert_eq!(matches, sorted);
        }
    }
}
