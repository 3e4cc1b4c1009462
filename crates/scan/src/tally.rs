//! Counting what was found in one object, piece by piece.

use std::mem;

use tracie_extract::Index;
use tracie_finding::detection::{Detection, Occurrence};
use tracie_finding::locate::IN_FINDING;
use tracie_finding::place::{Extent, Place};
use tracie_identify::{Carry, Match, Settle};

use crate::engine::Engine;
use crate::found::Found;
use crate::limits::Located;
use crate::paths::Judging;

/// Merges the pieces of one object, in their order, whatever threads they come
/// from. The result does not depend on how the object was cut.
pub(crate) struct Tally<'e> {
    engine: &'e Engine,
    carry: Carry,
    settle: Settle,
    /// Of the identifiers of which something is found.
    counts: Vec<Count>,
    /// By identifier, where its count is, from 1; empty until something is found.
    slots: Vec<u32>,
    /// What stands before the next piece.
    before: Extent,
    /// Bytes of the pieces so far.
    bytes: u64,
    /// Whether all that goes by words was counted as often as it counts.
    words_done: bool,
    /// Matches that may not be settled yet, with their places: when they are,
    /// their piece is gone. In order.
    open: Vec<(Match, Option<Place>)>,
    /// Occurrences of the piece that is merged which were not located yet: where their
    /// counts are, and their origins, in order.
    due: Vec<(usize, (u64, u64))>,
    /// Matches that are on an allow list.
    left_out: u64,
}

struct Count {
    identifier: u32,
    count: u64,
    occurrences: Vec<Occurrence>,
    /// How many of them are due.
    due: usize,
    /// How many of these a finding may have room for.
    room: usize,
}

