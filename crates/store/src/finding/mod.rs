//! Findings: storing them, and finding them again.

mod get;
mod put;
mod retention;
mod row;

pub use self::put::Put;
pub use self::retention::{DEFAULT_RETENTION_DAYS, RETENTION};
