//! The bucket and the object that a finding is about.

use serde::{Deserialize, Serialize};

/// The bucket, and the object in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourcesAffected {
    /// The bucket.
    pub s3_bucket: S3Bucket,
    /// The object; absent in a policy finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_object: Option<S3Object>,
}

/// A bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct S3Bucket {
    /// Whether its policy allows uploads without encryption; absent in
    /// findings from before this was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allows_unencrypted_object_uploads: Option<UnencryptedUploads>,
    /// Its ARN.
    pub arn: String,
    /// When it was created, RFC 3339.
    pub created_at: Option<String>,
    /// How it encrypts by default.
    pub default_server_side_encryption: ServerSideEncryption,
    /// Its name.
    pub name: String,
    /// Who owns it.
    pub owner: S3BucketOwner,
    /// Whether the public has access.
    pub public_access: BucketPublicAccess,
    /// Its tags.
    pub tags: Vec<Tag>,
}

impl S3Bucket {
    /// A bucket of which only the name is known, as of a folder or a dump.
    /// Nothing is claimed that was not seen: what has an `UNKNOWN` says so,
    /// the time of creation, the owner and the permissions are null, and
    /// there are no tags.
    ///
    /// ```
    /// use tracie_finding::resources::S3Bucket;
    ///
    /// let bucket = S3Bucket::unknown("acme-exports", "aws");
    /// assert_eq!(bucket.arn, "arn:aws:s3:::acme-exports");
    /// assert_eq!(bucket.created_at, None);
    /// ```
    pub fn unknown(name: &str, partition: &str) -> S3Bucket {
        S3Bucket {
            allows_unencrypted_object_uploads: Some(UnencryptedUploads::Unknown),
            arn: format!("arn:{partition}:s3:::{name}"),
            created_at: None,
            default_server_side_encryption: ServerSideEncryption::UNKNOWN,
            name: name.to_owned(),
            owner: S3BucketOwner {
                display_name: None,
                id: None,
            },
            public_access: BucketPublicAccess {
                effective_permission: EffectivePermission::Unknown,
                permission_configuration: None,
            },
            tags: Vec::new(),
        }
    }
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct S3Object {
    /// The bucket it is in.
    pub bucket_arn: String,
    /// Its eTag, without quotes.
    pub e_tag: String,
    /// What follows the last dot of its name, or nothing.
    pub extension: String,
    /// Its key.
    pub key: String,
    /// When it was last modified, RFC 3339.
    pub last_modified: Option<String>,
    /// `bucket/key`.
    pub path: String,
    /// Whether the public has access, if that was evaluated.
    pub public_access: Option<bool>,
    /// How it is encrypted.
    pub server_side_encryption: ServerSideEncryption,
    /// Its size in bytes, as stored.
    pub size: u64,
    /// How it is stored.
    pub storage_class: Option<StorageClass>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Its version; empty in a bucket without versions.
    pub version_id: String,
}

/// What follows the last dot of the last part of a key; empty if there is
/// none.
///
/// ```
/// use tracie_finding::resources::extension;
///
/// assert_eq!(extension("exports/2024.05/orders.tar.gz"), "gz");
/// assert_eq!(extension("exports/2024.05/orders"), "");
/// ```
pub fn extension(key: &str) -> &str {
    let name = key.rsplit('/').next().unwrap_or(key);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// A tag of a bucket or an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Tag {
    pub key: String,
    pub value: String,
}

/// The account that owns a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct S3BucketOwner {
    /// How it calls itself.
    pub display_name: Option<String>,
    /// Its canonical user id.
    pub id: Option<String>,
}

/// How something is encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServerSideEncryption {
    /// The kind of encryption.
    pub encryption_type: EncryptionType,
    /// The key, if it is one of KMS.
    pub kms_master_key_id: Option<String>,
}

impl ServerSideEncryption {
    /// Nothing is known.
    pub const UNKNOWN: ServerSideEncryption = ServerSideEncryption {
        encryption_type: EncryptionType::Unknown,
        kms_master_key_id: None,
    };
}

