//! Publishing: what others hear of findings, and when.
//!
//! A new finding is told at once, an update of a policy finding at the frequency of
//! the session, an archived one never. What is to be told is written down together
//! with the finding and removed once it was told, so that nothing is lost when the
//! process is killed; something may then be told twice, with the same id.

mod outbox;
mod post;
mod publisher;
mod render;
mod target;

pub(crate) use outbox::queue;
pub(crate) use publisher::publish;
pub use target::{Target, TargetError};
