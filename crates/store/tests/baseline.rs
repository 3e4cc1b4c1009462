//! What a baseline makes known, and what stays new.

use std::sync::Arc;

use tracie_finding::detection::{
    Category, Detection, IdentifierInfo, ObjectMeta, ObjectResult, Occurrence, Origin, Severity,
    Status,
};
use tracie_finding::place::Place;
use tracie_finding::{Context, Finding, assemble};
use tracie_store::Baseline;

/// An object with cells in columns, by identifier.
fn result(etag: &str, found: &[(&str, &[&str])]) -> ObjectResult {
    let detections = found.iter().map(|(id, columns)| Detection {
        identifier: Arc::new(IdentifierInfo {
            id: (*id).to_owned(),
            origin: match id.strip_prefix("custom ") {
                Some(name) => Origin::Custom(format!("uuid of {name}")),
                None => Origin::Managed(Category::Personal),
            },
            severity: vec![(1, Severity::High)],
        }),
        count: columns.len() as u64,
        occurrences: cells(columns),
    });
    ObjectResult {
        object: ObjectMeta {
            bucket: "acme".into(),
            key: "people.csv".into(),
            size: 1,
            last_modified: "2024-05-02T21:40:11.000Z".into(),
            etag: etag.into(),
            storage_class: "STANDARD".into(),
            attributes: Default::default(),
        },
        status: Status::Complete,
        remark: None,
        mime_type: "text/csv".into(),
        size_classified: 1,
        detections: detections.collect(),
        members: vec![],
    }
}

fn cells(columns: &[&str]) -> Vec<Occurrence> {
    let cell = |(row, name): (usize, &&str)| Occurrence {
        span: (0, 1),
        place: Some(Place::Cell {
            row: row as u64 + 2,
            column: 1,
            column_name: Some((*name).to_owned()),
            cell_reference: None,
        }),
    };
    columns.iter().enumerate().map(cell).collect()
}

fn finding(result: &ObjectResult, at: &str) -> Finding {
    assemble(result, &Context::new(at.parse().expect("a time"))).expect("a finding")
}

const OLD: &str = "2024-01-01T00:00:00Z";
const NEW: &str = "2024-02-01T00:00:00Z";

/// What is new, against what was found before.
fn news(before: &[(ObjectResult, &str)], now: &ObjectResult) -> (Vec<String>, u64) {
    let mut baseline = Baseline::default();
    for (result, at) in before {
        baseline.add(&finding(result, at));
    }
    let news = baseline.news(now);
    let new = news
        .result
        .detections
        .iter()
        .map(|it| it.identifier.id.clone())
        .collect();
    (new, news.known)
}

#[test]
fn the_same_again_is_known() {
    let before = result("a", &[("NAME", &["n", "n"]), ("custom badge", &["b"])]);
    assert_eq!(news(&[(before.clone(), OLD)], &before), (vec![], 2));
}

#[test]
fn without_a_baseline_all_is_new() {
    let now = result("a", &[("NAME", &["n"])]);
    assert_eq!(news(&[], &now), (vec!["NAME".into()], 0));
    assert!(Baseline::default().is_empty());
}

#[test]
fn another_identifier_another_object_and_another_occurrence_are_new() {
    let before = result("a", &[("NAME", &["n"])]);
    let more = result("b", &[("NAME", &["n"]), ("PHONE_NUMBER", &["n"])]);
    assert_eq!(
        news(&[(before.clone(), OLD)], &more),
        (vec!["PHONE_NUMBER".into()], 1)
    );
    let twice = result("b", &[("NAME", &["n", "n"])]);
    assert_eq!(
        news(&[(before.clone(), OLD)], &twice),
        (vec!["NAME".into()], 0)
    );
    let mut elsewhere = before.clone();
    elsewhere.object.key = "other.csv".into();
    assert_eq!(news(&[(before, OLD)], &elsewhere), (vec!["NAME".into()], 0));
}

#[test]
fn fewer_are_known() {
    let before = result("a", &[("NAME", &["n", "n"])]);
    assert_eq!(
        news(&[(before, OLD)], &result("b", &[("NAME", &["n"])])),
        (vec![], 1)
    );
}

#[test]
fn another_column_is_new_unless_nothing_changed() {
    let before = result("a", &[("NAME", &["n", "n"])]);
    let moved = result("b", &[("NAME", &["n", "notes"])]);
    assert_eq!(
        news(&[(before.clone(), OLD)], &moved),
        (vec!["NAME".into()], 0)
    );
    // The same content: what differs is how it was looked at.
    let same = result("a", &[("NAME", &["n", "notes"])]);
    assert_eq!(news(&[(before, OLD)], &same), (vec![], 1));
}

#[test]
fn where_not_all_was_located_columns_do_not_count() {
    let many = vec!["n"; 40];
    let before = result("a", &[("NAME", &many)]);
    let moved = result("b", &[("NAME", &["notes"])]);
    assert_eq!(news(&[(before, OLD)], &moved), (vec![], 1));
}

#[test]
fn the_latest_report_counts() {
    let few = result("a", &[("NAME", &["n"])]);
    let many = result("b", &[("NAME", &["n", "n"]), ("PHONE_NUMBER", &["p"])]);
    // Whatever their order.
    for before in [
        [(few.clone(), NEW), (many.clone(), OLD)],
        [(many.clone(), OLD), (few.clone(), NEW)],
    ] {
        // One was removed in between: it is back, and new. What only the older
        // report tells of is known.
        assert_eq!(news(&before, &many), (vec!["NAME".into()], 1));
    }
    assert_eq!(news(&[(few, OLD), (many.clone(), NEW)], &many), (vec![], 2));
}

#[test]
fn records_are_told_by_their_paths_without_numbers() {
    let at = |etag: &str, path: &str| {
        let mut result = result(etag, &[("NAME", &["n"])]);
        result.detections[0].occurrences[0].place = Some(Place::Record {
            index: 3,
            json_path: Some(path.into()),
        });
        result
    };
    let before = at("a", "$.people[0].name");
    assert_eq!(
        news(&[(before.clone(), OLD)], &at("b", "$.people[17].name")),
        (vec![], 1)
    );
    assert_eq!(
        news(&[(before, OLD)], &at("b", "$.people[0].note")),
        (vec!["NAME".into()], 0)
    );
}
