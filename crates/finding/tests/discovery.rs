//! Discovery results: what they say beyond findings, and that they are read
//! as they were written.

use std::sync::Arc;

use tracie_finding::detection::{
    Category, Detection, IdentifierInfo, MemberResult, ObjectMeta, ObjectResult, Occurrence,
    Origin, Reason, Severity, Status,
};
use tracie_finding::discovery::{DiscoveryResult, records};
use tracie_finding::occurrences::Occurrences;
use tracie_finding::place::Place;
use tracie_finding::{Context, assemble};

fn context() -> Context {
    let mut context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
    context.job_id = Some("00112233445566778899aabbccddeeff".into());
    context
}

fn names(count: u64, located: u64) -> Detection {
    let identifier = IdentifierInfo {
        id: "NAME".into(),
        origin: Origin::Managed(Category::Personal),
        severity: vec![(1, Severity::Low), (2, Severity::Medium)],
    };
    let at = |page| Occurrence {
        span: (page, page + 1),
        place: Some(Place::Page { number: page }),
    };
    Detection {
        identifier: Arc::new(identifier),
        count,
        occurrences: (1..=located).map(at).collect(),
    }
}

fn result(detections: Vec<Detection>, members: Vec<MemberResult>) -> ObjectResult {
    ObjectResult {
        object: ObjectMeta {
            bucket: "acme".into(),
            key: "exports/backup.zip".into(),
            size: 2000,
            last_modified: "2024-06-30T23:59:58.500Z".into(),
            etag: "0cc175b9c0f1b6a831c399e269772661".into(),
            storage_class: "STANDARD".into(),
            attributes: tracie_finding::Attributes::default(),
        },
        status: Status::Complete,
        remark: None,
        mime_type: "application/zip".into(),
        size_classified: 9000,
        detections,
        members,
    }
}

fn member(path: &str, status: Status, detections: Vec<Detection>) -> MemberResult {
    MemberResult {
        path: path.into(),
        size: 4500,
        last_modified: Some("2024-04-17T03:00:00Z".into()),
        status,
        remark: None,
        mime_type: "application/pdf".into(),
        detections,
    }
}

fn all(result: &ObjectResult) -> Vec<DiscoveryResult> {
    records(result, &context()).collect()
}

#[test]
fn up_to_a_thousand_occurrences_of_each_identifier_are_located() {
    for (located, kept, more) in [(15, 15, true), (1000, 1000, true), (1200, 1000, true)] {
        let record = &all(&result(vec![names(1200, located)], vec![]))[0];
        let found = &record.classification_details.result;
        let places = found.sensitive_data[0].detections[0].occurrences.as_ref();
        assert_eq!(places.map(Occurrences::len), Some(kept));
        assert_eq!(found.additional_occurrences, more);
    }
}

#[test]
fn each_identifier_has_room_of_its_own() {
    let mut other = names(900, 900);
    other.identifier = Arc::new(IdentifierInfo {
        id: "ADDRESS".into(),
        ..(*other.identifier).clone()
    });
    let record = &all(&result(vec![names(900, 900), other], vec![]))[0];
    assert!(!record.classification_details.result.additional_occurrences);
}

#[test]
fn an_object_in_which_nothing_was_found_has_a_record_too() {
    let mut skipped = result(vec![], vec![]);
    skipped.status = Status::Skipped(Reason::PermissionDenied);
    for result in [result(vec![], vec![]), skipped] {
        let written = serde_json::to_value(&all(&result)[0]).expect("JSON");
        for member in ["severity", "title", "type", "description"] {
            assert_eq!(
                written.get(member),
                Some(&serde_json::Value::Null),
                "{member}"
            );
        }
        for absent in ["archived", "count", "sample", "policyDetails"] {
            assert_eq!(written.get(absent), None, "{absent}");
        }
    }
}

#[test]
fn members_have_records_of_their_own_behind_that_of_the_archive() {
    let archive = result(
        vec![names(7, 0)],
        vec![
            member("a/people.pdf", Status::Complete, vec![names(7, 7)]),
            member("b", Status::Skipped(Reason::UnsupportedFileType), vec![]),
        ],
    );
    let records = all(&archive);
    let embedded = |at: usize| {
        let object = &records[at].resources_affected.s3_object;
        object.embedded_file_details.clone()
    };
    assert_eq!(records.len(), 3);
    assert_eq!(embedded(0), None);
    let first = embedded(1).expect("a member");
    assert_eq!(
        (&*first.file_path, &*first.file_extension),
        ("a/people.pdf", "pdf")
    );
    assert_eq!(
        first.file_last_modified.as_deref(),
        Some("2024-04-17T03:00:00.000Z")
    );
    assert_eq!(embedded(2).map(|it| it.file_extension).as_deref(), Some(""));
    let sizes: Vec<u64> = records
        .iter()
        .map(|it| it.classification_details.result.size_classified)
        .collect();
    assert_eq!(sizes, [9000, 4500, 0]);
    let ids: std::collections::BTreeSet<_> = records.iter().map(|it| &it.id).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn many_members_make_a_folder() {
    for (members, folder) in [(0, false), (99, false), (100, true)] {
        let members = (0..members)
            .map(|n| member(&n.to_string(), Status::Complete, vec![]))
            .collect();
        let result = result(vec![names(1, 1)], members);
        let location = assemble(&result, &context())
            .and_then(|it| it.classification_details)
            .expect("a finding")
            .detailed_results_location;
        assert_eq!(location.ends_with('/'), folder, "{location}");
        for record in all(&result) {
            assert_eq!(
                record.classification_details.detailed_results_location,
                location
            );
        }
    }
}

#[test]
fn a_record_is_read_as_it_was_written_and_knows_its_finding() {
    let result = result(
        vec![names(7, 7)],
        vec![member("a", Status::Complete, vec![names(7, 7)])],
    );
    for record in all(&result) {
        let written = serde_json::to_string(&record).expect("JSON");
        let read: DiscoveryResult = serde_json::from_str(&written).expect("a record");
        assert_eq!(read, record);
        let finding = assemble(&result, &context()).filter(|_| !record.is_of_member());
        assert_eq!(record.finding(), finding);
    }
}
