//! What receives the results of a run, and stores them batch by batch.

use std::mem;
use std::time::Instant;

use jiff::Timestamp;
use tracie_finding::detection::ObjectResult;
use tracie_finding::timestamp::rfc3339_ms;
use tracie_finding::{Finding, Flow, Progress, Sink};
use tracie_store::{Entry as LedgerEntry, Writing};

use super::ahead::Ahead;
use super::bucket::{Listed, ROOT};
use super::outlet::{Outlet, RunProgress};
use super::plan::Notice;
use super::report::Ended;
use super::runner::Runner;
use super::state::State;
use crate::bucket::BucketTrouble;
use crate::definition::JobType;
use crate::error::Error;
use crate::event::EventType;
use crate::job::{At, Entry, METRIC, StoredJob};
use crate::status::JobStatus;

/// What a run is that is over.
const COMPLETE: &str = "COMPLETE";

/// Receives the results of a run, and stores them batch by batch.
pub(super) struct Collector<'r, 'a> {
    runner: &'r Runner<'a>,
    run: &'r mut State,
    ahead: &'r Ahead,
    outlet: &'r mut dyn Outlet,
    listed: &'r Listed,
    batch: Batch,
    /// Objects that were dealt with before the count ahead began.
    before: u64,
    halted: Option<Ended>,
    problem: Option<Error>,
}

/// What is to be stored next.
struct Batch {
    since: Instant,
    objects: usize,
    findings: Vec<Finding>,
    entries: Vec<LedgerEntry>,
    notices: Vec<Notice>,
    /// Bytes that were analysed.
    bytes: u64,
}

impl Batch {
    fn new() -> Batch {
        Batch {
            since: Instant::now(),
            objects: 0,
            findings: Vec::new(),
            entries: Vec::new(),
            notices: Vec::new(),
            bytes: 0,
        }
    }
}

impl<'r, 'a> Collector<'r, 'a> {
    pub(super) fn new(
        runner: &'r Runner<'a>,
        run: &'r mut State,
        ahead: &'r Ahead,
        outlet: &'r mut dyn Outlet,
        listed: &'r Listed,
    ) -> Collector<'r, 'a> {
        let before = run.statistics.processed();
        Collector {
            runner,
            run,
            ahead,
            outlet,
            listed,
            batch: Batch::new(),
            before,
            halted: None,
            problem: None,
        }
    }

    /// Why the run is not to go on now, if it is not.
    pub(super) fn halted(&self) -> Option<Ended> {
        self.halted
    }

    /// A bucket could not be opened.
    pub(super) fn cannot_open(&mut self, at: usize, trouble: BucketTrouble) -> Result<(), Error> {
        let planned = &mut self.run.plan.buckets[at];
        planned.done = true;
        let notice = Notice::of(&planned.account, Some(&planned.name), trouble);
        self.batch.notices.push(notice);
        self.run.statistics.errors += 1;
        self.commit(false)
    }

