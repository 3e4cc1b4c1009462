//! Identifiers, keyword proximity, allow lists and ignore words: candidates
//! to detections.
//!
//! A [`Detector`] is built from managed identifiers (a [`Selection`]) and
//! [`CustomIdentifier`]s, and turns chunks into [`Match`]es. [`Settle`] keeps
//! the better of overlapping matches.

mod compile;
mod custom;
mod detector;
mod dialect;
mod error;
pub mod explain;
mod found;
mod judge;
mod judge_custom;
mod library;
mod matches;
#[doc(hidden)]
pub mod naive;
mod names;
mod plain;
mod proximity;
mod rule;
pub mod schema;
mod selection;
mod settle;
mod text;
mod values;
mod window;
mod words;

pub use custom::{CustomIdentifier, LevelName, SeverityLevel};
pub use detector::{Detector, DetectorBuilder, Scratch};
pub use error::Error;
pub use library::{by_id, extras, managed};
pub use matches::{Carry, Match, Rank};
pub use rule::Rejection;
pub use selection::Selection;
pub use settle::Settle;
pub use tracie_pattern::Plan;
