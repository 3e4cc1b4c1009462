//! How far a run is.

use jiff::Timestamp;
use tracie_store::Writing;

use super::plan::{Notice, said};
use crate::error::Error;
use crate::job::{Entry, Plan, StoredJob};
use crate::statistics::RunStatistics;

/// How far a run is, and what it counted.
#[derive(Debug)]
pub(super) struct State {
    /// The job.
    pub(super) job: String,
    pub(super) number: u32,
    pub(super) plan: Plan,
    pub(super) statistics: RunStatistics,
    /// The name under which the ledger has what the run looked at.
    pub(super) ledger: String,
}

impl State {
    /// Writes to the log what showed of an account or a bucket.
    pub(super) fn log_notice(
        to: &Writing<'_>,
        account: &str,
        job: &StoredJob,
        notice: &Notice,
        at: Timestamp,
    ) -> Result<(), Error> {
        let mut entry = Entry::new(account, notice.kind, at);
        let about_one = notice.bucket.is_some() || notice.trouble.is_some();
        entry.affected_account = about_one.then(|| notice.account.clone());
        entry.bucket = notice.bucket.as_deref();
        entry.description = notice.trouble.as_ref().map(said);
        entry.operation = notice.trouble.as_ref().and_then(|it| it.operation.clone());
        job.log(to, entry)
    }

    /// Stores how far it is and what it counted; not whether it is over.
    pub(super) fn put(&self, to: &Writing<'_>) -> Result<(), Error> {
        let wrong = |source| Error::Document {
            job: self.job.clone(),
            source,
        };
        let Some(mut run) = to.run(&self.job, self.number)? else {
            return Err(Error::NoSuchJob(self.job.clone()));
        };
        run.cursor = Some(serde_json::to_value(&self.plan).map_err(wrong)?);
        run.statistics = serde_json::to_value(&self.statistics).map_err(wrong)?;
        Ok(to.put_run(&run)?)
    }
}
