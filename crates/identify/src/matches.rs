//! Matches, and how they are kept apart.

use std::num::NonZeroU8;

/// One accepted occurrence of one identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// First and one past the last position, as the object's format counts.
    pub origin: (u64, u64),
    /// The identifier, as an index into [`Detector::identifiers`].
    ///
    /// [`Detector::identifiers`]: crate::Detector::identifiers
    pub identifier: u32,
    /// What speaks for it, for the overlap rule: see [`Settle`].
    ///
    /// [`Settle`]: crate::Settle
    pub rank: Rank,
    /// The allow list that it is on, if it is on one, as a number from 1 into
    /// [`Detector::allow_lists`]. It takes its place among other matches, and
    /// does not count.
    ///
    /// [`Detector::allow_lists`]: crate::Detector::allow_lists
    pub allowed: Option<NonZeroU8>,
}

/// What speaks for a match besides its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rank {
    /// Only its words: a name or an address. What is in it counts all the same,
    /// but for other words.
    Words,
    /// Only its form.
    Form,
    /// A keyword near.
    Keyword,
    /// A check of its value.
    Check,
    /// Both.
    Both,
    /// Defined by the user: it neither gives way nor pushes others aside.
    Custom,
}

/// Where the last match of each identifier ended in the text before a part:
/// matches of one identifier do not overlap, whatever the text is cut into.
#[derive(Clone, Debug, Default)]
pub struct Carry {
    ends: Vec<u64>,
}

impl Carry {
    /// Whether a part searched without this carry has matches that overlap
    /// the ones before it. Then the part must be searched again with it.
    pub fn conflicts(&self, matches: &[Match]) -> bool {
        let furthest = self.furthest();
        let near = matches.iter().take_while(|it| it.origin.0 < furthest);
        near.into_iter()
            .any(|it| it.origin.0 < self.end_of(it.identifier))
    }

    /// Takes note of the matches of a part.
    pub fn advance(&mut self, matches: &[Match]) {
        for found in matches {
            let at = found.identifier as usize;
            if self.ends.len() <= at {
                self.ends.resize(at + 1, 0);
            }
            self.ends[at] = self.ends[at].max(found.origin.1);
        }
    }

    /// Where the last of all matches ended.
    pub(crate) fn furthest(&self) -> u64 {
        self.ends.iter().copied().max().unwrap_or(0)
    }

    pub(crate) fn end_of(&self, identifier: u32) -> u64 {
        self.ends.get(identifier as usize).copied().unwrap_or(0)
    }
}
