//! Findings and criteria for tests. All of it is made up.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select, subsequence};
use serde_json::{Map, Value, json};
use tracie_finding::Finding;
use tracie_finding::detection::{ObjectMeta, ObjectResult, Status};

use crate::criteria::Criteria;

/// What looking at an object ended with.
pub(crate) fn result(key: &str) -> ObjectResult {
    ObjectResult {
        object: ObjectMeta {
            bucket: "acme".into(),
            key: key.into(),
            size: 10,
            last_modified: "2024-05-02T21:40:11.000Z".into(),
            etag: "e".into(),
            storage_class: "STANDARD".into(),
            attributes: Default::default(),
        },
        status: Status::Complete,
        remark: None,
        mime_type: "text/plain".into(),
        size_classified: 10,
        detections: vec![],
        members: vec![],
    }
}

const BUCKETS: &[&str] = &["acme-a", "acme-b", "acme-ä"];
const KEYS: &[&str] = &["a.csv", "b/c.csv", "b/d.json", "noext"];
const JOBS: &[&str] = &[
    "3ce05dbb7ec5505def334104bf347d9c",
    "0d1f0e9a3c6b4a5f8e7d6c5b4a392817",
];
const IDENTIFIERS: &[&str] = &["NAME", "PHONE_NUMBER", "USA_SOCIAL_SECURITY_NUMBER"];
const TIMES: &[&str] = &[
    "2024-05-03T09:12:44.517Z",
    "2024-05-03T09:12:44.518Z",
    "2024-05-04T00:00:00.000Z",
    "1969-12-31T23:59:59.999Z",
];
const TAGS: &[(&str, &str)] = &[("Team", "a"), ("Team", "b"), ("Stage", "a"), ("", "")];

/// A finding of any kind, with what others have as well, so that criteria mean
/// some of them.
pub(crate) fn finding() -> impl Strategy<Value = Finding> {
    let document = prop_oneof![3 => sensitive(), 2 => policy()];
    document.prop_map(|document| serde_json::from_value(document).expect("a finding"))
}

/// Findings with different ids.
pub(crate) fn findings(most: usize) -> impl Strategy<Value = Vec<Finding>> {
    vec(finding(), 0..most).prop_map(|mut findings| {
        for (number, finding) in findings.iter_mut().enumerate() {
            finding.id = format!("{number:032x}");
        }
        findings
    })
}

fn common() -> impl Strategy<Value = Map<String, Value>> {
    let score = 1..=3_u8;
    (
        (any::<bool>(), any::<bool>(), score, 1..4_u64),
        (select(TIMES), select(TIMES)),
        select(&["111122223333", "444455556666"][..]),
        bucket(),
    )
        .prop_map(
            |((archived, sample, score, count), (created, updated), account, bucket)| {
                let word = ["Low", "Medium", "High"][usize::from(score) - 1];
                object(json!({
                    "accountId": account,
                    "archived": archived,
                    "count": count,
                    "createdAt": created,
                    "description": "Made up.",
                    "id": "0",
                    "partition": "aws",
                    "region": "eu-west-1",
                    "resourcesAffected": {"s3Bucket": bucket},
                    "sample": sample,
                    "schemaVersion": "1.0",
                    "severity": {"description": word, "score": score},
                    "title": "made up",
                    "updatedAt": updated,
                }))
            },
        )
}

fn bucket() -> impl Strategy<Value = Value> {
    (
        select(BUCKETS),
        option::of(select(TIMES)),
        select(&["NONE", "AES256", "aws:kms", "UNKNOWN"][..]),
        option::of(select(&["data", "infra"][..])),
        select(&["PUBLIC", "NOT_PUBLIC", "UNKNOWN"][..]),
        option::of(permissions()),
        option::of(select(&["TRUE", "FALSE", "UNKNOWN"][..])),
        tags(),
    )
        .prop_map(
            |(name, created, encryption, owner, public, permissions, uploads, tags)| {
                let mut bucket = json!({
                    "arn": format!("arn:aws:s3:::{name}"),
                    "createdAt": created,
                    "defaultServerSideEncryption": {
                        "encryptionType": encryption,
                        "kmsMasterKeyId": (encryption == "aws:kms").then_some("key"),
                    },
                    "name": name,
                    "owner": {"displayName": owner, "id": owner},
                    "publicAccess": {
                        "effectivePermission": public,
                        "permissionConfiguration": permissions,
                    },
                    "tags": tags,
                });
                if let Some(uploads) = uploads {
                    bucket["allowsUnencryptedObjectUploads"] = uploads.into();
                }
                bucket
            },
        )
}

fn permissions() -> impl Strategy<Value = Value> {
    (vec(any::<bool>(), 12), any::<bool>()).prop_map(|(is, has_policy)| {
        let block = |at: usize| {
            json!({
                "blockPublicAcls": is[at],
                "blockPublicPolicy": is[at + 1],
                "ignorePublicAcls": is[at + 2],
                "restrictPublicBuckets": is[at + 3],
            })
        };
        let access = |at: usize| {
            json!({"allowsPublicReadAccess": is[at], "allowsPublicWriteAccess": is[at + 1]})
        };
        json!({
            "accountLevelPermissions": {"blockPublicAccess": block(0)},
            "bucketLevelPermissions": {
                "accessControlList": access(8),
                "blockPublicAccess": block(4),
                "bucketPolicy": has_policy.then(|| access(10)),
            },
        })
    })
}

