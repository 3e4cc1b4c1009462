//! Definitions that are refused with what to write instead, and such that are
//! accepted.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use serde::Deserialize;
use serde_json::{Value, json};
use tracie_job::{Invalid, JobDefinition, Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    patch: String,
    #[serde(default)]
    said: Vec<String>,
    #[serde(default)]
    doubted: Vec<String>,
}

fn base() -> Value {
    json!({
        "name": "exports",
        "jobType": "ONE_TIME",
        "s3JobDefinition": {
            "bucketDefinitions": [{"accountId": "111122223333", "buckets": ["acme-exports"]}]
        }
    })
}

/// RFC 7396, but for null, which stays where there was nothing.
fn patched(base: &mut Value, patch: &Value) {
    let (Some(members), Some(patches)) = (base.as_object_mut(), patch.as_object()) else {
        *base = patch.clone();
        return;
    };
    for (name, patch) in patches {
        match members.get_mut(name) {
            Some(_) if patch.is_null() => drop(members.shift_remove(name)),
            Some(member) => patched(member, patch),
            None => drop(members.insert(name.clone(), patch.clone())),
        }
    }
}

fn read(patch: &str) -> Result<JobDefinition, Refusal> {
    let mut document = base();
    patched(&mut document, &serde_json::from_str(patch).unwrap());
    JobDefinition::from_value(&document)
}

fn lines(invalid: &[Invalid]) -> Vec<String> {
    invalid.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_wrong_is_told_with_its_member_and_what_to_write() {
    let cases: Cases = toml::from_str(include_str!("data/refused.toml")).unwrap();
    assert!(cases.case.len() > 50);
    for case in cases.case {
        let refusal = read(&case.patch).expect_err(&case.patch);
        assert_eq!(lines(refusal.invalid()), case.said, "{}", case.patch);
    }
}

#[test]
fn what_is_right_is_read_and_written_as_it_was() {
    let cases: Cases = toml::from_str(include_str!("data/accepted.toml")).unwrap();
    for case in cases.case {
        let job = read(&case.patch).unwrap_or_else(|error| panic!("{}: {error}", case.patch));
        assert_eq!(lines(&job.doubts()), case.doubted, "{}", case.patch);
        let written = serde_json::to_value(&job).unwrap();
        assert_eq!(JobDefinition::from_value(&written).unwrap(), job);
    }
}

#[test]
fn texts_that_are_too_long_are_refused() {
    for (member, most) in [("name", 500), ("description", 200)] {
        let patch = |length| json!({member: "é".repeat(length)}).to_string();
        assert!(read(&patch(most)).is_ok());
        let told = read(&patch(most + 1)).unwrap_err().to_string();
        let problem = format!(
            "{member}: it has {} characters, and may have {most}",
            most + 1
        );
        assert_eq!(told, problem);
    }
}

#[test]
fn there_may_be_thirty_custom_identifiers() {
    let patch = |count: usize| {
        let ids: Vec<String> = (0..count).map(|at| at.to_string()).collect();
        json!({ "customDataIdentifierIds": ids }).to_string()
    };
    assert!(read(&patch(30)).is_ok());
    let told = read(&patch(31)).unwrap_err().to_string();
    assert_eq!(told, "customDataIdentifierIds: there are 31, and may be 30");
}

#[test]
fn there_may_be_a_thousand_buckets() {
    let patch = |count| {
        let buckets: Vec<String> = (0..count).map(|at| format!("acme-{at}")).collect();
        let definition = json!([{"accountId": "111122223333", "buckets": buckets}]);
        json!({"s3JobDefinition": {"bucketDefinitions": definition}}).to_string()
    };
    assert!(read(&patch(1_000)).is_ok());
    let told = read(&patch(1_001)).unwrap_err().to_string();
    assert!(
        told.contains("it names 1001 buckets, and may name 1000"),
        "{told}"
    );
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    let told = JobDefinition::parse("{\n  \"name\": \n}")
        .unwrap_err()
        .to_string();
    assert!(
        told.starts_with("this is no JSON: line 3, column 1"),
        "{told}"
    );
    let told = JobDefinition::parse("[]").unwrap_err().to_string();
    assert_eq!(told, "it is to be an object, not a list");
}

/// Nothing that is read may panic, whatever the members hold.
mod any {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[A-Z_a-z0-9*./ é-]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[a-zA-Z]{1,8}", inner, 0..4)
                    .prop_map(|it| it.into_iter().collect()),
            ]
        })
    }

    /// Replaces the value at a place that a number tells.
    fn replace(document: &mut Value, mut at: usize, with: &Value) -> usize {
        if at == 0 {
            *document = with.clone();
            return 0;
        }
        at -= 1;
        let children: Vec<&mut Value> = match document {
            Value::Object(members) => members.values_mut().collect(),
            Value::Array(values) => values.iter_mut().collect(),
            _ => Vec::new(),
        };
        for child in children {
            let left = replace(child, at, with);
            if left == 0 {
                return 0;
            }
            at = left - 1;
        }
        at + 1
    }

    proptest! {
        #[test]
        fn values_are_refused_or_survive(at in 0_usize..60, with in value()) {
            let whole = include_str!("data/whole.json");
            let mut document: Value = serde_json::from_str(whole).unwrap();
            replace(&mut document, at, &with);
            match JobDefinition::from_value(&document) {
                Ok(job) => {
                    let written = serde_json::to_value(&job).unwrap();
                    prop_assert_eq!(JobDefinition::from_value(&written).unwrap(), job);
                }
                Err(refusal) => prop_assert!(!refusal.invalid().is_empty()),
            }
        }
    }
}
