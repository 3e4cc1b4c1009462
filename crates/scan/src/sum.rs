//! Counting what was found in one object and its members.

use std::mem;

use tracie_extract::{Piece, Standing};
use tracie_finding::detection::Detection;

use crate::engine::Engine;
use crate::found::Found;
use crate::members::{ByMember, MOST};
use crate::paths::Judging;
use crate::tally::Tally;

/// What was found in one object.
#[derive(Default)]
pub(crate) struct Sums {
    /// In all, in the order of identifier ids. What was found in members has
    /// no places here: those are places in the member.
    pub(crate) detections: Vec<Detection>,
    /// In its members.
    pub(crate) members: ByMember,
    /// Occurrences that are left out, since they are on an allow list.
    pub(crate) left_out: u64,
}

/// Merges the pieces of one object in their order, and keeps apart what is
/// found in its members.
pub(crate) struct Sum<'e> {
    engine: &'e Engine,
    /// What is counted now: the object itself, or one of its members.
    tally: Tally<'e>,
    member: Option<u64>,
    standing: Option<Standing>,
    /// Bytes of the parts that are done.
    bytes: u64,
    done: Sums,
}

impl<'e> Sum<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Sum<'e> {
        Sum {
            engine,
            tally: Tally::new(engine),
            member: None,
            standing: None,
            bytes: 0,
            done: Sums::default(),
        }
    }

    /// Bytes that were analysed so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes + self.tally.bytes()
    }

    /// The part in which words need no longer be found, if they need not: the
    /// object itself, or a member.
    pub(crate) fn words_done(&self) -> Option<Option<u64>> {
        self.tally.words_done().then_some(self.member)
    }

    /// Whether words need no longer be found in the part that a piece is of.
    pub(crate) fn words_done_in(&self, piece: &Piece) -> bool {
        self.words_done() == Some(piece.member())
    }

    /// Whether there is something to report.
    pub(crate) fn has_found(&self) -> bool {
        !self.done.detections.is_empty() || self.tally.has_found()
    }

    /// Takes in the next piece, which was searched as if nothing stood before
    /// it.
    pub(crate) fn merge(&mut self, found: &mut Found, judging: Judging<'_>) {
        self.turn_to(found.index.piece());
        self.tally.merge(found, judging);
    }

    /// What was found in all.
    pub(crate) fn finish(mut self) -> Sums {
        self.end_part();
        self.done
    }

    fn turn_to(&mut self, piece: &Piece) {
        if piece.member() != self.member {
            self.end_part();
            self.member = piece.member();
        }
        if self.member.is_some() && self.standing.is_none() {
            self.standing = Some(piece.standing());
        }
    }

    /// Counts what was found in a part, unless that turned out not to count.
    fn end_part(&mut self) {
        let tally = mem::replace(&mut self.tally, Tally::new(self.engine));
        self.bytes += tally.bytes();
        let counts = self.standing.take().is_none_or(|it| it.counts());
        let (mut detections, left_out) = tally.finish();
        if counts {
            self.done.left_out += left_out;
        }
        if counts {
            self.engine.cap_by(&self.done.detections, &mut detections);
        }
        if detections.is_empty() || !counts {
            return;
        }
        let Some(member) = self.member else {
            return self.engine.add_up(&mut self.done.detections, detections);
        };
        add_counts(&mut self.done.detections, &detections);
        if self.done.members.len() < MOST || self.done.members.contains_key(&member) {
            let known = self.done.members.entry(member).or_default();
            self.engine.add_up(known, detections);
        }
    }
}

impl Engine {
    /// Leaves of a part what its object may still have. Names are counted up to a
    /// limit in an archive as in a file, so its members do not add up to more.
    fn cap_by(&self, total: &[Detection], part: &mut Vec<Detection>) {
        for detection in &mut *part {
            let found = total.binary_search_by(|it| it.identifier.id.cmp(&detection.identifier.id));
            let before = found.map_or(0, |at| total[at].count);
            let room = self.cap_of(&detection.identifier).saturating_sub(before);
            if detection.count > room {
                detection.count = room;
                let room = usize::try_from(room).unwrap_or(usize::MAX);
                detection.occurrences.truncate(room);
            }
        }
        part.retain(|it| it.count > 0);
    }

    /// Adds detections to those of a larger whole that their places are places in.
    fn add_up(&self, total: &mut Vec<Detection>, part: Vec<Detection>) {
        if total.is_empty() {
            *total = part;
            return;
        }
        for detection in part {
            let sum = sum_of(total, &detection);
            sum.count += detection.count;
            let room = self.limits.locations.saturating_sub(sum.occurrences.len());
            let more = detection.occurrences.into_iter().take(room);
            sum.occurrences.extend(more);
        }
    }
}

/// Adds detections to those of a larger whole that their places are none in.
fn add_counts(total: &mut Vec<Detection>, part: &[Detection]) {
    for detection in part {
        sum_of(total, detection).count += detection.count;
    }
}

/// What was found in all of what a detection is of.
fn sum_of<'t>(total: &'t mut Vec<Detection>, detection: &Detection) -> &'t mut Detection {
    let found = total.binary_search_by(|it| it.identifier.id.cmp(&detection.identifier.id));
    let at = found.unwrap_or_else(|at| {
        total.insert(at, nothing_of(detection));
        at
    });
    &mut total[at]
}

fn nothing_of(detection: &Detection) -> Detection {
    Detection {
        identifier: detection.identifier.clone(),
        count: 0,
        occurrences: Vec::new(),
    }
}
