//! Which buckets and objects are meant, held against the rules spelt out
//! plainly.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};
use tracie_finding::resources::{EffectivePermission, Tag};
use tracie_job::{BucketCriteria, BucketInfo, Facts, Sample, Scope, Scoping, SharedAccess};

const KEYS: &[&str] = &[
    "a",
    "a.csv",
    "a.CSV",
    "orders/a.csv",
    "orders/tmp/b.json",
    ".csv",
    "x.y/z",
];
const PREFIXES: &[&str] = &["a", "orders/", "orders/tmp/", "a.csv", "Orders/"];
const EXTENSIONS: &[&str] = &["csv", "CSV", "json", "y"];
const TAG_KEYS: &[&str] = &["class", "env"];
const TAG_VALUES: &[&str] = &["", "hr", "prod"];
const ORDERED: &[&str] = &["EQ", "NE", "GT", "GTE", "LT", "LTE"];

#[derive(Clone, Debug)]
struct Known {
    key: &'static str,
    size: u64,
    seconds: i64,
    tags: Vec<(&'static str, &'static str)>,
}

fn known() -> impl Strategy<Value = Known> {
    let tags = subsequence(TAG_KEYS, 0..=2).prop_flat_map(|keys| {
        let count = keys.len();
        (Just(keys), prop::collection::vec(select(TAG_VALUES), count))
    });
    (select(KEYS), 0_u64..4, 0_i64..4, tags).prop_map(|(key, size, seconds, (keys, values))| {
        Known {
            key,
            size,
            seconds,
            tags: keys.into_iter().zip(values).collect(),
        }
    })
}

fn term() -> impl Strategy<Value = Value> {
    let simple = |comparator: &str, key: &str, values: Value| json!({"simpleScopeTerm": {"comparator": comparator, "key": key, "values": values}});
    let pair = (select(TAG_KEYS), select(TAG_VALUES))
        .prop_map(|(key, value)| json!({"key": key, "value": value}));
    prop_oneof![
        (select(&["EQ", "NE"][..]), subsequence(EXTENSIONS, 1..=3))
            .prop_map(move |(how, of)| simple(how, "OBJECT_EXTENSION", json!(of))),
        subsequence(PREFIXES, 1..=3).prop_map(move |of| simple(
            "STARTS_WITH",
            "OBJECT_KEY",
            json!(of)
        )),
        (select(ORDERED), 0_u64..4).prop_map(move |(how, size)| simple(
            how,
            "OBJECT_SIZE",
            json!([size.to_string()])
        )),
        (select(ORDERED), 0_i64..4).prop_map(move |(how, second)| {
            let instant = Timestamp::from_second(second).unwrap().to_string();
            simple(how, "OBJECT_LAST_MODIFIED_DATE", json!([instant]))
        }),
        (select(&["EQ", "NE"][..]), prop::collection::vec(pair, 1..3)).prop_map(|(how, pairs)| {
            json!({"tagScopeTerm": {"comparator": how, "key": "TAG", "target": "S3_OBJECT",
                   "tagValues": pairs}})
        }),
    ]
}

fn block() -> impl Strategy<Value = Option<Vec<Value>>> {
    prop::option::of(prop::collection::vec(term(), 0..4))
}

/// The rules, read off the JSON.
fn naive_term(term: &Value, object: &Known) -> bool {
    if let Some(term) = term.get("tagScopeTerm") {
        let any = term["tagValues"].as_array().unwrap().iter().any(|pair| {
            object.tags.iter().any(|(key, value)| {
                pair["key"] == *key && (pair["value"] == "" || pair["value"] == *value)
            })
        });
        return any == (term["comparator"] == "EQ");
    }
    let term = &term["simpleScopeTerm"];
    let values: Vec<&str> = term["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    let ordered = |value: i64, with: i64| match term["comparator"].as_str().unwrap() {
        "EQ" => value == with,
        "NE" => value != with,
        "GT" => value > with,
        "GTE" => value >= with,
        "LT" => value < with,
        "LTE" => value <= with,
        other => panic!("{other}"),
    };
    match term["key"].as_str().unwrap() {
        "OBJECT_KEY" => values.iter().any(|it| object.key.starts_with(it)),
        "OBJECT_EXTENSION" => {
            let name = object.key.rsplit('/').next().unwrap();
            let extension = name.rsplit_once('.').map_or("", |it| it.1);
            values.contains(&extension) == (term["comparator"] == "EQ")
        }
        "OBJECT_SIZE" => ordered(object.size as i64, values[0].parse().unwrap()),
        "OBJECT_LAST_MODIFIED_DATE" => {
            let instant: Timestamp = values[0].parse().unwrap();
            ordered(object.seconds, instant.as_second())
        }
        other => panic!("{other}"),
    }
}

