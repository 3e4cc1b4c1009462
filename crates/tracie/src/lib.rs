//! Find sensitive data as Amazon Macie would, on your own machine and in your
//! own program.
//!
//! Three lines to a result:
//!
//! ```
//! # fn main() -> Result<(), tracie::Error> {
//! # // The number is made up.
//! let scanner = tracie::Scanner::builder().build()?;
//! let result = scanner.scan_bytes("people.csv", b"name,ssn\nJane,512-58-3904\n");
//! assert_eq!(result.detections[0].identifier.id, "USA_SOCIAL_SECURITY_NUMBER");
//! # Ok(())
//! # }
//! ```
//!
//! An occurrence has a place and never a value:
//!
//! ```
//! # fn main() -> Result<(), tracie::Error> {
//! # let scanner = tracie::Scanner::builder().build()?;
//! # let result = scanner.scan_bytes("people.csv", b"name,ssn\nJane,512-58-3904\n");
//! use tracie::finding::place::Place;
//!
//! let Some(Place::Cell { row, column, .. }) = result.detections[0].occurrences[0].place else {
//!     panic!("occurrences in tables have cells");
//! };
//! assert_eq!((row, column), (2, 2));
//! # Ok(())
//! # }
//! ```
//!
//! # Directories, streams, dumps
//!
//! [`Scanner::scan_path`] takes a directory or a file, and [`Scanner::scan`]
//! any [`Source`]. Each object arrives at a [`Sink`] together with the
//! [`Finding`] that Macie would report, whose JSON is member for member that of
//! Macie's API; what was not looked at is in the [`Coverage`].
//!
//! ```
//! use tracie::{Finding, Flow, ObjectResult, Scanner, Selection};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # std::fs::write(folder.path().join("notes.txt"), "SSN: 512-58-3904")?;
//! # let path = folder.path();
//! let scanner = Scanner::builder().managed(Selection::All).build()?;
//! let mut findings = Vec::new();
//! let coverage = scanner.scan_path(path, &mut |_: &ObjectResult, finding: Option<Finding>| {
//!     findings.extend(finding);
//!     Flow::Continue
//! })?;
//! assert!(coverage.is_complete());
//! assert_eq!(findings.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//!
//! | module | holds |
//! |---|---|
//! | [`finding`] | findings, places, severities: the words that all share |
//! | [`identify`] | managed and custom identifiers, allow lists, the detector they make, and why ([`identify::explain`]) |
//! | [`source`] | files, directories, standard input, dumps of buckets |
//! | [`extract`] | bytes to text with places, and its limits |
//! | [`report`] | output formats, discovery results, what Macie charges |
//! | [`reveal`] | samples of what a finding is about, on request |
//! | [`posture`] | how buckets stand open |
//! | [`setup`] | asking a store how buckets are set up |
//! | `store`, `job` | findings that are kept and asked for, classification jobs (feature `store`) |
//! | `serve` | the macie2 API (feature `serve`) |
//!
//! This crate has no code of its own; the command line uses nothing else.

pub use tracie_extract as extract;
pub use tracie_finding as finding;
pub use tracie_identify as identify;
#[cfg(feature = "store")]
pub use tracie_job as job;
pub use tracie_posture as posture;
pub use tracie_report as report;
#[cfg(feature = "serve")]
pub use tracie_serve as serve;
pub use tracie_source as source;
#[cfg(feature = "store")]
pub use tracie_store as store;

pub use tracie_finding::detection::{
    Category, Detection, IdentifierInfo, ObjectResult, Occurrence, Reason, Severity, Status,
};
pub use tracie_finding::place::Place;
pub use tracie_finding::{Context, Coverage, Finding, FindingType, Flow, Progress, Secret, Sink};
pub use tracie_identify::{AllowList, CustomIdentifier, Detector, Selection};
pub use tracie_scan::{Error, Limits, Located, Scanner, ScannerBuilder, reveal, setup};
pub use tracie_source::Source;
