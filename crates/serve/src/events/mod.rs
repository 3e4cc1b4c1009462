//! Publishing: what others hear of findings, and when.
//!
//! A new finding is told at once, an update of a policy finding at the frequency of
//! the session, an archived one never. What is to be told is written down together
//! with the finding, for each target, and removed once the target heard of it, so
//! that nothing is lost when the process is killed; something may then be told twice,
//! with the same id. A target that is away is tried again after a while, which grows.

mod audience;
mod courier;
mod outbox;
mod render;
mod reply;
mod target;
mod url;

pub(crate) use audience::Audience;
pub(crate) use courier::Courier;
pub(crate) use outbox::queue;
pub use target::{Target, TargetError};
