//! What became worse, from one snapshot to the next.

mod common;

use serde_json::{Value, json};
use tracie_finding::detection::Severity::{self, High, Low, Medium};
use tracie_finding::{Finding, FindingType};
use tracie_posture::{Answer, Call, Setup, Snapshot, finding_id, findings, merged};

use common::*;

const BEFORE: &str = "2025-01-01T00:00:00Z";
const AFTER: &str = "2025-01-02T00:00:00Z";

fn setup() -> Setup {
    Setup {
        account_id: ACCOUNT.into(),
        region: "us-east-1".into(),
        organization: organization(),
        suspicious: false,
    }
}

fn one(time: &str, answers: Answers) -> Snapshot {
    snapshot(time, [("acme-data", answers)])
}

fn of(before: Answers, after: Answers) -> Vec<(FindingType, Severity, String)> {
    let findings = findings(Some(&one(BEFORE, before)), &one(AFTER, after), &setup());
    findings.into_iter().map(in_short).collect()
}

fn in_short(finding: Finding) -> (FindingType, Severity, String) {
    let details = finding.policy_details.expect("a policy finding has them");
    let api = details.action.api_call_details.api;
    (finding.kind, finding.severity.description, api)
}

fn found(kind: FindingType, severity: Severity, api: &str) -> (FindingType, Severity, String) {
    (kind, severity, api.into())
}

fn shared_with(who: &Value) -> Answers {
    with([(Call::Policy, policy(who))])
}

fn cloudfront() -> Value {
    json!({"Service": "cloudfront.amazonaws.com"})
}

#[test]
fn each_type_arises_when_it_should() {
    let unblocked = || with([(Call::PublicAccessBlock, block(false))]);
    let open = |answer: Answer| {
        with([
            (Call::PublicAccessBlock, block(false)),
            (Call::Policy, answer),
        ])
    };
    let encrypted = |by: &str| with([(Call::Encryption, encryption(by))]);
    for (name, before, after, expected) in [
        (
            "all four switches are off",
            safe(),
            unblocked(),
            vec![found(
                FindingType::BlockPublicAccessDisabled,
                High,
                "PutBucketPublicAccessBlock",
            )],
        ),
        (
            "the switches are gone",
            safe(),
            with([(
                Call::PublicAccessBlock,
                refused("NoSuchPublicAccessBlockConfiguration"),
            )]),
            vec![found(
                FindingType::BlockPublicAccessDisabled,
                High,
                "DeleteBucketPublicAccessBlock",
            )],
        ),
        (
            "three switches are off",
            safe(),
            with([(Call::PublicAccessBlock, switches(false, false, false, true))]),
            vec![],
        ),
        (
            "a key of KMS is gone",
            encrypted("aws:kms"),
            safe(),
            vec![found(
                FindingType::EncryptionDisabled,
                Low,
                "DeleteBucketEncryption",
            )],
        ),
        (
            "another kind of KMS",
            encrypted("aws:kms"),
            encrypted("aws:kms:dsse"),
            vec![],
        ),
        (
            "encryption of old is gone",
            safe(),
            with([(
                Call::Encryption,
                refused("ServerSideEncryptionConfigurationNotFoundError"),
            )]),
            vec![found(
                FindingType::EncryptionDisabled,
                Low,
                "DeleteBucketEncryption",
            )],
        ),
        (
            "the policy is for all",
            unblocked(),
            open(policy(&json!("*"))),
            vec![found(FindingType::Public, High, "PutBucketPolicy")],
        ),
        (
            "the list is for all",
            unblocked(),
            with([
                (Call::PublicAccessBlock, block(false)),
                (Call::Acl, acl(&[group("READ")])),
            ]),
            vec![found(FindingType::Public, High, "PutBucketAcl")],
        ),
        (
            "the list was for all, and is no longer ignored",
            with([(Call::Acl, acl(&[group("READ")]))]),
            with([
                (Call::Acl, acl(&[group("READ")])),
                (Call::PublicAccessBlock, switches(true, false, true, true)),
            ]),
            vec![found(
                FindingType::Public,
                High,
                "PutBucketPublicAccessBlock",
            )],
        ),
        (
            "open before and after",
            open(policy(&json!("*"))),
            open(policy(&json!("*"))),
            vec![],
        ),
        ("no longer open", open(policy(&json!("*"))), safe(), vec![]),
        (
            "copies go outside",
            safe(),
            with([(Call::Replication, replication("copies", Some(OUTSIDE)))]),
            vec![found(
                FindingType::ReplicatedExternally,
                High,
                "PutBucketReplication",
            )],
        ),
        (
            "copies stay inside",
            safe(),
            with([(Call::Replication, replication("copies", Some(INSIDE)))]),
            vec![],
        ),
        (
            "shared outside",
            safe(),
            shared_with(&json!({"AWS": OUTSIDE})),
            vec![found(
                FindingType::SharedExternally,
                High,
                "PutBucketPolicy",
            )],
        ),
        (
            "shared inside",
            safe(),
            shared_with(&json!({"AWS": INSIDE})),
            vec![],
        ),
        (
            "shared by the list",
            safe(),
            with([(Call::Acl, acl(&[user(STRANGER)]))]),
            vec![found(FindingType::SharedExternally, High, "PutBucketAcl")],
        ),
        (
            "shared with one more",
            shared_with(&json!({"AWS": "999988880000"})),
            shared_with(&json!({"AWS": ["999988880000", OUTSIDE]})),
            vec![found(
                FindingType::SharedExternally,
                High,
                "PutBucketPolicy",
            )],
        ),
        (
            "shared with one less",
            shared_with(&json!({"AWS": ["999988880000", OUTSIDE]})),
            shared_with(&json!({"AWS": OUTSIDE})),
            vec![],
        ),
        (
            "shared with CloudFront",
            safe(),
            shared_with(&cloudfront()),
            vec![found(
                FindingType::SharedWithCloudFront,
                Medium,
                "PutBucketPolicy",
            )],
        ),
        (
            "with CloudFront and outside: the latter stands for both",
            safe(),
            shared_with(&json!({"AWS": OUTSIDE, "Service": "cloudfront.amazonaws.com"})),
            vec![found(
                FindingType::SharedExternally,
                High,
                "PutBucketPolicy",
            )],
        ),
    ] {
        assert_eq!(of(before, after), expected, "{name}");
    }
}

