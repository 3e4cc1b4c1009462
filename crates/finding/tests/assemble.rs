//! From the result of an object to its finding.

use std::sync::Arc;

use proptest::prelude::*;
use tracie_finding::classification::{ClassificationResult, OriginType};
use tracie_finding::context::ResultsBucket;
use tracie_finding::detection::{
    Category, Detection, IdentifierInfo, ObjectMeta, ObjectResult, Occurrence, Origin, Reason,
    Severity, Status,
};
use tracie_finding::occurrences::Occurrences;
use tracie_finding::place::Place;
use tracie_finding::resources::{EncryptionType, S3Bucket, ServerSideEncryption, Tag};
use tracie_finding::{Attributes, Context, Finding, FindingType, assemble};

const JOB: &str = "00112233445566778899aabbccddeeff";
const CUSTOM: &str = "5b1d9f36-9a3c-4a52-8d0e-6f4b8a7c2e10";

fn context() -> Context {
    let mut context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
    context.job_id = Some(JOB.into());
    context
}

fn result(detections: Vec<Detection>) -> ObjectResult {
    ObjectResult {
        object: ObjectMeta {
            bucket: "acme".into(),
            key: "staff/people.csv".into(),
            size: 80,
            last_modified: "2024-06-30T23:59:58.500Z".into(),
            etag: "0cc175b9c0f1b6a831c399e269772661".into(),
            storage_class: "STANDARD".into(),
            attributes: Default::default(),
        },
        status: Status::Complete,
        remark: None,
        mime_type: "text/csv".into(),
        size_classified: 80,
        detections,
        members: vec![],
    }
}

fn detection(id: &str, origin: Origin, severity: &[(u64, Severity)], count: u64) -> Detection {
    let identifier = IdentifierInfo {
        id: id.into(),
        origin,
        severity: severity.to_vec(),
    };
    Detection {
        identifier: Arc::new(identifier),
        count,
        occurrences: vec![],
    }
}

fn managed(id: &str, category: Category, severity: &[(u64, Severity)], count: u64) -> Detection {
    detection(id, Origin::Managed(category), severity, count)
}

fn custom(severity: &[(u64, Severity)], count: u64) -> Detection {
    detection(
        "badge number",
        Origin::Custom(CUSTOM.into()),
        severity,
        count,
    )
}

/// One after the other in the first column of a table, as many as given.
fn in_rows(mut detection: Detection, located: u64) -> Detection {
    let cell = |row| Place::Cell {
        row,
        column: 1,
        column_name: None,
        cell_reference: None,
    };
    let at = |row| Occurrence {
        span: (row, row + 1),
        place: Some(cell(row)),
    };
    detection.occurrences = (1..=located).map(at).collect();
    detection
}

const HIGH: &[(u64, Severity)] = &[(1, Severity::High)];
const RISING: &[(u64, Severity)] = &[
    (1, Severity::Low),
    (2, Severity::Medium),
    (100, Severity::High),
];
const LATE: &[(u64, Severity)] = &[(100, Severity::High)];

fn found(detections: Vec<Detection>) -> Finding {
    assemble(&result(detections), &context()).expect("something is reported")
}

fn classified(finding: &Finding) -> &ClassificationResult {
    &finding
        .classification_details
        .as_ref()
        .expect("sensitive data")
        .result
}

#[test]
fn nothing_found_is_no_finding() {
    assert_eq!(assemble(&result(vec![]), &context()), None);
}

#[test]
fn nothing_but_what_is_below_its_threshold_is_no_finding() {
    assert_eq!(assemble(&result(vec![custom(LATE, 99)]), &context()), None);
}

#[test]
fn what_is_below_its_threshold_is_left_out_of_a_finding() {
    let finding = found(vec![
        in_rows(custom(LATE, 99), 3),
        managed("NAME", Category::Personal, RISING, 1),
    ]);

    assert_eq!(finding.kind, FindingType::Personal);
    assert_eq!(finding.severity.description, Severity::Low);
    let custom = &classified(&finding).custom_data_identifiers;
    assert_eq!((custom.detections.len(), custom.total_count), (0, 0));
}

