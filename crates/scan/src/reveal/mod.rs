//! Showing samples of what a finding is about, for those who ask for it.
//!
//! A finding holds places, not values. [`samples`] reads its object again, after
//! making sure that it is the same object still, and shows up to
//! [`MOST_SAMPLES`] samples of each type, up to [`LONGEST`] characters of each,
//! for up to [`MOST_TYPES`] types, as Macie's GetSensitiveDataOccurrences does.
//! [`availability`] says whether that is possible, with Macie's reasons.
//!
//! Values are found by looking for the finding's identifiers once more, and
//! taking what is at its places. So the detector must have those identifiers:
//! custom ones are not part of a finding.
//!
//! ```
//! use tracie_identify::Selection;
//! use tracie_scan::Scanner;
//! use tracie_scan::reveal::{self, RevealLimits};
//! use tracie_source::{Entry, File, Source};
//!
//! let folder = tempfile::tempdir()?;
//! // The number is made up.
//! std::fs::write(folder.path().join("call.txt"), "SSN: 512-58-3904")?;
//! let file = File::new(folder.path().join("call.txt"))?;
//! let Some(Entry::Object(object)) = file.objects().next() else { panic!("a file") };
//!
//! let scanner = Scanner::builder().managed(Selection::All).build()?;
//! let mut finding = None;
//! scanner.scan(&file, &mut |_: &_, found: Option<tracie_finding::Finding>| {
//!     finding = found;
//!     tracie_finding::Flow::Continue
//! });
//! let finding = finding.expect("there is a number in it");
//!
//! let samples = reveal::samples(scanner.detector(), &finding, &object, &RevealLimits::default())?;
//! let revealed = samples.revealed();
//! assert_eq!(revealed["USA_SOCIAL_SECURITY_NUMBER"][0].value, "512-58-3904");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod availability;
mod document;
mod passage;
mod wanted;

use tracie_finding::Finding;
use tracie_identify::Detector;
use tracie_source::Object;

use crate::engine::Engine;
use crate::limits::Limits;

pub use availability::{Availability, RevealLimits, UnavailabilityReason, availability};
pub use document::{DetectedDataDetails, Sample, Samples};

/// As many samples of a type are shown.
pub const MOST_SAMPLES: usize = 10;
/// As many characters of a sample are shown.
pub const LONGEST: usize = 128;
/// Samples of as many types are shown.
pub const MOST_TYPES: usize = 100;
/// As many occurrences are looked at for those at a finding's places.
const LOCATED: usize = 1_000;

/// Why samples cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} ({})", reason.code())]
#[non_exhaustive]
pub struct RevealError {
    /// Macie's reason.
    pub reason: UnavailabilityReason,
    /// What it is in this case, and what to do; never a value.
    pub what: String,
}

impl RevealError {
    fn new(reason: UnavailabilityReason, what: impl Into<String>) -> RevealError {
        RevealError {
            reason,
            what: what.into(),
        }
    }
}

/// Samples of what a finding is about, from its object. What is found by
/// identifiers that the detector does not have is told of, not shown.
///
/// # Errors
///
/// If there is nothing to show or the object is not what it was; see
/// [`availability`].
pub fn samples(
    detector: &Detector,
    finding: &Finding,
    object: &Object,
    limits: &RevealLimits,
) -> Result<Samples, RevealError> {
    availability::check(finding, Some(object), limits)?;
    let scan = Limits {
        locations: LOCATED,
        etags: false,
        extract: limits.extract.clone(),
        ..Limits::default()
    };
    let engine = Engine::new(detector.clone(), scan);
    let (result, mode) = passage::search(&engine, object)?;
    let wanted = wanted::of(finding, &result);
    let texts = passage::read(&engine, object, mode, &wanted.spans())?;
    // It may have changed while it was read.
    availability::unchanged(finding, object)?;
    Ok(wanted.into_samples(&texts))
}
