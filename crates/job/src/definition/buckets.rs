//! Which buckets a job looks at.

use serde::{Deserialize, Serialize};

use super::condition::{Comparator, TagPair};
use super::scope::Scoping;

/// Which buckets, by name or by criteria, and which objects in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct S3JobDefinition {
    /// Buckets that are what they are to be when a run begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_criteria: Option<BucketCriteria>,
    /// Buckets by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_definitions: Option<Vec<BucketDefinition>>,
    /// Which objects; all if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scoping: Option<Scoping>,
}

/// Buckets of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BucketDefinition {
    /// The account that owns them, 12 digits.
    pub account_id: String,
    /// Their names.
    pub buckets: Vec<String>,
}

/// What buckets are to be, and not to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BucketCriteria {
    /// Buckets for which all of this is so are left out, whatever else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excludes: Option<CriteriaBlock>,
    /// Only buckets for which all of this is so are looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub includes: Option<CriteriaBlock>,
}

/// Conditions that must all be so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CriteriaBlock {
    /// The conditions.
    #[serde(default)]
    pub and: Vec<Criterion>,
}

/// A condition: one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Criterion {
    /// On a property of the bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simple_criterion: Option<SimpleCriterion>,
    /// On its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_criterion: Option<TagCriterion>,
}

/// A condition on a property of a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SimpleCriterion {
    /// EQ or NE.
    pub comparator: Comparator,
    /// The property.
    pub key: CriterionKey,
    /// One of them for EQ, none of them for NE.
    pub values: Vec<String>,
}

/// A property of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire names say it")]
pub enum CriterionKey {
    #[serde(rename = "ACCOUNT_ID")]
    AccountId,
    #[serde(rename = "S3_BUCKET_NAME")]
    BucketName,
    #[serde(rename = "S3_BUCKET_EFFECTIVE_PERMISSION")]
    EffectivePermission,
    #[serde(rename = "S3_BUCKET_SHARED_ACCESS")]
    SharedAccess,
}

/// A condition on the tags of a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagCriterion {
    /// EQ or NE.
    pub comparator: Comparator,
    /// One of them for EQ, none of them for NE.
    pub tag_values: Vec<TagPair>,
}
