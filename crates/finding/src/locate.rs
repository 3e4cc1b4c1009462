//! Which occurrences a finding locates.

use crate::detection::Detection;
use crate::occurrences::Occurrences;
use crate::place::Place;

/// How many places a finding has room for, over all its detections.
const ROOM: usize = 15;

/// What is left of a finding's room for places. It is filled depth-first: a
/// detection gets all the places it has, as long as there is room, before the
/// next one gets any.
pub(crate) struct Room(usize);

impl Room {
    pub(crate) fn new() -> Room {
        Room(ROOM)
    }

    /// How many places were taken.
    pub(crate) fn taken(&self) -> u64 {
        (ROOM - self.0) as u64
    }

    /// The places of a detection that there is room for; `None` where there
    /// are none.
    pub(crate) fn take(&mut self, detection: &Detection) -> Option<Occurrences> {
        let occurrences: Occurrences = places(detection).take(self.0).collect();
        self.0 -= occurrences.len();
        (!occurrences.is_empty()).then_some(occurrences)
    }
}

fn places(detection: &Detection) -> impl Iterator<Item = &Place> {
    detection
        .occurrences
        .iter()
        .filter_map(|occurrence| occurrence.place.as_ref())
}
