//! Which buckets are meant: the criteria of DescribeBuckets and SearchResources.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::model::{Model, Shape};
use crate::request::texts;

/// A bucket as JSON.
pub(crate) struct Described<'a>(pub(crate) &'a Value);

impl Described<'_> {
    /// Whether it meets all criteria, each about the member with a dotted name.
    pub(crate) fn meets(&self, criteria: Option<&Map<String, Value>>) -> Result<bool, Failure> {
        for (field, operators) in criteria.into_iter().flatten() {
            if !is_field(field) {
                return Err(Failure::invalid(
                    "criteria: has a field that buckets do not have; such as bucketName, accountId, \
                     publicAccess.effectivePermission, sensitivityScore, tags.key",
                ));
            }
            let values = values(self.0, field);
            let operators = operators.as_object().into_iter().flatten();
            for (operator, operand) in operators {
                if !holds(operator, operand, &values) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Whether it is among those that SearchResources is asked for.
    pub(crate) fn is_among(&self, criteria: &Value) -> bool {
        let block = |name: &str| criteria[name].get("and").and_then(Value::as_array);
        let all = |block: &Vec<Value>| block.iter().all(|it| self.is_meant(it));
        block("includes").is_none_or(all)
            && !block("excludes").is_some_and(|it| !it.is_empty() && all(it))
    }

    fn is_meant(&self, criterion: &Value) -> bool {
        let simple = criterion.get("simpleCriterion").is_none_or(|it| {
            let field = match it["key"].as_str() {
                Some("S3_BUCKET_NAME") => "bucketName",
                Some("S3_BUCKET_EFFECTIVE_PERMISSION") => "publicAccess.effectivePermission",
                Some("S3_BUCKET_SHARED_ACCESS") => "sharedAccess",
                Some("AUTOMATED_DISCOVERY_MONITORING_STATUS") => {
                    "automatedDiscoveryMonitoringStatus"
                }
                _ => "accountId",
            };
            let wanted = texts(it.get("values"));
            let own = values(self.0, field);
            let any = own.iter().any(|it| wanted.contains(&&*text(it)));
            any == (it["comparator"] != "NE")
        });
        simple
            && criterion
                .get("tagCriterion")
                .is_none_or(|it| self.has_tag(it))
    }

    fn has_tag(&self, criterion: &Value) -> bool {
        let own = self.0["tags"].as_array();
        let fits = |wanted: &Value, own: &Value| {
            wanted.as_str().is_none_or(|it| it.is_empty() || own == it)
        };
        let wanted = criterion["tagValues"].as_array();
        let any = wanted.into_iter().flatten().any(|wanted| {
            let mut own = own.into_iter().flatten();
            own.any(|own| {
                fits(&wanted["key"], &own["key"]) && fits(&wanted["value"], &own["value"])
            })
        });
        any == (criterion["comparator"] != "NE")
    }
}

/// The order of two values: numbers by their size, others as text.
pub(crate) fn compare_by(a: &Value, b: &Value) -> Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => text(a).cmp(&text(b)),
    }
}

/// Whether buckets have a member of this dotted name.
fn is_field(path: &str) -> bool {
    let model = Model::get();
    let mut members = Some(&model.structures["BucketMetadata"]);
    let mut found = false;
    for step in path.split('.') {
        let Some(member) = members.and_then(|it| it.iter().find(|it| it.name == step)) else {
            return false;
        };
        let mut shape = &member.shape;
        while let Shape::List(inner) = shape {
            shape = inner;
        }
        members = match shape {
            Shape::Named(name) => model.structures.get(name),
            _ => None,
        };
        found = members.is_none();
    }
    found
}

/// The values of a member, of all elements where there is a list on the way.
fn values<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![value];
    for step in path.split('.') {
        found = found
            .into_iter()
            .filter_map(|it| it.get(step))
            .flat_map(|it| match it {
                Value::Array(elements) => elements.iter().collect(),
                other => vec![other],
            })
            .collect();
    }
    found
}

