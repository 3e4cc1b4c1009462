//! Custom identifiers: what a user may define, by Macie's rules.

mod limits;
mod macie;
mod test;

pub use macie::MacieRemark;
pub use test::{CustomTest, CustomTestResult, MAX_SAMPLE, test_custom};

use serde::Deserialize;
use tracie_finding::detection::{IdentifierInfo, Origin, Severity};

use crate::error::Invalid;
use crate::{Error, dialect};

/// A custom data identifier, with the members of CreateCustomDataIdentifier.
///
/// ```
/// use tracie_identify::CustomIdentifier;
///
/// let all = CustomIdentifier::parse(
///     r#"{"name": "employee", "regex": "E-[0-9]{6}", "keywords": ["employee"]}"#,
/// )?;
/// assert_eq!(all[0].maximum_match_distance, 50);
/// # Ok::<(), tracie_identify::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomIdentifier {
    /// Its name, 1 to 128 characters.
    pub name: String,
    /// The expression, at most 512 characters, of Macie's subset of PCRE.
    pub regex: String,
    /// Words of which one must stand before a match; at most 50.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Texts that a match must not contain, in this case; at most 10.
    #[serde(default)]
    pub ignore_words: Vec<String>,
    /// Most characters from the end of a keyword to the end of the match.
    #[serde(default = "default_distance")]
    pub maximum_match_distance: u32,
    /// Severity from so many occurrences on; Medium from one on if empty.
    #[serde(default)]
    pub severity_levels: Vec<SeverityLevel>,
    /// What it finds.
    #[serde(default)]
    pub description: String,
    /// The identifier's UUID; worked out from its definition if absent.
    #[serde(default)]
    pub id: Option<String>,
    /// Accepted and not used, as the API call has it.
    #[serde(default)]
    pub client_token: Option<String>,
    /// Accepted and not used, as the API call has it.
    #[serde(default)]
    pub tags: std::collections::BTreeMap<String, String>,
}

/// A threshold and the severity from there on.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeverityLevel {
    /// Occurrences, at least 1.
    pub occurrences_threshold: u64,
    /// `LOW`, `MEDIUM` or `HIGH`.
    pub severity: LevelName,
}

/// A severity as the API writes it here.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum LevelName {
    Low,
    Medium,
    High,
}

/// A TOML file of custom identifiers: `[[custom]]` tables.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    custom: Vec<CustomIdentifier>,
}

/// JSON is one identifier or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Json {
    One(Box<CustomIdentifier>),
    Many(Vec<CustomIdentifier>),
}

impl CustomIdentifier {
    /// Reads custom identifiers: TOML with `[[custom]]` tables, or the JSON
    /// of CreateCustomDataIdentifier, one or a list. Members are called the
    /// same in both.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if it does not parse; else what is wrong with the
    /// members of an identifier.
    pub fn parse(text: &str) -> Result<Vec<CustomIdentifier>, Error> {
        let all = CustomIdentifier::read(text)?;
        all.iter().try_for_each(CustomIdentifier::validate)?;
        Ok(all)
    }

    /// The same, whatever the members say; see [`CustomIdentifier::invalid`].
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if it does not parse.
    pub fn read(text: &str) -> Result<Vec<CustomIdentifier>, Error> {
        let start = text.trim_start();
        if start.starts_with(['{', '[']) && !start.starts_with("[[") {
            return parse_json(text);
        }
        let file = toml::from_str::<File>(text).map_err(|it| document(&told(&it, text)))?;
        Ok(file.custom)
    }

    /// Holds the members against Macie's limits.
    ///
    /// # Errors
    ///
    /// [`Error::Custom`] with what to change.
    pub fn validate(&self) -> Result<(), Error> {
        match self.invalid() {
            none if none.is_empty() => Ok(()),
            invalid => Err(Error::Custom {
                name: self.name.clone(),
                invalid,
            }),
        }
    }

    /// The expression in the engine's own dialect.
    pub(crate) fn plain_regex(&self) -> Result<String, Error> {
        dialect::translate(&self.regex).map_err(|refusal| Error::Custom {
            name: self.name.clone(),
            invalid: vec![Invalid {
                position: Some(refusal.position),
                ..Invalid::new("regex", refusal.message)
            }],
        })
    }

    /// What a finding needs to know of it.
    pub fn info(&self) -> IdentifierInfo {
        let mut severity: Vec<(u64, Severity)> = self
            .severity_levels
            .iter()
            .map(|level| (level.occurrences_threshold, level.severity.into()))
            .collect();
        severity.sort_unstable();
        if severity.is_empty() {
            severity.push((1, Severity::Medium));
        }
        IdentifierInfo {
            id: self.name.clone(),
            origin: Origin::Custom(self.uuid()),
            severity,
        }
    }

    /// Its UUID: the one given, else one that its definition names.
    pub fn uuid(&self) -> String {
        self.id.clone().unwrap_or_else(|| {
            let definition = format!(
                "{}\0{}\0{:?}\0{:?}\0{}",
                self.name,
                self.regex,
                self.keywords,
                self.ignore_words,
                self.maximum_match_distance
            );
            uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, definition.as_bytes()).to_string()
        })
    }
}

fn parse_json(text: &str) -> Result<Vec<CustomIdentifier>, Error> {
    // Parsed twice, since the message of an untagged choice says nothing.
    match serde_json::from_str::<Json>(text) {
        Ok(Json::One(one)) => Ok(vec![*one]),
        Ok(Json::Many(many)) => Ok(many),
        Err(_) if text.trim_start().starts_with('{') => {
            serde_json::from_str(text).map(|one| vec![one])
        }
        Err(_) => serde_json::from_str(text),
    }
    .map_err(|error: serde_json::Error| document(&error))
}

/// What is wrong in a file and where. The line itself is not told: a file that was named
/// by mistake may hold anything.
pub(crate) fn told(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let lines = before.map(|it| it.matches('\n').count() + 1);
    match lines {
        None => error.message().to_owned(),
        Some(line) => format!("line {line}: {}", error.message()),
    }
}

fn document(error: &dyn std::fmt::Display) -> Error {
    Error::Document {
        what: "custom identifiers",
        message: error.to_string(),
    }
}

fn default_distance() -> u32 {
    50
}

impl From<LevelName> for Severity {
    fn from(name: LevelName) -> Severity {
        match name {
            LevelName::Low => Severity::Low,
            LevelName::Medium => Severity::Medium,
            LevelName::High => Severity::High,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_and_json_say_the_same() {
        let toml = "[[custom]]\nname = 'e'\nregex = 'E[0-9]'\nkeywords = ['employee']\n\
                    maximumMatchDistance = 20";
        let json =
            r#"[{"name":"e","regex":"E[0-9]","keywords":["employee"],"maximumMatchDistance":20}]"#;
        let read = |text| CustomIdentifier::parse(text).expect("it is well-formed");
        assert_eq!(read(toml), read(json));
    }

    #[test]
    fn a_member_that_is_none_is_refused() {
        let error = CustomIdentifier::parse(r#"{"name":"e","regex":"x","colour":1}"#);
        let message = error.expect_err("there is no such member").to_string();
        assert!(message.contains("unknown field `colour`"), "{message}");
    }

    #[test]
    fn the_uuid_follows_the_definition() {
        let read = |json| CustomIdentifier::parse(json).expect("it is well-formed")[0].uuid();
        let first = read(r#"{"name":"e","regex":"x"}"#);
        assert_eq!(
            first,
            read(r#"{"name":"e","regex":"x","description":"other"}"#)
        );
        assert_ne!(first, read(r#"{"name":"e","regex":"y"}"#));
    }
}
