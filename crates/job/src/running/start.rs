//! Running a job from where it is.

use super::lock::Lock;
use super::outlet::Outlet;
use super::report::RunReport;
use super::run::Run;
use super::runner::Runner;
use crate::error::Error;

impl Runner<'_> {
    /// Runs a job that is RUNNING: begins its run, or goes on with it, on the
    /// thread that calls. Returns when the run is over, or when the job was
    /// paused, cancelled or stopped, by whatever thread or process.
    ///
    /// # Errors
    ///
    /// [`Error::NothingToRun`] if the job is not RUNNING, [`Error::Running`] if
    /// another process runs it, [`Error::Identifiers`] if what it looks for
    /// cannot be had, or if the store or the outlet fails. The job is as far as
    /// it was then, and can be gone on with. Trouble with buckets is none: it is
    /// in the log of the job, and counted.
    pub fn run(&self, id: &str, outlet: &mut dyn Outlet) -> Result<RunReport, Error> {
        let _held = self.jobs.hold(id)?;
        let path = self.jobs.scope().store().path();
        let _lock = path.map(|path| Lock::take(path, id)).transpose()?;
        let mut run = Run::open(self, id)?;
        run.go(outlet)
    }
}
