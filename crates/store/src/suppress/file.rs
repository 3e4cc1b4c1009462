//! Files of suppression rules.

use serde_json::{Map, Value};

use super::expiry::Expiry;
use super::glob::Glob;
use super::rule::Rule;
use crate::criteria::{Criteria, CriteriaError};

/// The version of the form of files of rules.
pub const VERSION: u64 = 1;

/// Lengths of names, in characters, as CreateFindingsFilter has them.
const NAME: std::ops::RangeInclusive<usize> = 3..=64;
/// The longest reason, in characters: it becomes the filter's description.
const REASON: usize = 512;

const MEMBERS: &[&str] = &[
    "name",
    "reason",
    "expires",
    "keys",
    "findingCriteria",
    "action",
];

/// Why a file of suppression rules cannot be used. Each message says what
/// would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SuppressError {
    /// It is neither TOML nor JSON.
    #[error("suppression rules are TOML or JSON: {0}")]
    Syntax(String),
    /// It has another form.
    #[error(
        "a file of suppression rules has `version = {VERSION}` and a list of tables `rules`: {0}"
    )]
    Form(String),
    /// A rule has something wrong.
    #[error("rule {rule}: {problem}")]
    Rule {
        /// Its name or, where it has none, its number.
        rule: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The criteria of a rule mean nothing.
    #[error("rule {rule}: {source}")]
    Criteria {
        /// Its name.
        rule: String,
        /// What is wrong with them.
        source: CriteriaError,
    },
}

/// Reads a file of rules.
pub(super) fn parse(text: &str) -> Result<Vec<Rule>, SuppressError> {
    let document = document(text)?;
    let form = |what: &str| SuppressError::Form(what.to_owned());
    match document.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(other) => return Err(form(&format!("version {other} is not known here"))),
        None => return Err(form("it has no version")),
    }
    if let Some(other) = document
        .keys()
        .find(|it| !["version", "rules"].contains(&&***it))
    {
        return Err(form(&format!("there is no `{other}`")));
    }
    let rules = match document.get("rules") {
        None => &Vec::new(),
        Some(Value::Array(rules)) => rules,
        Some(_) => return Err(form("`rules` is no list")),
    };
    let mut read: Vec<Rule> = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let rule = self::rule(rule, at + 1)?;
        if read.iter().any(|before| before.name == rule.name) {
            return Err(wrong(&rule.name, "there are two of this name; rename one"));
        }
        read.push(rule);
    }
    Ok(read)
}

fn document(text: &str) -> Result<Map<String, Value>, SuppressError> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|it| SuppressError::Syntax(it.to_string()));
    }
    let table: toml::Table = text
        .parse()
        .map_err(|it| SuppressError::Syntax(told(&it, text)))?;
    Ok(table
        .into_iter()
        .map(|(name, value)| (name, json(value)))
        .collect())
}

/// What is wrong and where. The line itself is not told: a file that was named
/// by mistake may hold anything.
fn told(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        None => error.message().to_owned(),
        Some(before) => {
            let line = before.matches('\n').count() + 1;
            format!("{} at line {line}", error.message())
        }
    }
}

/// The same in JSON; a date as it is written.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(name, value)| (name, json(value)))
                .collect(),
        ),
    }
}

fn wrong(rule: &str, problem: impl Into<String>) -> SuppressError {
    SuppressError::Rule {
        rule: rule.to_owned(),
        problem: problem.into(),
    }
}

/// Reads a rule, which has a number in case that it has no name.
fn rule(document: &Value, number: usize) -> Result<Rule, SuppressError> {
    let members = document
        .as_object()
        .ok_or_else(|| wrong(&number.to_string(), "it is no table"))?;
    let name = members
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !NAME.contains(&name.chars().count()) {
        let problem = "it needs a `name` of 3 to 64 characters";
        return Err(wrong(&number.to_string(), problem));
    }
    if let Some(other) = members.keys().find(|it| !MEMBERS.contains(&&***it)) {
        let there_are = MEMBERS.join(", ");
        return Err(wrong(
            name,
            format!("there is no `{other}`: there are {there_are}"),
        ));
    }
    let rule = Rule {
        name: name.to_owned(),
        reason: reason(name, members)?,
        criteria: criteria(name, members)?,
        expires: expires(name, members)?,
        keys: keys(name, members)?,
    };
    if rule.keys.is_empty() && rule.criteria.is_empty() {
        let problem =
            "it would archive everything: say which findings by `keys` or `findingCriteria`";
        return Err(wrong(name, problem));
    }
    Ok(rule)
}

fn reason(name: &str, members: &Map<String, Value>) -> Result<String, SuppressError> {
    if members
        .get("action")
        .is_some_and(|action| action != "ARCHIVE")
    {
        return Err(wrong(
            name,
            "the only `action` of a rule is ARCHIVE; leave it out",
        ));
    }
    let reason = members
        .get("reason")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim();
    match reason.chars().count() {
        0 => Err(wrong(
            name,
            "it needs a `reason`: why are these findings put aside?",
        )),
        1..=REASON => Ok(reason.to_owned()),
        _ => Err(wrong(name, "its `reason` has more than 512 characters")),
    }
}

fn criteria(name: &str, members: &Map<String, Value>) -> Result<Criteria, SuppressError> {
    let Some(criteria) = members.get("findingCriteria") else {
        return Ok(Criteria::default());
    };
    Criteria::from_json(criteria).map_err(|source| SuppressError::Criteria {
        rule: name.to_owned(),
        source,
    })
}

fn expires(name: &str, members: &Map<String, Value>) -> Result<Option<Expiry>, SuppressError> {
    let Some(expires) = members.get("expires").filter(|it| !it.is_null()) else {
        return Ok(None);
    };
    let expiry = expires.as_str().and_then(Expiry::parse);
    let problem = "`expires` is a day as 2027-03-31 or a moment as 2027-03-31T12:00:00Z";
    expiry.map(Some).ok_or_else(|| wrong(name, problem))
}

fn keys(name: &str, members: &Map<String, Value>) -> Result<Vec<Glob>, SuppressError> {
    let Some(keys) = members.get("keys") else {
        return Ok(Vec::new());
    };
    let problem = "`keys` is a list of patterns of keys, as [\"tests/**\"]";
    let keys = keys
        .as_array()
        .filter(|it| !it.is_empty())
        .ok_or_else(|| wrong(name, problem))?;
    let globs = keys.iter().map(|key| key.as_str().and_then(Glob::parse));
    globs
        .map(|glob| glob.ok_or_else(|| wrong(name, problem)))
        .collect()
}
