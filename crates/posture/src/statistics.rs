//! The numbers of all buckets together.

use serde::{Deserialize, Serialize};
use tracie_finding::resources::{
    BucketPublicAccess, EffectivePermission, EncryptionType, PublicGrants, UnencryptedUploads,
};

use crate::inventory::ObjectLevelStatistics;
use crate::metadata::BucketMetadata;
use crate::posture::SharedAccess;

macro_rules! counters {
    ($(#[$doc:meta])* $name:ident { $($member:ident),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[expect(missing_docs, reason = "the wire names say it")]
        pub struct $name { $(pub $member: u64),+ }
    };
}

counters! {
    /// Buckets by whether the public has access. One that anyone may write to
    /// and read counts for each.
    BucketCountByEffectivePermission {
        publicly_accessible, publicly_readable, publicly_writable, unknown
    }
}
counters! {
    /// Buckets by how they encrypt by default.
    BucketCountByEncryptionType { kms_managed, s3_managed, unencrypted, unknown }
}
counters! {
    /// Buckets by whether their policy asks for encryption.
    BucketCountPolicyAllowsUnencryptedObjectUploads {
        allows_unencrypted_object_uploads, denies_unencrypted_object_uploads, unknown
    }
}
counters! {
    /// Buckets by with whom they are shared.
    BucketCountBySharedAccessType { external, internal, not_shared, unknown }
}
counters! {
    /// Buckets of one band of sensitivity.
    SensitivityAggregations {
        classifiable_size_in_bytes, publicly_accessible_count, total_count, total_size_in_bytes
    }
}

/// Buckets by their sensitivity scores: −1, 50, 1 to 49, 51 to 100.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct BucketStatisticsBySensitivity {
    pub classification_error: SensitivityAggregations,
    pub not_classified: SensitivityAggregations,
    pub not_sensitive: SensitivityAggregations,
    pub sensitive: SensitivityAggregations,
}

/// All buckets together, as GetBucketStatistics shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct BucketStatistics {
    pub bucket_count: u64,
    pub bucket_count_by_effective_permission: BucketCountByEffectivePermission,
    pub bucket_count_by_encryption_type: BucketCountByEncryptionType,
    pub bucket_count_by_object_encryption_requirement:
        BucketCountPolicyAllowsUnencryptedObjectUploads,
    pub bucket_count_by_shared_access_type: BucketCountBySharedAccessType,
    pub bucket_statistics_by_sensitivity: BucketStatisticsBySensitivity,
    pub classifiable_object_count: u64,
    pub classifiable_size_in_bytes: u64,
    pub last_updated: Option<String>,
    pub object_count: u64,
    pub size_in_bytes: u64,
    pub size_in_bytes_compressed: u64,
    pub unclassifiable_object_count: ObjectLevelStatistics,
    pub unclassifiable_object_size_in_bytes: ObjectLevelStatistics,
}

