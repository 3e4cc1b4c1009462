//! Under which conditions a statement holds.

use serde_json::Value as Json;

use crate::policy::document::Reader;
use crate::policy::error::PolicyError;
use crate::policy::operator::{Operator, Quantifier, Test};
use crate::policy::pattern::Pattern;
use crate::policy::request::{Request, Value};
use crate::tri::{Tri, all, any};

/// An operator, a key, and the values to compare its value with.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) operator: Operator,
    /// The place of the key among the keys of the policy.
    pub(crate) key: usize,
    pub(crate) values: Vec<Pattern>,
}

impl Condition {
    pub(crate) fn parse(
        operator: &str,
        key: &str,
        values: &Json,
        reader: &mut Reader<'_>,
    ) -> Result<Condition, PolicyError> {
        let Some(parsed) = Operator::parse(operator) else {
            return Err(reader.wrong("Condition", &format!("has no operator `{operator}`")));
        };
        let texts = match values {
            Json::Array(values) => values.iter().map(scalar).collect::<Option<Vec<_>>>(),
            value => scalar(value).map(|text| vec![text]),
        };
        let texts = texts.filter(|texts| texts.iter().all(|text| parsed.test.takes(text)));
        let Some(texts) = texts else {
            let what =
                format!("{operator}: {key} has a value that the operator cannot compare with");
            return Err(reader.wrong("Condition", &what));
        };
        let patterns = texts.iter().map(|text| Pattern::parse(text, reader));
        let mut values = patterns.collect::<Result<Vec<_>, _>>()?;
        for value in &mut values {
            value.glob = value.glob.take().map(|_| parsed.test.glob(&value.text));
        }
        Ok(Condition {
            operator: parsed,
            key: reader.keys.place(key),
            values,
        })
    }

    /// Whether it holds for a request.
    pub(crate) fn holds(&self, request: &Request<'_>) -> Tri {
        let value = &request.values[self.key];
        if self.operator.test == Test::Null {
            return self.is_null(value);
        }
        match value {
            Value::Open | Value::Unknown => Tri::Unknown,
            Value::Absent => self.operator.holds_without().into(),
            Value::One(text) => self.holds_for(text, request),
            Value::Many(texts) => {
                let each = texts.iter().map(|text| self.holds_for(text, request));
                match self.operator.quantifier {
                    Quantifier::All => all(each),
                    _ if self.operator.negated && self.operator.quantifier == Quantifier::None => {
                        all(each)
                    }
                    _ => any(each),
                }
            }
        }
    }

    fn is_null(&self, value: &Value) -> Tri {
        let absent = match value {
            Value::Open | Value::Unknown => return Tri::Unknown,
            value => *value == Value::Absent,
        };
        let wanted = |pattern: &Pattern| pattern.text.eq_ignore_ascii_case("true") == absent;
        self.values.iter().any(wanted).into()
    }

    fn holds_for(&self, text: &str, request: &Request<'_>) -> Tri {
        let tests = self.values.iter();
        let found = any(tests.map(|value| self.operator.test.compare(text, value, request)));
        if self.operator.negated { !found } else { found }
    }
}

fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(flag) => Some(flag.to_string()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
