//! One run of a job.

use std::thread;

use jiff::Timestamp;
use tracie_finding::Context;
use tracie_identify::Detector;
use tracie_scan::Scanner;

use super::ahead::Ahead;
use super::bucket::{Bucket, Listed};
use super::collector::Collector;
use super::filter::{Filter, Ledger, Own};
use super::outlet::{Outlet, RunInfo};
use super::plan::{Home, introduce, resolve};
use super::report::{Ended, RunReport};
use super::runner::Runner;
use super::state::State;
use crate::definition::JobType;
use crate::error::Error;
use crate::job::StoredJob;
use crate::sample::Sample;
use crate::scope::Scope;
use crate::search::{IdentifierTrouble, Wanted, identifier_set};
use crate::status::JobStatus;

/// Occurrences of each identifier that a discovery result locates.
const MOST_LOCATED: usize = 1_000;

/// A run of a job that is to begin or to be gone on with.
pub(super) struct Run<'a> {
    runner: &'a Runner<'a>,
    job: StoredJob,
    started: Timestamp,
    resumed: bool,
    state: State,
    detector: Detector,
}

impl<'a> Run<'a> {
    /// The run of a job that is not over.
    pub(super) fn open(runner: &'a Runner<'a>, id: &str) -> Result<Run<'a>, Error> {
        let (job, run) = runner.jobs.scope().read(|from| {
            let job = StoredJob::get(from, id)?;
            let run = from.open_runs(Some(id))?.into_iter().next_back();
            Ok::<_, Error>((job, run))
        })?;
        let run = match run {
            Some(run) if job.status == JobStatus::Running => run,
            _ => return Err(Error::NothingToRun(job.status)),
        };
        let wrong = |source| Error::Document {
            job: id.to_owned(),
            source,
        };
        let resumed = run.cursor.is_some();
        let plan = run.cursor.map(serde_json::from_value).transpose();
        let wanted = Wanted::by(&job.definition);
        let detector = runner.identifiers.detector(&wanted)?;
        let ledger = match job.definition.job_type {
            // What changed since its last run is a matter of each job.
            JobType::Scheduled => format!("job/{id}"),
            JobType::OneTime => identifier_set(&detector),
        };
        let mut run = Run {
            runner,
            started: Timestamp::from_millisecond(run.started_ms).unwrap_or_default(),
            resumed,
            state: State {
                job: id.to_owned(),
                number: run.number,
                plan: plan.map_err(wrong)?.unwrap_or_default(),
                statistics: serde_json::from_value(run.statistics).map_err(wrong)?,
                ledger,
            },
            detector,
            job,
        };
        if !run.resumed {
            run.make_plan()?;
        }
        Ok(run)
    }

    /// Finds out which buckets it is to look at, and stores that.
    fn make_plan(&mut self) -> Result<(), Error> {
        let Runner {
            jobs,
            buckets,
            clock,
            ..
        } = self.runner;
        let scope = jobs.scope();
        let home = Home {
            account: scope.account(),
            region: scope.region(),
        };
        let resolved = resolve(&self.job.definition.s3_job_definition, *buckets, home);
        self.state.plan = resolved.plan;
        self.state.statistics.errors = resolved.errors;
        scope.write(|to| {
            let mut job = StoredJob::get(to, &self.job.id)?;
            job.state.last_run_failed |= resolved.errors > 0;
            job.put(to)?;
            for notice in &resolved.notices {
                State::log_notice(to, home.account, &job, notice, clock.now())?;
            }
            self.state.put(to)
        })
    }

    /// Looks at all that is left.
    pub(super) fn go(&mut self, outlet: &mut dyn Outlet) -> Result<RunReport, Error> {
        let context = self.context();
        let scanner = self.scanner(context.clone())?;
        let filter = self.filter()?;
        outlet
            .begin(&RunInfo {
                job_id: &self.job.id,
                number: self.state.number,
                resumed: self.resumed,
                context: &context,
            })
            .map_err(Error::Outlet)?;
        let ahead = Ahead::new();
        let (plan, buckets) = (self.state.plan.clone(), self.runner.buckets);
        let ended = thread::scope(|scope| {
            if self.runner.options.count_ahead {
                scope.spawn(|| ahead.count(&plan, buckets, &filter));
            }
            let ended = self.look(&scanner, &filter, &ahead, outlet);
            ahead.cancel();
            ended
        })?;
        outlet.end(&self.state.statistics).map_err(Error::Outlet)?;
        Ok(RunReport {
            number: self.state.number,
            resumed: self.resumed,
            ended,
            statistics: self.state.statistics.clone(),
        })
    }

    fn look(
        &mut self,
        scanner: &Scanner,
        filter: &Filter,
        ahead: &Ahead,
        outlet: &mut dyn Outlet,
    ) -> Result<Ended, Error> {
        let listed = Listed::default();
        let after = self.state.plan.at.clone();
        let planned = self.state.plan.buckets.clone();
        let buckets = self.runner.buckets;
        let mut collector = Collector::new(self.runner, &mut self.state, ahead, outlet, &listed);
        for (at, bucket) in planned.iter().enumerate().filter(|(_, it)| !it.done) {
            let opened = match filter.scope.asks_for_tags() {
                true => buckets.open_with_tags(&bucket.name),
                false => buckets.open(&bucket.name),
            };
            match opened {
                Err(trouble) => collector.cannot_open(at, trouble)?,
                Ok(source) => {
                    let objects = Bucket {
                        source,
                        after: after.as_ref().filter(|it| it.bucket == bucket.name),
                        filter,
                        listed: &listed,
                    };
                    scanner.scan(&objects, &mut collector);
                    collector.end_of_bucket(at)?;
                }
            }
            if let Some(ended) = collector.halted() {
                return Ok(ended);
            }
        }
        collector.finish()
    }

    fn context(&self) -> Context {
        let jobs = self.runner.jobs;
        let mut context = Context::new(self.started);
        context.account_id = jobs.scope().account().into();
        context.region = jobs.scope().region().into();
        context.partition = jobs.partition_name().into();
        context.job_id = Some(self.job.id.clone());
        context.run = Some(self.state.number.to_string());
        context.results.clone_from(&self.runner.options.results);
        introduce(&self.state.plan, self.runner.buckets, &mut context);
        context
    }

    fn scanner(&self, context: Context) -> Result<Scanner, Error> {
        let options = &self.runner.options;
        let mut limits = options.limits.clone();
        if options.results.is_some() {
            limits.locations = limits.locations.max(MOST_LOCATED);
        }
        let scanner = Scanner::builder()
            .detector(self.detector.clone())
            .threads(options.threads)
            .limits(limits)
            .context(context)
            .build();
        scanner.map_err(|error| IdentifierTrouble::Other(error.to_string()).into())
    }

    fn filter(&self) -> Result<Filter, Error> {
        let definition = &self.job.definition;
        let is_scheduled = definition.job_type == JobType::Scheduled;
        let is_first = self.state.number == 1;
        let since = Some(self.job.created);
        Ok(Filter {
            scope: Scope::new(definition.s3_job_definition.scoping.as_ref())?,
            sample: Sample::new(
                definition.sampling_percentage(),
                &self.job.id,
                self.state.number,
            ),
            since: since.filter(|_| is_scheduled && is_first && !definition.has_initial_run()),
            ledger: Ledger {
                store: self.runner.jobs.scope().clone(),
                name: self.state.ledger.clone(),
                passes: is_scheduled && !is_first,
                notes: is_scheduled,
            },
            job: self.job.id.clone(),
            own: self.own_results(),
        })
    }

    /// Where this account's discovery results go, if anywhere.
    fn own_results(&self) -> Option<Own> {
        let results = self.runner.options.results.as_ref()?;
        let folder = match &*results.prefix {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        };
        let account = self.runner.jobs.scope().account();
        Some(Own {
            bucket: results.name.clone(),
            prefix: format!("{folder}AWSLogs/{account}/Macie/"),
        })
    }
}
