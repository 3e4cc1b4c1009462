//! Runs that could not go on.

use jiff::Timestamp;
use tracie_store::Writing;

use super::jobs::Jobs;
use super::state::{Entry, StoredJob};
use crate::definition::JobType;
use crate::error::Error;
use crate::event::EventType;
use crate::status::JobStatus;

/// How often a run may fail in a row, without an object in between, before it is
/// given up.
const MOST_FAILURES: u32 = 5;
/// What a run is that was given up.
const FAILED: &str = "FAILED";

/// Why a run could not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunFailure {
    /// What happened, and what to do about it: a sentence. No value.
    pub reason: String,
    /// The bucket that it is about, if it is about one that is not there.
    pub missing_bucket: Option<String>,
}

impl RunFailure {
    /// A failure with a reason.
    pub fn new(reason: impl Into<String>) -> RunFailure {
        RunFailure {
            reason: reason.into(),
            missing_bucket: None,
        }
    }

    /// It is about a bucket that is not there.
    pub fn missing_bucket(mut self, name: impl Into<String>) -> RunFailure {
        self.missing_bucket = Some(name.into());
        self
    }
}

impl Jobs {
    /// Notes down that the run of a job could not go on, which its
    /// `lastRunErrorStatus` and its log then say. Tells what the job is now.
    ///
    /// It stays RUNNING, to be gone on with where it was, until it has failed five
    /// times without getting any further. Then the run is given up: a job that runs
    /// once is CANCELLED, one with a schedule is IDLE until its next run. A job that
    /// is not RUNNING is left alone.
    ///
    /// ```
    /// use jiff::Timestamp;
    /// use tracie_job::{JobDefinition, JobStatus, Jobs, LastRunErrorCode, RunFailure};
    /// use tracie_store::Store;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let jobs = Jobs::new(Store::in_memory()?.scope("111122223333", "eu-west-1"));
    /// # let definition = JobDefinition::parse(r#"{
    /// #     "name": "exports", "jobType": "ONE_TIME",
    /// #     "s3JobDefinition": {"bucketDefinitions": [
    /// #         {"accountId": "111122223333", "buckets": ["acme-exports"]}]}
    /// # }"#)?;
    /// let created = jobs.create(&definition, Timestamp::now())?;
    /// let failure = RunFailure::new("The disk is full.");
    /// for _ in 0..4 {
    ///     let status = jobs.fail(&created.job_id, &failure, Timestamp::now())?;
    ///     assert_eq!(status, JobStatus::Running);
    /// }
    /// jobs.fail(&created.job_id, &failure, Timestamp::now())?;
    /// let described = jobs.describe(&created.job_id)?;
    /// assert_eq!(described.job_status, JobStatus::Cancelled);
    /// assert_eq!(described.last_run_error_status.code, LastRunErrorCode::Error);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], or if the store fails.
    pub fn fail(&self, id: &str, failure: &RunFailure, now: Timestamp) -> Result<JobStatus, Error> {
        self.scope().write(|to| {
            let mut job = StoredJob::get(to, id)?;
            if job.status != JobStatus::Running {
                return Ok(job.status);
            }
            job.state.last_run_failed = true;
            job.state.failures += 1;
            if job.state.failures == 1 {
                self.log_failure(to, &job, failure, now)?;
            }
            if job.state.failures >= MOST_FAILURES {
                self.give_up(to, &mut job, failure, now)?;
            }
            job.put(to)?;
            Ok(job.status)
        })
    }

    fn log_failure(
        &self,
        to: &Writing<'_>,
        job: &StoredJob,
        failure: &RunFailure,
        now: Timestamp,
    ) -> Result<(), Error> {
        let account = self.scope().account();
        let bucket = failure.missing_bucket.as_deref();
        let kind = match bucket {
            Some(_) => EventType::BucketDoesNotExist,
            None => EventType::RunFailed,
        };
        let mut entry = Entry::new(account, kind, now);
        entry.description = Some(failure.reason.clone());
        entry.affected_account = bucket.map(|_| account.to_owned());
        entry.bucket = bucket;
        job.log(to, entry)
    }

    fn give_up(
        &self,
        to: &Writing<'_>,
        job: &mut StoredJob,
        failure: &RunFailure,
        now: Timestamp,
    ) -> Result<(), Error> {
        job.end_open_run(to, FAILED, now)?;
        job.state.left = 0;
        job.state.failures = 0;
        let (status, kind, said) = match job.definition.job_type {
            JobType::OneTime => (
                JobStatus::Cancelled,
                EventType::Cancelled,
                "The job was cancelled",
            ),
            JobType::Scheduled => (
                JobStatus::Idle,
                EventType::RunFailed,
                "The run was given up; the job waits for its next one",
            ),
        };
        job.status = status;
        let mut entry = Entry::new(self.scope().account(), kind, now);
        let reason = &failure.reason;
        entry.description = Some(format!("{said}: it failed {MOST_FAILURES} times. {reason}"));
        job.log(to, entry)
    }
}
