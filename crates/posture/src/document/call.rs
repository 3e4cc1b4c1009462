//! The calls whose answers say how a bucket is set up.

use serde_json::Value;

/// A call of S3 that asks for a setting of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Call {
    Acl,
    Policy,
    PolicyStatus,
    PublicAccessBlock,
    Encryption,
    Replication,
    Tagging,
    Versioning,
    Location,
    OwnershipControls,
    /// The settings of the whole account.
    AccountPublicAccessBlock,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The JSON that `aws s3api` prints.
    Json(Value),
    /// It was refused with this code.
    Refused(String),
    /// Nothing: some calls say so where nothing is set.
    Empty,
}

impl Call {
    /// All that are about one bucket.
    pub const OF_BUCKETS: &[Call] = &[
        Call::Acl,
        Call::Policy,
        Call::PolicyStatus,
        Call::PublicAccessBlock,
        Call::Encryption,
        Call::Replication,
        Call::Tagging,
        Call::Versioning,
        Call::Location,
        Call::OwnershipControls,
    ];

    /// As the AWS CLI calls it; a file of a folder is called the same.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// The permission that it needs.
    pub fn permission(self) -> &'static str {
        self.words().1
    }

    /// The code of the error by which S3 says that there is no such setting.
    pub(crate) fn absent(self) -> Option<&'static str> {
        self.words().2
    }

    fn words(self) -> (&'static str, &'static str, Option<&'static str>) {
        const NO_BLOCK: Option<&str> = Some("NoSuchPublicAccessBlockConfiguration");
        const NO_POLICY: Option<&str> = Some("NoSuchBucketPolicy");
        match self {
            Call::Acl => ("get-bucket-acl", "s3:GetBucketAcl", None),
            Call::Policy => ("get-bucket-policy", "s3:GetBucketPolicy", NO_POLICY),
            Call::PolicyStatus => (
                "get-bucket-policy-status",
                "s3:GetBucketPolicyStatus",
                NO_POLICY,
            ),
            Call::PublicAccessBlock => (
                "get-public-access-block",
                "s3:GetBucketPublicAccessBlock",
                NO_BLOCK,
            ),
            Call::Encryption => (
                "get-bucket-encryption",
                "s3:GetEncryptionConfiguration",
                Some("ServerSideEncryptionConfigurationNotFoundError"),
            ),
            Call::Replication => (
                "get-bucket-replication",
                "s3:GetReplicationConfiguration",
                Some("ReplicationConfigurationNotFoundError"),
            ),
            Call::Tagging => (
                "get-bucket-tagging",
                "s3:GetBucketTagging",
                Some("NoSuchTagSet"),
            ),
            Call::Versioning => ("get-bucket-versioning", "s3:GetBucketVersioning", None),
            Call::Location => ("get-bucket-location", "s3:GetBucketLocation", None),
            Call::OwnershipControls => (
                "get-bucket-ownership-controls",
                "s3:GetBucketOwnershipControls",
                Some("OwnershipControlsNotFoundError"),
            ),
            Call::AccountPublicAccessBlock => (
                "get-public-access-block",
                "s3:GetAccountPublicAccessBlock",
                NO_BLOCK,
            ),
        }
    }
}

/// Whether a code says that a permission is missing.
pub(crate) fn is_denial(code: &str) -> bool {
    matches!(
        code,
        "AccessDenied" | "AllAccessDisabled" | "403" | "Forbidden"
    )
}
