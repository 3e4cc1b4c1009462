//! Buckets: what is known of them, and where their objects come from.

use std::collections::BTreeMap;

use tracie_finding::resources::{EffectivePermission, S3Bucket, Tag};
use tracie_posture::{Posture, SharedAccess};
use tracie_source::Source;

/// What a job needs to know of a bucket.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BucketInfo {
    /// Its name.
    pub name: String,
    /// The account that owns it, if that is known.
    pub account_id: Option<String>,
    /// The region it is in, if that is known.
    pub region: Option<String>,
    /// Whether the public has access.
    pub effective_permission: EffectivePermission,
    /// With whom it is shared.
    pub shared_access: SharedAccess,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// What findings say of it; no more than its name if `None`.
    pub resource: Option<S3Bucket>,
}

impl BucketInfo {
    /// A bucket of which only the name is known.
    pub fn named(name: impl Into<String>) -> BucketInfo {
        BucketInfo {
            name: name.into(),
            account_id: None,
            region: None,
            effective_permission: EffectivePermission::Unknown,
            shared_access: SharedAccess::Unknown,
            tags: Vec::new(),
            resource: None,
        }
    }

    /// A bucket of which is known how it stands open. The account is left open:
    /// it is the owner that a job names.
    pub fn of(posture: &Posture) -> BucketInfo {
        BucketInfo {
            region: posture.config.region.get().cloned(),
            effective_permission: posture.public_access.effective_permission,
            shared_access: posture.shared_access,
            tags: posture.config.tags.get().cloned().unwrap_or_default(),
            resource: Some(posture.resource()),
            ..BucketInfo::named(&*posture.config.name)
        }
    }
}

/// Why a bucket, or all buckets of an account, cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BucketTrouble {
    /// What kind of trouble it is.
    pub kind: TroubleKind,
    /// The call of S3 that failed, or its like.
    pub operation: Option<String>,
    /// What happened, and what to do about it.
    pub message: String,
}

impl BucketTrouble {
    /// Trouble of a kind.
    pub fn new(kind: TroubleKind, message: impl Into<String>) -> BucketTrouble {
        BucketTrouble {
            kind,
            operation: None,
            message: message.into(),
        }
    }

    /// The call of S3 that failed, or its like.
    pub fn operation(mut self, operation: impl Into<String>) -> BucketTrouble {
        self.operation = Some(operation.into());
        self
    }
}

/// Kinds of trouble with buckets and accounts, as Macie tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TroubleKind {
    /// The buckets of the account may not be listed.
    AccountAccessDenied,
    /// The bucket may not be listed.
    AccessDenied,
    /// What is known of the bucket cannot be had.
    DetailsUnavailable,
    /// There is no such bucket.
    DoesNotExist,
    /// The bucket is in another region.
    DifferentRegion,
    /// Another account owns it than the job says.
    OwnerChanged,
}

/// The buckets that jobs can look at.
///
/// A directory, a dump, or buckets of S3: whatever can list objects as a
/// [`Source`]. The keys of a bucket must come in the order of their bytes, the
/// same each time, and all objects of a source be of the one bucket.
pub trait Buckets: Sync {
    /// All buckets, by their names.
    ///
    /// # Errors
    ///
    /// If they cannot be listed.
    fn all(&self) -> Result<Vec<BucketInfo>, BucketTrouble>;

    /// What is known of a bucket.
    ///
    /// # Errors
    ///
    /// If there is none, or nothing can be known of it.
    fn bucket(&self, name: &str) -> Result<BucketInfo, BucketTrouble>;

    /// What lists the objects of a bucket.
    ///
    /// # Errors
    ///
    /// If there is none, or it may not be listed.
    fn open(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble>;

    /// The same, with the tags of each object before it is read, where they cost
    /// something. By default nothing more is known.
    ///
    /// # Errors
    ///
    /// As [`Buckets::open`].
    fn open_with_tags(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        self.open(name)
    }
}

impl<B: Buckets + ?Sized> Buckets for &B {
    fn all(&self) -> Result<Vec<BucketInfo>, BucketTrouble> {
        (**self).all()
    }

    fn bucket(&self, name: &str) -> Result<BucketInfo, BucketTrouble> {
        (**self).bucket(name)
    }

    fn open(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        (**self).open(name)
    }

    fn open_with_tags(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        (**self).open_with_tags(name)
    }
}

/// Several kinds of buckets: a bucket is one of the first that has it.
impl Buckets for Vec<Box<dyn Buckets>> {
    fn all(&self) -> Result<Vec<BucketInfo>, BucketTrouble> {
        let mut all = BTreeMap::new();
        for buckets in self {
            for bucket in buckets.all()? {
                all.entry(bucket.name.clone()).or_insert(bucket);
            }
        }
        Ok(all.into_values().collect())
    }

    fn bucket(&self, name: &str) -> Result<BucketInfo, BucketTrouble> {
        first(self, name, |it| it.bucket(name))
    }

    fn open(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        first(self, name, |it| it.open(name))
    }

    fn open_with_tags(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        first(self, name, |it| it.open_with_tags(name))
    }
}

/// What comes of the first that has a bucket.
fn first<T>(
    all: &[Box<dyn Buckets>],
    name: &str,
    ask: impl Fn(&dyn Buckets) -> Result<T, BucketTrouble>,
) -> Result<T, BucketTrouble> {
    let mut missing = None;
    for buckets in all {
        match ask(&**buckets) {
            Err(trouble) if trouble.kind == TroubleKind::DoesNotExist => missing = Some(trouble),
            answer => return answer,
        }
    }
    let message = format!("nothing was given for the bucket {name}");
    Err(missing.unwrap_or_else(|| BucketTrouble::new(TroubleKind::DoesNotExist, message)))
}
