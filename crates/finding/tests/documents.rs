//! Findings are read and written exactly as Macie writes them.
//!
//! The documents are made up, in the forms of real exports: nulls, empty
//! lists and absent members stand where they stand there.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use tracie_finding::Finding;
use tracie_finding::finding::FindingCategory;

fn documents() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of documents is part of the crate")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.clone(), read(&path)))
        .collect()
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a readable document");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn documents_are_written_as_they_were_read() {
    for (path, document) in documents() {
        let finding: Finding = serde_json::from_value(document.clone())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let written = serde_json::to_value(&finding).expect("JSON");
        assert_eq!(written, document, "{}", path.display());
    }
}

#[test]
fn both_categories_and_all_kinds_of_places_are_among_them() {
    let all: String = documents()
        .iter()
        .map(|(_, document)| document.to_string())
        .collect();
    for needed in [
        "CLASSIFICATION",
        "POLICY",
        "cells",
        "lineRanges",
        "pages",
        "records",
    ] {
        assert!(
            all.contains(&format!("\"{needed}\"")),
            "no document with {needed}"
        );
    }
    let policies = documents().into_iter().filter(|(_, document)| {
        let finding: Finding = serde_json::from_value(document.clone()).expect("a finding");
        finding.category == FindingCategory::Policy
    });
    assert_eq!(policies.count(), 2);
}

#[test]
fn an_unknown_member_is_refused_wherever_it_stands() {
    let mut refused = 0;
    for (path, document) in documents() {
        for pointer in objects(&document) {
            let mut spoilt = document.clone();
            object_at(&mut spoilt, &pointer).insert("surprise".into(), Value::Null);
            let outcome = serde_json::from_value::<Finding>(spoilt);
            assert!(outcome.is_err(), "{}: {pointer}", path.display());
            refused += 1;
        }
    }
    assert!(refused > 100, "only {refused} objects tried");
}

#[test]
fn a_null_that_real_exports_leave_out_is_accepted() {
    let (_, mut document) = documents().swap_remove(0);
    object_at(&mut document, "").insert("policyDetails".into(), Value::Null);
    assert!(serde_json::from_value::<Finding>(document).is_ok());
}

/// JSON pointers to all objects in a document.
fn objects(document: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    collect(document, String::new(), &mut pointers);
    pointers
}

fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                collect(member, format!("{pointer}/{name}"), pointers);
            }
            pointers.push(pointer);
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{pointer}/{index}"), pointers);
            }
        }
        _ => {}
    }
}

fn object_at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    let found = document
        .pointer_mut(pointer)
        .expect("the pointer is from this document");
    found.as_object_mut().expect("it points to an object")
}
