//! The same configuration, from files of the AWS CLI and from AWS Config.

mod common;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tracie_finding::resources::{EffectivePermission, EncryptionType};
use tracie_posture::{
    Answer, BucketStatistics, Call, DocumentError, Organization, SharedAccess, Snapshot, Tri,
};

use common::*;

fn now() -> jiff::Timestamp {
    "2025-01-01T00:00:00Z".parse().expect("an instant")
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// Writes what calls answer as the AWS CLI would leave it.
fn write_answers(folder: &Path, answers: &Answers) {
    for (call, answer) in answers {
        let (json, err) = match answer {
            Answer::Json(value) => (value.to_string(), String::new()),
            Answer::Empty => (String::new(), String::new()),
            Answer::Refused(code) => (
                String::new(),
                format!("\nAn error occurred ({code}) when calling it: no\n"),
            ),
        };
        write(folder, &format!("{}.json", call.name()), &json);
        write(folder, &format!("{}.err", call.name()), &err);
    }
}

#[test]
fn a_folder_is_read_as_the_calls_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let answers = with([
        (Call::Policy, policy(&json!({"AWS": OUTSIDE}))),
        (
            Call::Tagging,
            json_of(json!({"TagSet": [{"Key": "Team", "Value": "payments"}]})),
        ),
        (Call::Replication, refused("AccessDenied")),
    ]);
    write_answers(&folder.path().join("acme-data"), &answers);
    write(
        folder.path(),
        "get-caller-identity.json",
        r#"{"UserId":"x","Account":"111122223333","Arn":"arn:aws:iam::111122223333:root"}"#,
    );
    write(
        folder.path(),
        "get-public-access-block.json",
        &in_text(&block(false)),
    );
    write(
        folder.path(),
        "list-buckets.json",
        r#"{"Buckets":[{"Name":"acme-data","CreationDate":"2024-02-11T08:15:02+00:00"},{"Name":"acme-other"}]}"#,
    );
    write(folder.path(), ".git/config", "not a bucket");

    let snapshot = Snapshot::read(folder.path(), now()).expect("a snapshot");
    let names: Vec<&String> = snapshot.buckets.keys().collect();
    assert_eq!(names, ["acme-data", "acme-other"]);
    let postures = snapshot.postures(&organization());
    let (posture, unseen) = (&postures[0], &postures[1]);
    assert_eq!(posture.arn(), "arn:aws:s3:::acme-data");
    assert_eq!(posture.shared_access, SharedAccess::External);
    assert_eq!(posture.replication.externally, Tri::Unknown);
    let resource = posture.resource();
    assert_eq!(
        resource.created_at.as_deref(),
        Some("2024-02-11T08:15:02.000Z")
    );
    assert_eq!(resource.owner.id.as_deref(), Some(OWNER));
    assert_eq!(resource.tags[0].value, "payments");
    assert_eq!(
        unseen.public_access.effective_permission,
        EffectivePermission::Unknown
    );

    let buckets: Vec<_> = postures
        .iter()
        .map(|it| it.metadata(None, "2025-01-01T00:00:00.000Z"))
        .collect();
    let statistics = BucketStatistics::of(&buckets);
    assert_eq!(statistics.bucket_count, 2);
    assert_eq!(statistics.bucket_count_by_effective_permission.unknown, 1);
    assert_eq!(statistics.bucket_count_by_shared_access_type.external, 1);
    assert_eq!(statistics.bucket_count_by_encryption_type.s3_managed, 1);
}

fn in_text(answer: &Answer) -> String {
    match answer {
        Answer::Json(value) => value.to_string(),
        _ => String::new(),
    }
}

#[test]
fn a_folder_without_buckets_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = Snapshot::read(folder.path(), now()).expect_err("it is empty");
    assert!(matches!(error, DocumentError::NoBucket { .. }), "{error}");
    write(
        folder.path(),
        "acme-data/get-bucket-acl.json",
        "{\n\"Owner\": ",
    );
    let error = Snapshot::read(folder.path(), now()).expect_err("no JSON");
    assert!(
        error
            .to_string()
            .contains("get-bucket-acl.json is no JSON, from line 2"),
        "{error}"
    );
    let error = Snapshot::read(&folder.path().join("none"), now()).expect_err("there is none");
    assert!(matches!(error, DocumentError::Io { .. }), "{error}");
}

