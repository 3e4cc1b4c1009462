//! What must hold for any bytes at all, one module a fuzz target.
//!
//! Each `check` panics where it does not. What the first bytes of an input
//! choose (a name, a size) is in [`input`]; [`seed`] says what to start from.
//! Run them with `fuzz/run`.

pub mod allow;
pub mod cells;
pub mod criteria;
pub mod custom;
pub mod detector;
pub mod extract;
pub mod finding;
pub mod formats;
pub mod input;
pub mod job;
pub mod listing;
pub mod policy;
pub mod report;
pub mod request;
pub mod scan;
pub mod seed;
pub mod store;
