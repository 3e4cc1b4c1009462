//! What certain formats say, beyond what goldens show.

mod common;

use common::{finding, policy, results, written, written_of};
use serde_json::Value;
use tracie_finding::Finding;
use tracie_report::Options;

fn archived() -> Finding {
    let mut archived = finding(&results()[1]).expect("a finding");
    archived.archived = true;
    archived
}

#[test]
fn what_is_archived_is_not_sent() {
    for (name, sent) in [
        ("asff", false),
        ("eventbridge", false),
        ("ocsf", true),
        ("jsonl", true),
    ] {
        assert_eq!(!written_of(name, &[archived()]).is_empty(), sent, "{name}");
    }
}

#[test]
fn an_event_is_the_finding_in_an_envelope() {
    let finding = finding(&results()[1]).expect("a finding");
    let event: Value =
        serde_json::from_str(&written_of("eventbridge", std::slice::from_ref(&finding)))
            .expect("JSON");
    for (member, expected) in [
        ("version", "0"),
        ("detail-type", "Macie Finding"),
        ("source", "aws.macie"),
        ("account", "000000000000"),
        ("region", "us-east-1"),
        ("time", "2024-07-01T04:05:06Z"),
    ] {
        assert_eq!(event[member], expected);
    }
    assert_eq!(event["resources"], Value::Array(vec![]));
    let detail: Finding = serde_json::from_value(event["detail"].clone()).expect("a finding");
    assert_eq!(detail, finding);
}

/// Each row is a type of finding, and its type in Security Hub's taxonomy.
#[test]
fn types_are_those_of_security_hub() {
    use tracie_finding::FindingType::{
        self, BlockPublicAccessDisabled, Credentials, CustomIdentifier, EncryptionDisabled,
        Financial, Multiple, Personal, Public, ReplicatedExternally, SharedExternally,
        SharedWithCloudFront,
    };
    const DATA: &str = "Sensitive Data Identifications/PII/SensitiveData:S3Object-";
    const BEST: &str =
        "Software and Configuration Checks/AWS Security Best Practices/Policy:IAMUser-";
    let rows: [(FindingType, String); 11] = [
        (Credentials, format!("{DATA}Credentials")),
        (Financial, format!("{DATA}Financial")),
        (Personal, format!("{DATA}Personal")),
        (CustomIdentifier, format!("{DATA}CustomIdentifier")),
        (Multiple, format!("{DATA}Multiple")),
        (
            BlockPublicAccessDisabled,
            format!("{BEST}S3BlockPublicAccessDisabled"),
        ),
        (
            EncryptionDisabled,
            format!("{BEST}S3BucketEncryptionDisabled"),
        ),
        (
            Public,
            "Effects/Data Exposure/Policy:IAMUser-S3BucketPublic".into(),
        ),
        (
            ReplicatedExternally,
            format!("{BEST}S3BucketReplicatedExternally"),
        ),
        (SharedExternally, format!("{BEST}S3BucketSharedExternally")),
        (
            SharedWithCloudFront,
            format!("{BEST}S3BucketSharedWithCloudFront"),
        ),
    ];
    for (kind, expected) in rows {
        let mut finding = policy();
        (finding.kind, finding.category) = (kind, kind.category());
        let document: Value = serde_json::from_str(&written_of("asff", &[finding])).expect("JSON");
        assert_eq!(
            document["Findings"][0]["Types"],
            serde_json::json!([expected])
        );
    }
}

#[test]
fn fingerprints_follow_from_names_alone() {
    let fingerprints = |results: &[_]| -> Vec<Value> {
        let (text, _) = written("sarif", &Options::default(), results);
        let document: Value = serde_json::from_str(&text).expect("JSON");
        let all = document["runs"][0]["results"]
            .as_array()
            .expect("results")
            .clone();
        all.into_iter()
            .map(|it| it["partialFingerprints"].clone())
            .collect()
    };
    let before = fingerprints(&results());
    let distinct: std::collections::BTreeSet<String> =
        before.iter().map(Value::to_string).collect();
    assert_eq!(distinct.len(), before.len());
    // Another content, other places, other counts.
    let mut changed = results();
    for result in &mut changed {
        result.object.etag = "f".repeat(32);
        for detection in &mut result.detections {
            detection.occurrences.clear();
        }
    }
    assert_eq!(fingerprints(&changed), before);
}

#[test]
fn a_page_tells_all_that_was_found_and_all_that_was_not_looked_at() {
    let (text, _) = written("html", &Options::default(), &results());
    for result in &results() {
        let is_told = finding(result).is_some() || result.remark.is_some();
        let name = result.object.key.rsplit('/').next().expect("a name");
        let name = tracie_report::visible(name);
        assert_eq!(
            text.contains(&name),
            is_told
                || name.ends_with(".png")
                || name.ends_with(".jpg")
                || name.ends_with(".parquet"),
            "{name}"
        );
        for detection in &result.detections {
            assert!(text.contains(&detection.identifier.id));
        }
    }
}
