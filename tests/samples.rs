//! The labelled samples: what a scan finds in them is what their labels say,
//! no more and no less.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tracie::Scanner;
use tracie::finding::detection::{Detection, ObjectResult, Status};
use tracie::finding::place::Place;
use tracie::finding::{Finding, Flow};
use tracie::identify::Selection;

/// What looks like one is a matter of dictionaries, so that the labels tell
/// only where there must be some.
const BY_DICTIONARY: [&str; 2] = ["NAME", "ADDRESS"];

/// A line of `LABELS.jsonl`: what becomes of a file, or what is found in it.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Label {
    File {
        file: String,
        status: String,
        reason: Option<String>,
    },
    Detection {
        file: String,
        identifier: String,
        count: u64,
        first: String,
    },
}

/// By file and identifier, how many and where first. What becomes of the file
/// stands under no identifier, without a count.
type Facts = BTreeMap<(String, String), (u64, String)>;

#[test]
fn the_scan_finds_what_the_labels_say() {
    let mut labelled = Facts::new();
    let mut found = Facts::new();
    labels().for_each(|label| enter_label(&mut labelled, label));
    results()
        .iter()
        .for_each(|result| enter_result(&mut found, result));
    // Where the dictionaries may find more, they must find what is labelled.
    found.retain(|(file, identifier), _| {
        !BY_DICTIONARY.contains(&identifier.as_str())
            || labelled.contains_key(&(file.clone(), identifier.clone()))
    });
    let differences = differences(&labelled, &found);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn labels() -> impl Iterator<Item = Label> {
    let text = fs::read_to_string(samples().join("LABELS.jsonl")).expect("the labels");
    let lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    lines
        .into_iter()
        .map(|line| serde_json::from_str(&line).expect(&line))
}

fn results() -> Vec<ObjectResult> {
    let scanner = Scanner::builder()
        .managed(Selection::All)
        .build()
        .expect("managed identifiers stand up");
    let mut results = Vec::new();
    let mut sink = |result: &ObjectResult, _: Option<Finding>| {
        results.push(result.clone());
        Flow::Continue
    };
    scanner
        .scan_path(samples(), &mut sink)
        .expect("the samples are there");
    results.retain(|result| result.object.key != "LABELS.jsonl");
    results
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/samples")
}

fn enter_label(facts: &mut Facts, label: Label) {
    let (key, fact) = match label {
        Label::File {
            file,
            status,
            reason,
        } => ((file, String::new()), outcome(&status, reason.as_deref())),
        Label::Detection {
            file,
            identifier,
            count,
            first,
        } => ((file, identifier), (count, first)),
    };
    assert!(
        facts.insert(key.clone(), fact).is_none(),
        "{key:?} is labelled twice"
    );
}

fn enter_result(facts: &mut Facts, result: &ObjectResult) {
    let file = &result.object.key;
    let outcome = match result.status {
        Status::Complete => outcome("COMPLETE", None),
        Status::Partial(reason) => outcome("PARTIAL", Some(reason.code())),
        Status::Skipped(reason) => outcome("SKIPPED", Some(reason.code())),
    };
    facts.insert((file.clone(), String::new()), outcome);
    for detection in &result.detections {
        let fact = (detection.count, first(detection));
        facts.insert((file.clone(), detection.identifier.id.clone()), fact);
    }
}

fn outcome(status: &str, reason: Option<&str>) -> (u64, String) {
    (0, format!("{status} {}", reason.unwrap_or_default()))
}

fn first(detection: &Detection) -> String {
    let place = detection
        .occurrences
        .first()
        .and_then(|it| it.place.as_ref());
    match place {
        Some(Place::Line {
            start,
            start_column,
            ..
        }) => {
            format!("line {start} col {start_column}")
        }
        Some(Place::Cell { row, column, .. }) => format!("cell r{row}c{column}"),
        Some(Place::Record { index, json_path }) => {
            format!(
                "record {index} {}",
                json_path.as_deref().unwrap_or("without a path")
            )
        }
        Some(Place::Page { number }) => format!("page {number}"),
        None => "no place".to_owned(),
        other => format!("{other:?}"),
    }
}

fn differences(labelled: &Facts, found: &Facts) -> Vec<String> {
    let mut keys: Vec<_> = labelled.keys().chain(found.keys()).collect();
    keys.sort();
    keys.dedup();
    let none = (0, "nowhere".to_owned());
    keys.into_iter()
        .map(|key| {
            (
                key,
                labelled.get(key).unwrap_or(&none),
                found.get(key).unwrap_or(&none),
            )
        })
        .filter(|(_, labelled, found)| labelled != found)
        .map(|((file, identifier), labelled, found)| {
            format!("{file} {identifier}: labelled {labelled:?}, found {found:?}")
        })
        .collect()
}
