//! What of a finding stands in columns.

use std::borrow::Cow;

use rusqlite::{Statement, params};
use tracie_finding::Finding;
use tracie_finding::classification::ClassificationDetails;
use tracie_finding::resources::{S3Object, Tag};

use crate::error::Error;
use crate::functions::epoch_ms;

/// The columns that follow from a finding, in the order in which [`bind`]
/// gives them.
pub(super) const COLUMNS: &[&str] = &[
    "account",
    "region",
    "type",
    "category",
    "severity",
    "bucket",
    "key",
    "extension",
    "e_tag",
    "size",
    "last_modified",
    "storage_class",
    "permission",
    "job",
    "origin",
    "mime",
    "size_classified",
    "status",
    "custom_total",
    "count",
    "created",
    "updated",
    "archived",
    "sample",
    "kept_since_ms",
    "scope",
    "id",
];

/// Runs a statement whose parameters are the columns.
pub(super) fn execute(
    statement: &mut Statement<'_>,
    scope: i64,
    finding: &Finding,
    now_ms: i64,
) -> Result<(), Error> {
    let bucket = &finding.resources_affected.s3_bucket;
    let object = finding.resources_affected.s3_object.as_ref();
    let details = finding.classification_details.as_ref();
    let result = details.map(|details| &details.result);
    let created = instant(finding, "createdAt", &finding.created_at)?;
    let updated = instant(finding, "updatedAt", &finding.updated_at)?;
    statement.execute(params![
        finding.account_id,
        finding.region,
        finding.kind.code(),
        word(&finding.category)?,
        finding.severity.score,
        bucket.name,
        object.map(|it| &it.key),
        object.map(|it| &it.extension),
        object.map(|it| &it.e_tag),
        object.map(|it| it.size.cast_signed()),
        object.and_then(last_modified),
        object
            .and_then(|it| it.storage_class)
            .map(|it| word(&it))
            .transpose()?,
        word(&bucket.public_access.effective_permission)?,
        details.and_then(|it| it.job_id.as_ref()),
        details
            .and_then(|it| it.origin_type)
            .map(|it| word(&it))
            .transpose()?,
        result.map(|it| &it.mime_type),
        result.map(|it| it.size_classified.cast_signed()),
        result.map(|it| word(&it.status.code)).transpose()?,
        result.map(|it| it.custom_data_identifiers.total_count.cast_signed()),
        finding.count.cast_signed(),
        created,
        updated,
        finding.archived,
        finding.sample,
        updated.max(now_ms),
        scope,
        finding.id,
    ])?;
    Ok(())
}

fn instant(finding: &Finding, member: &'static str, text: &str) -> Result<i64, Error> {
    epoch_ms(text).ok_or_else(|| Error::NoInstant {
        finding: finding.id.clone(),
        member,
    })
}

fn last_modified(object: &S3Object) -> Option<i64> {
    epoch_ms(object.last_modified.as_deref()?)
}

/// An enumerated value as findings write it.
fn word(value: &impl serde::Serialize) -> Result<String, Error> {
    let written = serde_json::to_value(value).map_err(|source| Error::Document {
        what: "a member of a finding".into(),
        source,
    })?;
    Ok(written.as_str().unwrap_or_default().to_owned())
}

/// The members of a finding that are lists, with the fields of
/// `finding_value` that they belong to.
pub(super) fn values(finding: &Finding) -> Result<Vec<Value<'_>>, Error> {
    let mut values = Vec::new();
    if let Some(details) = &finding.classification_details {
        add_detected(&mut values, details)?;
    }
    let resources = &finding.resources_affected;
    add_tags(
        &mut values,
        &resources.s3_bucket.tags,
        ("bucket_tag_key", "bucket_tag_value"),
    );
    if let Some(object) = &resources.s3_object {
        add_tags(
            &mut values,
            &object.tags,
            ("object_tag_key", "object_tag_value"),
        );
    }
    Ok(values)
}

/// A field of `finding_value`, and one of its values.
pub(super) type Value<'a> = (&'static str, Cow<'a, str>);

fn add_detected<'a>(
    values: &mut Vec<Value<'a>>,
    details: &'a ClassificationDetails,
) -> Result<(), Error> {
    for data in &details.result.sensitive_data {
        values.push(("category", word(&data.category)?.into()));
        let types = data.detections.iter();
        values.extend(types.map(|it| ("detection", (&*it.kind).into())));
    }
    for detection in &details.result.custom_data_identifiers.detections {
        values.push(("custom_arn", (&*detection.arn).into()));
        values.push(("custom_name", (&*detection.name).into()));
    }
    Ok(())
}

fn add_tags<'a>(
    values: &mut Vec<Value<'a>>,
    tags: &'a [Tag],
    (keys, of_values): (&'static str, &'static str),
) {
    for tag in tags {
        values.push((keys, (&*tag.key).into()));
        values.push((of_values, (&*tag.value).into()));
    }
}
