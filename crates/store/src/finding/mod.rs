//! Findings: storing them, and finding them again.

mod get;
mod list;
mod plan;
mod put;
mod retention;
mod row;
mod sort;
mod statistics;

pub use self::put::Put;
pub(crate) use self::put::what;
pub use self::retention::{DEFAULT_RETENTION_DAYS, RETENTION};
pub(crate) use self::row::instants;
pub use self::sort::{Sort, SortKey};
pub use self::statistics::{Group, GroupBy, GroupKey, GroupSort};
