//! How jobs are run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use tracie_finding::context::ResultsBucket;
use tracie_scan::Limits;

/// How jobs are run. All have defaults.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RunOptions {
    /// How many threads to search with; 0, the default, is one for each
    /// processor.
    pub threads: usize,
    /// How far scans go.
    pub limits: Limits,
    /// Where discovery results go, if anywhere; findings name it. Then up to
    /// 1,000 occurrences of each identifier are located.
    pub results: Option<ResultsBucket>,
    /// After so many objects what was found is stored (default: 5,000) …
    pub batch_objects: usize,
    /// … or after this time (default: a second).
    pub batch_time: Duration,
    /// Whether to count objects beside the run, so that it can be told how many
    /// are left (default: yes). It costs another listing.
    pub count_ahead: bool,
}

impl Default for RunOptions {
    fn default() -> RunOptions {
        RunOptions {
            threads: 0,
            limits: Limits::default(),
            results: None,
            batch_objects: 5_000,
            batch_time: Duration::from_secs(1),
            count_ahead: true,
        }
    }
}

/// Stops runs from another thread. A job that is stopped by this stays RUNNING,
/// to be gone on with; to pause or cancel it is to
/// [`update`](crate::Jobs::update) it.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Stops all runs that heed it, as soon as may be.
    pub fn now(&self) {
        self.0.store(true, Relaxed);
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.0.load(Relaxed)
    }
}
