//! The threads that run jobs.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tracie_job::{Error, JobStatus, Jobs, RunFailure, RunOptions, Runner, Stop};
use tracie_store::Scoped;

use super::buckets::JobBuckets;
use super::identifiers::JobIdentifiers;
use super::outlet::{JobOutlet, NoResultsBucket};
use crate::events::Audience;
use crate::failure::Failure;
use crate::inventory::Inventory;
use crate::notices::Notices;
use crate::owners::Owners;
use crate::scope::Scope;

/// Jobs that run at once; each searches with a thread for each processor.
const AT_ONCE: usize = 4;
/// How much longer it is waited after each run that fails.
const LONGER: u32 = 3;
/// How long a job that another process runs is left alone.
const ELSEWHERE: Duration = Duration::from_secs(60);

/// Runs jobs, some at once.
pub(crate) struct Crew {
    given: Given,
    stop: Stop,
    at_work: Arc<Mutex<BTreeMap<Key, Work>>>,
    /// Rings whenever a run is over.
    bell: Arc<dyn Fn() + Send + Sync>,
}

/// What all runs are given.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) buckets: Owners,
    pub(crate) inventory: Inventory,
    pub(crate) audience: Audience,
    pub(crate) notices: Notices,
    /// How long after a run failed it is tried again, at first.
    pub(crate) retry: Duration,
}

/// Account, region and job.
type Key = (String, String, String);

enum Work {
    Running(JoinHandle<()>),
    Failed { times: u32, until: Instant },
}

/// The jobs of an account and region.
pub(crate) fn jobs(store: &Scoped) -> Jobs {
    let scope = scope_of(store);
    Jobs::new(store.clone()).partition(scope.partition())
}

fn scope_of(store: &Scoped) -> Scope {
    Scope {
        account: store.account().to_owned(),
        region: store.region().to_owned(),
    }
}

impl Crew {
    /// A crew that rings whenever a run is over.
    pub(crate) fn new(given: Given, bell: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            given,
            stop: Stop::default(),
            at_work: Arc::default(),
            bell,
        }
    }

    /// Has those jobs run that are to and do not.
    pub(crate) fn tend(&self, store: &Scoped) -> Result<(), Failure> {
        for id in jobs(store).running()? {
            let key = (
                store.account().to_owned(),
                store.region().to_owned(),
                id.clone(),
            );
            let mut at_work = self.at_work();
            at_work
                .retain(|_, work| !matches!(work, Work::Running(thread) if thread.is_finished()));
            let busy = at_work
                .values()
                .filter(|it| matches!(it, Work::Running(..)));
            let is_full = busy.count() >= AT_ONCE;
            let times = match at_work.get(&key) {
                Some(Work::Running(..)) => continue,
                Some(Work::Failed { until, .. }) if *until > Instant::now() => continue,
                Some(Work::Failed { times, .. }) => *times,
                None => 0,
            };
            if !is_full {
                let thread = self.start(store.clone(), key.clone(), times);
                at_work.insert(key, Work::Running(thread));
            }
        }
        Ok(())
    }

    /// Stops all runs, to be gone on with after a restart, and waits for that.
    pub(crate) fn stop(&self) {
        self.stop.now();
        let at_work = std::mem::take(&mut *self.at_work());
        for work in at_work.into_values() {
            if let Work::Running(thread) = work {
                let _ = thread.join();
            }
        }
    }

    fn at_work(&self) -> MutexGuard<'_, BTreeMap<Key, Work>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self, store: Scoped, key: Key, times: u32) -> JoinHandle<()> {
        let (given, stop) = (self.given.clone(), self.stop.clone());
        let (at_work, bell) = (Arc::clone(&self.at_work), Arc::clone(&self.bell));
        thread::spawn(move || {
            let run = Run { given, stop, store };
            let wait = match run.job(&key.2) {
                // It is over, or was paused, cancelled or stopped.
                Ok(()) => None,
                Err(Error::Held(_) | Error::Running { .. } | Error::NoSuchJob(_)) => {
                    Some((times, ELSEWHERE))
                }
                Err(error) => {
                    run.failed(&key.2, &error);
                    let wait = run.given.retry * LONGER.saturating_pow(times.min(8));
                    Some((times + 1, wait))
                }
            };
            if let Some((times, wait)) = wait {
                let until = Instant::now() + wait;
                let mut at_work = at_work.lock().unwrap_or_else(PoisonError::into_inner);
                at_work.insert(key, Work::Failed { times, until });
            }
            bell();
        })
    }
}

/// What a run needs.
struct Run {
    given: Given,
    stop: Stop,
    store: Scoped,
}

impl Run {
    fn job(&self, id: &str) -> Result<(), Error> {
        let work = || self.go(id);
        panic::catch_unwind(AssertUnwindSafe(work))
            .unwrap_or_else(|_| Err(Error::Outlet("a defect of Tracie: the run gave up".into())))
    }

    fn go(&self, id: &str) -> Result<(), Error> {
        let jobs = jobs(&self.store);
        let buckets = &self.given.buckets.of(self.store.account());
        let identifiers = JobIdentifiers {
            store: self.store.clone(),
            buckets: buckets.clone(),
        };
        let audience = self.given.audience.clone();
        let mut outlet = JobOutlet::open(self.store.clone(), buckets.clone(), audience)
            .map_err(|failure| Error::Outlet(failure.message.into()))?;
        let buckets = JobBuckets {
            scope: scope_of(&self.store),
            buckets: buckets.clone(),
            inventory: self.given.inventory.clone(),
        };
        let mut options = RunOptions::default();
        options.results = outlet.results();
        let runner = Runner::new(&jobs, &buckets, &identifiers)
            .options(options)
            .stop(self.stop.clone());
        match runner.run(id, &mut outlet) {
            Ok(_) | Err(Error::NothingToRun(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Has the job and its log say that it failed, and whoever runs the server know.
    fn failed(&self, id: &str, error: &Error) {
        let failure = match error {
            Error::Outlet(source) => match source.downcast_ref::<NoResultsBucket>() {
                Some(missing) => RunFailure::new(missing.to_string()).missing_bucket(&*missing.0),
                None => RunFailure::new(error.to_string()),
            },
            _ => RunFailure::new(error.to_string()),
        };
        let is_now = jobs(&self.store).fail(id, &failure, Timestamp::now());
        let is_now = match is_now {
            Ok(JobStatus::Running) => "It is tried again.",
            Ok(status) => status.name(),
            Err(_) => "It is tried again; the store cannot be written either.",
        };
        let reason = &failure.reason;
        let told = format!("the run of job {id} failed: {reason} {is_now}");
        self.given.notices.tell(&told);
    }
}