/// An item as AWS Config hands it out; members are JSON or JSON within text.
fn item(encode: impl Fn(Value) -> Value) -> Value {
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-data/*"}]});
    json!({
        "version": "1.3", "accountId": ACCOUNT, "configurationItemStatus": "OK",
        "arn": "arn:aws:s3:::acme-data", "resourceType": "AWS::S3::Bucket",
        "resourceId": "acme-data", "resourceName": "acme-data", "awsRegion": "eu-west-1",
        "resourceCreationTime": 1707639302000_i64,
        "configuration": encode(json!({"name": "acme-data", "owner": {"displayName": null, "id": OWNER}})),
        "supplementaryConfiguration": {
            "AccessControlList": encode(encode(json!({"grantSet": null, "grantList": [
                {"grantee": {"id": OWNER, "displayName": null}, "permission": "FullControl"},
                {"grantee": "AllUsers", "permission": "Write"}],
                "owner": {"displayName": null, "id": OWNER}, "isRequesterCharged": false}))),
            "BucketPolicy": encode(json!({"policyText": policy.to_string()})),
            "PublicAccessBlockConfiguration": encode(json!({"blockPublicAcls": false,
                "ignorePublicAcls": false, "blockPublicPolicy": false, "restrictPublicBuckets": false})),
            "ServerSideEncryptionConfiguration": encode(json!({"rules": [
                {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyID": "alias/data"}}]})),
            "ReplicationConfiguration": encode(json!({"roleARN": "arn:aws:iam::111122223333:role/copy",
                "rules": {"all": {"status": "Enabled", "destinationConfig":
                    {"bucketARN": "arn:aws:s3:::copies", "account": OUTSIDE}}}})),
            "BucketVersioningConfiguration": encode(json!({"status": "Enabled", "isMfaDeleteEnabled": null})),
            "BucketTaggingConfiguration": encode(json!({"tagSets": [{"tags": {"Team": "payments"}}]})),
        }
    })
}

fn account_item(restrict: bool) -> Value {
    json!({"resourceType": "AWS::S3::AccountPublicAccessBlock", "resourceId": ACCOUNT,
        "awsAccountId": ACCOUNT, "configuration": {"blockPublicAcls": restrict,
        "ignorePublicAcls": restrict, "blockPublicPolicy": restrict, "restrictPublicBuckets": restrict}})
}

#[test]
fn aws_config_tells_the_same_in_all_its_forms() {
    let text = |value: Value| Value::String(value.to_string());
    let lists = [
        json!({"fileVersion": "1.0", "configurationItems": [item(|it| it), account_item(false)]}),
        json!({"baseConfigurationItems": [item(text), account_item(false)]}),
        json!([account_item(false), item(text)]),
    ];
    let mut all = Vec::new();
    for list in lists {
        let snapshot = Snapshot::of_config_items(&list, now());
        all.push(snapshot.postures(&Organization::parse([ACCOUNT]).expect("a member")));
    }
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0], all[2]);
    let posture = &all[0][0];
    assert_eq!(
        posture.public_access.effective_permission,
        EffectivePermission::Public
    );
    assert_eq!(posture.open_ways.len(), 2);
    assert_eq!(posture.encryption().encryption_type, EncryptionType::Kms);
    assert_eq!(posture.replication.externally, Tri::Yes);
    assert_eq!(
        posture.resource().created_at.as_deref(),
        Some("2024-02-11T08:15:02.000Z")
    );
    assert_eq!(posture.resource().tags[0].key, "Team");
    assert!(posture.doubts.is_empty(), "{:?}", posture.doubts);
}

#[test]
fn the_account_item_blocks_its_buckets_and_deleted_ones_are_gone() {
    let mut deleted = item(|it| it);
    deleted["resourceName"] = "acme-gone".into();
    deleted["configurationItemStatus"] = "ResourceDeleted".into();
    let list = json!([item(|it| it), account_item(true), deleted]);
    let snapshot = Snapshot::of_config_items(&list, now());
    assert_eq!(snapshot.buckets.len(), 1);
    let posture = snapshot.postures(&Organization::default()).remove(0);
    assert_eq!(
        posture.public_access.effective_permission,
        EffectivePermission::NotPublic
    );
}
