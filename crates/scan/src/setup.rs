//! How buckets are set up, for what findings say of them: asked of a store, or as
//! it lies beside a copy.

#[cfg(feature = "s3")]
use std::collections::BTreeMap;
use std::path::Path;
#[cfg(feature = "s3")]
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering::Relaxed},
};
#[cfg(feature = "s3")]
use std::thread;

use jiff::Timestamp;
#[cfg(feature = "s3")]
use tracie_finding::timestamp::rfc3339_ms;
#[cfg(feature = "s3")]
use tracie_posture::{Answer, Call};
use tracie_posture::{DocumentError, Organization, Posture, Snapshot};
#[cfg(feature = "s3")]
use tracie_source::s3::{Client, Configuration, Error};
use tracie_source::{Dump, setup_beside};

/// What lies beside a copy of a bucket ([`setup_beside`]); `None` if nothing does.
///
/// # Errors
///
/// If a file there cannot be read or is no JSON.
pub fn beside(
    bucket: &str,
    directory: &Path,
    taken_at: Timestamp,
) -> Result<Option<Posture>, DocumentError> {
    let Some(folder) = setup_beside(directory) else {
        return Ok(None);
    };
    let snapshot = Snapshot::of_bucket(bucket, &folder, taken_at)?;
    Ok(postures(&snapshot).pop())
}

/// A dump with what a report of S3 Inventory says of a bucket, in any of the formats
/// that S3 writes.
///
/// # Errors
///
/// As [`Dump::inventory`].
pub fn inventory(dump: Dump, manifest: &Path) -> Result<Dump, tracie_source::Error> {
    dump.inventory_with(manifest, &|bytes, row| {
        tracie_extract::orc_rows(bytes.to_vec(), row)
    })
}

/// How buckets stand open where nobody said who is in the organisation: the
/// accounts that own them are.
pub fn postures(snapshot: &Snapshot) -> Vec<Posture> {
    let own = snapshot
        .buckets
        .values()
        .filter_map(|it| it.account_id.as_deref());
    let members = own.chain(snapshot.account_id.as_deref());
    snapshot.postures(&Organization::parse(members).unwrap_or_default())
}

/// What a store says of buckets.
#[cfg(feature = "s3")]
#[derive(Debug)]
#[non_exhaustive]
pub struct Asked {
    /// How they are set up. Of what may not be seen it says so.
    pub snapshot: Snapshot,
    /// Those that are not there, or of which nothing could be asked.
    pub failed: BTreeMap<String, Error>,
}

/// Buckets that are asked for at once.
#[cfg(feature = "s3")]
const AT_ONCE: usize = 8;

/// Asks a store how buckets are set up: eleven requests for each, one for whose
/// credentials they are, one for what that account has set for all its buckets, and
/// one for when they were created. Whatever may not be seen stays unknown.
#[cfg(feature = "s3")]
pub fn ask(client: &Client, buckets: &[&str], taken_at: Timestamp) -> Asked {
    let mut snapshot = Snapshot::new(taken_at);
    let mut failed = BTreeMap::new();
    for (name, configuration) in all(client, buckets) {
        match configuration {
            Ok(answers) => snapshot.add(name, &answers),
            Err(error) => {
                failed.insert(name.to_owned(), error);
            }
        }
    }
    add_owner(client, &mut snapshot);
    Asked { snapshot, failed }
}

/// Adds whose buckets they are, as far as that shows: an account that lists its
/// buckets lists no others.
#[cfg(feature = "s3")]
fn add_owner(client: &Client, snapshot: &mut Snapshot) {
    let own = client.buckets();
    if let Some(caller) = client.caller() {
        snapshot.set_account_block(&answer(client.account_block(&caller.account_id)).1);
        snapshot.account_id = Some(caller.account_id);
        snapshot.partition = caller.partition;
    }
    let Ok(own) = own else {
        return;
    };
    // Of those of others the account is not known.
    let account = snapshot.account_id.take();
    let not_known = Snapshot::new(snapshot.taken_at).account;
    let block = std::mem::replace(&mut snapshot.account, not_known);
    snapshot
        .accounts
        .extend(account.clone().map(|it| (it, block)));
    for own in own {
        if let Some(bucket) = snapshot.buckets.get_mut(&own.name) {
            bucket.created_at = own.created_at.map(rfc3339_ms);
            bucket.account_id.clone_from(&account);
        }
    }
}

#[cfg(feature = "s3")]
type Answers = Result<BTreeMap<Call, Answer>, Error>;

/// The answers for each bucket, of which some are asked for at once.
#[cfg(feature = "s3")]
fn all<'b>(client: &Client, buckets: &[&'b str]) -> BTreeMap<&'b str, Answers> {
    let next = AtomicUsize::new(0);
    let told = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some(name) = buckets.get(next.fetch_add(1, Relaxed)) {
            let answers = client.configuration(name).map(answers);
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            told.insert(*name, answers);
        }
    };
    thread::scope(|scope| {
        for _ in 1..buckets.len().min(AT_ONCE) {
            scope.spawn(work);
        }
        work();
    });
    told.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(feature = "s3")]
fn answers(configuration: Vec<Configuration>) -> BTreeMap<Call, Answer> {
    let known = |(name, answer): (&str, Answer)| {
        let call = Call::OF_BUCKETS.iter().find(|call| call.name() == name)?;
        Some((*call, answer))
    };
    let answers = configuration.into_iter().map(answer);
    answers.filter_map(known).collect()
}

#[cfg(feature = "s3")]
fn answer(configuration: Configuration) -> (&'static str, Answer) {
    let Configuration { call, answer } = configuration;
    (call, answer.map_or_else(Answer::Refused, Answer::Json))
}
