//! Pausing, resuming and cancelling jobs.

use jiff::Timestamp;
use tracie_store::{Page, Reading};

use super::create::fingerprint;
use super::describe::expiry;
use super::jobs::Jobs;
use super::state::{Entry, StoredJob};
use crate::definition::JobDefinition;
use crate::error::Error;
use crate::event::EventType;
use crate::status::JobStatus;

/// What a run is that was ended before it was done.
pub(super) const CANCELLED: &str = "CANCELLED";
pub(super) const EXPIRED: &str = "EXPIRED";

impl Jobs {
    /// Changes the status of a job as a user may, by UpdateClassificationJob: to
    /// USER_PAUSED, CANCELLED, or RUNNING, which resumes it. Whoever runs it
    /// notices, in whatever process; a run goes on where it was.
    ///
    /// A job with a schedule that was paused while it waited is IDLE again once
    /// it is resumed, and so is one whose run has expired meanwhile.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], [`Error::Status`] if that cannot be done with what
    /// the job is at, or if the store fails.
    pub fn update(&self, id: &str, to: JobStatus, now: Timestamp) -> Result<(), Error> {
        let account = self.scope().account();
        self.scope().write(|writing| {
            let mut job = StoredJob::get(writing, id)?;
            if !job.status.may_become(to) {
                return Err(Error::Status {
                    from: job.status,
                    to,
                });
            }
            let kind = match to {
                JobStatus::Running => {
                    // That nobody looked since does not make it last longer.
                    self.expire(writing, &mut job, now)?;
                    if job.status.is_final() {
                        return Err(Error::Status {
                            from: job.status,
                            to,
                        });
                    }
                    let is_open = !writing.open_runs(Some(id))?.is_empty();
                    job.status = if is_open { to } else { JobStatus::Idle };
                    EventType::ResumedByUser
                }
                JobStatus::UserPaused => {
                    let was_idle = job.status == JobStatus::Idle;
                    job.state.paused = Some(now).filter(|_| !was_idle);
                    job.status = to;
                    EventType::PausedByUser
                }
                _ => {
                    job.end_open_run(writing, CANCELLED, now)?;
                    job.status = to;
                    job.state.next_run = None;
                    EventType::Cancelled
                }
            };
            if to != JobStatus::UserPaused {
                job.state.paused = None;
            }
            job.put(writing)?;
            job.log(writing, Entry::new(account, kind, now))
        })
    }

    /// Ends a run that was paused for too long: one of a job that runs once
    /// with the job, one of a job with a schedule alone.
    pub(super) fn expire(
        &self,
        to: &tracie_store::Writing<'_>,
        job: &mut StoredJob,
        now: Timestamp,
    ) -> Result<(), Error> {
        let paused = job
            .state
            .paused
            .filter(|_| job.status == JobStatus::UserPaused);
        if paused.is_none_or(|paused| now < expiry(paused)) {
            return Ok(());
        }
        job.end_open_run(to, EXPIRED, now)?;
        job.state.paused = None;
        job.state.left = 0;
        if job.definition.schedule_frequency.is_some() {
            return job.put(to);
        }
        job.status = JobStatus::Cancelled;
        job.put(to)?;
        job.log(
            to,
            Entry::new(self.scope().account(), EventType::Cancelled, now),
        )
    }

    /// Begins a run of a job with a schedule before it is due.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchJob`], [`Error::NothingToRun`] unless the job is IDLE, or
    /// if the store fails.
    pub fn start(&self, id: &str, now: Timestamp) -> Result<(), Error> {
        let account = self.scope().account();
        self.scope().write(|to| {
            let mut job = StoredJob::get(to, id)?;
            if job.status != JobStatus::Idle {
                return Err(Error::NothingToRun(job.status));
            }
            let next = self.next_run(&job.definition, now);
            job.begin_run(to, account, now, next)
        })
    }

    /// The latest job with this definition that is not over, whatever its
    /// `clientToken`.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn find(&self, definition: &JobDefinition) -> Result<Option<String>, Error> {
        let wanted = fingerprint(definition);
        self.scope().read(|from: &Reading<'_>| {
            let key = tracie_store::JobKey::Created;
            let order = tracie_store::Order::Descending;
            let same_name = |job: &tracie_store::Job| job.name == definition.name;
            for job in from.jobs(key, order, &Page::all(), same_name)?.items {
                let job = StoredJob::of(job)?;
                if !job.status.is_final() && fingerprint(&job.definition) == wanted {
                    return Ok(Some(job.id));
                }
            }
            Ok(None)
        })
    }
}
