//! The jobs of an account in a region.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracie_store::{Page, Paged, Reading, Scoped};

use super::describe::JobDescription;
use super::list::{JobList, ListRequest};
use super::state::StoredJob;
use crate::calendar::Calendar;
use crate::error::Error;
use crate::event::JobEvent;
use crate::statistics::RunStatistics;
use crate::status::JobStatus;

/// The jobs of an account in a region, as they are stored.
///
/// Any number of threads and processes may use them at once. Running a job is
/// a [`Runner`](crate::Runner)'s.
///
/// ```
/// use jiff::Timestamp;
/// use tracie_job::{JobDefinition, JobStatus, Jobs, ListRequest};
/// use tracie_store::Store;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let jobs = Jobs::new(Store::in_memory()?.scope("111122223333", "eu-west-1"));
/// let definition = JobDefinition::parse(r#"{
///     "name": "exports", "jobType": "ONE_TIME",
///     "s3JobDefinition": {"bucketDefinitions": [
///         {"accountId": "111122223333", "buckets": ["acme-exports"]}]}
/// }"#)?;
/// let now: Timestamp = "2024-03-11T19:46:53Z".parse()?;
/// let created = jobs.create(&definition, now)?;
/// jobs.update(&created.job_id, JobStatus::UserPaused, now)?;
/// let described = jobs.describe(&created.job_id)?;
/// assert_eq!(described.job_status, JobStatus::UserPaused);
/// let paused = described.user_paused_details.expect("it is paused");
/// assert_eq!(paused.job_expires_at, "2024-04-10T19:46:53.000Z");
/// assert_eq!(jobs.list(&ListRequest::default())?.items.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Jobs {
    scope: Scoped,
    partition: String,
    calendar: Calendar,
    quota: Option<u64>,
    /// Jobs that are run by this and its clones.
    held: Arc<Mutex<BTreeSet<String>>>,
}

/// The right to run a job, among the threads of this process.
#[derive(Debug)]
pub(crate) struct Held {
    job: String,
    held: Arc<Mutex<BTreeSet<String>>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        lock(&self.held).remove(&self.job);
    }
}

fn lock(held: &Mutex<BTreeSet<String>>) -> MutexGuard<'_, BTreeSet<String>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Jobs {
    /// Those of the account and region that the scope is of.
    pub fn new(scope: Scoped) -> Jobs {
        Jobs {
            scope,
            partition: "aws".into(),
            calendar: Calendar::default(),
            quota: None,
            held: Arc::default(),
        }
    }

    /// The partition that ARNs name (default: `aws`).
    pub fn partition(mut self, partition: impl Into<String>) -> Jobs {
        self.partition = partition.into();
        self
    }

    /// When on a day scheduled runs are due (default: at midnight in UTC).
    pub fn calendar(mut self, calendar: Calendar) -> Jobs {
        self.calendar = calendar;
        self
    }

    /// How many bytes may be analysed in a month (default: any number). Macie
    /// stops at 5 TB; jobs that reach it are PAUSED until the next month.
    pub fn monthly_quota(mut self, bytes: Option<u64>) -> Jobs {
        self.quota = bytes;
        self
    }

    /// The account and region in the store.
    pub fn scope(&self) -> &Scoped {
        &self.scope
    }

    /// Takes the right to run a job, among the threads that share this.
    pub(crate) fn hold(&self, job: &str) -> Result<Held, Error> {
        if !lock(&self.held).insert(job.to_owned()) {
            return Err(Error::Held(job.to_owned()));
        }
        Ok(Held {
            job: job.to_owned(),
            held: Arc::clone(&self.held),
        })
    }

    pub(super) fn days(&self) -> &Calendar {
        &self.calendar
    }

    pub(crate) fn quota(&self) -> Option<u64> {
        self.quota
    }

    pub(crate) fn partition_name(&self) -> &str {
        &self.partition
    }

    /// The ARN of a job.
    pub fn arn(&self, id: &str) -> String {
        let (account, region) = (self.scope.account(), self.scope.region());
        let partition = &self.partition;
        format!("arn:{partition}:macie2:{region}:{account}:classification-job/{id}")
    }

    /// What there is to say of a job.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], or if the store fails.
    pub fn describe(&self, id: &str) -> Result<JobDescription, Error> {
        let job = self.scope.read(|from| StoredJob::get(from, id))?;
        Ok(job.describe(self.arn(id)))
    }

    /// Some of the jobs.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if the request is not as it should be; a token that
    /// is not of this list, or a store that fails, as [`Error::Store`].
    pub fn list(&self, request: &ListRequest) -> Result<JobList, Error> {
        request.validate()?;
        let (key, order) = request.order();
        let paged = self.scope.read(|from: &Reading<'_>| {
            from.jobs(key, order, &request.page(), |job| request.wants(job))
        })?;
        let items = paged.items.into_iter().map(StoredJob::of);
        let items = items.map(|job| job.map(StoredJob::summarise));
        Ok(JobList {
            items: items.collect::<Result<_, _>>()?,
            next_token: paged.next,
        })
    }

    /// The log of a job, as it was written.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], or if the store fails.
    pub fn events(&self, id: &str, page: &Page) -> Result<Paged<JobEvent>, Error> {
        self.scope.read(|from| {
            StoredJob::get(from, id)?;
            let paged = from.events(id, page)?;
            let read = |event: tracie_store::Event| {
                serde_json::from_value(event.document).map_err(|source| Error::Document {
                    job: id.to_owned(),
                    source,
                })
            };
            Ok(Paged {
                items: paged
                    .items
                    .into_iter()
                    .map(read)
                    .collect::<Result<_, _>>()?,
                next: paged.next,
            })
        })
    }

    /// What the latest run of a job counted so far; `None` before its first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], or if the store fails.
    pub fn last_run(&self, id: &str) -> Result<Option<RunStatistics>, Error> {
        self.scope.read(|from| {
            StoredJob::get(from, id)?;
            let run = from.last_run(id)?;
            let read = |run: tracie_store::Run| {
                serde_json::from_value(run.statistics).map_err(|source| Error::Document {
                    job: id.to_owned(),
                    source,
                })
            };
            run.map(read).transpose()
        })
    }

    /// The jobs that are to be run: those with a run under way, the one that
    /// has waited longest first. After a restart these are to be gone on with.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn running(&self) -> Result<Vec<String>, Error> {
        self.scope.read(|from: &Reading<'_>| {
            let runs = from.open_runs(None)?;
            let mut ids = Vec::new();
            for run in runs {
                if StoredJob::get(from, &run.job)?.status == JobStatus::Running {
                    ids.push(run.job);
                }
            }
            Ok(ids)
        })
    }
}
