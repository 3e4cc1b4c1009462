//! Buckets in S3.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tracie_scan::setup;
use tracie_source::Source;
use tracie_source::s3::{Bucket, Client, Error};

use crate::bucket::{BucketInfo, BucketTrouble, Buckets, TroubleKind};

/// Buckets of a store that speaks S3's protocol: those that were added, and all
/// that the account has if that was said. What is known of a bucket is asked once.
#[derive(Clone, Debug)]
pub struct Stores {
    client: Client,
    named: BTreeMap<String, Remote>,
    all: bool,
    known: Arc<Mutex<BTreeMap<String, BucketInfo>>>,
}

/// Where a bucket lies.
#[derive(Clone, Debug)]
struct Remote {
    bucket: String,
    prefix: String,
}

impl Stores {
    /// No bucket of this store yet.
    pub fn new(client: Client) -> Stores {
        Stores {
            client,
            named: BTreeMap::new(),
            all: false,
            known: Arc::default(),
        }
    }

    /// Adds a bucket, or those of its objects whose keys begin with a prefix, under a
    /// name that may be another one.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        bucket: impl Into<String>,
        prefix: impl Into<String>,
    ) {
        let (bucket, prefix) = (bucket.into(), prefix.into());
        self.named.insert(name.into(), Remote { bucket, prefix });
    }

    /// Whether any bucket of the store that a job names is one, and all of the account
    /// are looked at for criteria (default: no).
    pub fn whole_account(&mut self, all: bool) {
        self.all = all;
    }

    fn remote(&self, name: &str) -> Result<Remote, BucketTrouble> {
        if let Some(remote) = self.named.get(name) {
            return Ok(remote.clone());
        }
        if self.all {
            return Ok(Remote {
                bucket: name.to_owned(),
                prefix: String::new(),
            });
        }
        let message = format!("nothing was given for the bucket {name}");
        Err(BucketTrouble::new(TroubleKind::DoesNotExist, message).operation("ListObjectsV2"))
    }

    fn source(&self, name: &str) -> Result<Bucket, BucketTrouble> {
        let Remote { bucket, prefix } = self.remote(name)?;
        let bucket = self.client.bucket(&bucket, &prefix);
        let bucket = bucket.map_err(|error| trouble(&error, "ListObjectsV2"))?;
        Ok(bucket.called(name))
    }

    /// What is known of buckets, by their names here. Of one that cannot be asked only
    /// its name is.
    fn infos(&self, names: &[String]) -> Vec<BucketInfo> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let new: Vec<(&String, Remote)> = {
            let known = known();
            let new = names.iter().filter(|name| !known.contains_key(*name));
            new.filter_map(|name| Some((name, self.remote(name).ok()?)))
                .collect()
        };
        let buckets: Vec<&str> = new.iter().map(|(_, remote)| &*remote.bucket).collect();
        if !buckets.is_empty() {
            let asked = setup::ask(&self.client, &buckets, Timestamp::now());
            let postures = setup::postures(&asked.snapshot);
            let mut known = known();
            for (name, remote) in &new {
                let posture = postures.iter().find(|it| it.config.name == remote.bucket);
                let mut info = posture.map_or_else(|| BucketInfo::named(*name), BucketInfo::of);
                info.name.clone_from(name);
                known.insert((*name).clone(), info);
            }
        }
        let known = known();
        let infos = names.iter().filter_map(|name| known.get(name).cloned());
        infos.collect()
    }
}

impl Buckets for Stores {
    fn all(&self) -> Result<Vec<BucketInfo>, BucketTrouble> {
        let mut names: Vec<String> = self.named.keys().cloned().collect();
        if self.all {
            let own = self.client.buckets().map_err(|error| {
                let mut trouble = trouble(&error, "ListBuckets");
                trouble.kind = TroubleKind::AccountAccessDenied;
                trouble
            })?;
            names.extend(own.into_iter().map(|it| it.name));
            names.sort_unstable();
            names.dedup();
        }
        Ok(self.infos(&names))
    }

    fn bucket(&self, name: &str) -> Result<BucketInfo, BucketTrouble> {
        // Whether it is there, and may be listed.
        self.source(name)?;
        let infos = self.infos(&[name.to_owned()]);
        Ok(infos
            .into_iter()
            .next()
            .unwrap_or_else(|| BucketInfo::named(name)))
    }

    fn open(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        Ok(Box::new(self.source(name)?))
    }

    fn open_with_tags(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        Ok(Box::new(self.source(name)?.with_tags(true)))
    }
}

impl BucketTrouble {
    /// What an error of a store means for a bucket, of which a call of S3 failed.
    pub fn of_store(error: &Error, operation: &str) -> BucketTrouble {
        trouble(error, operation)
    }
}

fn trouble(error: &Error, operation: &str) -> BucketTrouble {
    let kind = match error {
        Error::NoSuchBucket { .. } => TroubleKind::DoesNotExist,
        Error::Denied(_) | Error::Refused { .. } => TroubleKind::AccessDenied,
        _ => TroubleKind::DetailsUnavailable,
    };
    BucketTrouble::new(kind, error.to_string()).operation(operation)
}
