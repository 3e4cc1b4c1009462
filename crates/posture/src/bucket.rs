//! How one bucket is set up.

use std::collections::BTreeMap;

use tracie_finding::resources::{BlockPublicAccess, ServerSideEncryption, Tag};

use crate::acl::Acl;
use crate::document::{Answer, Call, Setting, read};

/// How one bucket is set up, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BucketConfig {
    /// Its name.
    pub name: String,
    /// The account that owns it, 12 digits.
    pub account_id: Option<String>,
    /// When it was created, RFC 3339.
    pub created_at: Option<String>,
    /// Who owns it.
    pub owner: Owner,
    /// Its region.
    pub region: Setting<String>,
    /// Its access control list.
    pub acl: Setting<Acl>,
    /// Its policy, as text.
    pub policy: Setting<String>,
    /// Whether S3 itself takes the policy for public.
    pub policy_is_public: Setting<bool>,
    /// Its own switches that block public access.
    pub public_access_block: Setting<BlockPublicAccess>,
    /// How it encrypts by default.
    pub encryption: Setting<ServerSideEncryption>,
    /// Where objects are copied to by rules that are switched on.
    pub replication: Setting<Vec<Destination>>,
    /// Its tags.
    pub tags: Setting<Vec<Tag>>,
    /// Whether it keeps versions.
    pub versioning: Setting<bool>,
    /// Who owns objects that others upload.
    pub ownership: Setting<Ownership>,
}

/// Who owns a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct Owner {
    pub id: Option<String>,
    pub display_name: Option<String>,
}

/// Where objects are copied to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Destination {
    /// The bucket, by its name.
    pub bucket: String,
    /// The account that owns it, if the rule says so.
    pub account: Option<String>,
}

/// Who owns objects that others upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The bucket's owner, and access control lists have no effect.
    BucketOwnerEnforced,
    /// The bucket's owner, if whoever uploads says so.
    BucketOwnerPreferred,
    /// Whoever uploads.
    ObjectWriter,
}

impl Ownership {
    /// As the API writes it.
    pub fn parse(text: &str) -> Option<Ownership> {
        Some(match text {
            "BucketOwnerEnforced" => Ownership::BucketOwnerEnforced,
            "BucketOwnerPreferred" => Ownership::BucketOwnerPreferred,
            "ObjectWriter" => Ownership::ObjectWriter,
            _ => return None,
        })
    }
}

impl Destination {
    pub(crate) fn of(arn: &str, account: Option<&str>) -> Option<Destination> {
        let bucket = arn.rsplit(':').next().filter(|name| !name.is_empty())?;
        Some(Destination {
            bucket: bucket.to_owned(),
            account: account.map(str::to_owned),
        })
    }
}

impl BucketConfig {
    /// A bucket as some calls tell of it, each with what came of it.
    ///
    /// ```
    /// use tracie_posture::{Answer, BucketConfig, Call, Setting};
    ///
    /// let answers = [
    ///     (Call::Policy, Answer::Refused("NoSuchBucketPolicy".into())),
    ///     (Call::Tagging, Answer::Refused("AccessDenied".into())),
    /// ];
    /// let bucket = BucketConfig::of_answers("acme-data", &answers.into());
    /// assert_eq!(bucket.policy, Setting::NotSet);
    /// assert_eq!(
    ///     bucket.tags.gap().map(ToString::to_string).as_deref(),
    ///     Some("get-bucket-tagging was denied; it needs s3:GetBucketTagging")
    /// );
    /// ```
    pub fn of_answers(name: &str, answers: &BTreeMap<Call, Answer>) -> BucketConfig {
        let of = |call: Call| answers.get(&call);
        let acl = read::setting(Call::Acl, of(Call::Acl), read::acl);
        BucketConfig {
            name: name.to_owned(),
            account_id: None,
            created_at: None,
            owner: acl.get().map(|acl| acl.owner.clone()).unwrap_or_default(),
            region: read::setting(Call::Location, of(Call::Location), read::location),
            acl,
            policy: read::setting(Call::Policy, of(Call::Policy), read::policy),
            policy_is_public: read::setting(
                Call::PolicyStatus,
                of(Call::PolicyStatus),
                read::policy_status,
            ),
            public_access_block: read::setting(
                Call::PublicAccessBlock,
                of(Call::PublicAccessBlock),
                read::public_access_block,
            ),
            encryption: read::setting(Call::Encryption, of(Call::Encryption), read::encryption),
            replication: read::setting(Call::Replication, of(Call::Replication), read::replication),
            tags: read::setting(Call::Tagging, of(Call::Tagging), read::tags),
            versioning: read::setting(Call::Versioning, of(Call::Versioning), read::versioning),
            ownership: read::setting(
                Call::OwnershipControls,
                of(Call::OwnershipControls),
                read::ownership,
            ),
        }
    }

    /// A bucket as S3 makes it today if nobody says otherwise: nothing public,
    /// no policy, no access control lists, encryption by S3.
    pub fn fresh(name: &str) -> BucketConfig {
        BucketConfig {
            name: name.to_owned(),
            account_id: None,
            created_at: None,
            owner: Owner::default(),
            region: Setting::NotSet,
            acl: Setting::NotSet,
            policy: Setting::NotSet,
            policy_is_public: Setting::NotSet,
            public_access_block: Setting::Set(BlockPublicAccess {
                block_public_acls: true,
                block_public_policy: true,
                ignore_public_acls: true,
                restrict_public_buckets: true,
            }),
            encryption: read::encryption_of("AES256", None).map_or(Setting::NotSet, Setting::Set),
            replication: Setting::NotSet,
            tags: Setting::NotSet,
            versioning: Setting::Set(false),
            ownership: Setting::Set(Ownership::BucketOwnerEnforced),
        }
    }
}