impl<'e> Tally<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Tally<'e> {
        Tally {
            engine,
            carry: Carry::default(),
            settle: Settle::default(),
            counts: Vec::new(),
            slots: Vec::new(),
            before: Extent::default(),
            bytes: 0,
            words_done: false,
            open: Vec::new(),
            due: Vec::new(),
            left_out: 0,
        }
    }

    /// Whether words need no longer be found. Names and addresses are counted up
    /// to a cap; once all of them have come to it, none need be found: they push
    /// nothing else aside.
    pub(crate) fn words_done(&self) -> bool {
        self.words_done
    }

    /// Whether there is something to report.
    pub(crate) fn has_found(&self) -> bool {
        !self.counts.is_empty()
    }

    /// Bytes that were analysed so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes in the next piece, which was searched as if nothing stood before
    /// it. If a match from before reaches into it, it is searched again.
    pub(crate) fn merge(&mut self, found: &mut Found, mut judging: Judging<'_>) {
        if self.carry.conflicts(&found.matches) {
            let detector = self.engine.detector(self.words_done);
            found.search_after(&self.carry, detector, judging.scratch);
        }
        self.carry.advance(&found.matches);
        self.settle(found, &mut judging);
        self.words_done = self.words_done || self.has_all_words();
        self.before = self.before.then(&found.extent);
        self.bytes += found.index.piece().len() as u64;
    }

    /// What was found in all, in the order of identifier ids, and how many
    /// matches were left out, since they are on an allow list.
    pub(crate) fn finish(mut self) -> (Vec<Detection>, u64) {
        let mut settle = mem::take(&mut self.settle);
        settle.finish(&mut |one| self.count(one, |_| Some(None)));
        let infos = self.engine.detector.identifiers();
        let counts = self.counts.into_iter().filter(|it| it.count > 0);
        let mut detections: Vec<Detection> = counts
            .map(|it| Detection {
                identifier: infos[it.identifier as usize].clone(),
                count: it.count,
                occurrences: it.occurrences,
            })
            .collect();
        detections.sort_by(|a, b| a.identifier.id.cmp(&b.identifier.id));
        (detections, self.left_out)
    }

    fn settle(&mut self, found: &mut Found, judging: &mut Judging<'_>) {
        let Found { index, matches, .. } = found;
        if matches.is_empty() {
            return;
        }
        let each = self.engine.limits.located == Located::Each;
        let mut settle = mem::take(&mut self.settle);
        settle.push(matches, &mut |one| {
            self.count(one, |it| each.then(|| it.place(one.origin, index, judging)));
        });
        self.settle = settle;
        self.locate_shown(index, judging);
        self.keep_open(index, judging);
    }

    /// Works out the places of matches that are settled only with the next
    /// piece. Those of earlier pieces are known.
    fn keep_open(&mut self, index: &mut Index, judging: &mut Judging<'_>) {
        let known = mem::take(&mut self.open);
        let mut known = known.into_iter().peekable();
        let mut open = Vec::new();
        for one in self.settle.waiting() {
            while known.next_if(|(before, _)| before < one).is_some() {}
            match known.next_if(|(before, _)| before == one) {
                Some(before) => open.push(before),
                None if one.allowed.is_none() && self.is_short_of(one.identifier) => {
                    open.push((*one, self.place(one.origin, index, judging)));
                }
                None => {}
            }
        }
        self.open = open;
    }

    /// Whether more occurrences of an identifier are to be located.
    fn is_short_of(&self, identifier: u32) -> bool {
        let counted = self.known(identifier).map_or(0, |it| it.count);
        counted < self.engine.limits.locations as u64
    }

    /// Counts a settled match; one of the first is located, by `place` unless
    /// its place is known from an earlier piece. If `place` gives nothing, that is due.
    fn count(&mut self, one: &Match, place: impl FnOnce(&Self) -> Option<Option<Place>>) {
        if one.allowed.is_some() {
            self.left_out += 1;
            return;
        }
        let cap = self.engine.cap(one.identifier);
        let slot = self.slot(one.identifier);
        let count = &mut self.counts[slot];
        if count.count >= cap {
            return;
        }
        count.count += 1;
        if count.count <= self.engine.limits.locations as u64 {
            let known = self.open.binary_search_by(|(open, _)| open.cmp(one));
            let place = match known {
                Ok(at) => Some(self.open[at].1.take()),
                Err(_) => place(self),
            };
            match place {
                Some(place) => self.keep(slot, one.origin, place),
                None => {
                    self.counts[slot].due += 1;
                    self.due.push((slot, one.origin));
                }
            }
        }
    }

    fn keep(&mut self, slot: usize, span: (u64, u64), place: Option<Place>) {
        let occurrence = Occurrence { span, place };
        self.counts[slot].occurrences.push(occurrence);
    }

    fn has_all_words(&self) -> bool {
        let counted = |it: u32| self.known(it).map_or(0, |it| it.count);
        let mut by_words = self.engine.detector.by_words().peekable();
        !self.counts.is_empty()
            && by_words.peek().is_some()
            && by_words.all(|it| counted(it) >= self.engine.cap(it))
    }

    /// The count of an identifier, if it was found.
    fn known(&self, identifier: u32) -> Option<&Count> {
        let slot = self.slots.get(identifier as usize)?;
        self.counts.get((*slot as usize).checked_sub(1)?)
    }

    /// Where the count of an identifier is.
    #[inline]
    fn slot(&mut self, identifier: u32) -> usize {
        match self.slots.get(identifier as usize) {
            Some(&slot @ 1..) => slot as usize - 1,
            _ => self.make_slot(identifier),
        }
    }

    #[cold]
    fn make_slot(&mut self, identifier: u32) -> usize {
        let all = self.engine.detector.identifiers().len();
        self.slots.resize(all, 0);
        self.counts.push(Count {
            identifier,
            count: 0,
            occurrences: Vec::new(),
            due: 0,
            room: 0,
        });
        self.slots[identifier as usize] = self.counts.len() as u32;
        self.counts.len() - 1
    }

    /// The place in the object of a match in the piece that is merged.
    fn place(
        &self,
        origin: (u64, u64),
        index: &mut Index,
        judging: &mut Judging<'_>,
    ) -> Option<Place> {
        let place = index.place(origin)?.after(&self.before);
        let named = matches!(
            place,
            Place::Record {
                json_path: Some(_),
                ..
            } | Place::Cell {
                column_name: Some(_),
                ..
            }
        );
        if !named {
            return Some(place);
        }
        let sensitive = judging.sensitive(index, origin.0, &self.engine.detector);
        Some(if sensitive { unnamed(place) } else { place })
    }
}

