//! Which findings are meant, as it was typed.

use std::fs;

use anyhow::{Context as _, bail};
use clap::Args;
use serde_json::Value;
use tracie::store::Criteria;

use super::shorthand;
use crate::terminal;

/// Where a document is in a file.
const FILE: &str = "file://";

/// Which findings are meant.
#[derive(Debug, Args)]
pub(crate) struct CriteriaArgs {
    /// Which findings: JSON as {"criterion": {"type": {"eq": ["…"]}}}, the shorthand of the AWS CLI
    /// as criterion={type={eq=…}}, or file://PATH with either [default: all]
    #[arg(long, value_name = "CRITERIA")]
    pub(crate) finding_criteria: Option<String>,
}

impl CriteriaArgs {
    /// The criteria; without any all findings are meant.
    pub(crate) fn criteria(&self) -> anyhow::Result<Criteria> {
        let Some(text) = &self.finding_criteria else {
            return Ok(Criteria::default());
        };
        let criteria = Criteria::from_json(&document(text, "--finding-criteria")?)
            .context("--finding-criteria")?;
        warn(&criteria);
        Ok(criteria)
    }
}

/// Says what is likely to be a mistake.
pub(crate) fn warn(criteria: &Criteria) {
    for doubt in criteria.doubts() {
        crate::terminal::say!("{}: {doubt}", terminal::warning("warning"));
    }
}

/// A document that was typed, or is in a file.
pub(super) fn document(text: &str, option: &str) -> anyhow::Result<Value> {
    let file = text.strip_prefix(FILE);
    let text = match file {
        Some(path) => &fs::read_to_string(path)
            .with_context(|| format!("cannot read {path}, which {option} names"))?,
        None => text,
    };
    let text = text.trim();
    if text.starts_with('{') {
        return serde_json::from_str(text)
            .map_err(|error| anyhow::anyhow!("{option} is no JSON: {error}"));
    }
    let parsed = shorthand::parse(text);
    let mut document = match (parsed, file) {
        (Ok(document), _) => document,
        // What it says is not told: a file that was named by mistake may hold anything.
        (Err(_), Some(path)) => bail!("{option}: {path} is neither JSON nor shorthand"),
        (Err(error), None) => return Err(error).with_context(|| option.to_owned()),
    };
    type_operators(&mut document);
    Ok(document)
}

/// Gives operators the types that they have: shorthand knows text only, and a
/// single value is not told from a list of one.
fn type_operators(document: &mut Value) {
    let criterion = document.get_mut("criterion").and_then(Value::as_object_mut);
    let conditions = criterion.into_iter().flat_map(|it| it.values_mut());
    for operators in conditions.filter_map(Value::as_object_mut) {
        for (operator, value) in operators {
            if ["eq", "neq", "eqExactMatch"].contains(&&**operator) {
                if value.is_string() {
                    *value = Value::Array(vec![value.take()]);
                }
            } else if let Some(number) = value.as_str().and_then(|it| it.parse::<i64>().ok()) {
                *value = number.into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_and_shorthand_say_the_same() {
        for (text, expected) in [
            (
                "criterion={resourcesAffected.s3Bucket.name={eq=sample-bucket-1}}",
                json!({"criterion": {"resourcesAffected.s3Bucket.name": {"eq": ["sample-bucket-1"]}}}),
            ),
            (
                "criterion={type={eq=a,b,neq=[c]},createdAt={gte=5}}",
                json!({"criterion": {
                    "type": {"eq": ["a", "b"], "neq": ["c"]},
                    "createdAt": {"gte": 5},
                }}),
            ),
            (
                r#" {"criterion": {"type": {"eq": ["a"]}}} "#,
                json!({"criterion": {"type": {"eq": ["a"]}}}),
            ),
        ] {
            assert_eq!(document(text, "--x").expect(text), expected);
        }
    }

    #[test]
    fn documents_may_be_in_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("criteria.json");
        fs::write(&path, r#"{"criterion": {}}"#).expect("written");
        let text = format!("file://{}", path.display());
        assert_eq!(
            document(&text, "--x").expect("read"),
            json!({"criterion": {}})
        );
        let error = document("file://no/such/file", "--x").expect_err("no file");
        assert!(format!("{error:#}").contains("no/such/file"));
    }
}