#[test]
fn the_type_follows_from_the_categories() {
    let credentials = || managed("PKCS", Category::Credentials, HIGH, 1);
    let financial = || managed("BANK_ACCOUNT_NUMBER", Category::Financial, HIGH, 1);
    let name = || managed("NAME", Category::Personal, HIGH, 1);
    let passport = || managed("USA_PASSPORT_NUMBER", Category::Personal, HIGH, 1);
    let custom = || custom(HIGH, 1);
    let cases = [
        (vec![credentials()], FindingType::Credentials),
        (vec![financial()], FindingType::Financial),
        (vec![name(), passport()], FindingType::Personal),
        (vec![custom(), custom()], FindingType::CustomIdentifier),
        (vec![financial(), name()], FindingType::Multiple),
        (vec![name(), custom(), passport()], FindingType::Multiple),
        (
            vec![name(), passport(), credentials(), name()],
            FindingType::Multiple,
        ),
    ];
    for (detections, expected) in cases {
        assert_eq!(found(detections).kind, expected);
    }
}

#[test]
fn severity_is_the_highest_and_counts_do_not_add_up() {
    let cases = [
        (
            vec![
                managed("NAME", Category::Personal, RISING, 60),
                managed("PHONE_NUMBER", Category::Personal, RISING, 60),
            ],
            2,
        ),
        (
            vec![
                managed("NAME", Category::Personal, RISING, 1),
                managed("PHONE_NUMBER", Category::Personal, RISING, 100),
            ],
            3,
        ),
        (vec![managed("NAME", Category::Personal, RISING, 1)], 1),
        (
            vec![
                managed("NAME", Category::Personal, RISING, 1),
                custom(&[(1, Severity::Medium)], 5),
            ],
            2,
        ),
    ];
    for (detections, expected) in cases {
        assert_eq!(found(detections).severity.score, expected);
    }
}

#[test]
fn places_are_given_depth_first_until_there_is_no_room() {
    let finding = found(vec![
        in_rows(custom(HIGH, 4), 4),
        in_rows(managed("NAME", Category::Personal, HIGH, 9), 9),
        in_rows(managed("PKCS", Category::Credentials, HIGH, 4), 4),
        in_rows(managed("PHONE_NUMBER", Category::Personal, HIGH, 9), 9),
    ]);

    let result = classified(&finding);
    let managed: Vec<_> = result
        .sensitive_data
        .iter()
        .flat_map(|data| &data.detections)
        .collect();
    let located = |places: &Option<Occurrences>| places.as_ref().map(Occurrences::len);
    let shown: Vec<_> = managed
        .iter()
        .map(|one| (one.kind.as_str(), located(&one.occurrences)))
        .collect();
    assert_eq!(
        shown,
        [
            ("PKCS", Some(4)),
            ("NAME", Some(9)),
            ("PHONE_NUMBER", Some(2))
        ]
    );
    assert_eq!(
        located(&result.custom_data_identifiers.detections[0].occurrences),
        None
    );
    assert!(result.additional_occurrences);
}

#[test]
fn there_are_no_additional_occurrences_if_all_are_located() {
    let finding = found(vec![in_rows(
        managed("NAME", Category::Personal, HIGH, 15),
        15,
    )]);
    assert!(!classified(&finding).additional_occurrences);
}

#[test]
fn what_has_no_place_takes_no_room() {
    let mut detection = in_rows(managed("NAME", Category::Personal, HIGH, 20), 20);
    for occurrence in &mut detection.occurrences[..10] {
        occurrence.place = None;
    }
    let finding = found(vec![detection]);
    let places = classified(&finding).sensitive_data[0].detections[0]
        .occurrences
        .clone();
    assert_eq!(places.map(|places| places.len()), Some(10));
}

