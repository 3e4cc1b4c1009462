//! Whatever is asked, it is answered or refused, and never by an error of the server's.

use std::fs;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tracie_serve::{Buckets, Model, Operation, Place, Service, Settings, try_request};

/// A service with a bucket and something of each kind in it.
static SERVICE: LazyLock<Service> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder").keep();
    fs::create_dir(folder.join("a-bucket")).expect("a bucket");
    // Made up, and no one's.
    fs::write(
        folder.join("a-bucket/a.csv"),
        "name,ssn\nJane Doe,512-58-3904\n",
    )
    .expect("a file");
    let mut buckets = Buckets::default();
    buckets.add_dump(&folder).expect("buckets");
    let mut settings = Settings::default();
    settings.buckets = buckets;
    let service = Service::start(settings).expect("a service");
    for (path, body) in [
        ("/macie", json!({})),
        ("/findings/sample", json!({})),
        (
            "/custom-data-identifiers",
            json!({"name": "custom", "regex": "a1"}),
        ),
        (
            "/findingsfilters",
            json!({"name": "filter", "action": "NOOP", "findingCriteria": {}}),
        ),
    ] {
        let (status, _) = try_request(&service, "POST", path, &[], body.to_string().as_bytes());
        assert_eq!(status, 200, "{path}");
    }
    service
});

/// JSON that is now and then what is asked for.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_i64..100).prop_map(Value::from),
        any::<f64>().prop_map(|it| json!(it)),
        ".{0,20}".prop_map(Value::from),
        "[0-9]{12}".prop_map(Value::from),
        "[0-9a-f]{32}".prop_map(Value::from),
        prop::sample::select(words()).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 32, 6, |inner| {
        let names = prop_oneof![
            prop::sample::select(members()),
            "[a-zA-Z.]{0,12}".prop_map(String::from)
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..4)
                .prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

/// Values of enumerations, and what else may fit.
fn words() -> Vec<String> {
    let known = Model::get().enumerations.values().flatten().cloned();
    let others = [
        "arn:aws:s3:::a-bucket",
        "a-bucket",
        "a.csv",
        "automated-sensitive-data-discovery",
    ];
    known.chain(others.map(str::to_owned)).collect()
}

fn members() -> Vec<String> {
    let structures = Model::get().structures.values().flatten();
    let fields = [
        "type",
        "severity.description",
        "updatedAt",
        "bucketName",
        "objectCount",
    ];
    let names = structures.map(|it| it.name.clone());
    names.chain(fields.map(str::to_owned)).collect()
}

/// An operation, and a value for each of its members.
fn asked() -> impl Strategy<Value = (&'static Operation, Vec<Value>)> {
    let all: Vec<&'static Operation> = Model::get().operations.values().collect();
    prop::sample::select(all).prop_flat_map(|operation| {
        let values = prop::collection::vec(any_json(), operation.input.len());
        values.prop_map(move |values| (operation, values))
    })
}

/// Percent-encoded, all of it.
fn encoded(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nothing_is_an_error_of_the_server((operation, values) in asked()) {
        let (mut path, mut query, mut body) = (operation.path.clone(), String::new(), Map::new());
        for (member, value) in operation.input.iter().zip(values) {
            let name = &member.name;
            match member.place {
                Place::Path => path = path.replace(&format!("{{{name}}}"), &encoded(&value)),
                Place::Query => query.push_str(&format!("&{name}={}", encoded(&value))),
                Place::Body => {
                    body.insert(name.clone(), value);
                }
            }
        }
        // Others ask of what was enabled.
        try_request(&SERVICE, "POST", "/macie", &[], b"{}");
        let target = format!("{path}?{query}");
        let body = Value::Object(body).to_string();
        let (status, answer) = try_request(&SERVICE, &operation.method, &target, &[], body.as_bytes());
        let answer = String::from_utf8_lossy(&answer);
        prop_assert!((200..500).contains(&status), "{} {target}: {status} {answer}", operation.name);
    }

    #[test]
    fn any_request_is_refused_or_answered(method in "[A-Z]{3,6}", target in "/.{0,40}", body in any::<Vec<u8>>()) {
        let (status, _) = try_request(&SERVICE, &method, &target, &[], &body);
        prop_assert!((200..500).contains(&status), "{status}");
    }
}
