//! Values against their declarations. What is wrong is told by its path and by
//! what would be right; the value itself is never repeated.

use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::model::{Bound, Member, Model, Shape};

/// Checks the members of a structure. Unknown ones and nulls are left out: clients
/// of a later model may send what this one does not know.
pub(super) fn structure(
    model: &Model,
    owner: &str,
    members: &[Member],
    given: Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    let walk = Walk { model };
    walk.structure(owner, members, given, "")
}

struct Walk<'a> {
    model: &'a Model,
}

impl Walk<'_> {
    fn structure(
        &self,
        owner: &str,
        members: &[Member],
        mut given: Map<String, Value>,
        path: &str,
    ) -> Result<Map<String, Value>, Failure> {
        let mut checked = Map::new();
        for member in members {
            let path = join(path, &member.name);
            match given.remove(&member.name) {
                None | Some(Value::Null) if member.required => {
                    return Err(Failure::invalid(format!("{path}: is required")));
                }
                None | Some(Value::Null) => {}
                Some(value) => {
                    let limits = format!("{owner}.{}", member.name);
                    let value = self.value(&member.shape, value, &path, &limits)?;
                    checked.insert(member.name.clone(), value);
                }
            }
        }
        Ok(checked)
    }

    fn value(
        &self,
        shape: &Shape,
        value: Value,
        path: &str,
        limits: &str,
    ) -> Result<Value, Failure> {
        let value = match shape {
            Shape::List(inner) => self.list(inner, value, path, limits)?,
            Shape::Map(inner) => self.map(inner, value, path, limits)?,
            Shape::Named(name) => self.named(name, value, path)?,
            scalar => self::scalar(scalar, value, path)?,
        };
        match self.model.limits.get(limits) {
            Some(bound) => self.bound(bound, &value, path).map(|()| value),
            None => Ok(value),
        }
    }

    fn list(
        &self,
        inner: &Shape,
        value: Value,
        path: &str,
        limits: &str,
    ) -> Result<Value, Failure> {
        let Value::Array(values) = value else {
            return Err(wrong(path, "a list"));
        };
        let limits = format!("{limits}[]");
        let values = values.into_iter().enumerate();
        values
            .map(|(index, value)| self.value(inner, value, &format!("{path}[{index}]"), &limits))
            .collect::<Result<Vec<Value>, Failure>>()
            .map(Value::Array)
    }

    fn map(&self, inner: &Shape, value: Value, path: &str, limits: &str) -> Result<Value, Failure> {
        let Value::Object(values) = value else {
            return Err(wrong(path, "an object"));
        };
        let mut checked = Map::new();
        let keys = self.model.limits.get(&format!("{limits}{{key}}"));
        for (key, value) in values {
            if value.is_null() {
                continue;
            }
            if let Some(bound) = keys {
                let key = Value::String(key.clone());
                self.bound(bound, &key, &format!("a key of {path}"))?;
            }
            let value = self.value(inner, value, path, &format!("{limits}{{}}"))?;
            checked.insert(key, value);
        }
        Ok(Value::Object(checked))
    }

    fn named(&self, name: &str, value: Value, path: &str) -> Result<Value, Failure> {
        if let Some(members) = self.model.structures.get(name) {
            let Value::Object(given) = value else {
                return Err(wrong(path, "an object"));
            };
            return self
                .structure(name, members, given, path)
                .map(Value::Object);
        }
        if let Some((shape, bound)) = self.model.bounded.get(name) {
            let value = scalar(shape, value, path)?;
            return self.bound(bound, &value, path).map(|()| value);
        }
        let value = scalar(&Shape::String, value, path)?;
        self.among(name, &value, path).map(|()| value)
    }

    fn bound(&self, bound: &Bound, value: &Value, path: &str) -> Result<(), Failure> {
        if let Bound::Among(name) = bound {
            return self.among(name, value, path);
        }
        let (size, unit) = match value {
            Value::String(text) => (length(text.chars().count()), " characters"),
            Value::Array(values) => (length(values.len()), " elements"),
            Value::Object(values) => (length(values.len()), " entries"),
            Value::Number(number) => (number.as_i64().unwrap_or(i64::MAX), ""),
            _ => return Ok(()),
        };
        let problem = bound.judge_size(size, unit);
        let text = value.as_str();
        let problem = problem.or_else(|| text.and_then(|text| bound.judge_text(text)));
        problem.map_or(Ok(()), |problem| {
            Err(Failure::invalid(format!("{path}: {problem}")))
        })
    }

    fn among(&self, name: &str, value: &Value, path: &str) -> Result<(), Failure> {
        let allowed = self.model.enumerations.get(name);
        let allowed = allowed.map(Vec::as_slice).unwrap_or_default();
        let given = value.as_str();
        if allowed.iter().any(|it| Some(&**it) == given) {
            return Ok(());
        }
        let allowed = allowed.join(", ");
        Err(Failure::invalid(format!(
            "{path}: must be one of {allowed}"
        )))
    }
}

