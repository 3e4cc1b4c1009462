//! Whatever is asked of the API, it is answered or refused: no panic, and never an
//! error of the server's.

use std::fs;
use std::sync::Mutex;

use serde_json::{Map, Value, json};
use tracie_serve::{
    Buckets, Member, Model, Operation, Place, Service, Settings, Shape, try_request,
};

/// A service is asked so often before another takes its place: what it keeps grows.
const ASKED: u32 = 500;
/// How deep the structures of seeds go.
const DEEP: u32 = 5;

/// An input is `METHOD PATH?QUERY`, a line break, and the body.
pub fn check(data: &[u8]) {
    let at = data.iter().position(|byte| *byte == b'\n');
    let (head, body) = data.split_at(at.unwrap_or(data.len()));
    let Ok(head) = std::str::from_utf8(head) else {
        return;
    };
    let (method, target) = head.split_once(' ').unwrap_or(("POST", head));
    let body = body.get(1..).unwrap_or_default();
    let (status, answer) = with_service(|service| try_request(service, method, target, &[], body));
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        (200..500).contains(&status),
        "{method} {target}: {status} {answer}"
    );
}

fn with_service<T>(ask: impl FnOnce(&Service) -> T) -> T {
    static SERVICE: Mutex<Option<(Service, u32)>> = Mutex::new(None);
    let mut kept = SERVICE.lock().expect("a panic ends fuzzing");
    if kept.as_ref().is_none_or(|(_, asked)| *asked >= ASKED) {
        if let Some((old, _)) = kept.take() {
            old.stop();
        }
        *kept = Some((begin(), 0));
    }
    let (service, asked) = kept.as_mut().expect("it was made");
    *asked += 1;
    // It may have been disabled.
    try_request(service, "POST", "/macie", &[], b"{}");
    ask(service)
}

/// A service with something of each kind in it.
fn begin() -> Service {
    let folder = std::env::temp_dir().join(format!("tracie-fuzz-{}", std::process::id()));
    let bucket = folder.join("fuzzed-bucket");
    fs::create_dir_all(&bucket).expect("a folder");
    // Made up, and no one's.
    fs::write(bucket.join("a.csv"), "name,ssn\nJane Doe,512-58-3904\n").expect("a file");
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
            "/allow-lists",
            json!({"clientToken": "t", "name": "list", "criteria": {"regex": "a1"}}),
        ),
        (
            "/findingsfilters",
            json!({"name": "filter", "action": "NOOP", "findingCriteria": {}}),
        ),
    ] {
        let body = body.to_string();
        let (status, answer) = try_request(&service, "POST", path, &[], body.as_bytes());
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&answer));
    }
    service
}

/// A request to each operation, with all of its members.
pub fn seeds() -> Vec<Vec<u8>> {
    let operations = Model::get().operations.values();
    operations.map(|it| request(it).into_bytes()).collect()
}

fn request(operation: &Operation) -> String {
    let (mut path, mut query, mut body) = (operation.path.clone(), String::new(), Map::new());
    for member in &operation.input {
        let value = value(&member.shape, DEEP);
        match member.place {
            Place::Path => path = path.replace(&format!("{{{}}}", member.name), &text(member)),
            Place::Query => query.push_str(&format!("&{}={}", member.name, text(member))),
            Place::Body => {
                body.insert(member.name.clone(), value);
            }
        }
    }
    let query = query.replacen('&', "?", 1);
    let body = Value::Object(body);
    format!("{} {path}{query}\n{body}", operation.method)
}

fn text(member: &Member) -> String {
    match &*member.name {
        "resourceArn" => "arn:aws:s3:::fuzzed-bucket".into(),
        "maxResults" => "5".into(),
        _ => "a".into(),
    }
}

fn value(shape: &Shape, deep: u32) -> Value {
    if deep == 0 {
        return Value::Null;
    }
    match shape {
        Shape::String => json!("a"),
        Shape::Integer | Shape::Long | Shape::Double => json!(1),
        Shape::Boolean => json!(true),
        Shape::Timestamp => json!("2024-03-11T19:46:53.031Z"),
        Shape::List(inner) => json!([value(inner, deep - 1)]),
        Shape::Map(inner) => json!({"type": value(inner, deep - 1)}),
        Shape::Named(name) => named(name, deep - 1),
    }
}

fn named(name: &str, deep: u32) -> Value {
    let model = Model::get();
    if let Some(values) = model.enumerations.get(name) {
        return json!(values.first());
    }
    if let Some((shape, _)) = model.bounded.get(name) {
        return value(shape, deep + 1);
    }
    let members = model.structures.get(name).into_iter().flatten();
    let members = members.map(|it| (it.name.clone(), value(&it.shape, deep)));
    Value::Object(members.collect())
}
