//! What can be done to a bucket and the objects in it, as far as a bucket
//! policy has a say in it.

use std::collections::BTreeMap;

use crate::policy::document::Policy;

/// An action of S3.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Action {
    /// With its service: `s3:GetObject`.
    pub(crate) name: String,
    pub(crate) writes: bool,
    pub(crate) on: Target,
}

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Target {
    Bucket,
    Object,
}

const READ_OBJECT: &str = "GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold \
    GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl \
    GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging \
    GetObjectVersionTorrent ListMultipartUploadParts";
const WRITE_OBJECT: &str = "AbortMultipartUpload BypassGovernanceRetention DeleteObject \
    DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging InitiateReplication \
    ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold \
    PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging \
    ReplicateDelete ReplicateObject ReplicateTags RestoreObject UpdateObjectEncryption";
const READ_BUCKET: &str = "GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAcl \
    GetBucketCORS GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration \
    GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls \
    GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment \
    GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration \
    GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration \
    GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads \
    ListBucketVersions ListTagsForResource";
const WRITE_BUCKET: &str = "CreateBucketMetadataTableConfiguration DeleteBucket \
    DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite \
    PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAcl PutBucketCORS \
    PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration \
    PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock \
    PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite \
    PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration \
    PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration TagResource \
    UntagResource";

/// What the names of actions begin with that only read.
const READING: &[&str] = &["get", "list", "head", "describe", "select"];

/// All actions, and those that only this policy names.
pub(crate) fn actions(policy: &Policy) -> Vec<Action> {
    let mut actions = BTreeMap::new();
    for (names, writes, on) in [
        (READ_OBJECT, false, Target::Object),
        (WRITE_OBJECT, true, Target::Object),
        (READ_BUCKET, false, Target::Bucket),
        (WRITE_BUCKET, true, Target::Bucket),
    ] {
        for name in names.split_whitespace() {
            let name = format!("s3:{name}");
            actions.insert((name.to_ascii_lowercase(), on), Action { name, writes, on });
        }
    }
    let known = |actions: &BTreeMap<(String, Target), Action>, name: &str| {
        [Target::Bucket, Target::Object]
            .iter()
            .any(|on| actions.contains_key(&(name.to_owned(), *on)))
    };
    for name in named(policy) {
        if known(&actions, &name) {
            continue;
        }
        // A newer one; whether it is done to buckets or objects is not known.
        let verb = name.trim_start_matches("s3:");
        let writes = !READING.iter().any(|reading| verb.starts_with(reading));
        for on in [Target::Bucket, Target::Object] {
            let name = name.clone();
            actions.insert((name.clone(), on), Action { name, writes, on });
        }
    }
    actions.into_values().collect()
}

/// Actions on whole accounts, on which a bucket policy has no say.
const ELSEWHERE: &[&str] = &["s3:createbucket", "s3:listallmybuckets", "s3:headbucket"];

fn named(policy: &Policy) -> impl Iterator<Item = String> {
    let patterns = policy.statements.iter().flat_map(|it| &it.actions.patterns);
    patterns
        .map(|pattern| pattern.text.to_ascii_lowercase())
        .filter(|text| text.starts_with("s3:") && !text.contains(['*', '?']))
        .filter(|text| !ELSEWHERE.contains(&text.as_str()))
}
