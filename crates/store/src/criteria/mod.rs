//! Finding criteria: which findings are meant.

mod condition;
mod error;
mod evaluate;
mod field;
mod fields;
mod lookup;
mod scalar;
mod sql;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::condition::Condition;
pub use self::error::CriteriaError;
#[cfg(test)]
pub(crate) use self::evaluate::walk;
use self::fields::FIELDS;
pub(crate) use self::sql::Sql;

/// Which findings are meant, as `findingCriteria` of Macie's API says it: for
/// each field one condition, and a finding is meant if it meets all of them.
///
/// | operator | value | is met if |
/// |---|---|---|
/// | `eq` | up to 50 strings | the field has one of the values |
/// | `neq` | up to 50 strings | it has none of them |
/// | `eqExactMatch` | up to 50 strings | its values are exactly these; the only operator of its field |
/// | `gt`, `gte`, `lt`, `lte` | a whole number | a number, or a time as milliseconds since 1970, is so |
///
/// Values are compared wholly and by case. Numbers, times and `true` and
/// `false` are strings too where operators take strings; a time may be written
/// as such, or in milliseconds. A field that a finding does not have meets
/// `neq` and nothing else. A field that is a list meets `eq` and ranges if one
/// of its elements does, and `neq` if none of them is one of the values.
///
/// ```
/// use tracie_store::Criteria;
///
/// let criteria: Criteria = r#"{"criterion": {
///     "severity.description": {"eq": ["High"]},
///     "resourcesAffected.s3Bucket.name": {"neq": ["acme-test"]},
///     "createdAt": {"gte": 1714720364517}
/// }}"#.parse()?;
/// assert!(!criteria.is_empty());
///
/// let error = r#"{"criterion": {"severity": {"eq": ["High"]}}}"#.parse::<Criteria>();
/// assert!(error.unwrap_err().to_string().contains("severity.description"));
/// # Ok::<(), tracie_store::CriteriaError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Criteria {
    /// In the order of their fields.
    conditions: Vec<Condition>,
    /// As it was given.
    document: Map<String, Value>,
}

impl Criteria {
    /// Reads the JSON of `findingCriteria`. No criterion means all findings.
    ///
    /// # Errors
    ///
    /// [`CriteriaError`] tells what is wrong, and what would be right.
    pub fn from_json(document: &Value) -> Result<Criteria, CriteriaError> {
        let members = document.as_object().ok_or(CriteriaError::Shape)?;
        if members.keys().any(|name| name != "criterion") {
            return Err(CriteriaError::Shape);
        }
        let criterion = match members.get("criterion") {
            None | Some(Value::Null) => &Map::new(),
            Some(Value::Object(criterion)) => criterion,
            Some(_) => return Err(CriteriaError::Shape),
        };
        let conditions = criterion
            .iter()
            .map(|(name, operators)| Condition::new(name, operators));
        let mut conditions: Vec<Condition> = conditions.collect::<Result<_, _>>()?;
        conditions.sort_by_key(|condition| condition.field.path);
        let twice = conditions
            .windows(2)
            .find(|pair| pair[0].field.path == pair[1].field.path);
        if let Some(pair) = twice {
            return Err(CriteriaError::Twice {
                field: pair[0].field.path.to_owned(),
            });
        }
        Ok(Criteria {
            conditions,
            document: members.clone(),
        })
    }

    /// Whether all findings are meant.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// The JSON it was read from.
    pub fn to_json(&self) -> Value {
        Value::Object(self.document.clone())
    }

    /// What may be a mistake though it is none to Macie: values that no
    /// finding has, each in a sentence.
    pub fn doubts(&self) -> Vec<String> {
        self.conditions.iter().flat_map(Condition::doubts).collect()
    }

    /// The names of all fields that criteria may use.
    pub fn fields() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|field| field.path)
    }
}

impl std::str::FromStr for Criteria {
    type Err = CriteriaError;

    /// Reads criteria from JSON as text.
    fn from_str(text: &str) -> Result<Criteria, CriteriaError> {
        let document = serde_json::from_str(text);
        let document = document.map_err(|error| CriteriaError::NotJson(error.to_string()))?;
        Criteria::from_json(&document)
    }
}

impl Serialize for Criteria {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Criteria {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Criteria, D::Error> {
        let document = Value::deserialize(deserializer)?;
        Criteria::from_json(&document).map_err(serde::de::Error::custom)
    }
}