#[test]
fn a_list_that_names_somebody_who_may_be_inside_gives_a_finding_to_the_suspicious_only() {
    let narrowed = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-data/*",
        "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}}]});
    let after = one(AFTER, with([(Call::Policy, json_of(narrowed))]));
    let before = one(BEFORE, safe());
    assert!(findings(Some(&before), &after, &setup()).is_empty());
    let suspicious = Setup {
        suspicious: true,
        ..setup()
    };
    let found = findings(Some(&before), &after, &suspicious);
    assert_eq!(found[0].kind, FindingType::SharedExternally);
}

#[test]
fn without_a_snapshot_from_before_a_bucket_as_s3_makes_it_is_taken() {
    let open = with([
        (Call::Policy, policy(&json!("*"))),
        (Call::PublicAccessBlock, block(false)),
    ]);
    let after = snapshot(AFTER, [("acme-data", open.clone()), ("acme-safe", safe())]);
    let kinds: Vec<FindingType> = findings(None, &after, &setup())
        .iter()
        .map(|it| it.kind)
        .collect();
    assert_eq!(
        kinds,
        [FindingType::BlockPublicAccessDisabled, FindingType::Public]
    );
    // A bucket that is new is compared the same way.
    let before = snapshot(BEFORE, [("acme-safe", safe())]);
    assert_eq!(findings(Some(&before), &after, &setup()).len(), 2);
}

#[test]
fn the_same_thing_again_is_the_same_finding() {
    let open = |time| one(time, shared_with(&json!({"AWS": OUTSIDE})));
    let closed = |time| one(time, safe());
    let first = findings(Some(&closed(BEFORE)), &open(AFTER), &setup());
    let mut all = merged(Vec::new(), first);
    all[0].archived = true;
    let id = finding_id(
        FindingType::SharedExternally,
        ACCOUNT,
        "eu-west-1",
        "acme-data",
    );
    assert_eq!(all[0].id, id);

    let again = findings(
        Some(&closed("2025-02-01T00:00:00Z")),
        &open("2025-02-02T00:00:00Z"),
        &setup(),
    );
    let all = merged(all, again);
    assert_eq!(all.len(), 1);
    let finding = &all[0];
    assert_eq!((finding.count, finding.archived), (2, true));
    assert_eq!(finding.created_at, "2025-01-02T00:00:00.000Z");
    assert_eq!(finding.updated_at, "2025-02-02T00:00:00.000Z");
    let call = &finding
        .policy_details
        .as_ref()
        .expect("they are there")
        .action
        .api_call_details;
    assert_eq!(call.first_seen.as_deref(), Some("2025-01-02T00:00:00.000Z"));
    assert_eq!(call.last_seen.as_deref(), Some("2025-02-02T00:00:00.000Z"));
}

#[test]
fn another_account_region_or_bucket_is_another_finding() {
    let base = finding_id(FindingType::Public, ACCOUNT, "eu-west-1", "acme-data");
    // Stored findings are known by it: it may never change.
    assert_eq!(base, PINNED);
    for other in [
        finding_id(
            FindingType::SharedExternally,
            ACCOUNT,
            "eu-west-1",
            "acme-data",
        ),
        finding_id(FindingType::Public, INSIDE, "eu-west-1", "acme-data"),
        finding_id(FindingType::Public, ACCOUNT, "eu-west-2", "acme-data"),
        finding_id(FindingType::Public, ACCOUNT, "eu-west-1", "acme-more"),
    ] {
        assert_ne!(base, other);
    }
}

/// Worked out with another implementation of name-based UUIDs.
const PINNED: &str = "2d3fa14d79ee563d8515df79792d2400";
