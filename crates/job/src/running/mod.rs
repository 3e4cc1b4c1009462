//! Running jobs.

mod ahead;
mod bucket;
mod collector;
mod filter;
mod lock;
mod options;
mod outlet;
mod passed;
mod plan;
mod report;
mod run;
mod runner;
mod start;
mod state;

pub use self::options::{RunOptions, Stop};
pub use self::outlet::{Outlet, OutletError, RunInfo, RunProgress};
pub use self::report::{Ended, RunReport};
pub use self::runner::Runner;
