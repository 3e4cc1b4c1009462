//! Suppression: which findings are archived as soon as they are made.

mod expiry;
mod file;
mod glob;
mod kept;
mod rule;

use serde_json::Value;
use tracie_finding::Finding;

pub use self::file::{SuppressError, VERSION};
pub use self::rule::Rule;

/// Suppression rules, in the order in which they apply.
///
/// A file of them is TOML or JSON:
///
/// ```
/// use tracie_store::Suppression;
///
/// let rules = Suppression::parse(r#"
///     version = 1
///
///     [[rules]]
///     name = "fixtures"
///     reason = "made-up people in tests, reviewed in spring"
///     expires = 2027-03-31
///     keys = ["tests/**", "**/*.fixture.csv"]
///     [rules.findingCriteria.criterion]
///     "resourcesAffected.s3Bucket.name" = { eq = ["shop"] }
/// "#)?;
/// assert_eq!(rules.rules()[0].name, "fixtures");
/// # Ok::<(), tracie_store::SuppressError>(())
/// ```
///
/// | member | what | |
/// |---|---|---|
/// | `version` | [`VERSION`] of the form of the file | must be there |
/// | `rules` | the rules | |
/// | `rules[].name` | 3 to 64 characters; a name of one rule only | must be there |
/// | `rules[].reason` | why; up to 512 characters | must be there |
/// | `rules[].expires` | the last day on which it applies, in UTC, or the moment from which on it does not | |
/// | `rules[].findingCriteria` | as in CreateFindingsFilter: [`Criteria`](crate::Criteria) that a finding meets | one of these |
/// | `rules[].keys` | patterns of which the key of its object matches one | two, or both |
///
/// A pattern is for the whole key: `*` is any part of a name, `**` any part of
/// a key (`**/` any folders, or none), `?` one character that is no `/`, and a
/// `\` before a character takes its meaning away.
///
/// A finding that meets all that a rule says is archived. It is neither
/// dropped nor changed otherwise. A rule whose time is over does not apply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suppression {
    rules: Vec<Rule>,
}

/// Those of several files, one after the other.
impl FromIterator<Suppression> for Suppression {
    fn from_iter<I: IntoIterator<Item = Suppression>>(all: I) -> Suppression {
        Suppression {
            rules: all.into_iter().flat_map(|it| it.rules).collect(),
        }
    }
}

impl Suppression {
    /// Reads a file of rules, in TOML or JSON.
    ///
    /// # Errors
    ///
    /// [`SuppressError`] tells where what is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<Suppression, SuppressError> {
        Ok(Suppression {
            rules: file::parse(text)?,
        })
    }

    /// All rules, also those whose time is over.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The first rule that archives a finding at a moment, milliseconds since
    /// 1970.
    pub fn rule_for(&self, finding: &Finding, now_ms: i64) -> Option<&Rule> {
        let mut valid = self
            .rules
            .iter()
            .filter(|it| !it.is_over(now_ms))
            .peekable();
        valid.peek()?;
        // A finding is JSON by its nature.
        let document = serde_json::to_value(finding).unwrap_or(Value::Null);
        let object = finding.resources_affected.s3_object.as_ref();
        let key = object.map(|object| &*object.key);
        valid.find(|rule| rule.matches(key, &document))
    }

    /// The rules whose time is over at a moment.
    pub fn over(&self, now_ms: i64) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.is_over(now_ms))
    }
}
