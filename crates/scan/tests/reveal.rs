//! Samples are those at the places of a finding, from the object that it is
//! about and no other. All values are made up.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Finding, Flow};
use tracie_identify::{CustomIdentifier, Detector, DetectorBuilder, Selection};
use tracie_scan::Scanner;
use tracie_scan::reveal::{
    RevealError, RevealLimits, Samples, UnavailabilityReason, availability, samples,
};
use tracie_source::{Directory, Entry, Object, Source};

const SSN: &str = "USA_SOCIAL_SECURITY_NUMBER";

fn detector() -> Detector {
    let customs = r#"[
        {"id": "5b1d9f36-9a3c-4a52-8d0e-6f4b8a7c2e10", "name": "badge", "regex": "TR-[0-9]{6}"},
        {"name": "long", "regex": "LONG[a-zé]+"}
    ]"#;
    let customs = CustomIdentifier::parse(customs).expect("they are well-formed");
    let builder = Detector::builder().managed(Selection::All);
    customs
        .into_iter()
        .fold(builder, DetectorBuilder::custom)
        .build()
        .expect("the identifiers stand up")
}

fn findings(detector: &Detector, folder: &Path) -> Vec<Finding> {
    let scanner = Scanner::builder().detector(detector.clone()).threads(1);
    let scanner = scanner.build().expect("a detector is all it takes");
    let mut findings = Vec::new();
    let mut sink = |_: &ObjectResult, finding: Option<Finding>| {
        findings.extend(finding);
        Flow::Continue
    };
    scanner
        .scan_path(folder, &mut sink)
        .expect("the folder is there");
    findings
}

fn object(folder: &Path, key: &str) -> Object {
    let source = Directory::new(folder).expect("a directory");
    let mut objects = source.objects().filter_map(|entry| match entry {
        Entry::Object(object) => Some(object),
        Entry::Skipped(_) => None,
    });
    objects
        .find(|it| it.key == key)
        .expect("the object is there")
}

fn key(finding: &Finding) -> &str {
    let object = finding.resources_affected.s3_object.as_ref();
    &object.expect("sensitive data").key
}

/// A folder with one file in it, and the finding of that.
fn one(name: &str, content: impl AsRef<[u8]>) -> (TempDir, Finding) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), content).expect("it can be written");
    let finding = findings(&detector(), folder.path()).remove(0);
    (folder, finding)
}

fn reveal(folder: &Path, finding: &Finding) -> Result<Samples, RevealError> {
    let object = object(folder, key(finding));
    samples(&detector(), finding, &object, &RevealLimits::default())
}

fn values(samples: &Samples, name: &str) -> Vec<String> {
    let all = samples.revealed();
    let of_type = all.get(name).map(Vec::as_slice).unwrap_or_default();
    of_type.iter().map(|it| it.value.clone()).collect()
}