fn naive(includes: &Option<Vec<Value>>, excludes: &Option<Vec<Value>>, object: &Known) -> bool {
    let all = |terms: &Vec<Value>| terms.iter().all(|term| naive_term(term, object));
    let excluded = excludes
        .as_ref()
        .is_some_and(|it| !it.is_empty() && all(it));
    includes.as_ref().is_none_or(all) && !excluded
}

fn scope(includes: &Option<Vec<Value>>, excludes: &Option<Vec<Value>>) -> Scope {
    let mut scoping = json!({});
    for (name, terms) in [("includes", includes), ("excludes", excludes)] {
        if let Some(terms) = terms {
            scoping[name] = json!({"and": terms});
        }
    }
    let scoping: Scoping = serde_json::from_value(scoping).unwrap();
    Scope::new(Some(&scoping)).unwrap()
}

fn with_facts<T>(object: &Known, work: impl FnOnce(&Facts<'_>) -> T) -> T {
    let tags: Vec<Tag> = object
        .tags
        .iter()
        .map(|(key, value)| Tag {
            key: (*key).into(),
            value: (*value).into(),
        })
        .collect();
    work(&Facts {
        key: object.key,
        size: Some(object.size),
        modified: Some(SystemTime::UNIX_EPOCH + Duration::from_secs(object.seconds as u64)),
        tags: &tags,
    })
}

proptest! {
    #[test]
    fn objects_are_meant_as_the_rules_say(includes in block(), excludes in block(), object in known()) {
        let scope = scope(&includes, &excludes);
        let meant = with_facts(&object, |facts| scope.means(facts));
        prop_assert_eq!(meant, naive(&includes, &excludes, &object));
    }

    /// A file in an archive has a size of its own; all else is that of the
    /// archive.
    #[test]
    fn files_in_archives_are_meant_by_their_sizes(
        includes in block(), excludes in block(), object in known(), size in 0_u64..5
    ) {
        let scope = scope(&includes, &excludes);
        prop_assume!(naive(&includes, &excludes, &object));
        let sizes = with_facts(&object, |facts| scope.sizes_within(facts));
        let member = Known { size, ..object };
        let is_size = |term: &&Value| term["simpleScopeTerm"]["key"] == "OBJECT_SIZE";
        let size_terms = |block: &Option<Vec<Value>>| -> Vec<Value> {
            block.iter().flatten().filter(is_size).cloned().collect()
        };
        // The other conditions for inclusion are those of the archive, which
        // is meant.
        let included = size_terms(&includes).iter().all(|term| naive_term(term, &member));
        let excluded = !size_terms(&excludes).is_empty()
            && excludes.iter().flatten().all(|term| naive_term(term, &member));
        let counts = sizes.is_none_or(|sizes| sizes.contains(size));
        prop_assert_eq!(counts, included && !excluded);
    }
}

#[test]
fn what_is_not_known_keeps_nothing_out() {
    let size =
        json!({"simpleScopeTerm": {"comparator": "GT", "key": "OBJECT_SIZE", "values": ["5"]}});
    let csv = json!({"simpleScopeTerm": {"comparator": "EQ", "key": "OBJECT_EXTENSION", "values": ["csv"]}});
    let facts = |key| Facts {
        key,
        size: None,
        modified: None,
        tags: &[],
    };
    let both = Some(vec![size, csv]);
    assert!(scope(&both, &None).means(&facts("a.csv")));
    assert!(!scope(&both, &None).means(&facts("a.txt")));
    assert!(scope(&None, &both).means(&facts("a.csv")));
}

#[test]
fn criteria_mean_buckets() {
    let mut bucket = BucketInfo::named("acme-exports");
    bucket.account_id = Some("111122223333".into());
    bucket.effective_permission = EffectivePermission::Public;
    bucket.shared_access = SharedAccess::External;
    bucket.tags = vec![
        Tag {
            key: "env".into(),
            value: "prod".into(),
        },
        Tag {
            key: "team".into(),
            value: "".into(),
        },
    ];
    let simple = |how: &str, key: &str, values: &[&str]| json!({"simpleCriterion": {"comparator": how, "key": key, "values": values}});
    let tag =
        |how: &str, pairs: Value| json!({"tagCriterion": {"comparator": how, "tagValues": pairs}});
    let name = |how, values: &[&str]| simple(how, "S3_BUCKET_NAME", values);
    for (criterion, holds) in [
        (
            simple("EQ", "ACCOUNT_ID", &["444455556666", "111122223333"]),
            true,
        ),
        (simple("NE", "ACCOUNT_ID", &["111122223333"]), false),
        (name("EQ", &["acme-exports"]), true),
        (name("EQ", &["acme"]), false),
        (name("EQ", &["ACME-EXPORTS"]), false),
        (name("NE", &["acme", "acme-exports"]), false),
        (name("NE", &["acme", "logs"]), true),
        (
            simple("EQ", "S3_BUCKET_EFFECTIVE_PERMISSION", &["PUBLIC"]),
            true,
        ),
        (
            simple("NE", "S3_BUCKET_EFFECTIVE_PERMISSION", &["UNKNOWN"]),
            true,
        ),
        (
            simple("EQ", "S3_BUCKET_SHARED_ACCESS", &["INTERNAL", "EXTERNAL"]),
            true,
        ),
        (
            simple("EQ", "S3_BUCKET_SHARED_ACCESS", &["NOT_SHARED"]),
            false,
        ),
        (tag("EQ", json!([{"key": "env", "value": "prod"}])), true),
        (tag("EQ", json!([{"key": "env", "value": "test"}])), false),
        (tag("EQ", json!([{"key": "env"}])), true),
        (tag("EQ", json!([{"value": "prod"}])), true),
        (tag("EQ", json!([{"key": "Env"}])), false),
        (tag("EQ", json!([{"key": "team", "value": "prod"}])), false),
        (tag("NE", json!([{"key": "stage"}])), true),
        (tag("NE", json!([{"key": "stage"}, {"key": "env"}])), false),
    ] {
        let one = |includes: Option<&Value>, excludes: Option<&Value>| {
            let blocks: HashMap<&str, Value> = [("includes", includes), ("excludes", excludes)]
                .into_iter()
                .filter_map(|(name, it)| Some((name, json!({"and": [it?]}))))
                .collect();
            let criteria: BucketCriteria = serde_json::from_value(json!(blocks)).unwrap();
            criteria.mean(&bucket, "000000000000")
        };
        assert_eq!(one(Some(&criterion), None), holds, "{criterion}");
        assert_eq!(one(None, Some(&criterion)), !holds, "{criterion}");
        // Excludes beat includes.
        assert!(!one(Some(&criterion), Some(&criterion)), "{criterion}");
    }
    let unowned = BucketInfo::named("b");
    let criteria = json!({"includes": {"and": [simple("EQ", "ACCOUNT_ID", &["000000000000"])]}});
    let criteria: BucketCriteria = serde_json::from_value(criteria).unwrap();
    assert!(criteria.mean(&unowned, "000000000000"));
    assert!(!criteria.mean(&unowned, "111122223333"));
}

#[test]
fn excludes_need_all_of_their_conditions() {
    let both = json!({"excludes": {"and": [
        {"simpleCriterion": {"comparator": "EQ", "key": "S3_BUCKET_NAME", "values": ["logs"]}},
        {"simpleCriterion": {"comparator": "EQ", "key": "ACCOUNT_ID", "values": ["111122223333"]}}
    ]}});
    let criteria: BucketCriteria = serde_json::from_value(both).unwrap();
    assert!(!criteria.mean(&BucketInfo::named("logs"), "111122223333"));
    assert!(criteria.mean(&BucketInfo::named("logs"), "444455556666"));
    assert!(criteria.mean(&BucketInfo::named("data"), "111122223333"));
}

#[test]
fn samples_are_shares_and_stay_the_same() {
    let keys: Vec<String> = (0..20_000).map(|at| format!("orders/{at}.csv")).collect();
    for percentage in [1, 10, 25, 50, 99] {
        let sample = Sample::new(percentage, "job", 1);
        let count = keys.iter().filter(|key| sample.has("acme", key)).count() as f64;
        let expected = keys.len() as f64 * f64::from(percentage) / 100.0;
        // Four standard deviations.
        let spread = 4.0 * (expected * (1.0 - f64::from(percentage) / 100.0)).sqrt();
        assert!((count - expected).abs() < spread, "{percentage} %: {count}");
    }
    // Written down: a run must have the same sample in every version.
    let sample = Sample::new(20, "3ce05dbb7ec5505def334104bf347d9c", 1);
    let chosen: Vec<usize> = (0..40)
        .filter(|at| sample.has("acme", &keys[*at]))
        .collect();
    assert_eq!(chosen, PINNED);
    assert!(
        keys.iter()
            .all(|key| Sample::new(100, "job", 1).has("acme", key))
    );
    let other = Sample::new(50, "job", 2);
    let one = Sample::new(50, "job", 1);
    assert!(
        keys.iter()
            .any(|key| one.has("acme", key) != other.has("acme", key))
    );
    assert!(
        keys.iter()
            .any(|key| one.has("acme", key) != one.has("other", key))
    );
}

/// Worked out with another implementation.
const PINNED: &[usize] = &[6, 7, 8, 19, 20, 24, 28, 29, 35];
