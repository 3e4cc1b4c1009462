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
            detector.scan(scratch, &chunk, carry, &mut self.matches);
        }
        // Each chunk is in order, but the chunks of one piece interleave.
        let in_order = |one: &Match, next: &Match| one.origin.0 < next.origin.0 || one <= next;
        if !self.matches.is_sorted_by(in_order) {
            self.matches.sort();
        }
    }
}