#[test]
fn a_status_that_is_not_complete_is_told() {
    let mut result = result(vec![managed("NAME", Category::Personal, HIGH, 1)]);
    result.status = Status::Partial(Reason::ArchiveContainsUnprocessedFiles);
    let finding = assemble(&result, &context()).expect("a finding");
    let status = classified(&finding).status;
    assert_eq!(status.reason, Some(Reason::ArchiveContainsUnprocessedFiles));
}

#[test]
fn without_a_job_it_is_automated_discovery() {
    let mut context = context();
    context.job_id = None;
    let finding = assemble(&result(vec![custom(HIGH, 1)]), &context).expect("a finding");
    let details = finding.classification_details.expect("sensitive data");
    assert_eq!((details.job_id, details.job_arn), (None, None));
    assert_eq!(
        details.origin_type,
        Some(OriginType::AutomatedSensitiveDataDiscovery)
    );
}

#[test]
fn results_are_said_to_be_where_they_are() {
    let mut context = context();
    context.results = Some(ResultsBucket {
        name: "results".into(),
        prefix: "macie/daily".into(),
    });
    let finding = assemble(&result(vec![custom(HIGH, 1)]), &context).expect("a finding");
    let location = finding
        .classification_details
        .expect("details")
        .detailed_results_location;
    let folder = format!(
        "s3://results/macie/daily/AWSLogs/000000000000/Macie/us-east-1/{JOB}/000000000000/"
    );
    assert!(
        location.starts_with(&folder) && location.ends_with(".jsonl.gz"),
        "{location}"
    );
}

#[test]
fn what_is_known_of_a_bucket_is_told() {
    let mut context = context();
    let mut bucket = S3Bucket::unknown("acme", "aws-cn");
    bucket.created_at = Some("2020-01-01T00:00:00.000Z".into());
    context.buckets.insert("acme".into(), bucket.clone());
    let finding = assemble(&result(vec![custom(HIGH, 1)]), &context).expect("a finding");
    assert_eq!(finding.resources_affected.s3_bucket, bucket);
    let object = finding.resources_affected.s3_object.expect("an object");
    assert_eq!(object.bucket_arn, "arn:aws-cn:s3:::acme");
}

#[test]
fn what_s3_knows_of_an_object_is_in_its_finding() {
    let mut result = result(vec![custom(HIGH, 1)]);
    result.object.attributes = Attributes {
        encryption: ServerSideEncryption {
            encryption_type: EncryptionType::Kms,
            kms_master_key_id: Some("arn:aws:kms:eu-west-1:111122223333:key/k".into()),
        },
        tags: Some(vec![Tag {
            key: "class".into(),
            value: "hr".into(),
        }]),
        version_id: "v7".into(),
    };
    let object = assemble(&result, &context())
        .expect("a finding")
        .resources_affected
        .s3_object;
    let object = object.expect("it is about an object");
    assert_eq!(
        object.server_side_encryption,
        result.object.attributes.encryption
    );
    assert_eq!(object.tags[0].value, "hr");
    assert_eq!(object.version_id, "v7");
}

#[test]
fn a_finding_names_the_owner_of_its_bucket_and_each_run_has_its_own() {
    let result = result(vec![custom(HIGH, 1)]);
    let mut run = context();
    run.owners.insert("acme".into(), "444455556666".into());
    run.run = Some("2".into());
    let finding = assemble(&result, &run).expect("a finding");
    assert_eq!(finding.account_id, "444455556666");
    let details = finding.classification_details.expect("details");
    let location = details.detailed_results_location;
    assert!(
        location.contains(&format!("/{JOB}/444455556666/")),
        "{location}"
    );
    assert!(details.job_arn.expect("a job").contains(":000000000000:"));
    let before = assemble(&result, &context()).expect("a finding");
    assert_ne!(finding.id, before.id);
}