    /// A bucket was listed to its end, unless the run is halted.
    pub(super) fn end_of_bucket(&mut self, at: usize) -> Result<(), Error> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        if let Some(problem) = self.listed.problem.take() {
            return Err(problem.into());
        }
        // What was listed and not delivered is passed over when the run goes on.
        let undelivered = mem::take(&mut *self.listed.before.borrow_mut());
        let rest = self.listed.rest.take();
        if self.halted.is_none() && undelivered.is_empty() {
            rest.count(&mut self.run.statistics);
            self.batch.entries.extend(rest.notes);
            self.run.plan.buckets[at].done = true;
            self.run.plan.at = None;
        }
        self.commit(false)
    }

    /// All buckets were looked at.
    pub(super) fn finish(mut self) -> Result<Ended, Error> {
        self.run.statistics.expected = Some(self.run.statistics.processed());
        self.commit(true)?;
        Ok(self.halted.unwrap_or(Ended::Complete))
    }

    /// Stores all that was found and how far the run is, in one step; and that
    /// the run is over, if all is done.
    fn commit(&mut self, done: bool) -> Result<(), Error> {
        self.outlet.flush().map_err(Error::Outlet)?;
        if let Some(left) = self.ahead.left() {
            self.run.statistics.expected = Some(self.before + left);
        }
        let batch = mem::replace(&mut self.batch, Batch::new());
        let now = self.runner.clock.now();
        let scope = self.runner.jobs.scope();
        let status = scope.write(|to| {
            let mut job = StoredJob::get(to, &self.run.job)?;
            self.put_batch(to, &job, &batch, now)?;
            job.state.last_run_failed |= self.run.statistics.errors > 0;
            if batch.objects > 0 {
                job.state.failures = 0;
            }
            if job.status == JobStatus::Running {
                self.move_on(to, &mut job, done, now)?;
            }
            job.put(to)?;
            Ok::<_, Error>(job.status)
        })?;
        self.heed(status, done);
        Ok(())
    }

    fn put_batch(
        &self,
        to: &Writing<'_>,
        job: &StoredJob,
        batch: &Batch,
        now: Timestamp,
    ) -> Result<(), Error> {
        let account = self.runner.jobs.scope().account();
        for finding in &batch.findings {
            to.put_finding(finding)?;
        }
        for entry in &batch.entries {
            to.put_entry(&self.run.ledger, entry)?;
        }
        for notice in &batch.notices {
            State::log_notice(to, account, job, notice, now)?;
        }
        if batch.bytes > 0 {
            to.add_usage(METRIC, now.as_millisecond(), batch.bytes)?;
        }
        self.run.put(to)
    }

    /// What a batch means for a job that runs.
    fn move_on(
        &self,
        to: &Writing<'_>,
        job: &mut StoredJob,
        done: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        let jobs = self.runner.jobs;
        let account = jobs.scope().account();
        job.state.left = self.run.statistics.left();
        let event = if done {
            job.state.left = 0;
            // What failed and then went on after all is no error of the run.
            job.state.last_run_failed = self.run.statistics.errors > 0;
            job.state.failures = 0;
            self.end(to, now)?;
            match job.definition.job_type {
                JobType::OneTime => {
                    job.status = JobStatus::Complete;
                    EventType::Completed
                }
                JobType::Scheduled => {
                    job.status = JobStatus::Idle;
                    EventType::ScheduledRunCompleted
                }
            }
        } else if jobs.is_used_up(to, now)? {
            job.status = JobStatus::Paused;
            EventType::PausedByQuota
        } else {
            return Ok(());
        };
        job.log(to, Entry::new(account, event, now))
    }

    fn end(&self, to: &Writing<'_>, now: Timestamp) -> Result<(), Error> {
        if let Some(mut run) = to.run(&self.run.job, self.run.number)? {
            run.status = COMPLETE.into();
            run.ended_ms = Some(now.as_millisecond());
            to.put_run(&run)?;
        }
        Ok(())
    }

    /// What the status of the job is now means for the run.
    fn heed(&mut self, status: JobStatus, done: bool) {
        let halted = match status {
            JobStatus::Running => None,
            JobStatus::Complete | JobStatus::Idle if done => Some(Ended::Complete),
            JobStatus::UserPaused => Some(Ended::Paused),
            JobStatus::Paused => Some(Ended::QuotaReached),
            // Somebody ended the run.
            JobStatus::Cancelled | JobStatus::Complete | JobStatus::Idle => Some(Ended::Cancelled),
        };
        self.halted = halted.or(self.halted);
    }

    fn take(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Result<(), Error> {
        let finding = finding.map(|finding| self.finish_finding(finding));
        self.outlet
            .object(result, finding.as_ref())
            .map_err(Error::Outlet)?;
        if let Some(passed) = self.listed.before.borrow_mut().pop_front() {
            passed.count(&mut self.run.statistics);
            self.batch.entries.extend(passed.notes);
        }
        self.run.statistics.add(result, finding.as_ref());
        let job = Some(&*self.run.job);
        let entry = LedgerEntry::new(result, job, finding.as_ref());
        self.batch.entries.push(entry);
        self.batch.findings.extend(finding);
        self.batch.bytes += result.size_classified;
        self.batch.objects += 1;
        self.pass_by(&result.object.bucket, &result.object.key);
        Ok(())
    }

    /// A finding as it is to be stored: made when it is stored, not when the
    /// run began, so that who asks for new ones sees it.
    fn finish_finding(&mut self, mut finding: Finding) -> Finding {
        let now = rfc3339_ms(self.runner.clock.now());
        finding.created_at.clone_from(&now);
        finding.updated_at = now;
        self.outlet.amend(&mut finding);
        finding
    }

    /// The run is as far as this object.
    fn pass_by(&mut self, bucket: &str, key: &str) {
        let at = self.run.plan.at.get_or_insert_default();
        if at.bucket != bucket {
            *at = At {
                bucket: bucket.into(),
                ..At::default()
            };
        }
        if key == ROOT {
            at.root = true;
        } else if at.key == key {
            at.nth += 1;
        } else {
            key.clone_into(&mut at.key);
            at.nth = 1;
        }
    }

    /// Whether what was found is to be stored now.
    fn is_due(&self) -> bool {
        let options = &self.runner.options;
        self.batch.objects >= options.batch_objects
            || self.batch.since.elapsed() >= options.batch_time
    }

    fn flow(&mut self, done: Result<(), Error>) -> Flow {
        if let Err(problem) = done {
            self.problem.get_or_insert(problem);
        }
        match (&self.problem, self.halted) {
            (None, None) => Flow::Continue,
            _ => Flow::Stop,
        }
    }
}

impl Sink for Collector<'_, '_> {
    fn object(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Flow {
        let mut done = self.take(result, finding);
        if done.is_ok() && self.batch.objects >= self.runner.options.batch_objects {
            done = self.commit(false);
        }
        self.flow(done)
    }

    fn progress(&mut self, progress: &Progress) -> Flow {
        self.outlet.progress(&RunProgress {
            objects: self.run.statistics.processed(),
            expected: self.ahead.left().map(|left| self.before + left),
            bytes: progress.bytes,
        });
        if self.runner.stop.is_wanted() {
            self.halted = self.halted.or(Some(Ended::Stopped));
        }
        let done = match self.halted.is_none() && self.is_due() {
            true => self.commit(false),
            false => Ok(()),
        };
        self.flow(done)
    }
}
