//! A suppression rule.

use serde_json::Value;

use super::expiry::Expiry;
use super::glob::Glob;
use crate::criteria::Criteria;

/// A rule that archives findings.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Why findings are archived by it.
    pub reason: String,
    /// Which findings; all whose keys match, if that is empty.
    pub criteria: Criteria,
    pub(super) expires: Option<Expiry>,
    pub(super) keys: Vec<Glob>,
}

impl Rule {
    /// The patterns of keys, as they were written.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(Glob::as_str)
    }

    /// Until when it applies, as it was written; `None` for ever.
    pub fn expires(&self) -> Option<&str> {
        self.expires.as_ref().map(Expiry::as_str)
    }

    /// Whether its time is over at a moment, milliseconds since 1970.
    pub fn is_over(&self, now_ms: i64) -> bool {
        self.expires.as_ref().is_some_and(|it| it.is_over(now_ms))
    }

    pub(super) fn matches(&self, key: Option<&str>, finding: &Value) -> bool {
        let is_key = || key.is_some_and(|key| self.keys.iter().any(|glob| glob.matches(key)));
        (self.keys.is_empty() || is_key()) && self.criteria.matches_json(finding)
    }
}
