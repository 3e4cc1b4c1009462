//! What goes on without being asked: jobs, automated discovery, publishing, and
//! forgetting what is old.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::json;
use tracie_store::{Scoped, Store};

use crate::discovery::{CONFIGURATION, Cycle, is_due};
use crate::events::{Audience, Courier};
use crate::failure::Failure;
use crate::inventory::Inventory;
use crate::jobs::{Crew, Given, jobs};
use crate::notices::{Notices, Repeated};
use crate::owners::Owners;
use crate::policies::Policies;
use crate::reveal::quota;
use crate::scope::Scope;
use crate::suppression;

/// How often it is looked whether something is to be done.
const TICK: Duration = Duration::from_secs(10);
const SHORTEST: Duration = Duration::from_millis(50);
/// How often what is old is forgotten.
const FORGET: Duration = Duration::from_secs(60 * 60);
/// The setting that says when discovery last went through the buckets.
const LAST_ROUND: &str = "discovery-last-round";
/// How long the same request is answered as before.
const ANSWERS_MS: i64 = 24 * 60 * 60 * 1000;

/// Threads that do what is due, now and then: one what is done at once, one
/// automated discovery, which may take a while, one tells others of findings.
#[derive(Debug)]
pub(crate) struct Background {
    stop: Arc<AtomicBool>,
    threads: Vec<Watch>,
}

/// A thread, and what wakes it.
#[derive(Debug)]
struct Watch {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: Arc<AtomicBool>,
    woken: Mutex<bool>,
    bell: Condvar,
}

/// What the threads work on.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) buckets: Owners,
    pub(crate) inventory: Inventory,
    pub(crate) audience: Audience,
    pub(crate) courier: Courier,
    pub(crate) notices: Notices,
    pub(crate) retry: Duration,
}

impl Background {
    /// Starts the threads.
    pub(crate) fn start(parts: Parts) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let shared = || {
            Arc::new(Shared {
                stop: Arc::clone(&stop),
                ..Shared::default()
            })
        };
        let (prompt, patient, posting) = (shared(), shared(), shared());
        let bells = [Arc::clone(&prompt), Arc::clone(&posting)];
        let bell = Arc::new(move || bells.iter().for_each(|it| it.wake()));
        let notices = parts.notices.clone();
        let trouble = || Repeated::new(notices.clone());
        let given = Given {
            buckets: parts.buckets.clone(),
            inventory: parts.inventory.clone(),
            audience: parts.audience.clone(),
            notices: parts.notices,
            retry: parts.retry,
        };
        let work = Prompt {
            store: parts.store.clone(),
            crew: Crew::new(given, bell),
            policies: Policies::new(parts.inventory.clone()),
            audience: parts.audience.clone(),
            retry: parts.retry,
            trouble: trouble(),
            shared: Arc::clone(&prompt),
            posting: Arc::clone(&posting),
        };
        let discovery = Discovery {
            store: parts.store.clone(),
            buckets: parts.buckets,
            inventory: parts.inventory,
            audience: parts.audience,
            trouble: trouble(),
            shared: Arc::clone(&patient),
        };
        let mut post = Posting {
            store: parts.store,
            courier: parts.courier,
            trouble: trouble(),
            shared: Arc::clone(&posting),
        };
        Self {
            stop,
            threads: vec![
                Watch::start("tracie-background", prompt, move || work.run()),
                Watch::start("tracie-discovery", patient, move || discovery.run()),
                Watch::start("tracie-events", posting, move || post.run()),
            ],
        }
    }

    /// Has all look at once whether something is to be done.
    pub(crate) fn wake(&self) {
        for watch in &self.threads {
            watch.shared.wake();
        }
    }

    /// Ends all, once the objects under way are finished.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.wake();
        for watch in &self.threads {
            let mut thread = watch.thread.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(thread) = thread.take() {
                let _ = thread.join();
            }
        }
    }
}

