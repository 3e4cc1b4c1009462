//! Buckets as DescribeBuckets tells of them.

use serde::Deserialize;
use serde_json::Value;
use tracie_finding::resources::{
    BucketPublicAccess, EffectivePermission, EncryptionType, S3Bucket, ServerSideEncryption, Tag,
    UnencryptedUploads,
};

use tracie_posture::SharedAccess;

use crate::bucket::BucketInfo;

/// What is needed of a bucket's metadata.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    bucket_name: String,
    account_id: Option<String>,
    region: Option<String>,
    bucket_arn: Option<String>,
    bucket_created_at: Option<String>,
    allows_unencrypted_object_uploads: Option<UnencryptedUploads>,
    public_access: Option<BucketPublicAccess>,
    server_side_encryption: Option<Encryption>,
    shared_access: Option<SharedAccess>,
    #[serde(default)]
    tags: Option<Vec<Tag>>,
}

/// Here the type of encryption is called otherwise than in findings.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    #[serde(rename = "type")]
    kind: Option<EncryptionType>,
    kms_master_key_id: Option<String>,
}

impl BucketInfo {
    /// The buckets in an answer of DescribeBuckets, or in several of them: its
    /// member `buckets`, or a list of buckets.
    ///
    /// ```
    /// use tracie_job::{BucketInfo, SharedAccess};
    ///
    /// let answer = serde_json::json!({"buckets": [
    ///     {"bucketName": "acme", "accountId": "111122223333", "sharedAccess": "EXTERNAL"}
    /// ]});
    /// let buckets = BucketInfo::described(&answer)?;
    /// assert_eq!(buckets[0].shared_access, SharedAccess::External);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is no such answer.
    pub fn described(answer: &Value) -> Result<Vec<BucketInfo>, serde_json::Error> {
        let buckets = answer.get("buckets").unwrap_or(answer);
        let buckets = Vec::<Metadata>::deserialize(buckets)?;
        Ok(buckets.into_iter().map(Metadata::into_info).collect())
    }
}

impl Metadata {
    fn into_info(self) -> BucketInfo {
        let mut info = BucketInfo::named(&self.bucket_name);
        let access = self.public_access.as_ref();
        info.effective_permission =
            access.map_or(EffectivePermission::Unknown, |it| it.effective_permission);
        info.shared_access = self.shared_access.unwrap_or(SharedAccess::Unknown);
        info.account_id.clone_from(&self.account_id);
        info.region.clone_from(&self.region);
        info.tags = self.tags.clone().unwrap_or_default();
        info.resource = Some(self.into_resource());
        info
    }

    fn into_resource(self) -> S3Bucket {
        let mut bucket = S3Bucket::unknown(&self.bucket_name, "aws");
        bucket.arn = self.bucket_arn.unwrap_or(bucket.arn);
        bucket.created_at = self.bucket_created_at;
        let uploads = self.allows_unencrypted_object_uploads;
        bucket.allows_unencrypted_object_uploads =
            uploads.or(bucket.allows_unencrypted_object_uploads);
        bucket.public_access = self.public_access.unwrap_or(bucket.public_access);
        bucket.tags = self.tags.unwrap_or_default();
        if let Some(encryption) = self.server_side_encryption {
            bucket.default_server_side_encryption = ServerSideEncryption {
                encryption_type: encryption.kind.unwrap_or(EncryptionType::Unknown),
                kms_master_key_id: encryption.kms_master_key_id,
            };
        }
        bucket
    }
}
