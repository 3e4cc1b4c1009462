//! The bucket and the object, as resources.

use serde_json::{Map, Value, json};
use tracie_finding::Finding;
use tracie_finding::resources::{EncryptionType, S3Bucket, S3Object, ServerSideEncryption, Tag};

use super::{capitalised, put};

/// The bucket and, of a finding of sensitive data, the object.
pub(super) fn all(finding: &Finding) -> Value {
    let resources = &finding.resources_affected;
    let bucket = bucket(finding, &resources.s3_bucket);
    let object = resources.s3_object.as_ref().map(|it| object(finding, it));
    std::iter::once(bucket).chain(object).collect()
}

fn resource(finding: &Finding, kind: &str, id: String) -> Map<String, Value> {
    let mut resource = Map::new();
    put(&mut resource, "Type", Some(kind));
    put(&mut resource, "Id", Some(id));
    put(&mut resource, "Partition", Some(finding.partition.clone()));
    put(&mut resource, "Region", Some(finding.region.clone()));
    resource
}

fn bucket(finding: &Finding, bucket: &S3Bucket) -> Value {
    let mut resource = resource(finding, "AwsS3Bucket", bucket.arn.clone());
    put(&mut resource, "Tags", tags(&bucket.tags));
    let mut details = Map::new();
    put(&mut details, "OwnerId", bucket.owner.id.clone());
    put(&mut details, "OwnerName", bucket.owner.display_name.clone());
    put(
        &mut details,
        "OwnerAccountId",
        Some(finding.account_id.clone()),
    );
    put(&mut details, "CreatedAt", bucket.created_at.clone());
    let encryption = &bucket.default_server_side_encryption;
    if let Some(algorithm) = algorithm(encryption) {
        let mut rule = Map::new();
        put(&mut rule, "SSEAlgorithm", Some(algorithm));
        put(
            &mut rule,
            "KMSMasterKeyID",
            encryption.kms_master_key_id.clone(),
        );
        let rules = json!({"Rules": [{"ApplyServerSideEncryptionByDefault": rule}]});
        details.insert("ServerSideEncryptionConfiguration".into(), rules);
    }
    if let Some(settings) = &bucket.public_access.permission_configuration {
        let blocked = settings.bucket_level_permissions.block_public_access;
        let blocked = serde_json::to_value(blocked).map(capitalised).ok();
        put(&mut details, "PublicAccessBlockConfiguration", blocked);
    }
    resource.insert("Details".into(), json!({"AwsS3Bucket": details}));
    Value::Object(resource)
}

fn object(finding: &Finding, object: &S3Object) -> Value {
    let id = format!("{}/{}", object.bucket_arn, object.key);
    let mut resource = resource(finding, "AwsS3Object", id);
    put(&mut resource, "Tags", tags(&object.tags));
    if let Some(found) = &finding.classification_details {
        let result = serde_json::to_value(&found.result)
            .map(capitalised)
            .unwrap_or_default();
        let classification = json!({
            "DetailedResultsLocation": found.detailed_results_location,
            "Result": result,
        });
        resource.insert("DataClassification".into(), classification);
    }
    let mut details = Map::new();
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    put(&mut details, "LastModified", object.last_modified.clone());
    put(&mut details, "ETag", known(&object.e_tag));
    put(&mut details, "VersionId", known(&object.version_id));
    let encryption = &object.server_side_encryption;
    put(&mut details, "ServerSideEncryption", algorithm(encryption));
    put(
        &mut details,
        "SSEKMSKeyId",
        encryption.kms_master_key_id.clone(),
    );
    resource.insert("Details".into(), json!({"AwsS3Object": details}));
    Value::Object(resource)
}

fn tags(tags: &[Tag]) -> Option<Value> {
    let map: Map<String, Value> = tags
        .iter()
        .map(|tag| (tag.key.clone(), Value::from(tag.value.clone())))
        .collect();
    (!map.is_empty()).then_some(Value::Object(map))
}

fn algorithm(encryption: &ServerSideEncryption) -> Option<&'static str> {
    match encryption.encryption_type {
        EncryptionType::Aes256 => Some("AES256"),
        EncryptionType::Kms => Some("aws:kms"),
        EncryptionType::KmsDsse => Some("aws:kms:dsse"),
        _ => None,
    }
}
