//! What goes on without being asked: jobs, automated discovery, publishing, and
//! forgetting what is old.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::json;
use tracie_store::{Scoped, Store};

use crate::buckets::Buckets;
use crate::discovery::{CONFIGURATION, Cycle, is_due};
use crate::events::{Target, publish};
use crate::failure::Failure;
use crate::inventory::Inventory;
use crate::jobs::{Crew, jobs};
use crate::scope::Scope;
use crate::suppression;

/// How often it is looked whether something is to be done.
const TICK: Duration = Duration::from_secs(10);
/// How often what is old is forgotten.
const FORGET: Duration = Duration::from_secs(60 * 60);
/// The setting that says when discovery last went through the buckets.
const LAST_ROUND: &str = "discovery-last-round";
/// How long the same request is answered as before.
const ANSWERS_MS: i64 = 24 * 60 * 60 * 1000;

/// A thread that does what is due, now and then.
#[derive(Debug)]
pub(crate) struct Background {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    woken: Mutex<bool>,
    bell: Condvar,
}

impl Background {
    /// Starts the thread.
    pub(crate) fn start(
        store: Store,
        buckets: Buckets,
        inventory: Inventory,
        targets: Vec<Target>,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let bell = Arc::clone(&shared);
        let bell = Arc::new(move || bell.wake());
        let crew = Crew::new(buckets.clone(), inventory, !targets.is_empty(), bell);
        let work = Work {
            store,
            buckets,
            crew,
            targets,
            shared: Arc::clone(&shared),
        };
        let named = thread::Builder::new().name("tracie-background".into());
        // Without it the server still answers; discovery says when it last ran.
        let thread = named.spawn(move || work.run()).ok();
        Self {
            shared,
            thread: Mutex::new(thread),
        }
    }

    /// Has it look at once whether something is to be done.
    pub(crate) fn wake(&self) {
        self.shared.wake();
    }

    /// Ends it, once the object under way is finished.
    pub(crate) fn stop(&self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.shared.wake();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn wake(&self) {
        *self.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn sleep(&self) {
        let woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        let slept = self.bell.wait_timeout_while(woken, TICK, |woken| !*woken);
        *slept.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}

struct Work {
    store: Store,
    buckets: Buckets,
    crew: Crew,
    targets: Vec<Target>,
    shared: Arc<Shared>,
}

impl Work {
    fn run(&self) {
        let mut forgotten: Option<Instant> = None;
        while !self.shared.is_stopped() {
            let forget = forgotten.is_none_or(|it| it.elapsed() >= FORGET);
            if forget {
                forgotten = Some(Instant::now());
            }
            for scope in self.store.scopes().unwrap_or_default() {
                if self.shared.is_stopped() {
                    break;
                }
                // What fails now is tried again with the next tick.
                let _ = self.tick(&scope, forget);
            }
            self.shared.sleep();
        }
        self.crew.stop();
    }

    fn tick(&self, store: &Scoped, forget: bool) -> Result<(), Failure> {
        let now = Timestamp::now();
        let now_ms = now.as_millisecond();
        let (enabled, configuration, last) = store.read(|it| {
            let session = it.setting("session")?;
            let configuration = it.setting(CONFIGURATION)?;
            let last = it.setting(LAST_ROUND)?;
            Ok::<_, Failure>((
                session.is_some_and(|it| it["status"] == "ENABLED"),
                configuration.unwrap_or_default(),
                last.and_then(|it| it.as_i64()),
            ))
        })?;
        if forget {
            store.write(|it| {
                it.expire_findings(now_ms)?;
                it.forget_answers(now_ms - ANSWERS_MS)?;
                Ok::<_, Failure>(())
            })?;
        }
        if enabled {
            jobs(store).tick(now)?;
            self.crew.tend(store)?;
        }
        if enabled && is_due(&configuration, last, now) {
            self.discover(store, now)?;
            store.write(|it| it.set(LAST_ROUND, &json!(now_ms)))?;
        }
        publish(store, &self.targets, now_ms)
    }

    fn discover(&self, store: &Scoped, now: Timestamp) -> Result<(), Failure> {
        let scope = Scope {
            account: store.account().to_owned(),
            region: store.region().to_owned(),
        };
        let cycle = Cycle {
            buckets: &self.buckets,
            scope: &scope,
            store,
            now,
            keep: &|findings| suppression::keep(store, findings, !self.targets.is_empty()),
            stop: &|| self.shared.is_stopped(),
        };
        cycle.run()
    }
}