impl Default for ServerSideEncryption {
    fn default() -> ServerSideEncryption {
        ServerSideEncryption::UNKNOWN
    }
}

/// The kinds of encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the wire names say it")]
pub enum EncryptionType {
    #[serde(rename = "NONE")]
    None,
    #[serde(rename = "AES256")]
    Aes256,
    #[serde(rename = "aws:kms")]
    Kms,
    #[serde(rename = "aws:kms:dsse")]
    KmsDsse,
    #[serde(rename = "UNKNOWN")]
    Unknown,
}

/// Whether a bucket accepts uploads without encryption. On the wire these are
/// words, not booleans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum UnencryptedUploads {
    True,
    False,
    Unknown,
}

macro_rules! storage_classes {
    ($($name:ident = $code:literal),+ $(,)?) => {
        /// How an object is stored.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "the wire names say it")]
        pub enum StorageClass { $(#[serde(rename = $code)] $name),+ }

        impl StorageClass {
            /// The class of this name, if findings can name it.
            ///
            /// ```
            /// use tracie_finding::resources::StorageClass;
            ///
            /// assert_eq!(StorageClass::from_code("GLACIER_IR"), Some(StorageClass::GlacierIr));
            /// assert_eq!(StorageClass::from_code("EXPRESS_ONEZONE"), None);
            /// ```
            pub fn from_code(code: &str) -> Option<StorageClass> {
                match code { $($code => Some(StorageClass::$name),)+ _ => None }
            }
        }
    };
}

storage_classes! {
    Standard = "STANDARD",
    ReducedRedundancy = "REDUCED_REDUNDANCY",
    StandardIa = "STANDARD_IA",
    IntelligentTiering = "INTELLIGENT_TIERING",
    DeepArchive = "DEEP_ARCHIVE",
    OnezoneIa = "ONEZONE_IA",
    Glacier = "GLACIER",
    GlacierIr = "GLACIER_IR",
    Outposts = "OUTPOSTS",
}

/// Whether the public has access to a bucket, and by which settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BucketPublicAccess {
    /// Whether it has.
    pub effective_permission: EffectivePermission,
    /// The settings.
    pub permission_configuration: Option<PermissionConfiguration>,
}

/// Whether the public has access to a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum EffectivePermission {
    Public,
    NotPublic,
    Unknown,
}

/// The settings that decide on public access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PermissionConfiguration {
    /// Those of the account.
    pub account_level_permissions: AccountLevelPermissions,
    /// Those of the bucket.
    pub bucket_level_permissions: BucketLevelPermissions,
}

/// The settings of an account that decide on public access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountLevelPermissions {
    /// What is blocked whatever a bucket says; null if that is not known.
    pub block_public_access: Option<BlockPublicAccess>,
}

/// The settings of a bucket that decide on public access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BucketLevelPermissions {
    /// What its access control list allows.
    pub access_control_list: Option<PublicGrants>,
    /// What is blocked; null if that is not known.
    pub block_public_access: Option<BlockPublicAccess>,
    /// What its policy allows.
    pub bucket_policy: Option<PublicGrants>,
}

/// The four switches that block public access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct BlockPublicAccess {
    pub block_public_acls: bool,
    pub block_public_policy: bool,
    pub ignore_public_acls: bool,
    pub restrict_public_buckets: bool,
}

/// What the public may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct PublicGrants {
    pub allows_public_read_access: bool,
    pub allows_public_write_access: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_is_that_of_the_last_part() {
        let cases = [
            ("roster.csv", "csv"),
            ("deploy/.env.production", "production"),
            ("deploy/.env", "env"),
            ("a.b/c", ""),
            ("a.b/", ""),
            ("ends.", ""),
            ("", ""),
            ("Upper.CSV", "CSV"),
        ];
        for (key, expected) in cases {
            assert_eq!(extension(key), expected, "{key}");
        }
    }
}