/// Locating later, and only what shows.
impl Tally<'_> {
    /// Locates, of the occurrences that are due, those that the finding may have room for:
    /// behind others that it lists before them there never will be more room than now.
    fn locate_shown(&mut self, index: &mut Index, judging: &mut Judging<'_>) {
        if self.due.is_empty() {
            return;
        }
        self.make_room();
        let mut due = mem::take(&mut self.due);
        let mut all_are_there = true;
        due.retain(|&(slot, origin)| {
            let has_room = self.takes_room(slot);
            if has_room {
                let place = self.place(origin, index, judging);
                all_are_there &= place.is_some();
                self.keep(slot, origin, place);
            }
            !has_room
        });
        if !all_are_there {
            // Others have the room of those without a place.
            for &(slot, origin) in &due {
                let place = self.place(origin, index, judging);
                self.keep(slot, origin, place);
            }
        }
        due.clear();
        self.due = due;
    }

    /// Says how many of those that are due may be shown, identifier by identifier.
    fn make_room(&mut self) {
        let infos = self.engine.detector.identifiers();
        let mut listed: Vec<&mut Count> = self.counts.iter_mut().collect();
        listed.sort_unstable_by_key(|it| self.engine.listed[it.identifier as usize]);
        let mut left = IN_FINDING;
        for count in listed {
            let located = count.occurrences.iter().filter(|it| it.place.is_some());
            let located = located.count();
            // The first is shown in tables.
            let first = usize::from(located == 0);
            count.room = left.saturating_sub(located).max(first);
            let due = mem::take(&mut count.due);
            if infos[count.identifier as usize]
                .severity_of(count.count)
                .is_some()
            {
                left = left.saturating_sub(located + due);
            }
        }
    }

    /// Takes room for one of a count, if there is any.
    fn takes_room(&mut self, slot: usize) -> bool {
        let room = &mut self.counts[slot].room;
        let has = *room > 0;
        *room -= usize::from(has);
        has
    }
}

/// The place without names that would give away a value.
fn unnamed(place: Place) -> Place {
    match place {
        Place::Record { index, .. } => Place::Record {
            index,
            json_path: None,
        },
        Place::Cell {
            row,
            column,
            cell_reference,
            ..
        } => Place::Cell {
            row,
            column,
            column_name: None,
            cell_reference,
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use tracie_identify::{Detector, Rank, Selection};

    use super::*;
    use crate::limits::Limits;

    /// What so many occurrences of an identifier are counted as, and how many
    /// of them are located.
    fn counted(id: &str, occurrences: u64) -> (u64, usize) {
        let ids = Selection::Include(vec![id.into()]);
        let detector = Detector::builder()
            .managed(ids)
            .build()
            .expect("it is managed");
        let engine = Engine::new(detector, Limits::default());
        let mut tally = Tally::new(&engine);
        for at in 0..occurrences {
            let origin = (2 * at, 2 * at + 1);
            tally.count(
                &Match {
                    origin,
                    identifier: 0,
                    rank: Rank::Form,
                    allowed: None,
                },
                |_| Some(None),
            );
        }
        let (detections, _) = tally.finish();
        (detections[0].count, detections[0].occurrences.len())
    }

    #[test]
    fn names_and_addresses_are_counted_up_to_a_thousand() {
        for id in ["NAME", "ADDRESS"] {
            assert_eq!(counted(id, 999), (999, 15));
            assert_eq!(counted(id, 1500), (1000, 15));
        }
        assert_eq!(counted("USA_SOCIAL_SECURITY_NUMBER", 1500), (1500, 15));
    }
}