#[test]
fn what_clients_could_not_read_is_null() {
    let mut result = result(vec![custom(HIGH, 1)]);
    result.object.last_modified = String::new();
    result.object.storage_class = "EXPRESS_ONEZONE".into();
    let finding = assemble(&result, &context()).expect("a finding");
    let object = finding.resources_affected.s3_object.expect("an object");
    assert_eq!((object.last_modified, object.storage_class), (None, None));
}

#[test]
fn the_same_result_gives_the_same_finding_and_another_job_another_id() {
    let result = result(vec![custom(HIGH, 1)]);
    let finding = assemble(&result, &context()).expect("a finding");
    assert_eq!(assemble(&result, &context()), Some(finding.clone()));

    let mut other = context();
    other.job_id = Some("f".repeat(32));
    assert_ne!(assemble(&result, &other).expect("a finding").id, finding.id);
}

#[test]
fn a_whole_finding_of_a_local_scan() {
    let finding = found(vec![
        in_rows(custom(HIGH, 3), 2),
        in_rows(managed("NAME", Category::Personal, RISING, 1), 1),
    ]);
    let expected = include_str!("data/finding-assembled-local.json");
    let expected: serde_json::Value = serde_json::from_str(expected).expect("JSON");
    assert_eq!(serde_json::to_value(finding).expect("JSON"), expected);
}

fn any_detection() -> impl Strategy<Value = Detection> {
    let origin = prop_oneof![
        Just(Origin::Managed(Category::Credentials)),
        Just(Origin::Managed(Category::Financial)),
        Just(Origin::Managed(Category::Personal)),
        Just(Origin::Custom(CUSTOM.into())),
    ];
    let severity = prop_oneof![Just(HIGH), Just(RISING), Just(LATE)];
    (origin, severity, 1..200_u64, 0..20_u64).prop_map(|(origin, severity, count, located)| {
        in_rows(
            detection("SOME_ID", origin, severity, count),
            located.min(count),
        )
    })
}

/// The rows that a finding names, in the order of the document.
fn rows(result: &ClassificationResult) -> Vec<u64> {
    let managed = result
        .sensitive_data
        .iter()
        .flat_map(|data| &data.detections);
    let custom = &result.custom_data_identifiers.detections;
    let places = managed
        .map(|one| &one.occurrences)
        .chain(custom.iter().map(|one| &one.occurrences));
    places
        .flatten()
        .flat_map(|places| places.cells.iter().flatten())
        .map(|cell| cell.row)
        .collect()
}

/// The rows that a finding should name, worked out from all of them.
fn expected_rows(reported: &[&Detection]) -> Vec<u64> {
    let mut ordered = reported.to_vec();
    ordered.sort_by_key(|detection| match detection.identifier.origin {
        Origin::Managed(category) => category as usize,
        Origin::Custom(_) => usize::MAX,
    });
    let occurrences = ordered.iter().flat_map(|detection| &detection.occurrences);
    occurrences
        .map(|occurrence| occurrence.span.0)
        .take(15)
        .collect()
}

proptest! {
    #[test]
    fn sums_and_places_add_up(detections in prop::collection::vec(any_detection(), 0..8)) {
        let result = result(detections);
        let reported: Vec<&Detection> =
            result.detections.iter().filter(|one| one.severity().is_some()).collect();
        let finding = assemble(&result, &context());
        prop_assert_eq!(finding.is_some(), !reported.is_empty());
        if let Some(finding) = finding {
            let total: u64 = reported.iter().map(|one| one.count).sum();
            let classified = classified(&finding);
            let managed: u64 = classified.sensitive_data.iter().map(|data| data.total_count).sum();
            prop_assert_eq!(managed + classified.custom_data_identifiers.total_count, total);
            prop_assert_eq!(rows(classified), expected_rows(&reported));
            prop_assert_eq!(classified.additional_occurrences, total > rows(classified).len() as u64);
        }
    }
}
