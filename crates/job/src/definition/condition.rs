//! What conditions on buckets and objects are made of.

use serde::{Deserialize, Serialize};

/// How two things are to stand to each other. One list for all of a job's
/// conditions, of which each takes some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire names say it")]
pub enum Comparator {
    #[serde(rename = "EQ")]
    Eq,
    #[serde(rename = "GT")]
    Gt,
    #[serde(rename = "GTE")]
    Gte,
    #[serde(rename = "LT")]
    Lt,
    #[serde(rename = "LTE")]
    Lte,
    #[serde(rename = "NE")]
    Ne,
    #[serde(rename = "CONTAINS")]
    Contains,
    #[serde(rename = "STARTS_WITH")]
    StartsWith,
}

impl Comparator {
    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Comparator::Eq => "EQ",
            Comparator::Gt => "GT",
            Comparator::Gte => "GTE",
            Comparator::Lt => "LT",
            Comparator::Lte => "LTE",
            Comparator::Ne => "NE",
            Comparator::Contains => "CONTAINS",
            Comparator::StartsWith => "STARTS_WITH",
        }
    }
}

/// A tag: its key, its value, or both. What is absent or empty may be
/// anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagPair {
    /// The key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}
