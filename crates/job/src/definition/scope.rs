//! Which objects of its buckets a job looks at.

use serde::{Deserialize, Serialize};

use super::condition::{Comparator, TagPair};

/// What objects are to be, and not to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scoping {
    /// Objects for which all of this is so are left out, whatever else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excludes: Option<ScopeBlock>,
    /// Only objects for which all of this is so are looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub includes: Option<ScopeBlock>,
}

/// Conditions that must all be so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScopeBlock {
    /// The conditions.
    #[serde(default)]
    pub and: Vec<ScopeTerm>,
}

/// A condition: one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScopeTerm {
    /// On a property of the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simple_scope_term: Option<SimpleScopeTerm>,
    /// On its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_scope_term: Option<TagScopeTerm>,
}

/// A condition on a property of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SimpleScopeTerm {
    /// How the property and the values are to stand to each other.
    pub comparator: Comparator,
    /// The property.
    pub key: ScopeKey,
    /// One of them; for NE none of them.
    pub values: Vec<String>,
}

/// A property of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire names say it")]
pub enum ScopeKey {
    #[serde(rename = "OBJECT_EXTENSION")]
    Extension,
    #[serde(rename = "OBJECT_LAST_MODIFIED_DATE")]
    LastModified,
    #[serde(rename = "OBJECT_SIZE")]
    Size,
    #[serde(rename = "OBJECT_KEY")]
    Key,
}

impl ScopeKey {
    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            ScopeKey::Extension => "OBJECT_EXTENSION",
            ScopeKey::LastModified => "OBJECT_LAST_MODIFIED_DATE",
            ScopeKey::Size => "OBJECT_SIZE",
            ScopeKey::Key => "OBJECT_KEY",
        }
    }
}

/// A condition on the tags of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagScopeTerm {
    /// EQ or NE.
    pub comparator: Comparator,
    /// `TAG`.
    pub key: String,
    /// One of them for EQ, none of them for NE.
    pub tag_values: Vec<TagPair>,
    /// Whose tags.
    pub target: TagTarget,
}

/// Whose tags a condition is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TagTarget {
    /// Those of objects.
    #[serde(rename = "S3_OBJECT")]
    S3Object,
}
