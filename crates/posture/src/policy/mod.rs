//! Bucket policies: what they say, and whom they let in.

mod action;
mod address;
mod condition;
mod document;
mod error;
mod exposure;
mod glob;
mod keys;
mod mentions;
mod operator;
mod pattern;
pub(crate) mod principal;
mod request;
mod scene;
mod search;
mod tested;
mod who;

pub use document::{Policy, Statement};
pub use error::PolicyError;
pub(crate) use exposure::LOG_DELIVERY;
pub use exposure::{Exposure, Party};
pub use scene::{Relation, Scene};
