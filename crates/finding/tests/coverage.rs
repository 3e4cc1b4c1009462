//! Every object in scope is counted, once.

use tracie_finding::Coverage;
use tracie_finding::coverage::Tally;
use tracie_finding::detection::{ObjectMeta, ObjectResult, Reason, Status};

fn result(status: Status, size: u64, size_classified: u64) -> ObjectResult {
    ObjectResult {
        object: ObjectMeta {
            bucket: "acme".into(),
            key: "key".into(),
            size,
            last_modified: String::new(),
            etag: String::new(),
            storage_class: "STANDARD".into(),
            attributes: Default::default(),
        },
        status,
        remark: None,
        mime_type: "text/plain".into(),
        size_classified,
        detections: vec![],
        members: vec![],
    }
}

fn of(results: &[ObjectResult]) -> Coverage {
    let mut coverage = Coverage::default();
    results.iter().for_each(|result| coverage.add(result));
    coverage
}

/// One object for each way to end.
fn all_ways() -> Vec<ObjectResult> {
    let partial = Reason::ALL
        .iter()
        .map(|reason| result(Status::Partial(*reason), 10, 4));
    let skipped = Reason::ALL
        .iter()
        .map(|reason| result(Status::Skipped(*reason), 100, 0));
    [result(Status::Complete, 1, 1)]
        .into_iter()
        .chain(partial)
        .chain(skipped)
        .collect()
}

#[test]
fn nothing_in_scope_is_complete() {
    assert!(Coverage::default().is_complete());
    assert_eq!(Coverage::default().total(), Tally::default());
}

#[test]
fn the_tallies_add_up_to_all_objects() {
    let coverage = of(&all_ways());
    let reasons = Reason::ALL.len() as u64;
    assert_eq!(
        coverage.total(),
        Tally {
            objects: 1 + 2 * reasons,
            bytes: 1 + 110 * reasons,
            bytes_classified: 1 + 4 * reasons
        }
    );
    assert!(!coverage.is_complete());
}

#[test]
fn reasons_are_told_apart() {
    let coverage = of(&all_ways());
    assert_eq!(coverage.complete().objects, 1);
    assert_eq!(
        coverage.partial()[&Reason::MalformedFile],
        Tally {
            objects: 1,
            bytes: 10,
            bytes_classified: 4
        }
    );
    assert_eq!(
        coverage.skipped()[&Reason::MalformedFile],
        Tally {
            objects: 1,
            bytes: 100,
            bytes_classified: 0
        }
    );
}

#[test]
fn parts_of_a_scan_add_up_to_the_whole() {
    let all = all_ways();
    for cut in 0..=all.len() {
        let mut merged = of(&all[..cut]);
        merged.merge(&of(&all[cut..]));
        assert_eq!(merged, of(&all), "cut at {cut}");
    }
}

#[test]
fn one_object_that_was_not_looked_at_is_enough_to_be_incomplete() {
    let done = result(Status::Complete, 1, 1);
    assert!(of(std::slice::from_ref(&done)).is_complete());
    assert!(
        !of(&[
            done,
            result(Status::Skipped(Reason::PermissionDenied), 0, 0)
        ])
        .is_complete()
    );
}
