//! Custom identifiers: what a user may define, by Macie's rules.

use serde::Deserialize;
use tracie_finding::detection::{IdentifierInfo, Origin, Severity};

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
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
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
    /// [`Error::Document`] if it does not parse; else what is wrong with an
    /// identifier's members.
    pub fn parse(text: &str) -> Result<Vec<CustomIdentifier>, Error> {
        let all =
            if text.trim_start().starts_with(['{', '[']) && !text.trim_start().starts_with("[[") {
                parse_json(text)?
            } else {
                toml::from_str::<File>(text)
                    .map_err(|it| Error::Document(it.to_string()))?
                    .custom
            };
        all.iter().try_for_each(CustomIdentifier::validate)?;
        Ok(all)
    }

    /// Holds the members against Macie's limits.
    ///
    /// # Errors
    ///
    /// [`Error::Custom`] or [`Error::Regex`] with what to change.
    pub fn validate(&self) -> Result<(), Error> {
        let checks = [
            self.bound("name", &self.name, 1, 128),
            self.bound("regex", &self.regex, 1, 512),
            at_most("keywords", self.keywords.len(), 50),
            at_most("ignoreWords", self.ignore_words.len(), 10),
            self.check_distance(),
            self.check_levels(),
        ];
        checks
            .into_iter()
            .collect::<Result<(), String>>()
            .map_err(|it| self.wrong(it))?;
        for keyword in &self.keywords {
            self.bound("keyword", keyword, 3, 90)
                .map_err(|it| self.wrong(it))?;
        }
        for word in &self.ignore_words {
            self.bound("ignoreWord", word, 4, 90)
                .map_err(|it| self.wrong(it))?;
        }
        self.plain_regex().map(drop)
    }

    /// The expression in the engine's own dialect.
    pub(crate) fn plain_regex(&self) -> Result<String, Error> {
        dialect::translate(&self.regex).map_err(|refusal| Error::Regex {
            name: self.name.clone(),
            position: refusal.position,
            message: refusal.message,
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

    fn wrong(&self, message: String) -> Error {
        Error::Custom {
            name: self.name.clone(),
            message,
        }
    }

    fn bound(&self, what: &str, text: &str, from: usize, to: usize) -> Result<(), String> {
        let length = text.chars().count();
        if (from..=to).contains(&length) {
            return Ok(());
        }
        Err(format!(
            "a {what} has {from} to {to} characters, this one has {length}: change it"
        ))
    }

    fn check_distance(&self) -> Result<(), String> {
        let distance = self.maximum_match_distance;
        if (1..=300).contains(&distance) {
            return Ok(());
        }
        Err(format!("maximumMatchDistance is 1 to 300, not {distance}"))
    }

    fn check_levels(&self) -> Result<(), String> {
        at_most("severityLevels", self.severity_levels.len(), 3)?;
        let thresholds = self
            .severity_levels
            .iter()
            .map(|level| level.occurrences_threshold);
        if thresholds.clone().any(|threshold| threshold == 0) {
            return Err("an occurrencesThreshold is at least 1".into());
        }
        if !thresholds.is_sorted_by(|a, b| a < b) {
            return Err("the occurrencesThresholds of severityLevels must ascend".into());
        }
        Ok(())
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
    .map_err(|error: serde_json::Error| Error::Document(error.to_string()))
}

fn at_most(what: &str, count: usize, most: usize) -> Result<(), String> {
    if count <= most {
        return Ok(());
    }
    Err(format!("at most {most} {what}, not {count}"))
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

    fn message(json: &str) -> String {
        CustomIdentifier::parse(json)
            .expect_err("it is out of bounds")
            .to_string()
    }

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
    fn bounds_are_named_with_what_to_change() {
        for (json, expected) in [
            (
                r#"{"name":"e","regex":"x","keywords":["ab"]}"#,
                "a keyword has 3 to 90 characters",
            ),
            (
                r#"{"name":"e","regex":"x","maximumMatchDistance":301}"#,
                "is 1 to 300, not 301",
            ),
            (
                r#"{"name":"e","regex":"x","colour":1}"#,
                "unknown field `colour`",
            ),
            (
                r#"{"name":"e","regex":"x","severityLevels":[
                    {"occurrencesThreshold":5,"severity":"LOW"},
                    {"occurrencesThreshold":5,"severity":"HIGH"}]}"#,
                "must ascend",
            ),
        ] {
            assert!(message(json).contains(expected), "{}", message(json));
        }
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
