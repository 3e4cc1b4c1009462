//! What scans have stored and nobody has asked for yet.
//!
//! A finding in its table, with its document and all it is looked up by, costs
//! more than finding it. So a scan only appends a batch to `landed`, and whoever
//! next reads or writes takes it from there to where it belongs. That is done in
//! one step with deleting the batch, and by the same functions that store what
//! is not from a scan, so nobody can tell the difference.

mod batch;
mod damaged;
mod settle;
mod words;

pub(crate) use self::batch::{Batch, Origin};
pub use self::damaged::Damaged;
pub(crate) use self::settle::{has_landed, is_alone, settle};
