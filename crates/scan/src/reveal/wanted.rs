//! Which occurrences are shown.

use std::collections::{HashMap, HashSet};

use tracie_finding::Finding;
use tracie_finding::Secret;
use tracie_finding::detection::{Detection, ObjectResult, Origin};
use tracie_finding::occurrences::Occurrences;
use tracie_finding::place::Place;

use super::document::{Sample, Samples};
use super::{MOST_SAMPLES, MOST_TYPES};

/// Where the text of occurrences is, by their spans.
pub(super) type Texts = HashMap<(u64, u64), String>;

/// What is shown of each type.
pub(super) struct Wanted {
    types: Vec<Type>,
}

struct Type {
    name: String,
    occurrences: Vec<Occurrence>,
}

struct Occurrence {
    span: (u64, u64),
    place: Option<Place>,
    member: Option<String>,
}

/// A type that a finding tells of.
struct Told<'a> {
    name: String,
    id: &'a str,
    custom: Option<&'a str>,
    places: Option<&'a Occurrences>,
}

/// The first occurrences of each type that are at the places of the finding.
/// Where it had no room for any, or they are in members of an archive, they are
/// the first that were found again.
pub(super) fn of(finding: &Finding, result: &ObjectResult) -> Wanted {
    let types = told(finding).into_iter().take(MOST_TYPES).map(|told| {
        let occurrences = match told.places {
            Some(places) => at_places(&told, places, result),
            None => first(&told, result),
        };
        Type {
            name: told.name,
            occurrences,
        }
    });
    Wanted {
        types: types.collect(),
    }
}

fn told(finding: &Finding) -> Vec<Told<'_>> {
    let Some(details) = &finding.classification_details else {
        return Vec::new();
    };
    let managed = details
        .result
        .sensitive_data
        .iter()
        .flat_map(|it| &it.detections);
    let managed = managed.map(|it| Told {
        name: it.kind.clone(),
        id: &it.kind,
        custom: None,
        places: it.occurrences.as_ref(),
    });
    let custom = details.result.custom_data_identifiers.detections.iter();
    let custom = custom.map(|it| Told {
        name: format!("{}:{}", it.name, it.arn),
        id: &it.name,
        custom: Some(&it.arn),
        places: it.occurrences.as_ref(),
    });
    managed.chain(custom).collect()
}

fn at_places(told: &Told<'_>, places: &Occurrences, result: &ObjectResult) -> Vec<Occurrence> {
    let places: HashSet<Place> = places.places().collect();
    let found = result.detections.iter().filter(|it| told.is(it));
    let found = found.flat_map(|it| &it.occurrences);
    let at = found.filter(|it| {
        it.place
            .as_ref()
            .is_some_and(|place| places.contains(place))
    });
    let wanted = at.map(|it| Occurrence {
        span: it.span,
        place: it.place.clone(),
        member: None,
    });
    wanted.take(MOST_SAMPLES).collect()
}

fn first(told: &Told<'_>, result: &ObjectResult) -> Vec<Occurrence> {
    let own = [(None, &result.detections)];
    let members = result.members.iter();
    let members = members.map(|it| (Some(it.path.as_str()), &it.detections));
    let parts = own.into_iter().chain(members);
    let found = parts.flat_map(|(member, detections)| {
        let detections = detections.iter().filter(|it| told.is(it));
        let occurrences = detections.flat_map(|it| &it.occurrences);
        occurrences.map(move |it| Occurrence {
            span: it.span,
            place: it.place.clone(),
            member: member.map(ToOwned::to_owned),
        })
    });
    found.take(MOST_SAMPLES).collect()
}

impl Told<'_> {
    fn is(&self, detection: &Detection) -> bool {
        let info = &detection.identifier;
        match (self.custom, &info.origin) {
            (None, Origin::Managed(_)) => info.id == self.id,
            (Some(uuid), Origin::Custom(own)) => own == uuid,
            _ => false,
        }
    }
}

impl Wanted {
    /// The spans of all that is shown, in order.
    pub(super) fn spans(&self) -> Vec<(u64, u64)> {
        let all = self.types.iter().flat_map(|it| &it.occurrences);
        let mut spans: Vec<(u64, u64)> = all.map(|it| it.span).collect();
        spans.sort_unstable();
        spans.dedup();
        spans
    }

    /// With the texts that are at the spans.
    pub(super) fn into_samples(self, texts: &Texts) -> Samples {
        let mut samples = Samples::default();
        for Type { name, occurrences } in self.types {
            let shown = occurrences.into_iter().filter_map(|it| {
                let value = Secret::new(texts.get(&it.span)?.clone());
                Some(Sample {
                    place: it.place,
                    member: it.member,
                    value,
                })
            });
            let shown: Vec<Sample> = shown.collect();
            match shown.is_empty() {
                true => samples.missing.push(name),
                false => drop(samples.by_type.insert(name, shown)),
            }
        }
        samples
    }
}
