//! A made-up scan, in which each thing that a report can tell occurs.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::sync::Arc;

use tracie_finding::detection::{
    Category, Detection, IdentifierInfo, MemberResult, ObjectMeta, ObjectResult, Occurrence,
    Origin, Reason, Severity, Status,
};
use tracie_finding::place::Place;
use tracie_finding::{Context, Coverage, Finding, Sink, assemble};
use tracie_report::{Options, Reporter, format};

pub(crate) fn object(key: &str, status: Status, detections: Vec<Detection>) -> ObjectResult {
    ObjectResult {
        object: ObjectMeta {
            bucket: "acme".into(),
            key: key.into(),
            size: 1200,
            last_modified: "2024-06-30T23:59:58.500Z".into(),
            etag: "0cc175b9c0f1b6a831c399e269772661".into(),
            storage_class: "STANDARD".into(),
            attributes: Default::default(),
        },
        status,
        remark: None,
        mime_type: "text/plain".into(),
        size_classified: if matches!(status, Status::Skipped(_)) {
            0
        } else {
            1200
        },
        detections,
        members: vec![],
    }
}

pub(crate) fn detection(
    id: &str,
    origin: Origin,
    level: Severity,
    count: u64,
    places: Vec<Place>,
) -> Detection {
    let identifier = IdentifierInfo {
        id: id.into(),
        origin,
        severity: vec![(1, level)],
    };
    let at = |place| Occurrence {
        span: (0, 1),
        place: Some(place),
    };
    Detection {
        identifier: Arc::new(identifier),
        count,
        occurrences: places.into_iter().map(at).collect(),
    }
}

fn cell(row: u64, column_name: &str, cell_reference: Option<&str>) -> Place {
    Place::Cell {
        row,
        column: 4,
        column_name: Some(column_name.into()),
        cell_reference: cell_reference.map(Into::into),
    }
}

fn line(start: u64, end: u64) -> Place {
    Place::Line {
        start,
        end,
        start_column: 23,
    }
}

pub(crate) fn results() -> Vec<ObjectResult> {
    let personal = Origin::Managed(Category::Personal);
    let credentials = Origin::Managed(Category::Credentials);
    let financial = Origin::Managed(Category::Financial);
    let custom = Origin::Custom("5b1d9f36-9a3c-4a52-8d0e-6f4b8a7c2e10".into());
    let mut results = vec![
        object("web/index.html", Status::Complete, vec![]),
        object(
            "hr/2024/roster.csv",
            Status::Complete,
            vec![
                detection(
                    "NAME",
                    personal.clone(),
                    Severity::Low,
                    1,
                    vec![cell(2, "full name", None)],
                ),
                detection(
                    "badge number",
                    custom,
                    Severity::Medium,
                    3,
                    vec![cell(3, "badge", None)],
                ),
                detection(
                    "UK_PASSPORT_NUMBER",
                    personal.clone(),
                    Severity::Medium,
                    1204,
                    vec![cell(2, "pass", None)],
                ),
            ],
        ),
        object(
            "hr/leave.xlsx",
            Status::Complete,
            vec![detection(
                "DATE_OF_BIRTH",
                personal.clone(),
                Severity::Low,
                1,
                vec![cell(5, "born", Some("Sheet2!D5"))],
            )],
        ),
        object(
            "deploy/.env.production",
            Status::Complete,
            vec![
                detection(
                    "AWS_CREDENTIALS",
                    credentials.clone(),
                    Severity::High,
                    2,
                    vec![line(4, 4)],
                ),
                detection("PKCS", credentials, Severity::High, 1, vec![line(22, 49)]),
            ],
        ),
        object(
            "orders/june.jsonl",
            Status::Complete,
            vec![
                detection(
                    "CREDIT_CARD_NUMBER_(NO_KEYWORD)",
                    financial.clone(),
                    Severity::High,
                    2,
                    vec![Place::Record {
                        index: 0,
                        json_path: Some(format!(
                            "$.payment['{}'].number",
                            "very long name ".repeat(9)
                        )),
                    }],
                ),
                detection(
                    "BANK_ACCOUNT_NUMBER",
                    financial,
                    Severity::High,
                    1,
                    vec![Place::Record {
                        index: 7,
                        json_path: None,
                    }],
                ),
            ],
        ),
        object(
            "exports/backup.zip",
            Status::Partial(Reason::ArchiveContainsUnprocessedFiles),
            vec![detection(
                "NAME",
                personal.clone(),
                Severity::Low,
                40,
                vec![],
            )],
        ),
        object(
            &format!("visa/{}/scan 7.pdf", "a/very/deep/folder".repeat(6)),
            Status::Complete,
            vec![detection(
                "UK_PASSPORT_NUMBER",
                personal,
                Severity::Medium,
                1,
                vec![Place::Page { number: 9 }],
            )],
        ),
        object(
            "img/logo.png",
            Status::Skipped(Reason::UnsupportedFileType),
            vec![],
        ),
        object(
            "img/photo.jpg",
            Status::Skipped(Reason::UnsupportedFileType),
            vec![],
        ),
        object(
            "tricky/\u{1b}[2Jname.parquet",
            Status::Skipped(Reason::MalformedFile),
            vec![],
        ),
        object("logs/broken.json", Status::Complete, vec![]),
    ];
    results[5].remark = Some("one of 3 members is encrypted".into());
    results[10].remark = Some("malformed JSON at byte 512, read as plain text".into());
    results
}