impl BucketStatistics {
    /// The numbers of some buckets.
    pub fn of<'b>(buckets: impl IntoIterator<Item = &'b BucketMetadata>) -> BucketStatistics {
        let mut statistics = BucketStatistics::default();
        for bucket in buckets {
            statistics.add(bucket);
        }
        statistics
    }

    fn add(&mut self, bucket: &BucketMetadata) {
        self.bucket_count += 1;
        self.add_permission(&bucket.public_access);
        let by_encryption = &mut self.bucket_count_by_encryption_type;
        *match bucket.server_side_encryption.kind {
            Some(EncryptionType::Kms | EncryptionType::KmsDsse) => &mut by_encryption.kms_managed,
            Some(EncryptionType::Aes256) => &mut by_encryption.s3_managed,
            Some(EncryptionType::None) => &mut by_encryption.unencrypted,
            _ => &mut by_encryption.unknown,
        } += 1;
        let by_uploads = &mut self.bucket_count_by_object_encryption_requirement;
        *match bucket.allows_unencrypted_object_uploads {
            UnencryptedUploads::True => &mut by_uploads.allows_unencrypted_object_uploads,
            UnencryptedUploads::False => &mut by_uploads.denies_unencrypted_object_uploads,
            UnencryptedUploads::Unknown => &mut by_uploads.unknown,
        } += 1;
        let by_sharing = &mut self.bucket_count_by_shared_access_type;
        *match bucket.shared_access {
            SharedAccess::External => &mut by_sharing.external,
            SharedAccess::Internal => &mut by_sharing.internal,
            SharedAccess::NotShared => &mut by_sharing.not_shared,
            SharedAccess::Unknown => &mut by_sharing.unknown,
        } += 1;
        self.add_sensitivity(bucket);
        self.add_inventory(bucket);
        self.last_updated = self
            .last_updated
            .take()
            .max(Some(bucket.last_updated.clone()));
    }

    fn add_permission(&mut self, access: &BucketPublicAccess) {
        let counts = &mut self.bucket_count_by_effective_permission;
        match access.effective_permission {
            EffectivePermission::NotPublic => {}
            EffectivePermission::Unknown => counts.unknown += 1,
            EffectivePermission::Public => {
                counts.publicly_accessible += 1;
                let (read, write) = what_is_open(access);
                counts.publicly_readable += u64::from(read);
                counts.publicly_writable += u64::from(write);
            }
        }
    }

    fn add_sensitivity(&mut self, bucket: &BucketMetadata) {
        let bands = &mut self.bucket_statistics_by_sensitivity;
        let band = match bucket.sensitivity_score {
            Some(-1) => &mut bands.classification_error,
            Some(1..=49) => &mut bands.not_sensitive,
            Some(51..) => &mut bands.sensitive,
            _ => &mut bands.not_classified,
        };
        band.total_count += 1;
        let public = bucket.public_access.effective_permission == EffectivePermission::Public;
        band.publicly_accessible_count += u64::from(public);
        if let Some(inventory) = &bucket.inventory {
            band.total_size_in_bytes += inventory.size_in_bytes;
            band.classifiable_size_in_bytes += inventory.classifiable_size_in_bytes;
        }
    }

    fn add_inventory(&mut self, bucket: &BucketMetadata) {
        let Some(inventory) = &bucket.inventory else {
            return;
        };
        self.classifiable_object_count += inventory.classifiable_object_count;
        self.classifiable_size_in_bytes += inventory.classifiable_size_in_bytes;
        self.object_count += inventory.object_count;
        self.size_in_bytes += inventory.size_in_bytes;
        self.size_in_bytes_compressed += inventory.size_in_bytes_compressed;
        self.unclassifiable_object_count
            .merge(&inventory.unclassifiable_object_count);
        let sizes = &mut self.unclassifiable_object_size_in_bytes;
        sizes.merge(&inventory.unclassifiable_object_size_in_bytes);
    }
}

/// What anyone may do to a public bucket, once the switches are counted in.
fn what_is_open(access: &BucketPublicAccess) -> (bool, bool) {
    let Some(configuration) = &access.permission_configuration else {
        return (false, false);
    };
    let bucket = &configuration.bucket_level_permissions;
    let account = configuration.account_level_permissions.block_public_access;
    let switches = [bucket.block_public_access, account];
    let switches = || switches.iter().flatten();
    let by_acl = bucket
        .access_control_list
        .filter(|_| !switches().any(|it| it.ignore_public_acls));
    let by_policy = bucket
        .bucket_policy
        .filter(|_| !switches().any(|it| it.restrict_public_buckets));
    let ways = [by_acl, by_policy];
    let any = |of: fn(&PublicGrants) -> bool| ways.iter().flatten().any(of);
    (
        any(|grants| grants.allows_public_read_access),
        any(|grants| grants.allows_public_write_access),
    )
}
