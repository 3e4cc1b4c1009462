//! Finding the way to a value again, for the few that a place is asked of.

use super::trail::{Follow, Found, Trail};
use super::walk::{Span, Stop, Walker};
use crate::piece::{Piece, Structure};

/// Walks to values, from the last one on if it can.
#[derive(Default)]
pub(crate) struct Finder {
    walker: Walker,
    trail: Trail,
    /// How far the walk went.
    at: usize,
    found: Option<Found>,
    /// Where the walk began; `None` if it is not about this piece.
    start: Option<usize>,
}

impl Finder {
    /// Forgets the piece.
    pub(crate) fn reset(&mut self) {
        self.start = None;
    }

    /// Goes to the value or name that reaches up to an offset, walking from
    /// `start`, where a line or the piece begins. Says which record it is in,
    /// counted from there.
    pub(crate) fn go(&mut self, piece: &Piece, start: usize, at: usize) -> u64 {
        let is_there = |found: &Found| found.start <= at && at <= found.end;
        let same = self.start == Some(start);
        if !same || at < self.at && !self.found.as_ref().is_some_and(is_there) {
            self.begin(piece, start);
        }
        if !self.found.as_ref().is_some_and(is_there) {
            self.walk(piece, at);
        }
        self.found.map_or(0, |found| found.record)
    }

    /// The way to the value that was gone to.
    pub(crate) fn trail(&self) -> &Trail {
        &self.trail
    }

    fn begin(&mut self, piece: &Piece, start: usize) {
        (self.start, self.at, self.found) = (Some(start), start, None);
        self.walker.copy(&piece.resume.walker);
        match piece.structure {
            Structure::JsonDocument => self.trail.copy(&piece.resume.trail),
            _ => self.trail.reset(),
        }
    }

    fn walk(&mut self, piece: &Piece, target: usize) {
        let bytes = &piece.bytes()[..piece.owned.1];
        let span = Span {
            from: self.at,
            until: usize::MAX,
            ended: true,
        };
        let mut follow = Follow {
            trail: &mut self.trail,
            bytes,
            target,
            found: None,
        };
        let stop = self.walker.walk(bytes, span, &mut follow);
        self.found = follow.found.or(self.found);
        if let Stop::Visitor(behind) = stop {
            self.at = behind;
        }
    }
}