fn tags() -> impl Strategy<Value = Value> {
    vec(select(TAGS), 0..3).prop_map(|tags| {
        let tag = |(key, value): &(&str, &str)| json!({"key": key, "value": value});
        tags.iter().map(tag).collect()
    })
}

fn sensitive() -> impl Strategy<Value = Value> {
    let types = [
        "SensitiveData:S3Object/Personal",
        "SensitiveData:S3Object/Multiple",
        "SensitiveData:S3Object/CustomIdentifier",
    ];
    (common(), select(types.to_vec()), s3_object(), details()).prop_map(
        |(mut finding, kind, s3_object, details)| {
            finding.insert("category".into(), "CLASSIFICATION".into());
            finding.insert("type".into(), kind.into());
            finding.insert("classificationDetails".into(), details);
            finding["resourcesAffected"]["s3Object"] = s3_object;
            finding.into()
        },
    )
}

fn s3_object() -> impl Strategy<Value = Value> {
    (
        select(KEYS),
        option::of(select(TIMES)),
        option::of(any::<bool>()),
        0..4_u64,
        option::of(select(&["STANDARD", "GLACIER_IR"][..])),
        tags(),
    )
        .prop_map(|(key, modified, public, size, class, tags)| {
            json!({
                "bucketArn": "arn:aws:s3:::acme",
                "eTag": format!("{size:032x}"),
                "extension": tracie_finding::resources::extension(key),
                "key": key,
                "lastModified": modified,
                "path": format!("acme/{key}"),
                "publicAccess": public,
                "serverSideEncryption": {"encryptionType": "AES256", "kmsMasterKeyId": null},
                "size": size,
                "storageClass": class,
                "tags": tags,
                "versionId": "",
            })
        })
}

fn details() -> impl Strategy<Value = Value> {
    let category = select(
        &[
            "PERSONAL_INFORMATION",
            "CREDENTIALS",
            "FINANCIAL_INFORMATION",
        ][..],
    );
    let detections = (subsequence(IDENTIFIERS, 1..3), 1..4_u64);
    let data = (category, detections).prop_map(|(category, (types, count))| {
        let detection = |kind: &&str| json!({"count": count, "type": kind});
        let detections: Vec<Value> = types.iter().map(detection).collect();
        json!({
            "category": category,
            "totalCount": count * detections.len() as u64,
            "detections": detections,
        })
    });
    let custom = (
        select(&["id-a", "id-b"][..]),
        select(&["first", "second"][..]),
        1..4_u64,
    );
    let custom =
        custom.prop_map(|(arn, name, count)| json!({"arn": arn, "count": count, "name": name}));
    (
        option::of(select(JOBS)),
        option::of(select(
            &[
                "SENSITIVE_DATA_DISCOVERY_JOB",
                "AUTOMATED_SENSITIVE_DATA_DISCOVERY",
            ][..],
        )),
        vec(data, 0..3),
        vec(custom, 0..3),
        (any::<bool>(), 0..4_u64),
        option::of(Just("ARCHIVE_CONTAINS_UNPROCESSED_FILES")),
    )
        .prop_map(|(job, origin, data, custom, (more, size), reason)| {
            let mut details = json!({
                "detailedResultsLocation": "s3://[export-config-not-set]/made/up",
                "jobArn": job.map(|job| format!("arn:{job}")),
                "jobId": job,
                "result": {
                    "additionalOccurrences": more,
                    "customDataIdentifiers": {"totalCount": custom.len(), "detections": custom},
                    "mimeType": "text/csv",
                    "sensitiveData": data,
                    "sizeClassified": size,
                    "status": {
                        "code": if reason.is_some() { "PARTIAL" } else { "COMPLETE" },
                        "reason": reason,
                    },
                },
            });
            if let Some(origin) = origin {
                details["originType"] = origin.into();
            }
            details
        })
}

fn policy() -> impl Strategy<Value = Value> {
    let types = [
        "Policy:IAMUser/S3BucketPublic",
        "Policy:IAMUser/S3BucketSharedExternally",
    ];
    (
        common(),
        select(types.to_vec()),
        option::of(policy_details()),
    )
        .prop_map(|(mut finding, kind, details)| {
            finding.insert("category".into(), "POLICY".into());
            finding.insert("type".into(), kind.into());
            if let Some(details) = details {
                finding.insert("policyDetails".into(), details);
            }
            finding.into()
        })
}

