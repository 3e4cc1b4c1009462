//! Identifiers, keyword proximity, allow lists and ignore words: candidates
//! to detections.
//!
//! A [`Detector`] is built from managed identifiers (a [`Selection`]) and
//! [`CustomIdentifier`]s, and turns chunks into [`Match`]es. [`Settle`] keeps
//! the better of overlapping matches.

pub mod allow;
mod bounds;
mod builder;
mod compact;
mod compile;
mod compiled;
mod custom;
mod detector;
mod dialect;
mod error;
pub mod explain;
mod fold;
mod forms;
mod found;
mod judge;
mod judge_custom;
mod label;
mod library;
mod matches;
#[doc(hidden)]
pub mod naive;
mod names;
mod plain;
mod planned;
mod proximity;
mod refused;
mod rule;
pub mod schema;
mod selection;
mod serials;
mod settle;
mod text;
mod tries;
mod values;
mod window;
mod words;

pub use allow::{AllowList, AllowListCriteria, AllowListDefinition, S3WordsList};
pub use builder::DetectorBuilder;
pub use custom::{
    CustomIdentifier, CustomTest, CustomTestResult, LevelName, MAX_SAMPLE, MacieRemark,
    SeverityLevel, test_custom,
};
pub use detector::{Detector, Scratch};
pub use error::{Error, Invalid};
pub use library::{by_id, extras, managed};
pub use matches::{Carry, Match, Rank};
pub use rule::Rejection;
pub use selection::Selection;
pub use settle::Settle;
pub use tracie_pattern::Plan;
