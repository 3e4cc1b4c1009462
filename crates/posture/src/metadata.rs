//! Buckets and their numbers as the API shows them.

use serde::{Deserialize, Serialize};
use tracie_finding::resources::{BucketPublicAccess, EncryptionType, Tag, UnencryptedUploads};

use crate::document::{Setting, Why};
use crate::inventory::Inventory;
use crate::posture::{Posture, SharedAccess};
use crate::replication::ReplicationDetails;

/// A bucket as DescribeBuckets shows it. What is not known is null; what
/// comes of scanning (jobs, sensitivity) is for others to fill in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct BucketMetadata {
    pub account_id: Option<String>,
    pub allows_unencrypted_object_uploads: UnencryptedUploads,
    pub automated_discovery_monitoring_status: Option<String>,
    pub bucket_arn: String,
    pub bucket_created_at: Option<String>,
    pub bucket_name: String,
    /// `ACCESS_DENIED` if settings could not be asked for.
    pub error_code: Option<String>,
    pub error_message: Option<String>,
    /// What is in it, if that was counted.
    #[serde(flatten)]
    pub inventory: Option<Inventory>,
    pub job_details: Option<JobDetails>,
    pub last_automated_discovery_time: Option<String>,
    pub last_updated: String,
    pub public_access: BucketPublicAccess,
    pub region: Option<String>,
    pub replication_details: ReplicationDetails,
    pub sensitivity_score: Option<i32>,
    pub server_side_encryption: BucketServerSideEncryption,
    pub shared_access: SharedAccess,
    pub tags: Vec<Tag>,
    pub versioning: Option<bool>,
}

/// How a bucket encrypts by default; in DescribeBuckets the member is called
/// otherwise than in findings, and so is the absence of encryption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct BucketServerSideEncryption {
    pub kms_master_key_id: Option<String>,
    /// `NONE`, `AES256`, `aws:kms` or `aws:kms:dsse`; null if it is not known.
    #[serde(rename = "type")]
    pub kind: Option<EncryptionType>,
}

/// Which jobs look at a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct JobDetails {
    pub is_defined_in_job: String,
    pub is_monitored_by_job: String,
    pub last_job_id: Option<String>,
    pub last_job_run_time: Option<String>,
}

impl Posture {
    /// The bucket as DescribeBuckets shows it.
    pub fn metadata(&self, inventory: Option<Inventory>, last_updated: &str) -> BucketMetadata {
        let config = &self.config;
        let encryption = self.encryption();
        let denied = self.is_denied();
        BucketMetadata {
            account_id: self.account_id.clone(),
            allows_unencrypted_object_uploads: self.unencrypted_uploads,
            automated_discovery_monitoring_status: None,
            bucket_arn: self.arn(),
            bucket_created_at: config.created_at.clone(),
            bucket_name: config.name.clone(),
            error_code: denied.then(|| "ACCESS_DENIED".to_owned()),
            error_message: denied.then(|| self.doubts.join("; ")),
            inventory,
            job_details: None,
            last_automated_discovery_time: None,
            last_updated: last_updated.to_owned(),
            public_access: self.public_access.clone(),
            region: config.region.get().cloned(),
            replication_details: self.replication.details(),
            sensitivity_score: None,
            server_side_encryption: BucketServerSideEncryption {
                kms_master_key_id: encryption.kms_master_key_id,
                kind: Some(encryption.encryption_type).filter(|it| *it != EncryptionType::Unknown),
            },
            shared_access: self.shared_access,
            tags: config.tags.get().cloned().unwrap_or_default(),
            versioning: match &config.versioning {
                Setting::Set(versioning) => Some(*versioning),
                Setting::NotSet => Some(false),
                Setting::Unread(_) => None,
            },
        }
    }

    /// Whether some setting was refused.
    pub fn is_denied(&self) -> bool {
        let config = &self.config;
        let gaps = [
            config.acl.gap(),
            config.policy.gap(),
            config.public_access_block.gap(),
            config.encryption.gap(),
            config.replication.gap(),
            config.tags.gap(),
            config.versioning.gap(),
        ];
        gaps.into_iter().flatten().any(|gap| gap.why == Why::Denied)
    }
}
