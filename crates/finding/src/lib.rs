//! The words that all crates share: Macie's findings, places and severities,
//! and the seams of the pipeline.
//!
//! An [`ObjectResult`](detection::ObjectResult) is what a scan of one object
//! ends with; [`assemble`] makes it the [`Finding`] that Macie would report,
//! whose JSON is member for member that of Macie's API; a [`Sink`] receives
//! both.

pub mod attributes;
pub mod chunk;
pub mod classification;
pub mod context;
pub mod coverage;
pub mod detection;
pub mod discovery;
pub mod finding;
pub mod identity;
pub mod json_path;
pub mod locate;
pub mod mime;
pub mod occurrences;
pub mod place;
pub mod policy;
pub mod resources;
pub mod secret;
pub mod severity;
pub mod sink;
pub mod sizes;
pub mod timestamp;

mod assemble;
mod telling;

pub use crate::assemble::assemble;
pub use crate::attributes::Attributes;
pub use crate::context::Context;
pub use crate::coverage::Coverage;
pub use crate::finding::{Finding, FindingType};
pub use crate::secret::Secret;
pub use crate::sink::{Flow, Progress, Sink};
pub use crate::sizes::Sizes;
pub use crate::telling::may_be_value;
