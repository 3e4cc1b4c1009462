//! What else is done with what a run finds.

use tracie_finding::detection::ObjectResult;
use tracie_finding::{Context, Finding};

use crate::statistics::RunStatistics;

/// What went wrong with an outlet.
pub type OutletError = Box<dyn std::error::Error + Send + Sync>;

/// What is known of a run when it begins or goes on.
#[derive(Debug)]
#[non_exhaustive]
pub struct RunInfo<'a> {
    /// The job.
    pub job_id: &'a str,
    /// Which of its runs, from 1.
    pub number: u32,
    /// Whether it goes on after an interruption.
    pub resumed: bool,
    /// What its findings say of it. Discovery results are made with it.
    pub context: &'a Context,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunProgress {
    /// Objects that were dealt with, before an interruption too.
    pub objects: u64,
    /// Objects in all, once they were counted.
    pub expected: Option<u64>,
    /// Bytes that were read since the run began or went on.
    pub bytes: u64,
}

/// Where what a run finds goes besides the store: discovery results, events,
/// reports.
///
/// Each object comes once, in order, and once more if the run was interrupted
/// before the store noted it: results must then take the place of those from
/// before, by the names and ids that they have, which are the same. So what an
/// outlet was given before [`flush`](Outlet::flush) returned is at least once
/// where it belongs, and what is in the store is exactly once there.
///
/// If one of these fails the run stops, to be gone on with later.
pub trait Outlet {
    /// A run begins, or goes on.
    ///
    /// # Errors
    ///
    /// If nothing can be handed on.
    fn begin(&mut self, _run: &RunInfo<'_>) -> Result<(), OutletError> {
        Ok(())
    }

    /// A finding that is about to be stored may be changed, such as archived by
    /// a suppression rule.
    fn amend(&mut self, _finding: &mut Finding) {}

    /// An object was dealt with, and gave rise to a finding or none.
    ///
    /// # Errors
    ///
    /// If it cannot be handed on.
    fn object(
        &mut self,
        _result: &ObjectResult,
        _finding: Option<&Finding>,
    ) -> Result<(), OutletError> {
        Ok(())
    }

    /// All objects so far are about to be noted as done: what was made of them
    /// must be where it belongs when this returns.
    ///
    /// # Errors
    ///
    /// If it cannot be handed on.
    fn flush(&mut self) -> Result<(), OutletError> {
        Ok(())
    }

    /// Called now and then.
    fn progress(&mut self, _progress: &RunProgress) {}

    /// The run ended, or was interrupted, having counted so much.
    ///
    /// # Errors
    ///
    /// If something cannot be handed on.
    fn end(&mut self, _statistics: &RunStatistics) -> Result<(), OutletError> {
        Ok(())
    }
}

/// Nowhere.
impl Outlet for () {}
