//! The overlap rule between identifiers.
//!
//! A text that fully qualifies for several identifiers counts under each, as
//! in Macie. But where two matches overlap without being the same text, and
//! the longer one has at least as much that speaks for it (a check, a
//! keyword), the shorter one is a part of it and no value of its own: the card
//! number within an IBAN, the name within an address. What goes by words pushes
//! nothing aside but other words, since it is counted to a cap only. Custom
//! identifiers stay out of this: they count whatever they overlap.

use crate::matches::{Match, Rank};

/// Matches settled together. A longer chain of overlaps is no document but a
/// wall of digits; it is cut here, so that memory and time stay bounded.
const MOST: usize = 256;

/// Settles overlaps over a stream of matches in the order of their starts.
/// They come out in that order, too.
///
/// ```
/// use tracie_identify::{Match, Rank, Settle};
///
/// let long = Match { origin: (0, 22), identifier: 0, rank: Rank::Check, allowed: None };
/// let part = Match { origin: (5, 20), identifier: 1, rank: Rank::Form, allowed: None };
/// let mut settle = Settle::default();
/// let mut kept = Vec::new();
/// settle.push(&[long, part], &mut |found| kept.push(*found));
/// settle.finish(&mut |found| kept.push(*found));
/// assert_eq!(kept, [long]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Settle {
    /// Matches of which each overlaps another one, not yet settled.
    group: Vec<Match>,
    /// Where the group ends.
    end: u64,
    /// Scratch: the places of the group, the longest match first.
    order: Vec<usize>,
}

impl Settle {
    /// Takes the next matches; emits those that nothing can overlap any more.
    pub fn push(&mut self, matches: &[Match], emit: &mut (impl FnMut(&Match) + ?Sized)) {
        let mut rest = matches.iter();
        while let Some(found) = rest.next() {
            let ends = found.origin.0 >= self.end || self.group.len() == MOST;
            if ends && !self.group.is_empty() {
                self.finish(emit);
            }
            // Most overlap nothing.
            let next = rest.as_slice().first();
            if self.group.is_empty() && next.is_some_and(|it| it.origin.0 >= found.origin.1) {
                emit(found);
                continue;
            }
            // A custom one keeps its place in the order, but nothing waits for it.
            if found.rank != Rank::Custom {
                self.end = self.end.max(found.origin.1);
            }
            self.group.push(*found);
        }
    }

    /// The matches that wait for what may overlap them, in order.
    pub fn waiting(&self) -> &[Match] {
        &self.group
    }

    /// Emits what is left.
    pub fn finish(&mut self, emit: &mut (impl FnMut(&Match) + ?Sized)) {
        self.end = 0;
        match &self.group[..] {
            [] | [_] => {}
            // Most groups are two identifiers of the same text.
            [one, other] => settle_two(*one, *other, &mut self.group),
            _ => self.settle_group(),
        }
        self.group.iter().for_each(emit);
        self.group.clear();
    }

    fn settle_group(&mut self) {
        self.order.clear();
        self.order.extend(0..self.group.len());
        let group = &mut self.group;
        self.order
            .sort_by_key(|at| std::cmp::Reverse(weight(&group[*at])));
        let mut kept: Vec<Match> = Vec::with_capacity(group.len());
        for at in &self.order {
            let found = group[*at];
            if !kept.iter().any(|longer| gives_way(&found, longer)) {
                kept.push(found);
            }
        }
        kept.sort();
        *group = kept;
    }
}

/// Settles a group of two, as any other is settled.
fn settle_two(one: Match, other: Match, group: &mut Vec<Match>) {
    let (longer, found) = if weight(&one) < weight(&other) {
        (other, one)
    } else {
        (one, other)
    };
    if gives_way(&found, &longer) {
        group.clear();
        group.push(longer);
    } else if other < one {
        group.swap(0, 1);
    }
}

/// What is settled first has more of it.
fn weight(found: &Match) -> (u64, Rank) {
    (length(found), found.rank)
}

fn length(found: &Match) -> u64 {
    found.origin.1 - found.origin.0
}

