//! The threads that run jobs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tracie_job::{Error, Jobs, RunOptions, Runner, Stop};
use tracie_store::Scoped;

use super::buckets::JobBuckets;
use super::identifiers::JobIdentifiers;
use super::outlet::JobOutlet;
use crate::buckets::Buckets;
use crate::failure::Failure;
use crate::inventory::Inventory;
use crate::scope::Scope;

/// Jobs that run at once; each searches with a thread for each processor.
const AT_ONCE: usize = 4;
/// How long after a run that failed it is tried again.
const RETRY: Duration = Duration::from_secs(60);

/// Runs jobs, some at once.
pub(crate) struct Crew {
    pub(crate) buckets: Buckets,
    pub(crate) inventory: Inventory,
    pub(crate) publishes: bool,
    stop: Stop,
    at_work: Arc<Mutex<BTreeMap<Key, Work>>>,
    bell: Arc<dyn Fn() + Send + Sync>,
}

/// Account, region and job.
type Key = (String, String, String);

enum Work {
    Running(JoinHandle<()>),
    Failed(Instant),
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
    pub(crate) fn new(
        buckets: Buckets,
        inventory: Inventory,
        publishes: bool,
        bell: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self {
            buckets,
            inventory,
            publishes,
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
            at_work.retain(|_, work| match work {
                Work::Running(thread) => !thread.is_finished(),
                Work::Failed(since) => since.elapsed() < RETRY,
            });
            if at_work.len() < AT_ONCE && !at_work.contains_key(&key) {
                let thread = self.start(store.clone(), key.clone());
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

    fn start(&self, store: Scoped, key: Key) -> JoinHandle<()> {
        let run = Run {
            buckets: self.buckets.clone(),
            inventory: self.inventory.clone(),
            publishes: self.publishes,
            stop: self.stop.clone(),
            store,
        };
        let (at_work, bell) = (Arc::clone(&self.at_work), Arc::clone(&self.bell));
        thread::spawn(move || {
            let ended = run.job(&key.2);
            // Otherwise it is over, or was paused, cancelled or stopped.
            if ended.is_err() {
                let mut at_work = at_work.lock().unwrap_or_else(PoisonError::into_inner);
                at_work.insert(key, Work::Failed(Instant::now()));
            }
            bell();
        })
    }
}

/// What a run needs.
struct Run {
    buckets: Buckets,
    inventory: Inventory,
    publishes: bool,
    stop: Stop,
    store: Scoped,
}

impl Run {
    fn job(self, id: &str) -> Result<(), Failure> {
        let jobs = jobs(&self.store);
        let identifiers = JobIdentifiers {
            store: self.store.clone(),
            buckets: self.buckets.clone(),
        };
        let mut outlet = JobOutlet::open(self.store.clone(), self.buckets.clone(), self.publishes)?;
        let buckets = JobBuckets {
            scope: scope_of(&self.store),
            buckets: self.buckets,
            inventory: self.inventory,
        };
        let mut options = RunOptions::default();
        options.results = outlet.results();
        let runner = Runner::new(&jobs, &buckets, &identifiers)
            .options(options)
            .stop(self.stop);
        match runner.run(id, &mut outlet) {
            Ok(_) | Err(Error::NothingToRun(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
