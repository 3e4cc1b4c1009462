//! What runs jobs.

use std::fmt;

use super::options::{RunOptions, Stop};
use crate::bucket::Buckets;
use crate::clock::{Clock, SystemClock};
use crate::job::Jobs;
use crate::search::Identifiers;

/// Runs jobs: looks at the objects that a run has yet to look at, and stores
/// what it finds.
///
/// Findings, what was looked at, how far the run is and what it counted are
/// written in one step for each batch of objects. So a run that is interrupted,
/// by whatever, goes on where it was, and nothing is lost or counted twice.
/// Ids of findings follow from the job, the run and the object.
///
/// ```
/// use tracie_job::{Directories, Ended, JobDefinition, Jobs, Library, Runner};
/// use tracie_store::Store;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// // The number is made up.
/// std::fs::write(folder.path().join("notes.txt"), "SSN: 512-58-3904")?;
/// let mut buckets = Directories::default();
/// buckets.add("acme-exports", folder.path())?;
///
/// let jobs = Jobs::new(Store::in_memory()?.scope("111122223333", "eu-west-1"));
/// let definition = JobDefinition::parse(r#"{
///     "name": "exports", "jobType": "ONE_TIME",
///     "s3JobDefinition": {"bucketDefinitions": [
///         {"accountId": "111122223333", "buckets": ["acme-exports"]}]}
/// }"#)?;
/// let created = jobs.create(&definition, jiff::Timestamp::now())?;
///
/// let identifiers = Library::default();
/// let report = Runner::new(&jobs, &buckets, &identifiers).run(&created.job_id, &mut ())?;
/// assert_eq!((report.ended, report.statistics.findings), (Ended::Complete, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Runner<'a> {
    pub(super) jobs: &'a Jobs,
    pub(super) buckets: &'a dyn Buckets,
    pub(super) identifiers: &'a dyn Identifiers,
    pub(super) clock: &'a dyn Clock,
    pub(super) options: RunOptions,
    pub(super) stop: Stop,
}

impl<'a> Runner<'a> {
    /// Runs these jobs over these buckets, by the clock of the machine.
    pub fn new(
        jobs: &'a Jobs,
        buckets: &'a dyn Buckets,
        identifiers: &'a dyn Identifiers,
    ) -> Runner<'a> {
        Runner {
            jobs,
            buckets,
            identifiers,
            clock: &SystemClock,
            options: RunOptions::default(),
            stop: Stop::default(),
        }
    }

    /// Tells the time by another clock.
    pub fn clock(mut self, clock: &'a dyn Clock) -> Runner<'a> {
        self.clock = clock;
        self
    }

    /// How to run.
    pub fn options(mut self, options: RunOptions) -> Runner<'a> {
        self.options = options;
        self
    }

    /// What stops it.
    pub fn stop(mut self, stop: Stop) -> Runner<'a> {
        self.stop = stop;
        self
    }
}

impl fmt::Debug for Runner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner")
            .field("jobs", &self.jobs)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
