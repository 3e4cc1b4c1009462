//! What severity and what type a finding has, rule by rule.

use std::sync::Arc;

use tracie_finding::detection::{
    Category, Detection, IdentifierInfo, ObjectMeta, ObjectResult, Origin,
    Severity::{self, High, Low, Medium},
    Status,
};
use tracie_finding::finding::FindingCategory;
use tracie_finding::{Context, Finding, FindingType, assemble};

fn detection(origin: Origin, levels: &[(u64, Severity)], count: u64) -> Detection {
    let identifier = IdentifierInfo {
        id: format!("{origin:?}{levels:?}"),
        origin,
        severity: levels.to_vec(),
    };
    Detection {
        identifier: Arc::new(identifier),
        count,
        occurrences: vec![],
    }
}

fn finding(detections: Vec<Detection>) -> Option<Finding> {
    let object = ObjectMeta {
        bucket: "acme".into(),
        key: "a.txt".into(),
        size: 1,
        last_modified: String::new(),
        etag: "0".into(),
        storage_class: "STANDARD".into(),
        attributes: tracie_finding::Attributes::default(),
    };
    let result = ObjectResult {
        object,
        status: Status::Complete,
        remark: None,
        mime_type: "text/plain".into(),
        size_classified: 1,
        detections,
        members: vec![],
    };
    assemble(
        &result,
        &Context::new("2024-07-01T00:00:00Z".parse().expect("an instant")),
    )
}

fn custom(uuid: &str) -> Origin {
    Origin::Custom(uuid.into())
}

/// Thresholds of a custom identifier, a count, and what that is.
#[test]
fn custom_identifiers_have_the_level_of_the_largest_threshold_that_is_reached() {
    const DEFAULT: &[(u64, Severity)] = &[(1, Medium)];
    const THREE: &[(u64, Severity)] = &[(1, Low), (50, Medium), (100, High)];
    const LATE: &[(u64, Severity)] = &[(100, High)];
    const TWO: &[(u64, Severity)] = &[(5, Low), (10, High)];
    for (levels, count, expected) in [
        (DEFAULT, 1, Some(Medium)),
        (DEFAULT, 1_000_000, Some(Medium)),
        (THREE, 1, Some(Low)),
        (THREE, 49, Some(Low)),
        (THREE, 50, Some(Medium)),
        (THREE, 99, Some(Medium)),
        (THREE, 100, Some(High)),
        (LATE, 99, None),
        (LATE, 100, Some(High)),
        (TWO, 4, None),
        (TWO, 9, Some(Low)),
        (TWO, 10, Some(High)),
    ] {
        let found = finding(vec![detection(custom("a"), levels, count)]);
        let severity = found.map(|it| it.severity.description);
        assert_eq!(severity, expected, "{count} by {levels:?}");
    }
}

/// Detections of an object, and the severity and the type of its finding.
#[test]
fn a_finding_is_as_severe_as_its_most_severe_detection() {
    let credentials = || detection(Origin::Managed(Category::Credentials), &[(1, High)], 1);
    let money = |count| {
        detection(
            Origin::Managed(Category::Financial),
            &[(1, Low), (2, Medium)],
            count,
        )
    };
    let person = |count| {
        detection(
            Origin::Managed(Category::Personal),
            &[(1, Low), (2, Medium), (100, High)],
            count,
        )
    };
    let own =
        |uuid: &str, levels: &[(u64, Severity)], count| detection(custom(uuid), levels, count);
    use FindingType::{Credentials, CustomIdentifier, Financial, Multiple, Personal};
    let rows = [
        ("credentials alone", vec![credentials()], High, Credentials),
        ("financial alone", vec![money(1)], Low, Financial),
        (
            "two of one category",
            vec![person(60), person(60)],
            Medium,
            Personal,
        ),
        (
            "counts are not added up",
            vec![person(99), person(99)],
            Medium,
            Personal,
        ),
        (
            "each on its own count",
            vec![person(1), person(100)],
            High,
            Personal,
        ),
        (
            "two custom ones are one category",
            vec![own("a", &[(1, Low)], 1), own("b", &[(1, High)], 1)],
            High,
            CustomIdentifier,
        ),
        (
            "the custom one that reaches no threshold",
            vec![own("a", &[(9, High)], 1), own("b", &[(1, Low)], 1)],
            Low,
            CustomIdentifier,
        ),
        (
            "custom and managed",
            vec![own("a", &[(1, Medium)], 1), person(1)],
            Medium,
            Multiple,
        ),
        (
            "custom below its threshold and managed",
            vec![own("a", &[(9, High)], 1), person(1)],
            Low,
            Personal,
        ),
        (
            "all four",
            vec![credentials(), money(2), person(1), own("a", &[(1, Low)], 1)],
            High,
            Multiple,
        ),
    ];
    for (about, detections, severity, kind) in rows {
        let finding = finding(detections).expect(about);
        assert_eq!(
            (finding.severity.description, finding.kind),
            (severity, kind),
            "{about}"
        );
        assert_eq!(finding.severity.score, severity.score(), "{about}");
        assert_eq!(
            (finding.category, finding.count),
            (FindingCategory::Classification, 1)
        );
    }
    assert_eq!(finding(vec![]), None);
    assert_eq!(finding(vec![own("a", &[(9, High)], 8)]), None);
}

#[test]
fn policy_findings_have_fixed_severities() {
    for (kind, expected) in [
        ("Policy:IAMUser/S3BlockPublicAccessDisabled", High),
        ("Policy:IAMUser/S3BucketPublic", High),
        ("Policy:IAMUser/S3BucketReplicatedExternally", High),
        ("Policy:IAMUser/S3BucketSharedExternally", High),
        ("Policy:IAMUser/S3BucketSharedWithCloudFront", Medium),
        ("Policy:IAMUser/S3BucketEncryptionDisabled", Low),
    ] {
        let found = FindingType::ALL.iter().find(|it| it.code() == kind);
        let severity = found.and_then(|it| it.fixed_severity());
        assert_eq!(severity, Some(expected), "{kind}");
    }
    let data = |it: &&FindingType| it.category() == FindingCategory::Classification;
    assert!(
        FindingType::ALL
            .iter()
            .filter(data)
            .all(|it| it.fixed_severity().is_none())
    );
}

/// What users' automation matches titles on.
#[test]
fn titles_are_those_that_were_seen() {
    for (kind, title) in [
        (
            FindingType::Personal,
            "The S3 object contains personal information",
        ),
        (
            FindingType::Financial,
            "The S3 object contains financial information",
        ),
        (
            FindingType::Multiple,
            "The S3 object contains multiple categories of sensitive data",
        ),
        (
            FindingType::CustomIdentifier,
            "The S3 object contains text that matches custom data identifier criteria",
        ),
        (
            FindingType::BlockPublicAccessDisabled,
            "Block Public Access settings are disabled for the S3 bucket",
        ),
        (
            FindingType::EncryptionDisabled,
            "Encryption is disabled for the S3 bucket",
        ),
    ] {
        assert_eq!(kind.title(), title);
    }
}
