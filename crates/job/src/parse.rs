//! Reading definitions.

use serde::Deserialize as _;
use serde_json::Value;

use crate::definition::JobDefinition;
use crate::invalid::{Invalid, Refusal};
use crate::{shape, validate};

impl JobDefinition {
    /// Reads a definition and holds it against all rules.
    ///
    /// # Errors
    ///
    /// All that is wrong with it, each with its member and what to write
    /// instead. Where the shape is wrong, values are not looked at.
    pub fn parse(text: &str) -> Result<JobDefinition, Refusal> {
        let document = serde_json::from_str(text).map_err(|error| {
            let problem = format!(
                "this is no JSON: line {}, column {}: {error}",
                error.line(),
                error.column()
            );
            Invalid::new("", problem.trim_end())
        })?;
        JobDefinition::from_value(&document)
    }

    /// The same of a document that was parsed.
    ///
    /// # Errors
    ///
    /// As [`JobDefinition::parse`].
    pub fn from_value(document: &Value) -> Result<JobDefinition, Refusal> {
        Refusal::unless_empty(shape::check(document, &shape::JOB))?;
        let definition = JobDefinition::deserialize(&without_nulls(document))
            .map_err(|error| Invalid::new("", error.to_string()))?;
        definition.validate()?;
        Ok(definition)
    }

    /// Holds the values against all rules.
    ///
    /// # Errors
    ///
    /// As [`JobDefinition::parse`].
    pub fn validate(&self) -> Result<(), Refusal> {
        Refusal::unless_empty(validate::definition(self))
    }

    /// What is allowed and yet probably not what was meant.
    pub fn doubts(&self) -> Vec<Invalid> {
        validate::doubts(self)
    }
}

/// Members that are null are absent.
fn without_nulls(document: &Value) -> Value {
    match document {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect(),
        Value::Array(values) => values.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
