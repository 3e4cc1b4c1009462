//! What is in the buckets, in numbers, and how they stand open.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};
use tracie_finding::resources::EncryptionType;
use tracie_finding::timestamp::rfc3339_ms;
use tracie_posture::{
    BucketMetadata, Inventory as Numbers, ObjectEncryption, Organization, Posture, Snapshot,
};
use tracie_source::Entry;

use crate::buckets::Place;
use crate::failure::Failure;
use crate::owners::Owners;
use crate::scope::Scope;
use crate::setups::Setups;

/// Numbers are counted anew after so long, or after ten times as long as counting
/// took, if that is longer.
const FRESH: Duration = Duration::from_secs(2);
/// The same where a store is asked.
const REMOTE: Duration = Duration::from_secs(60);
/// How much longer than counting takes numbers are good for.
const PATIENCE: u32 = 10;

/// The inventory of all buckets.
#[derive(Clone, Debug)]
pub(crate) struct Inventory {
    buckets: Owners,
    /// Where the AWS CLI's answers on how buckets are set up lie.
    posture: Option<PathBuf>,
    counted: Arc<Mutex<BTreeMap<Key, Counted>>>,
    setups: Setups,
}

/// A bucket, and the account if it is not everybody's.
type Key = (Option<String>, String);

#[derive(Clone, Debug)]
struct Counted {
    numbers: Numbers,
    at: Timestamp,
    good_until: Instant,
}

/// Whether Macie would analyse an object, as far as its name and its storage class
/// tell.
pub(crate) fn is_classifiable(key: &str, storage_class: &str) -> bool {
    let mut numbers = Numbers::default();
    numbers.add(key, 0, storage_class, ObjectEncryption::Unknown);
    numbers.classifiable_object_count == 1
}

impl Inventory {
    /// Of these buckets.
    pub(crate) fn new(buckets: Owners, posture: Option<PathBuf>) -> Self {
        Self {
            buckets,
            posture,
            counted: Arc::default(),
            setups: Setups::default(),
        }
    }

    /// All buckets as DescribeBuckets shows them, but for what comes of scanning.
    pub(crate) fn describe(&self, scope: &Scope) -> Result<Vec<BucketMetadata>, Failure> {
        let described = self.postures(scope)?.into_iter().map(|posture| {
            let counted = self.counted(scope, &posture.config.name);
            let mut metadata = posture.metadata(Some(counted.numbers), &rfc3339_ms(counted.at));
            metadata
                .account_id
                .get_or_insert_with(|| scope.account.clone());
            metadata.region.get_or_insert_with(|| scope.region.clone());
            metadata
        });
        Ok(described.collect())
    }

    /// How all buckets stand open.
    pub(crate) fn postures(&self, scope: &Scope) -> Result<Vec<Posture>, Failure> {
        Ok(self.snapshot(scope)?.postures(&organization(scope)))
    }

    /// Whether anything is known of how buckets are set up.
    pub(crate) fn knows_settings(&self) -> bool {
        self.posture.is_some() || self.setups.any()
    }

    /// What is known of how buckets are set up.
    pub(crate) fn snapshot(&self, scope: &Scope) -> Result<Snapshot, Failure> {
        let buckets = self.buckets.of(&scope.account);
        let names = buckets.names();
        let now = Timestamp::now();
        let mut snapshot = match &self.posture {
            Some(path) => Snapshot::read(path, now)
                .map_err(|error| Failure::internal(format!("--posture: {error}")))?,
            None => Snapshot::new(now),
        };
        snapshot
            .account_id
            .get_or_insert_with(|| scope.account.clone());
        scope.partition().clone_into(&mut snapshot.partition);
        snapshot.buckets.retain(|name, _| names.contains(name));
        self.setups.add(&buckets, &names, &mut snapshot);
        for name in names {
            if !snapshot.buckets.contains_key(&name) {
                snapshot.add(&name, &BTreeMap::new());
            }
        }
        Ok(snapshot)
    }

    fn counted(&self, scope: &Scope, bucket: &str) -> Counted {
        let all = || self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let owner = self.buckets.owner(&scope.account, bucket);
        let key = (owner.map(str::to_owned), bucket.to_owned());
        let known = all().get(&key).cloned();
        if let Some(known) = known.filter(|it| it.good_until > Instant::now()) {
            return known;
        }
        let counted = self.count(scope, bucket);
        all().insert(key, counted.clone());
        counted
    }

    fn count(&self, scope: &Scope, bucket: &str) -> Counted {
        let began = Instant::now();
        let mut numbers = Numbers::default();
        let place = self.buckets.of(&scope.account).place(bucket);
        let fresh = match place {
            Some(Place::Store(_)) => REMOTE,
            _ => FRESH,
        };
        if let Some(Ok(source)) = place.map(|it| it.source(bucket)) {
            for entry in source.objects() {
                if let Entry::Object(object) = entry {
                    let size = object.size.unwrap_or(0);
                    let encryption = object.attributes.encryption.encryption_type;
                    numbers.add(&object.key, size, &object.storage_class, encryption.into());
                }
            }
        }
        Counted {
            numbers,
            at: Timestamp::now(),
            good_until: Instant::now() + fresh.max(began.elapsed() * PATIENCE),
        }
    }
}

/// Who is inside: the account alone.
pub(crate) fn organization(scope: &Scope) -> Organization {
    Organization::parse([&*scope.account]).unwrap_or_default()
}

/// A bucket as JSON, without members that are null.
pub(crate) fn shown(bucket: &BucketMetadata) -> Result<Value, Failure> {
    let mut shown = serde_json::to_value(bucket).map_err(Failure::internal)?;
    strip(&mut shown);
    if bucket.server_side_encryption.kind == Some(EncryptionType::None) {
        shown["serverSideEncryption"]["type"] = json!("NONE");
    }
    Ok(shown)
}

/// Removes members that are null.
pub(crate) fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, it| !it.is_null());
            members.values_mut().for_each(strip);
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => {}
    }
}
