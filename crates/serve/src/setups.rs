//! How buckets are set up that say so themselves: those in a store, and copies beside
//! which it lies.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tracie_finding::resources::BlockPublicAccess;
use tracie_posture::{BucketConfig, Setting, Snapshot};
use tracie_scan::setup;
use tracie_source::setup_beside;

use crate::buckets::{Buckets, Place, Remote};

/// A store is asked again after so long, or after ten times as long as asking took,
/// if that is longer.
const FRESH: Duration = Duration::from_secs(60);
/// How much longer than asking takes an answer is good for.
const PATIENCE: u32 = 10;

/// How buckets are set up, as far as it is known from themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setups {
    asked: Arc<Mutex<BTreeMap<Key, Asked>>>,
    any: Arc<AtomicBool>,
}

/// The endpoint and the bucket there.
type Key = (String, String);

#[derive(Clone, Debug)]
struct Asked {
    config: BucketConfig,
    /// What its account has set for all its buckets.
    block: Setting<BlockPublicAccess>,
    good_until: Instant,
}

impl Setups {
    /// Whether there was any bucket of which it is known.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Relaxed)
    }

    /// Adds what is known of these buckets and not there yet. Whoever asks is taken
    /// for their owner.
    pub(crate) fn add(&self, buckets: &Buckets, names: &[String], snapshot: &mut Snapshot) {
        let mut remote: Vec<(&String, Remote)> = Vec::new();
        for name in names {
            if snapshot.buckets.contains_key(name) {
                continue;
            }
            match buckets.place(name) {
                Some(Place::Store(place)) => remote.push((name, place)),
                Some(Place::Directory(root)) => self.add_beside(name, &root, snapshot),
                None => {}
            }
        }
        if remote.is_empty() {
            return;
        }
        self.any.store(true, Relaxed);
        self.ask(&remote, snapshot.taken_at);
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, place) in &remote {
            let Some(asked) = asked.get(&key(place)) else {
                continue;
            };
            let mut config = asked.config.clone();
            config.name.clone_from(name);
            snapshot.buckets.insert((*name).clone(), config);
            if let Some(account) = snapshot.account_id.clone() {
                let block = || asked.block.clone();
                snapshot.accounts.entry(account).or_insert_with(block);
            }
        }
    }

    /// A folder that cannot be read is as none: nothing is known then.
    fn add_beside(&self, name: &str, root: &Path, snapshot: &mut Snapshot) {
        let Some(folder) = setup_beside(root) else {
            return;
        };
        self.any.store(true, Relaxed);
        let read = Snapshot::of_bucket(name, &folder, snapshot.taken_at);
        snapshot
            .buckets
            .extend(read.into_iter().flat_map(|it| it.buckets));
    }

    /// Asks for what is not known any more. Nobody waits for a lock meanwhile.
    fn ask(&self, remote: &[(&String, Remote)], at: Timestamp) {
        let mut due: BTreeMap<String, Vec<&Remote>> = BTreeMap::new();
        {
            let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            for (_, place) in remote {
                let known = asked.get(&key(place));
                if known.is_none_or(|it| it.good_until <= Instant::now()) {
                    due.entry(key(place).0).or_default().push(place);
                }
            }
        }
        for places in due.values() {
            let began = Instant::now();
            let names: Vec<&str> = places.iter().map(|it| &*it.bucket).collect();
            let told = setup::ask(&places[0].client, &names, at).snapshot;
            let good_until = Instant::now() + FRESH.max(began.elapsed() * PATIENCE);
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            for place in places {
                let Some(config) = told.buckets.get(&place.bucket) else {
                    continue;
                };
                let mut config = config.clone();
                let account = config.account_id.take();
                let block = account.and_then(|it| told.accounts.get(&it));
                let block = block.unwrap_or(&told.account).clone();
                let known = Asked {
                    config,
                    block,
                    good_until,
                };
                asked.insert(key(place), known);
            }
        }
    }
}

fn key(place: &Remote) -> Key {
    let settings = place.client.settings();
    let endpoint = settings.endpoint_url.clone().unwrap_or_default();
    (endpoint, place.bucket.clone())
}