fn policy_details() -> impl Strategy<Value = Value> {
    let address = (
        option::of(select(&[53.35, -1.0, 2.0, 0.0][..])),
        select(&["64500", "64501"][..]),
    )
        .prop_map(|(lat, asn)| {
            json!({
                "ipAddressV4": "198.51.100.24",
                "ipCity": {"name": "Dublin"},
                "ipCountry": {"code": "IE", "name": "Ireland"},
                "ipGeoLocation": {"lat": lat, "lon": -6.26},
                "ipOwner": {"asn": asn, "asnOrg": "EXAMPLE-AS", "isp": "Example", "org": null},
            })
        });
    (
        option::of(select(TIMES)),
        option::of(select(TIMES)),
        option::of(address),
        option::of(identity()),
    )
        .prop_map(|(first, last, address, identity)| {
            json!({
                "action": {"actionType": "AWS_API_CALL", "apiCallDetails": {
                    "api": "PutBucketPolicy",
                    "apiServiceName": "s3.amazonaws.com",
                    "firstSeen": first,
                    "lastSeen": last,
                }},
                "actor": {
                    "domainDetails": {"domainName": "example.org"},
                    "ipAddressDetails": address,
                    "userIdentity": identity,
                },
            })
        })
}

fn identity() -> impl Strategy<Value = Value> {
    (any::<bool>(), select(TIMES)).prop_map(|(mfa, at)| {
        let session = json!({
            "accessKeyId": "ASIAEXAMPLEEXAMPLE00",
            "accountId": "111122223333",
            "arn": "arn:aws:sts::111122223333:assumed-role/deployer/ci",
            "principalId": "AROAEXAMPLEEXAMPLE00:ci",
            "sessionContext": {
                "attributes": {"creationDate": at, "mfaAuthenticated": mfa},
                "sessionIssuer": {
                    "accountId": "111122223333",
                    "arn": "arn:aws:iam::111122223333:role/deployer",
                    "principalId": "AROAEXAMPLEEXAMPLE00",
                    "type": "Role",
                    "userName": "deployer",
                },
            },
        });
        let user = json!({
            "accountId": "111122223333",
            "arn": "arn:aws:iam::111122223333:user/jo",
            "principalId": "AIDAEXAMPLEEXAMPLE00",
            "userName": "jo",
        });
        let root = json!({"accountId": "1", "arn": "arn:root", "principalId": "1"});
        json!({
            "assumedRole": session,
            "awsAccount": {"accountId": "444455556666", "principalId": "444455556666"},
            "awsService": {"invokedBy": "s3.amazonaws.com"},
            "federatedUser": session,
            "iamUser": user,
            "root": root,
            "type": "AssumedRole",
        })
    })
}

/// Criteria on any fields, with values that some of the findings have, and
/// others.
pub(crate) fn criteria(of: &[Finding]) -> impl Strategy<Value = Criteria> + use<> {
    let documents: Vec<Value> = of
        .iter()
        .map(|it| serde_json::to_value(it).expect("JSON"))
        .collect();
    let fields: Vec<&'static str> = Criteria::fields().collect();
    let fields = btree_set(select(fields), 0..4);
    fields.prop_flat_map(move |fields| {
        let conditions: Vec<_> = fields
            .into_iter()
            .map(|field| condition(field, &documents).prop_map(move |it| (field, it)))
            .collect();
        conditions.prop_map(|conditions| {
            let criterion: Map<String, Value> = conditions
                .into_iter()
                .map(|(field, it)| (field.to_owned(), it))
                .collect();
            Criteria::from_json(&json!({"criterion": criterion})).expect("criteria")
        })
    })
}

/// A condition that the field allows.
fn condition(field: &'static str, documents: &[Value]) -> impl Strategy<Value = Value> + use<> {
    let mut values: Vec<String> = Vec::new();
    for document in documents {
        crate::criteria::walk(document, field, &mut |value| match value {
            Value::String(text) => values.push(text.clone()),
            Value::Null => {}
            other => values.push(other.to_string()),
        });
    }
    values.extend(["Low", "true", "2", "2024-05-03T09:12:44.517Z", "none", ""].map(str::to_owned));
    values.retain(|value| allows(field, &json!({"eq": [value]})));
    let chosen = || vec(select(values.clone()), 1..4);
    let number = prop_oneof![
        -3..6_i64,
        select(vec![
            1_714_727_564_517_i64,
            1_714_727_564_518,
            1_714_780_800_000,
            -1
        ]),
    ];
    let range = vec((select(&["gt", "gte", "lt", "lte"][..]), number), 1..3);
    (chosen(), chosen(), range, any::<Index>()).prop_map(move |(some, others, range, which)| {
        let range: Map<String, Value> = range
            .into_iter()
            .map(|(name, at)| (name.to_owned(), at.into()))
            .collect();
        let mut mixed = range.clone();
        mixed.insert("neq".into(), json!(others));
        let mut choices = vec![
            json!({"eq": some}),
            json!({"neq": some}),
            json!({"eq": some, "neq": others}),
            json!({"eqExactMatch": some}),
            range.into(),
            mixed.into(),
        ];
        choices.retain(|choice| allows(field, choice));
        choices.swap_remove(which.index(choices.len()))
    })
}

fn allows(field: &str, condition: &Value) -> bool {
    Criteria::from_json(&json!({"criterion": {field: condition}})).is_ok()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
