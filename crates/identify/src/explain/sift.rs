//! From candidates to explanations: matches are kept apart and settled as in a
//! scan, and of the rest stays what came near.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::candidate::{Armed, Candidate};
use super::explanation::{Explanation, Other, Step, Verdict};
use crate::matches::{Carry, Match, Rank};
use crate::settle::{Settle, gives_way};

/// What the form of a match by word lists is called.
const WORDS: &str = "word lists";
/// That of a word that counts as all of a value.
const SERIAL: &str = "serial of letters";

/// Turns candidates into explanations, in the order of their starts.
pub(super) fn sift(
    forms: &[Box<str>],
    mut candidates: Vec<Candidate>,
    carry: &Carry,
) -> Vec<Explanation> {
    candidates.sort_by_key(order);
    keep_apart(&mut candidates, carry);
    drop_covered(&mut candidates);
    let settled = Settled::of(&candidates);
    let explain = |it: Candidate| Explanation {
        identifier: it.identifier,
        form: match it.pattern {
            Some(pattern) => forms[pattern as usize].to_string(),
            None if it.rank == Rank::Words => WORDS.to_owned(),
            None => SERIAL.to_owned(),
        },
        span: it.span,
        origin: it.origin,
        verdict: settled.verdict(it),
    };
    candidates.into_iter().map(explain).collect()
}

/// Leftmost first, then the longest, then what came furthest, then that for
/// which most speaks.
fn order(it: &Candidate) -> (u64, u32, Reverse<u64>, Reverse<u8>, Reverse<Rank>) {
    let progress = it.judged.as_ref().map_or_else(Step::progress, |_| u8::MAX);
    (
        it.origin.0,
        it.identifier,
        Reverse(it.origin.1),
        Reverse(progress),
        Reverse(it.rank),
    )
}

/// Matches of one identifier do not overlap: the leftmost first, then the
/// longest.
fn keep_apart(candidates: &mut [Candidate], carry: &Carry) {
    let mut last: HashMap<u32, (u64, u64)> = HashMap::new();
    for it in candidates.iter_mut().filter(|it| it.judged.is_ok()) {
        let before = (0, carry.end_of(it.identifier));
        let last = last.entry(it.identifier).or_insert(before);
        if it.origin.0 < last.1 {
            let other = Other {
                identifier: it.identifier,
                origin: *last,
            };
            it.judged = Err(Step::Overlap(other));
        } else {
            *last = it.origin;
        }
    }
}

/// Drops what says nothing new: near misses where the same identifier has a
/// match, and those within a near miss of it that came as far.
fn drop_covered(candidates: &mut Vec<Candidate>) {
    let mut matches: HashMap<u32, Vec<(u64, u64)>> = HashMap::new();
    for it in candidates.iter().filter(|it| it.judged.is_ok()) {
        matches.entry(it.identifier).or_default().push(it.origin);
    }
    let mut open: HashMap<u32, Vec<Miss>> = HashMap::new();
    candidates.retain(|it| {
        let Err(step) = &it.judged else { return true };
        let near = matches
            .get(&it.identifier)
            .and_then(|all| first_overlap(all, it.origin));
        if let Some(found) = near {
            return matches!(step, Step::Overlap(_)) && it.origin.1 > found.1;
        }
        let miss = Miss {
            end: it.origin.1,
            progress: step.progress(),
        };
        let open = open.entry(it.identifier).or_default();
        open.retain(|other| other.end > it.origin.0);
        let covered = open.iter().any(|other| other.covers(&miss));
        if !covered {
            open.push(miss);
        }
        !covered
    });
}

/// A near miss, as one that starts no earlier sees it.
struct Miss {
    end: u64,
    progress: u8,
}

impl Miss {
    fn covers(&self, later: &Miss) -> bool {
        self.end >= later.end && self.progress >= later.progress
    }
}

/// The first of some matches, which do not overlap each other, that overlaps a
/// span.
fn first_overlap(matches: &[(u64, u64)], span: (u64, u64)) -> Option<(u64, u64)> {
    let at = matches.partition_point(|found| found.1 <= span.0);
    matches.get(at).copied().filter(|found| found.0 < span.1)
}

/// The matches that count.
struct Settled(Vec<Match>);

impl Settled {
    fn of(candidates: &[Candidate]) -> Settled {
        let accepted = candidates.iter().filter(|it| it.judged.is_ok());
        let matches: Vec<Match> = accepted.map(as_match).collect();
        let mut kept = Vec::new();
        let mut settle = Settle::default();
        settle.push(&matches, &mut |it| kept.push(*it));
        settle.finish(&mut |it| kept.push(*it));
        Settled(kept)
    }

    fn verdict(&self, candidate: Candidate) -> Verdict {
        let outranked_by = self.outranked(&as_match(&candidate));
        match candidate.judged {
            Ok(Armed { keyword, named }) => Verdict::Accepted {
                keyword,
                named,
                outranked_by,
                allowed_by: None,
            },
            Err(step) => Verdict::Rejected(step),
        }
    }

    /// The longest match to which one gives way, if it does.
    fn outranked(&self, found: &Match) -> Option<Other> {
        if self.0.binary_search(found).is_ok() {
            return None;
        }
        let longer = self.0.iter().filter(|longer| gives_way(found, longer));
        let longest = longer.max_by_key(|it| it.origin.1 - it.origin.0)?;
        Some(Other {
            identifier: longest.identifier,
            origin: longest.origin,
        })
    }
}

fn as_match(candidate: &Candidate) -> Match {
    Match {
        origin: candidate.origin,
        identifier: candidate.identifier,
        rank: candidate.rank,
        allowed: None,
    }
}