/// Whether a match gives way to another one, no shorter.
pub(crate) fn gives_way(found: &Match, longer: &Match) -> bool {
    let managed = found.rank != Rank::Custom && longer.rank != Rank::Custom;
    let overlap = found.origin.0 < longer.origin.1 && longer.origin.0 < found.origin.1;
    // A keyword beside a value that is checked says nothing of a part of it.
    let checked = longer.rank == Rank::Check && found.rank == Rank::Both;
    let within = longer.origin.0 <= found.origin.0 && found.origin.1 <= longer.origin.1;
    let part = length(longer) > length(found) && (longer.rank >= found.rank || checked && within);
    let same = longer.origin == found.origin;
    managed && overlap && (part || same && found.rank == Rank::Check && longer.rank == Rank::Both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RANKS: [Rank; 6] = [
        Rank::Words,
        Rank::Form,
        Rank::Keyword,
        Rank::Check,
        Rank::Both,
        Rank::Custom,
    ];

    proptest! {
        #[test]
        fn two_are_settled_as_more_are(
            all in proptest::collection::vec((0..4u64, 1..4u64, 0..3u32, 0..RANKS.len()), 2),
        ) {
            let matches = all.iter().map(|&(start, length, identifier, rank)| Match {
                origin: (start, start + length),
                identifier,
                rank: RANKS[rank],
                allowed: None,
            });
            let group: Vec<Match> = matches.collect();
            let mut settle = Settle { group: group.clone(), ..Settle::default() };
            settle.settle_group();
            let mut two = group.clone();
            settle_two(group[0], group[1], &mut two);
            prop_assert_eq!(two, settle.group);
        }
    }

    fn settle(matches: &[(u64, u64, Rank)]) -> Vec<(u64, u64, Rank)> {
        let mut settle = Settle::default();
        let mut kept = Vec::new();
        for (at, (start, end, rank)) in matches.iter().enumerate() {
            let found = Match {
                origin: (*start, *end),
                identifier: at as u32,
                rank: *rank,
                allowed: None,
            };
            settle.push(&[found], &mut |it| {
                kept.push((it.origin.0, it.origin.1, it.rank));
            });
        }
        settle.finish(&mut |it| kept.push((it.origin.0, it.origin.1, it.rank)));
        kept
    }

    #[test]
    fn the_same_text_counts_for_each() {
        let both = [(3, 9, Rank::Form), (3, 9, Rank::Both)];
        assert_eq!(settle(&both), both);
    }

    #[test]
    fn the_same_text_with_a_keyword_is_not_also_one_without() {
        let kept = settle(&[(3, 9, Rank::Check), (3, 9, Rank::Both)]);
        assert_eq!(kept, [(3, 9, Rank::Both)]);
    }

    #[test]
    fn a_part_gives_way_unless_more_speaks_for_it() {
        assert_eq!(
            settle(&[(0, 9, Rank::Check), (2, 5, Rank::Keyword)]),
            [(0, 9, Rank::Check)]
        );
        let kept = [(0, 9, Rank::Form), (2, 5, Rank::Check)];
        assert_eq!(settle(&kept), kept);
    }

    #[test]
    fn words_push_aside_nothing_but_words() {
        let kept = [(0, 30, Rank::Words), (4, 9, Rank::Form)];
        assert_eq!(settle(&kept), kept);
        let kept = settle(&[(0, 30, Rank::Words), (4, 9, Rank::Words)]);
        assert_eq!(kept, [(0, 30, Rank::Words)]);
        let kept = settle(&[(0, 30, Rank::Form), (4, 9, Rank::Words)]);
        assert_eq!(kept, [(0, 30, Rank::Form)]);
    }

    #[test]
    fn custom_identifiers_stay_out_of_it() {
        let kept = [(0, 9, Rank::Custom), (2, 5, Rank::Form)];
        assert_eq!(settle(&kept), kept);
        let kept = settle(&[
            (0, 9, Rank::Check),
            (1, 5, Rank::Custom),
            (2, 4, Rank::Form),
        ]);
        assert_eq!(kept, [(0, 9, Rank::Check), (1, 5, Rank::Custom)]);
    }

    #[test]
    fn neighbours_do_not_overlap() {
        let kept = [(0, 9, Rank::Form), (9, 12, Rank::Form)];
        assert_eq!(settle(&kept), kept);
    }
}
