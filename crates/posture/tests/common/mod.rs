//! Buckets that tests set up. All accounts, ids and names are made up.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "not every test uses all of it"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tracie_posture::{Answer, Call, Organization, Posture, Snapshot};

pub const ACCOUNT: &str = "111122223333";
pub const INSIDE: &str = "444455556666";
pub const OUTSIDE: &str = "999988887777";
pub const OWNER: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub const STRANGER: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub const EVERYONE: &str = "http://acs.amazonaws.com/groups/global/AllUsers";

pub type Answers = BTreeMap<Call, Answer>;

/// A bucket as S3 makes it today.
pub fn safe() -> Answers {
    [
        (Call::Acl, acl(&[])),
        (Call::Policy, refused("NoSuchBucketPolicy")),
        (Call::PolicyStatus, refused("NoSuchBucketPolicy")),
        (Call::PublicAccessBlock, block(true)),
        (Call::Encryption, encryption("AES256")),
        (
            Call::Replication,
            refused("ReplicationConfigurationNotFoundError"),
        ),
        (Call::Tagging, refused("NoSuchTagSet")),
        (Call::Versioning, Answer::Empty),
        (
            Call::Location,
            json_of(json!({"LocationConstraint": "eu-west-1"})),
        ),
        (Call::OwnershipControls, ownership("ObjectWriter")),
    ]
    .into()
}

/// The same with other settings.
pub fn with(changes: impl IntoIterator<Item = (Call, Answer)>) -> Answers {
    let mut answers = safe();
    answers.extend(changes);
    answers
}

pub fn json_of(value: Value) -> Answer {
    Answer::Json(value)
}

pub fn refused(code: &str) -> Answer {
    Answer::Refused(code.into())
}

pub fn acl(more: &[Value]) -> Answer {
    let mut grants = vec![json!({
        "Grantee": {"ID": OWNER, "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"
    })];
    grants.extend_from_slice(more);
    json_of(json!({"Owner": {"DisplayName": "data-platform", "ID": OWNER}, "Grants": grants}))
}

pub fn group(permission: &str) -> Value {
    json!({"Grantee": {"Type": "Group", "URI": EVERYONE}, "Permission": permission})
}

pub fn user(id: &str) -> Value {
    json!({"Grantee": {"Type": "CanonicalUser", "ID": id}, "Permission": "READ"})
}

pub fn block(on: bool) -> Answer {
    switches(on, on, on, on)
}

pub fn switches(acls: bool, ignore: bool, policy: bool, restrict: bool) -> Answer {
    json_of(json!({"PublicAccessBlockConfiguration": {
        "BlockPublicAcls": acls, "IgnorePublicAcls": ignore,
        "BlockPublicPolicy": policy, "RestrictPublicBuckets": restrict}}))
}

pub fn encryption(algorithm: &str) -> Answer {
    json_of(json!({"ServerSideEncryptionConfiguration": {"Rules": [
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}, "BucketKeyEnabled": false}]}}))
}

pub fn ownership(of: &str) -> Answer {
    json_of(json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": of}]}}))
}

pub fn replication(bucket: &str, account: Option<&str>) -> Answer {
    let mut destination = json!({"Bucket": format!("arn:aws:s3:::{bucket}")});
    if let Some(account) = account {
        destination["Account"] = account.into();
    }
    json_of(
        json!({"ReplicationConfiguration": {"Role": "arn:aws:iam::111122223333:role/copy", "Rules": [
        {"ID": "all", "Priority": 1, "Status": "Enabled", "Destination": destination},
        {"ID": "off", "Priority": 2, "Status": "Disabled", "Destination": {"Bucket": "arn:aws:s3:::elsewhere", "Account": OUTSIDE}}]}}),
    )
}

/// A policy of the bucket `acme-data` that lets somebody read.
pub fn policy(principal: &Value) -> Answer {
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-data/*"}]});
    json_of(json!({"Policy": policy.to_string()}))
}

pub fn organization() -> Organization {
    Organization::parse([ACCOUNT, INSIDE]).expect("members")
}

/// Buckets at one time; the account blocks nothing.
pub fn snapshot<'n>(time: &str, buckets: impl IntoIterator<Item = (&'n str, Answers)>) -> Snapshot {
    let mut snapshot = Snapshot::new(time.parse().expect("an instant"));
    snapshot.account_id = Some(ACCOUNT.into());
    snapshot.set_account_block(&refused("NoSuchPublicAccessBlockConfiguration"));
    for (name, answers) in buckets {
        snapshot.add(name, &answers);
    }
    snapshot
}

pub fn posture(answers: Answers) -> Posture {
    let snapshot = snapshot("2025-01-01T00:00:00Z", [("acme-data", answers)]);
    snapshot.postures(&organization()).remove(0)
}