#[test]
fn samples_are_what_stands_at_the_places() {
    let cases = [
        (
            "call.txt",
            "one\nSSN: 512-58-3904, SSN: 409-17-6632\n",
            SSN,
            &["512-58-3904", "409-17-6632"][..],
        ),
        (
            "people.csv",
            "name,ssn\nA,512583904\n\"B, C\",\"409-17-6632\"\n",
            SSN,
            &["512583904", "409-17-6632"],
        ),
        (
            "people.jsonl",
            "{\"ssn\":\"512-58-3904\"}\n{\"ssn\":\"409\\u002d17-6632\"}\n",
            SSN,
            &["512-58-3904", "409-17-6632"],
        ),
        (
            "people.json",
            "{\"a\":[{\"ssn\":\"512-58-3904\"}]}",
            SSN,
            &["512-58-3904"],
        ),
        (
            "badges.txt",
            "TR-000123 TR-000124",
            "badge:5b1d9f36-9a3c-4a52-8d0e-6f4b8a7c2e10",
            &["TR-000123", "TR-000124"],
        ),
    ];
    for (name, content, identifier, expected) in cases {
        let (folder, finding) = one(name, content);
        let samples = reveal(folder.path(), &finding).expect("they can be shown");
        assert_eq!(values(&samples, identifier), expected, "{name}");
        assert_eq!(samples.missing, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn utf16_is_decoded() {
    let text = "SSN: 512-58-3904";
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let (folder, finding) = one("call.txt", bytes);
    let samples = reveal(folder.path(), &finding).expect("they can be shown");
    assert_eq!(values(&samples, SSN), ["512-58-3904"]);
}

#[test]
fn there_are_ten_samples_at_most_of_128_characters_at_most() {
    let number = |at: u32| format!("SSN: 512-58-{:04}\n", 3904 + at);
    let many: String = (0..40).map(number).collect();
    let (folder, finding) = one("many.txt", many);
    let samples = reveal(folder.path(), &finding).expect("they can be shown");
    let values = values(&samples, SSN);
    assert_eq!(
        (values.len(), &*values[0], &*values[9]),
        (10, "512-58-3904", "512-58-3913")
    );

    let (folder, finding) = one("long.txt", format!("LONG{}", "é".repeat(300)));
    let samples = reveal(folder.path(), &finding).expect("they can be shown");
    let all = samples.revealed();
    let longest = all.values().flatten().map(|it| it.value.chars().count());
    assert_eq!(longest.max(), Some(128));
}

#[test]
fn a_value_over_the_border_of_pieces_is_shown_whole() {
    let mut text = "filler words\n".repeat(90_000);
    // Pieces are of 1 MiB.
    text.truncate((1 << 20) - 8);
    text.push_str(" TR-000123 ");
    let (folder, finding) = one("long.txt", text);
    let samples = reveal(folder.path(), &finding).expect("they can be shown");
    let badge = "badge:5b1d9f36-9a3c-4a52-8d0e-6f4b8a7c2e10";
    assert_eq!(values(&samples, badge), ["TR-000123"]);
}

#[test]
fn an_object_that_changed_shows_nothing() {
    let (folder, finding) = one("call.txt", "SSN: 512-58-3904");
    let object = || object(folder.path(), "call.txt");
    let limits = RevealLimits::default();
    assert_eq!(
        availability(&finding, Some(&object()), &limits).code(),
        "AVAILABLE"
    );

    // Of the same size.
    fs::write(folder.path().join("call.txt"), "SSN: 512-58-3905").expect("written");
    let refused = reveal(folder.path(), &finding).expect_err("it changed");
    assert_eq!(refused.reason, UnavailabilityReason::ObjectUnavailable);
    assert!(!refused.to_string().contains("512-58"), "{refused}");

    let gone = object();
    fs::remove_file(folder.path().join("call.txt")).expect("removed");
    let answer = availability(&finding, Some(&gone), &limits);
    assert_eq!(answer.reasons, [UnavailabilityReason::ObjectUnavailable]);
    let answer = availability(&finding, None, &limits);
    assert_eq!(answer.reasons, [UnavailabilityReason::ObjectUnavailable]);
}

#[test]
fn what_the_detector_does_not_have_is_told_and_not_shown() {
    let (folder, finding) = one("both.txt", "TR-000123, SSN: 512-58-3904");
    let object = object(folder.path(), "both.txt");
    let managed = Detector::builder()
        .managed(Selection::All)
        .build()
        .expect("managed");
    let samples = samples(&managed, &finding, &object, &RevealLimits::default()).expect("some");
    assert_eq!(
        samples.missing,
        ["badge:5b1d9f36-9a3c-4a52-8d0e-6f4b8a7c2e10"]
    );
    assert_eq!(values(&samples, SSN), ["512-58-3904"]);
}

#[test]
fn nothing_shows_a_value_that_was_not_asked_for() {
    let (folder, finding) = one("call.txt", "SSN: 512-58-3904");
    let samples = reveal(folder.path(), &finding).expect("they can be shown");
    assert!(!format!("{samples:?}").contains("512-58-3904"));
}

#[test]
fn the_reason_says_what_is_wrong_with_a_finding() {
    let (folder, mut finding) = one("call.txt", "SSN: 512-58-3904");
    let object = object(folder.path(), "call.txt");
    let reason =
        |finding: &Finding| availability(finding, Some(&object), &RevealLimits::macie()).reasons;
    assert_eq!(reason(&finding), []);
    let stored = finding
        .resources_affected
        .s3_object
        .as_mut()
        .expect("an object");
    stored.e_tag.clear();
    assert_eq!(
        reason(&finding),
        [UnavailabilityReason::InvalidClassificationResult]
    );
    let details = finding.classification_details.as_mut().expect("details");
    details.result.mime_type = tracie_finding::mime::PDF.into();
    assert_eq!(
        reason(&finding),
        [UnavailabilityReason::UnsupportedObjectType]
    );
    finding.classification_details = None;
    assert_eq!(
        reason(&finding),
        [UnavailabilityReason::UnsupportedFindingType]
    );
}

/// Every finding in the samples: cells, records, pages and lines of all
/// formats, members of archives, and documents without places.
#[test]
fn samples_of_all_formats_are_shown() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    let detector = detector();
    let mut shown = Vec::new();
    for finding in findings(&detector, &folder) {
        let object = object(&folder, key(&finding));
        match samples(&detector, &finding, &object, &RevealLimits::default()) {
            Ok(samples) => {
                assert_eq!(samples.missing, Vec::<String>::new(), "{}", key(&finding));
                let all = samples.by_type.values().flatten();
                assert!(all.clone().all(|it| !it.value.reveal().is_empty()));
                shown.push(key(&finding).to_owned());
            }
            Err(refused) => {
                assert_eq!(
                    refused.reason,
                    UnavailabilityReason::InvalidClassificationResult,
                    "{}",
                    key(&finding)
                );
            }
        }
    }
    for expected in [
        ".env",
        "customers.csv",
        "orders.jsonl",
        "archives/export.zip",
        "archives/backup.tar.gz",
        "utf16-big-endian.txt",
        #[cfg(feature = "pdf")]
        "documents/report.pdf",
        "documents/staff.xlsx",
        "documents/units.avro",
        "documents/mail.eml",
    ] {
        assert!(
            shown.iter().any(|it| it == expected),
            "{expected} is not among {shown:?}"
        );
    }
    assert!(shown.iter().all(|it| it != "documents/letter.docx"));
}