pub(crate) fn finding(result: &ObjectResult) -> Option<Finding> {
    let mut context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
    context.job_id = Some("00112233445566778899aabbccddeeff".into());
    assemble(result, &context)
}

/// What a report says of a scan, and what it covered.
pub(crate) fn written(
    name: &str,
    options: &Options,
    results: &[ObjectResult],
) -> (String, Coverage) {
    let mut out = Vec::new();
    let report = format(name).expect("a known format").report(options);
    let mut reporter = Reporter::begin(report, &mut out).expect("memory can be written to");
    for result in results {
        let _ = reporter.object(result, finding(result));
    }
    let coverage = reporter.finish().expect("memory can be written to");
    (String::from_utf8(out).expect("UTF-8"), coverage)
}

/// The same where the scan was stopped before it had reached all objects.
pub(crate) fn written_stopped(name: &str, options: &Options, results: &[ObjectResult]) -> String {
    let mut out = Vec::new();
    let mut report = format(name).expect("a known format").report(options);
    let mut coverage = Coverage::default();
    report.begin(&mut out).expect("memory can be written to");
    for result in results {
        coverage.add(result);
        let written = report.object(&mut out, result, finding(result).as_ref());
        written.expect("memory can be written to");
    }
    coverage.stop();
    report
        .end(&mut out, &coverage)
        .expect("memory can be written to");
    String::from_utf8(out).expect("UTF-8")
}

/// The same where a suppression rule archives the first finding and some
/// objects are unchanged.
pub(crate) fn written_archived(name: &str, results: &[ObjectResult]) -> String {
    let mut out = Vec::new();
    let mut report = format(name)
        .expect("a known format")
        .report(&Options::default());
    let mut coverage = Coverage::default();
    let mut is_first = true;
    report.begin(&mut out).expect("memory can be written to");
    for result in results {
        coverage.add(result);
        let mut finding = finding(result);
        if let Some(finding) = &mut finding {
            finding.archived = std::mem::take(&mut is_first);
        }
        let written = report.object(&mut out, result, finding.as_ref());
        written.expect("memory can be written to");
    }
    coverage.add_unchanged(2_000, true);
    coverage.add_unchanged(3_000, false);
    report
        .end(&mut out, &coverage)
        .expect("memory can be written to");
    String::from_utf8(out).expect("UTF-8")
}

/// What someone may call a thing who means ill: line ends, terminal escapes,
/// markup, commands of CI, formulas, and what turns the direction of writing.
pub(crate) const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\n::error::pwned\r\n\
     ##[error]x%0A,\"';--\u{1b}]0;t\u{7}\u{0}\u{202e}[link](http://x){0}&#x3c;]]>\u{ffff}";

/// A scan in which all that has a name has a hostile one.
pub(crate) fn hostile() -> Vec<ObjectResult> {
    let personal = Origin::Managed(Category::Personal);
    let custom = Origin::Custom("5b1d9f36-9a3c-4a52-8d0e-6f4b8a7c2e10".into());
    let places = vec![
        cell(2, HOSTILE, Some(HOSTILE)),
        Place::Record {
            index: 1,
            json_path: Some(format!("$['{HOSTILE}']")),
        },
        line(3, 3),
    ];
    let mut found = object(
        &format!("=cmd|' /C calc'!A0/{HOSTILE}.csv"),
        Status::Partial(Reason::ArchiveContainsUnprocessedFiles),
        vec![
            detection(
                "NAME",
                personal.clone(),
                Severity::Low,
                1,
                vec![cell(1, "a", None)],
            ),
            detection(HOSTILE, custom, Severity::High, 3, places),
        ],
    );
    found.object.bucket = format!("b{HOSTILE}");
    found.remark = Some(HOSTILE.into());
    found.members = vec![MemberResult {
        path: HOSTILE.into(),
        size: 1,
        last_modified: None,
        status: Status::Complete,
        remark: Some(HOSTILE.into()),
        mime_type: "text/plain".into(),
        detections: vec![detection(
            "NAME",
            personal,
            Severity::Low,
            1,
            vec![line(1, 1)],
        )],
    }];
    let mut skipped = object(
        &format!("@{HOSTILE}"),
        Status::Skipped(Reason::UnsupportedFileType),
        vec![],
    );
    skipped.remark = Some(HOSTILE.into());
    vec![found, skipped]
}

/// A policy finding.
pub(crate) fn policy() -> Finding {
    let text = include_str!("../../../finding/tests/data/finding-policy-public.json");
    serde_json::from_str(text).expect("a finding")
}

/// What a report says of findings that are about no object.
pub(crate) fn written_of(name: &str, findings: &[Finding]) -> String {
    let mut out = Vec::new();
    let report = format(name)
        .expect("a known format")
        .report(&Options::default());
    let mut reporter = Reporter::begin(report, &mut out).expect("memory can be written to");
    for finding in findings {
        let _ = reporter.finding(finding);
    }
    reporter.finish().expect("memory can be written to");
    String::from_utf8(out).expect("UTF-8")
}