fn holds(operator: &str, operand: &Value, values: &[&Value]) -> bool {
    let among = || {
        let wanted = texts(Some(operand));
        values.iter().any(|it| wanted.contains(&&*text(it)))
    };
    let number = |meets: fn(f64, f64) -> bool| {
        let bound = operand.as_f64().unwrap_or(f64::NAN);
        values
            .iter()
            .filter_map(|it| number(it))
            .any(|it| meets(it, bound))
    };
    match operator {
        "eq" => among(),
        "neq" => !among(),
        "prefix" => {
            let prefix = operand.as_str().unwrap_or_default();
            values.iter().any(|it| text(it).starts_with(prefix))
        }
        "gt" => number(|a, b| a > b),
        "gte" => number(|a, b| a >= b),
        "lt" => number(|a, b| a < b),
        "lte" => number(|a, b| a <= b),
        _ => true,
    }
}

/// A number, or a time as milliseconds since 1970.
#[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| {
        let time: jiff::Timestamp = value.as_str()?.parse().ok()?;
        Some(time.as_millisecond() as f64)
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bucket() -> Value {
        json!({
            "bucketName": "acme-exports",
            "bucketCreatedAt": "2026-01-01T00:00:00.000Z",
            "objectCount": 12,
            "publicAccess": {"effectivePermission": "PUBLIC"},
            "sharedAccess": "EXTERNAL",
            "tags": [{"key": "team", "value": "hr"}, {"key": "env", "value": "prod"}],
            "versioning": true,
        })
    }

    #[test]
    fn criteria_are_met_or_not() {
        for (criteria, met) in [
            (json!({}), true),
            (json!({"bucketName": {"prefix": "acme-"}}), true),
            (json!({"bucketName": {"eq": ["x", "acme-exports"]}}), true),
            (json!({"bucketName": {"neq": ["acme-exports"]}}), false),
            (json!({"objectCount": {"gt": 11, "lte": 12}}), true),
            (json!({"objectCount": {"gt": 12}}), false),
            (json!({"versioning": {"eq": ["true"]}}), true),
            (
                json!({"tags.key": {"eq": ["env"]}, "tags.value": {"eq": ["hr"]}}),
                true,
            ),
            (
                json!({"publicAccess.effectivePermission": {"eq": ["NOT_PUBLIC"]}}),
                false,
            ),
            (
                json!({"bucketCreatedAt": {"gte": 1_767_225_600_000_i64}}),
                true,
            ),
            (json!({"sensitivityScore": {"gt": 0}}), false),
        ] {
            let told = Described(&bucket()).meets(criteria.as_object());
            assert_eq!(told, Ok(met), "{criteria}");
        }
        for field in ["colour", "publicAccess", "tags", "tags.key.x"] {
            let criteria = json!({field: {"eq": ["x"]}});
            assert!(
                Described(&bucket()).meets(criteria.as_object()).is_err(),
                "{field}"
            );
        }
    }

    #[test]
    fn searches_include_and_exclude() {
        let simple = |key: &str, comparator: &str, value: &str| json!({"simpleCriterion": {"key": key, "comparator": comparator, "values": [value]}});
        let tag = json!({"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": "team", "value": "hr"}]}});
        for (criteria, met) in [
            (json!({}), true),
            (
                json!({"includes": {"and": [simple("S3_BUCKET_NAME", "EQ", "acme-exports"), tag]}}),
                true,
            ),
            (
                json!({"includes": {"and": [simple("S3_BUCKET_SHARED_ACCESS", "NE", "EXTERNAL")]}}),
                false,
            ),
            (json!({"excludes": {"and": [tag]}}), false),
            (json!({"excludes": {"and": []}}), true),
        ] {
            assert_eq!(Described(&bucket()).is_among(&criteria), met, "{criteria}");
        }
    }
}
