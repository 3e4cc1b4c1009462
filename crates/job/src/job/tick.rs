//! What time alone does to jobs.

use jiff::{Timestamp, tz::TimeZone};
use tracie_store::{Page, Reading, Writing};

use super::jobs::Jobs;
use super::state::{Entry, StoredJob};
use crate::error::Error;
use crate::event::EventType;
use crate::status::JobStatus;

/// What usage of jobs is counted as.
pub(crate) const METRIC: &str = "SENSITIVE_DATA_DISCOVERY";

impl Jobs {
    /// Does what is due: begins runs by their schedules, ends what was paused
    /// for 30 days, and resumes what waited for more bytes to be allowed. Tells
    /// which jobs are to be run now that were not before.
    ///
    /// Runs that were missed, as while the machine was off, are made up for by
    /// one. Call it now and then; a minute is often enough.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn tick(&self, now: Timestamp) -> Result<Vec<String>, Error> {
        let waiting =
            |job: &tracie_store::Job| matches!(&*job.status, "IDLE" | "USER_PAUSED" | "PAUSED");
        let jobs = self.scope().read(|from: &Reading<'_>| {
            let key = tracie_store::JobKey::Created;
            from.jobs(key, tracie_store::Order::Ascending, &Page::all(), waiting)
        })?;
        let mut started = Vec::new();
        for job in jobs.items {
            if self.tick_one(&job.id, now)? {
                started.push(job.id);
            }
        }
        Ok(started)
    }

    /// When the next run by a schedule is due, of whatever job.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn next_due(&self) -> Result<Option<Timestamp>, Error> {
        let jobs = self.scope().read(|from: &Reading<'_>| {
            let key = tracie_store::JobKey::Created;
            let idle = |job: &tracie_store::Job| job.status == "IDLE";
            from.jobs(key, tracie_store::Order::Ascending, &Page::all(), idle)
        })?;
        let jobs = jobs.items.into_iter().map(StoredJob::of);
        let due = jobs.map(|job| job.map(|job| job.state.next_run));
        let due: Vec<Option<Timestamp>> = due.collect::<Result<_, _>>()?;
        Ok(due.into_iter().flatten().min())
    }

    fn tick_one(&self, id: &str, now: Timestamp) -> Result<bool, Error> {
        let account = self.scope().account();
        self.scope().write(|to| {
            let mut job = StoredJob::get(to, id)?;
            self.expire(to, &mut job, now)?;
            let is_due = job.state.next_run.is_some_and(|due| due <= now);
            match job.status {
                JobStatus::Idle if is_due => {
                    let next = self.next_run(&job.definition, now);
                    job.begin_run(to, account, now, next)?;
                    Ok(true)
                }
                JobStatus::Paused if !self.is_used_up(to, now)? => {
                    job.status = JobStatus::Running;
                    job.put(to)?;
                    job.log(to, Entry::new(account, EventType::ResumedByQuota, now))?;
                    Ok(true)
                }
                _ => Ok(false),
            }
        })
    }

    /// Whether no more may be analysed in this month.
    pub(crate) fn is_used_up(&self, from: &Writing<'_>, now: Timestamp) -> Result<bool, Error> {
        let Some(quota) = self.quota() else {
            return Ok(false);
        };
        let first = now.to_zoned(TimeZone::UTC).first_of_month();
        let first = first.map_or(Timestamp::MIN, |day| day.timestamp());
        let usage = from.usage(first.as_millisecond(), now.as_millisecond())?;
        let ours = usage.iter().filter(|it| it.metric == METRIC);
        Ok(ours.map(|it| it.amount).sum::<u64>() >= quota)
    }
}