fn scalar(shape: &Shape, value: Value, path: &str) -> Result<Value, Failure> {
    match (shape, value) {
        (Shape::String, value @ Value::String(_))
        | (Shape::Boolean, value @ Value::Bool(_))
        | (Shape::Double, value @ Value::Number(_))
        | (Shape::Timestamp, value @ (Value::String(_) | Value::Number(_))) => Ok(value),
        (Shape::Integer, Value::Number(number)) => {
            let number = whole(&number).filter(|it| i32::try_from(*it).is_ok());
            number
                .map(Value::from)
                .ok_or_else(|| wrong(path, "a whole number of 32 bits"))
        }
        (Shape::Long, Value::Number(number)) => whole(&number)
            .map(Value::from)
            .ok_or_else(|| wrong(path, "a whole number of 64 bits")),
        (shape, _) => Err(wrong(path, kind(shape))),
    }
}

/// A number without a fraction, however it is written.
fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        // Beyond 2^53 a float does not name one whole number.
        let exact = float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0;
        #[expect(clippy::cast_possible_truncation, reason = "was just checked")]
        exact.then_some(float as i64)
    })
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::String => "a string",
        Shape::Integer | Shape::Long => "a whole number",
        Shape::Double => "a number",
        Shape::Boolean => "true or false",
        Shape::Timestamp => "a time",
        Shape::List(_) => "a list",
        Shape::Map(_) | Shape::Named(_) => "an object",
    }
}

fn wrong(path: &str, expected: &str) -> Failure {
    Failure::invalid(format!("{path}: must be {expected}"))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(operation: &str, given: &Value) -> Result<Value, String> {
        let model = Model::get();
        let input = &model.operations[operation].input;
        let given = given.as_object().expect("an object").clone();
        structure(model, operation, input, given)
            .map(Value::Object)
            .map_err(|failure| failure.message)
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            (
                "EnableMacie",
                json!({"status": "ON"}),
                "status: must be one of PAUSED, ENABLED",
            ),
            (
                "EnableMacie",
                json!({"status": 1}),
                "status: must be a string",
            ),
            ("CreateMember", json!({}), "account: is required"),
            (
                "CreateMember",
                json!({"account": {"accountId": "1", "email": "a@b.example"}}),
                "account.accountId: must be 12 characters",
            ),
            (
                "GetFindings",
                json!({"findingIds": []}),
                "findingIds: must be 1 to 50 elements",
            ),
            (
                "GetFindings",
                json!({"findingIds": [1]}),
                "findingIds[0]: must be a string",
            ),
            (
                "CreateAllowList",
                json!({"clientToken": "t", "criteria": {"regex": ""}, "name": "n"}),
                "criteria.regex: must be 1 to 512 characters",
            ),
            (
                "CreateAllowList",
                json!({"clientToken": "t", "name": "n",
                    "criteria": {"s3WordsList": {"bucketName": "a b c", "objectKey": "k"}}}),
                r"criteria.s3WordsList.bucketName: must match ^[A-Za-z0-9.\-_]{3,255}$",
            ),
            (
                "TestCustomDataIdentifier",
                json!({"regex": "a", "sampleText": "b", "maximumMatchDistance": 301}),
                "maximumMatchDistance: must be 1 to 300",
            ),
            (
                "ListFindings",
                json!({"maxResults": 1.5}),
                "maxResults: must be a whole number of 32 bits",
            ),
            (
                "TagResource",
                json!({"resourceArn": "a", "tags": {"": "v"}}),
                "a key of tags: must be 1 to 128 characters",
            ),
            (
                "ListFindings",
                json!({"findingCriteria": {"criterion": {"type": {"eq": "x"}}}}),
                "findingCriteria.criterion.eq: must be a list",
            ),
        ];
        for (operation, given, expected) in cases {
            let problem = check(operation, &given).expect_err(expected);
            assert_eq!(problem, expected);
        }
    }

    #[test]
    fn nulls_and_unknown_members_are_left_out() {
        let checked = check("EnableMacie", &json!({"status": null, "colour": "red"}));
        assert_eq!(checked, Ok(json!({})));
        let checked = check("ListFindings", &json!({"maxResults": 5.0}));
        assert_eq!(checked, Ok(json!({"maxResults": 5})));
    }
}
