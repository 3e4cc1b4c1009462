//! OCSF 1.6, for security lakes: one event of the class Data Security Finding
//! (2006) a line, as Macie's findings come in the newer Security Hub. Written as
//! findings come.
//!
//! The object is the `file` of the `databucket`, and what was found in it the
//! `data_classifications` of the databucket: the profile `data_classification`.
//!
//! Where the scan was stopped before it had reached all objects, the last event says so:
//! a cancelled Scan Activity (class 6007).

mod classification;
mod scan;

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use tracie_finding::detection::{ObjectResult, Severity};
use tracie_finding::finding::FindingCategory;
use tracie_finding::resources::{
    EffectivePermission, EncryptionType, S3Bucket, S3Object, ServerSideEncryption, Tag,
};

use tracie_finding::{Context, Coverage, Finding};

use crate::{Format, Report, document};

/// This format.
pub const FORMAT: Format = Format {
    name: "ocsf",
    about: "OCSF 1.6: one Data Security Finding a line",
    begins: &["{\"activity_id\":"],
    new: |options| {
        Box::new(Ocsf {
            context: options.context(),
        })
    },
};

const VERSION: &str = "1.6.0";

struct Ocsf {
    context: Context,
}

impl Report for Ocsf {
    fn finding(
        &mut self,
        out: &mut dyn Write,
        finding: &Finding,
        result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        document::write(out, &event(finding, result))?;
        out.write_all(b"\n")
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        if !coverage.is_stopped() {
            return Ok(());
        }
        document::write(out, &scan::stopped(&self.context, coverage))?;
        out.write_all(b"\n")
    }
}

fn event(finding: &Finding, result: Option<&ObjectResult>) -> Value {
    let (severity_id, severity) = severity(finding.severity.description);
    let (status_id, status) = match finding.archived {
        false => (1, "New"),
        true => (5, "Archived"),
    };
    json!({
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2006,
        "class_name": "Data Security Finding",
        "type_uid": 200_601,
        "type_name": "Data Security Finding: Create",
        "time": milliseconds(&finding.updated_at).unwrap_or(0),
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "count": finding.count,
        "is_alert": true,
        "message": finding.title,
        "metadata": metadata(finding),
        "cloud": cloud(&finding.account_id, &finding.region, &finding.partition),
        "finding_info": info(finding),
        "data_security": data_security(finding),
        "databucket": bucket(finding, result),
    })
}

fn cloud(account: &str, region: &str, partition: &str) -> Value {
    json!({
        "provider": "AWS",
        "region": region,
        "cloud_partition": partition,
        "account": {"uid": account, "type_id": 10, "type": "AWS Account"},
    })
}

fn severity(severity: Severity) -> (u8, &'static str) {
    match severity {
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
    }
}

fn metadata(finding: &Finding) -> Value {
    let Finding {
        partition, region, ..
    } = finding;
    json!({
        "version": VERSION,
        "profiles": ["cloud", "data_classification"],
        "uid": finding.id,
        "event_code": finding.kind.code(),
        "product": {
            "name": "Macie",
            "vendor_name": "Amazon",
            "uid": format!("arn:{partition}:securityhub:{region}::productv2/aws/macie"),
        },
    })
}

fn info(finding: &Finding) -> Value {
    let mut info = json!({
        "uid": finding.id,
        "title": finding.title,
        "desc": finding.description,
        "types": [finding.kind.code()],
    });
    put(&mut info, "created_time", milliseconds(&finding.created_at));
    put(
        &mut info,
        "modified_time",
        milliseconds(&finding.updated_at),
    );
    info
}

fn data_security(finding: &Finding) -> Value {
    let (id, system) = match finding.category {
        FindingCategory::Classification => (4, "Data Discovery & Classification"),
        FindingCategory::Policy => (12, "Data Security Posture Management"),
    };
    json!({
        "detection_system_id": id,
        "detection_system": system,
        "data_lifecycle_state_id": 1,
        "data_lifecycle_state": "Data at-Rest",
        // What is classified stands with the file.
        "category_id": 0,
    })
}

fn bucket(finding: &Finding, result: Option<&ObjectResult>) -> Value {
    let bucket: &S3Bucket = &finding.resources_affected.s3_bucket;
    let mut document = json!({
        "type_id": 1,
        "type": "S3",
        "name": bucket.name,
        "uid": bucket.arn,
        "region": finding.region,
        "cloud_partition": finding.partition,
    });
    let public = match bucket.public_access.effective_permission {
        EffectivePermission::Public => Some(true),
        EffectivePermission::NotPublic => Some(false),
        EffectivePermission::Unknown => None,
    };
    put(&mut document, "is_public", public);
    let created = bucket.created_at.as_deref().and_then(milliseconds);
    put(&mut document, "created_time", created);
    put(&mut document, "tags", tags(&bucket.tags));
    put(
        &mut document,
        "is_encrypted",
        encrypted(&bucket.default_server_side_encryption),
    );
    let mut owner = Map::new();
    owner.extend(bucket.owner.id.clone().map(|it| ("uid".into(), it.into())));
    owner.extend(
        bucket
            .owner
            .display_name
            .clone()
            .map(|it| ("name".into(), it.into())),
    );
    put(&mut document, "owner", (!owner.is_empty()).then_some(owner));
    let object = finding.resources_affected.s3_object.as_ref();
    put(&mut document, "file", object.map(|it| file(finding, it)));
    let details = finding.classification_details.as_ref();
    let found = details.map(|it| classification::all(finding, it, result));
    put(&mut document, "data_classifications", found);
    document
}

fn file(finding: &Finding, object: &S3Object) -> Value {
    let name = object.key.rsplit('/').next().unwrap_or(&object.key);
    let mut file = json!({
        "type_id": 1,
        "type": "Regular File",
        // A key may end in a slash.
        "name": if name.is_empty() { &object.key } else { name },
        "path": object.key,
        "uid": format!("{}/{}", object.bucket_arn, object.key),
        "size": object.size,
    });
    let ext = Some(object.extension.clone()).filter(|it| !it.is_empty());
    put(&mut file, "ext", ext);
    let details = finding.classification_details.as_ref();
    put(
        &mut file,
        "mime_type",
        details.map(|it| it.result.mime_type.clone()),
    );
    let modified = object.last_modified.as_deref().and_then(milliseconds);
    put(&mut file, "modified_time", modified);
    let class = object
        .storage_class
        .and_then(|it| serde_json::to_value(it).ok());
    put(&mut file, "storage_class", class);
    let version = Some(object.version_id.clone()).filter(|it| !it.is_empty());
    put(&mut file, "version", version);
    put(&mut file, "is_public", object.public_access);
    put(
        &mut file,
        "is_encrypted",
        encrypted(&object.server_side_encryption),
    );
    put(&mut file, "tags", tags(&object.tags));
    file
}

fn encrypted(encryption: &ServerSideEncryption) -> Option<bool> {
    match encryption.encryption_type {
        EncryptionType::Unknown => None,
        EncryptionType::None => Some(false),
        _ => Some(true),
    }
}

fn tags(tags: &[Tag]) -> Option<Value> {
    let tags: Vec<Value> = tags
        .iter()
        .map(|tag| json!({"name": tag.key, "value": tag.value}))
        .collect();
    (!tags.is_empty()).then_some(Value::Array(tags))
}

/// Milliseconds since 1970.
fn milliseconds(instant: &str) -> Option<i64> {
    let instant: jiff::Timestamp = instant.parse().ok()?;
    Some(instant.as_millisecond())
}

/// Adds a member, if there is a value for it.
fn put(document: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        document[name] = value.into();
    }
}
