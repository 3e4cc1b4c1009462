//! What was accepted in a chunk, in the order in which it is kept apart.

use std::cmp::Reverse;

use crate::judge::Judge;
use crate::matches::Rank;
use crate::tries::Try;

/// A match with what its order needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) start: u64,
    pub(crate) identifier: u32,
    /// Longer ones first.
    pub(crate) backwards_end: Reverse<u64>,
    /// Where several patterns match the same, what speaks for it most.
    pub(crate) backwards_rank: Reverse<Rank>,
}

impl Found {
    /// Of what was tried in a value, given where it ends in it.
    #[inline(always)]
    pub(crate) fn of_value(it: &Try, origin: u64, end: u32) -> Found {
        Found {
            start: origin + u64::from(it.start),
            identifier: it.identifier,
            backwards_end: Reverse(origin + u64::from(end)),
            backwards_rank: Reverse(it.rank),
        }
    }

    /// Of all of a value.
    pub(crate) fn serial(identifier: u32, origin: u64, length: usize) -> Found {
        Found {
            start: origin,
            identifier,
            backwards_end: Reverse(origin + length as u64),
            backwards_rank: Reverse(Rank::Keyword),
        }
    }

    pub(crate) fn by_words(identifier: u32, origin: u64, start: usize, end: usize) -> Found {
        Found {
            start: origin + start as u64,
            identifier,
            backwards_end: Reverse(origin + end as u64),
            backwards_rank: Reverse(Rank::Words),
        }
    }
}

/// Moves what was accepted over, counted from an origin.
pub(crate) fn collect(judge: &mut Judge<'_>, origin: u64, start: usize, found: &mut Vec<Found>) {
    for accepted in judge.space.accepted.drain(..) {
        let rule = &judge.compiled.patterns[accepted.pattern as usize];
        found.push(Found {
            start: origin + (accepted.start - start) as u64,
            identifier: rule.identifier,
            backwards_end: Reverse(origin + (accepted.end - start) as u64),
            backwards_rank: Reverse(rule.rank),
        });
    }
}
