//! What stands together in a painted line.

use std::ops::Range;

use super::line::Stand;
use super::matrix::Point;

/// A gap of so much of the height parts phrases: words are nearer to each other, and cells
/// further apart.
const GAP: f64 = 0.8;
/// Two phrases of which the one stands so much before the other are apart, too.
const BACK: f64 = 1.0;
/// Directions are the same if the cosine between them is more.
const SAME: f64 = 0.999;

/// What stands together in a line: words, or what is in a cell.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// Where it lies in the text of the page.
    pub(super) text: Range<usize>,
    /// Where it begins and ends on the page.
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) height: f64,
    /// The direction of the line, of length 1.
    pub(super) along: Point,
}

impl Phrase {
    /// Whether a glyph is part of it that stands there.
    pub(super) fn goes_on(&self, now: &Stand, along: Point) -> bool {
        let height = now.height.max(self.height);
        let gap = now.start.minus(self.to).along(self.along);
        gap < GAP * height && gap > -BACK * height && along.along(self.along) > SAME
    }

    pub(super) fn extend(&mut self, to: usize, now: &Stand) {
        self.text.end = to;
        self.to = now.end;
        self.height = self.height.max(now.height);
    }

    /// The same in a text that stands behind so many bytes.
    pub(super) fn shifted(mut self, by: usize) -> Phrase {
        self.text = self.text.start + by..self.text.end + by;
        self
    }
}