impl Watch {
    fn start(name: &str, shared: Arc<Shared>, work: impl FnOnce() + Send + 'static) -> Self {
        let named = thread::Builder::new().name(name.to_owned());
        // Where there can be no thread the server still answers.
        let thread = named.spawn(work).ok();
        Self {
            shared,
            thread: Mutex::new(thread),
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

    /// Until something is to be done, or for so long.
    fn sleep(&self, at_most: Duration) {
        let woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        let slept = self
            .bell
            .wait_timeout_while(woken, at_most, |woken| !*woken);
        *slept.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}

/// What is done at once: jobs and policies; and what is old is forgotten.
struct Prompt {
    store: Store,
    crew: Crew,
    policies: Policies,
    audience: Audience,
    /// How long after a run failed it is tried again, at first.
    retry: Duration,
    trouble: Repeated,
    shared: Arc<Shared>,
    posting: Arc<Shared>,
}

impl Prompt {
    fn run(&self) {
        let mut forgotten: Option<Instant> = None;
        while !self.shared.is_stopped() {
            let forget = forgotten.is_none_or(|it| it.elapsed() >= FORGET);
            if forget {
                forgotten = Some(Instant::now());
            }
            for store in self.store.scopes().unwrap_or_default() {
                // What fails now is tried again with the next tick.
                self.trouble
                    .note("jobs cannot be looked after", self.tick(&store, forget));
            }
            self.shared.sleep(TICK.min(self.retry).max(SHORTEST));
        }
        self.crew.stop();
    }

    fn tick(&self, store: &Scoped, forget: bool) -> Result<(), Failure> {
        let now = Timestamp::now();
        let now_ms = now.as_millisecond();
        if forget {
            store.write(|it| {
                it.expire_findings(now_ms)?;
                it.forget_answers(now_ms - ANSWERS_MS)?;
                quota::forget(it, now)?;
                Ok::<_, Failure>(())
            })?;
        }
        if is_enabled(store)? {
            jobs(store).tick(now)?;
            self.crew.tend(store)?;
            let worse = self.policies.look(&scope_of(store))?;
            if !worse.is_empty() {
                suppression::keep(store, worse, &self.audience)?;
                self.posting.wake();
            }
        }
        Ok(())
    }
}

/// Telling others of findings, which may have to wait for them.
struct Posting {
    store: Store,
    courier: Courier,
    trouble: Repeated,
    shared: Arc<Shared>,
}

impl Posting {
    fn run(&mut self) {
        while !self.shared.is_stopped() {
            let now_ms = Timestamp::now().as_millisecond();
            let shared = Arc::clone(&self.shared);
            for store in self.store.scopes().unwrap_or_default() {
                // What fails now is tried again with the next tick.
                let done = self.courier.go(&store, now_ms, &|| shared.is_stopped());
                self.trouble.note("events cannot be told", done);
            }
            self.shared.sleep(TICK);
        }
    }
}

/// Automated discovery.
struct Discovery {
    store: Store,
    buckets: Owners,
    inventory: Inventory,
    audience: Audience,
    trouble: Repeated,
    shared: Arc<Shared>,
}

impl Discovery {
    fn run(&self) {
        while !self.shared.is_stopped() {
            for store in self.store.scopes().unwrap_or_default() {
                self.trouble
                    .note("automated discovery cannot go on", self.tick(&store));
            }
            self.shared.sleep(TICK);
        }
    }

    fn tick(&self, store: &Scoped) -> Result<(), Failure> {
        let now = Timestamp::now();
        let (configuration, last) = store.read(|it| {
            let configuration = it.setting(CONFIGURATION)?;
            let last = it.setting(LAST_ROUND)?;
            Ok::<_, Failure>((
                configuration.unwrap_or_default(),
                last.and_then(|it| it.as_i64()),
            ))
        })?;
        if !is_enabled(store)? || !is_due(&configuration, last, now) {
            return Ok(());
        }
        self.discover(store, now)?;
        if self.shared.is_stopped() {
            // It goes on after a restart.
            return Ok(());
        }
        let done = json!(now.as_millisecond());
        Ok(store.write(|it| it.set(LAST_ROUND, &done))?)
    }

    fn discover(&self, store: &Scoped, now: Timestamp) -> Result<(), Failure> {
        let scope = scope_of(store);
        let cycle = Cycle {
            buckets: &self.buckets.of(store.account()),
            inventory: &self.inventory,
            scope: &scope,
            store,
            now,
            keep: &|findings| suppression::keep(store, findings, &self.audience),
            stop: &|| self.shared.is_stopped(),
        };
        cycle.run()
    }
}

fn is_enabled(store: &Scoped) -> Result<bool, Failure> {
    let session = store.read(|it| it.setting("session"))?;
    Ok(session.is_some_and(|it| it["status"] == "ENABLED"))
}

fn scope_of(store: &Scoped) -> Scope {
    Scope {
        account: store.account().to_owned(),
        region: store.region().to_owned(),
    }
}
