//! What is shown.

use std::collections::BTreeMap;

use serde::Serialize;
use tracie_finding::Secret;
use tracie_finding::place::Place;

/// Samples of what a finding is about. They hold secrets: `Debug` masks them,
/// and [`Samples::revealed`] gives them out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Samples {
    /// By type of sensitive data: Macie's id, or the name and the UUID of a
    /// custom identifier with a colon between them.
    pub by_type: BTreeMap<String, Vec<Sample>>,
    /// Types of which nothing was found again: the detector does not have
    /// them, or found nothing at the finding's places.
    pub missing: Vec<String>,
}

/// One sample.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sample {
    /// Where it is.
    pub place: Option<Place>,
    /// The member of the archive it is in, if it is in one.
    pub member: Option<String>,
    /// The value, or its beginning.
    pub value: Secret<String>,
}

/// A sample as Macie's API writes it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DetectedDataDetails {
    /// The value, or its beginning.
    pub value: String,
}

impl Samples {
    /// The values, as `sensitiveDataOccurrences` of Macie's API.
    pub fn revealed(&self) -> BTreeMap<String, Vec<DetectedDataDetails>> {
        let revealed = |samples: &Vec<Sample>| {
            let values = samples.iter().map(|it| it.value.reveal().clone());
            values.map(|value| DetectedDataDetails { value }).collect()
        };
        let by_type = self.by_type.iter();
        by_type
            .map(|(name, samples)| (name.clone(), revealed(samples)))
            .collect()
    }
}
