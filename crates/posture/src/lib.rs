//! How buckets stand open: effective permission, shared access, encryption,
//! replication, and the policy findings that a change of them gives rise to.
//!
//! Nothing here asks anybody: configuration comes as documents, from the AWS
//! CLI or from AWS Config ([`Snapshot::read`]), or as the answers of calls that
//! somebody else made ([`Snapshot::add`]). Two snapshots, before and after,
//! give [`findings`].
//!
//! ```
//! use std::collections::BTreeMap;
//! use tracie_posture::{Answer, Call, Organization, SharedAccess, Snapshot};
//!
//! let mut snapshot = Snapshot::new("2025-01-01T00:00:00Z".parse()?);
//! snapshot.account_id = Some("111122223333".into());
//! let policy = serde_json::json!({"Version": "2012-10-17", "Statement": {
//!     "Effect": "Allow", "Principal": {"AWS": "999988887777"},
//!     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-data/*"}});
//! snapshot.add("acme-data", &BTreeMap::from([(Call::Policy, Answer::Json(policy))]));
//!
//! let postures = snapshot.postures(&Organization::parse(["111122223333"])?);
//! assert_eq!(postures[0].shared_access, SharedAccess::External);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What cannot be decided is said to be unknown, with the reason
//! ([`Posture::doubts`]): a setting that was not read, a condition key of which
//! nobody can tell who fulfils it, a policy that S3 would not have accepted.

mod acl;
mod bucket;
mod document;
mod findings;
mod inventory;
mod metadata;
mod organization;
mod policy;
mod posture;
mod replication;
mod snapshot;
mod statistics;
mod time;
mod tri;

pub use acl::{Acl, Grant, Grantee, Permission};
pub use bucket::{BucketConfig, Destination, Owner, Ownership};
pub use document::{Answer, Call, DocumentError, Gap, Setting, Why};
pub use findings::{Setup, finding_id, findings, merged};
pub use inventory::{
    Inventory, ObjectCountByEncryptionType, ObjectEncryption, ObjectLevelStatistics,
};
pub use metadata::{BucketMetadata, BucketServerSideEncryption, JobDetails};
pub use organization::{NoMember, Organization};
pub use policy::{Exposure, Party, Policy, PolicyError, Relation, Scene, Statement};
pub use posture::{Posture, SharedAccess, Way};
pub use replication::{Replication, ReplicationDetails};
pub use snapshot::Snapshot;
pub use statistics::{
    BucketCountByEffectivePermission, BucketCountByEncryptionType, BucketCountBySharedAccessType,
    BucketCountPolicyAllowsUnencryptedObjectUploads, BucketStatistics,
    BucketStatisticsBySensitivity, SensitivityAggregations,
};
pub use tri::Tri;
