//! Which occurrences a document locates.

use std::cmp::Ordering;

use crate::detection::{CATEGORIES, Detection, IdentifierInfo, Origin};
use crate::occurrences::Occurrences;
use crate::place::Place;

/// How many places a finding has room for, over all its detections.
pub const IN_FINDING: usize = 15;
/// How many places a discovery result has room for, for each detection.
const IN_RESULT: usize = 1_000;

/// The order in which a finding lists detections: category by category, then custom
/// identifiers, each by their ids.
pub fn listed(one: &IdentifierInfo, other: &IdentifierInfo) -> Ordering {
    let category = |it: &IdentifierInfo| match it.origin {
        Origin::Managed(category) => CATEGORIES.iter().position(|it| *it == category),
        Origin::Custom(_) => Some(CATEGORIES.len()),
    };
    let of_category = category(one).cmp(&category(other));
    of_category.then_with(|| one.id.cmp(&other.id))
}

/// A document's room for places. It is filled depth-first: a detection gets
/// all the places it has, as long as there is room, before the next one gets
/// any.
pub(crate) struct Room {
    /// What is left for all detections, if they share it.
    left: Option<usize>,
    taken: u64,
}

impl Room {
    /// That of a finding.
    pub(crate) fn of_finding() -> Room {
        Room {
            left: Some(IN_FINDING),
            taken: 0,
        }
    }

    /// That of a discovery result.
    pub(crate) fn of_result() -> Room {
        Room {
            left: None,
            taken: 0,
        }
    }

    /// How many places were taken.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    /// The places of a detection that there is room for; `None` where there
    /// are none.
    pub(crate) fn take(&mut self, detection: &Detection) -> Option<Occurrences> {
        let room = self.left.unwrap_or(IN_RESULT);
        let occurrences: Occurrences = places(detection).take(room).collect();
        self.left = self.left.map(|left| left - occurrences.len());
        self.taken += occurrences.len() as u64;
        (!occurrences.is_empty()).then_some(occurrences)
    }
}

fn places(detection: &Detection) -> impl Iterator<Item = &Place> {
    detection
        .occurrences
        .iter()
        .filter_map(|occurrence| occurrence.place.as_ref())
}
