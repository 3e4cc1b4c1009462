//! What of a finding stands in columns.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::{OptionalExtension as _, params};
use tracie_finding::Finding;
use tracie_finding::resources::{S3Object, Tag};

use crate::error::Error;
use crate::functions::epoch_ms;
use crate::scoped::Writing;
use crate::value_set::members;

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
    "kind",
    "categories",
    "detections",
    "custom_arns",
    "custom_names",
    "bucket_tag_keys",
    "bucket_tag_values",
    "object_tag_keys",
    "object_tag_values",
];

/// The number of a column's parameter.
pub(super) fn number(column: &str) -> usize {
    let at = COLUMNS.iter().position(|it| *it == column);
    at.map_or(0, |at| at + 1)
}

/// Runs a statement whose parameters are the columns; tells how many rows it
/// wrote.
pub(super) fn execute(
    writing: &Writing<'_>,
    sql: &str,
    finding: &Finding,
    now_ms: i64,
) -> Result<usize, Error> {
    let sets = sets(writing, finding)?;
    let bucket = &finding.resources_affected.s3_bucket;
    let object = finding.resources_affected.s3_object.as_ref();
    let details = finding.classification_details.as_ref();
    let result = details.map(|details| &details.result);
    let (created, updated) = instants(finding)?;
    let kind = kind(writing, finding)?;
    let written = writing.connection.prepare_cached(sql)?.execute(params![
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
        writing.scope,
        finding.id,
        kind,
        sets[0],
        sets[1],
        sets[2],
        sets[3],
        sets[4],
        sets[5],
        sets[6],
        sets[7],
    ])?;
    Ok(written)
}

/// When a finding was made and updated, milliseconds since 1970.
pub(crate) fn instants(finding: &Finding) -> Result<(i64, i64), Error> {
    Ok((
        instant(finding, "createdAt", &finding.created_at)?,
        instant(finding, "updatedAt", &finding.updated_at)?,
    ))
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

/// The number of the finding's kind.
pub(super) fn kind(writing: &Writing<'_>, finding: &Finding) -> Result<i64, Error> {
    let details = finding.classification_details.as_ref();
    let job = details
        .and_then(|it| it.job_id.as_deref())
        .unwrap_or_default();
    let bucket = &finding.resources_affected.s3_bucket.name;
    let Finding {
        kind,
        category,
        archived,
        sample,
        ..
    } = finding;
    let score = finding.severity.score;
    let what = format!(
        "kind {:?}",
        (kind, category, score, archived, sample, job, bucket)
    );
    writing.numbers.of(what, || {
        let category = word(category)?;
        let params = params![
            writing.scope,
            bucket,
            kind.code(),
            category,
            score,
            job,
            archived,
            sample
        ];
        let mut find = writing.connection.prepare_cached(
            "SELECT id FROM finding_kind WHERE scope = ?1 AND bucket = ?2 AND type = ?3
             AND category = ?4 AND severity = ?5 AND job = ?6 AND archived = ?7 AND sample = ?8",
        )?;
        if let Some(id) = find.query_row(params, |row| row.get(0)).optional()? {
            return Ok(id);
        }
        let mut make = writing.connection.prepare_cached(
            "INSERT INTO finding_kind (scope, bucket, type, category, severity, job, archived,
             sample, findings) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
        )?;
        Ok(make.insert(params)?)
    })
}

/// The numbers of the sets of values that a finding has, in the order of their
/// columns.
fn sets(writing: &Writing<'_>, finding: &Finding) -> Result<[Option<i64>; 8], Error> {
    let mut lists: [Vec<Cow<'_, str>>; 8] = Default::default();
    let [categories, detections, arns, names, tags @ ..] = &mut lists;
    if let Some(details) = &finding.classification_details {
        for data in &details.result.sensitive_data {
            categories.push(word(&data.category)?.into());
            detections.extend(data.detections.iter().map(|it| Cow::from(&*it.kind)));
        }
        let custom = &details.result.custom_data_identifiers.detections;
        arns.extend(custom.iter().map(|it| Cow::from(&*it.arn)));
        names.extend(custom.iter().map(|it| Cow::from(&*it.name)));
    }
    let resources = &finding.resources_affected;
    let object = resources.s3_object.as_ref();
    add_tags(&mut tags[..2], &resources.s3_bucket.tags);
    add_tags(&mut tags[2..], object.map_or(&[], |object| &*object.tags));
    let mut sets = [None; 8];
    for (set, list) in sets.iter_mut().zip(lists) {
        *set = value_set(writing, list)?;
    }
    Ok(sets)
}

fn add_tags<'a>(lists: &mut [Vec<Cow<'a, str>>], tags: &'a [Tag]) {
    lists[0].extend(tags.iter().map(|tag| Cow::from(&*tag.key)));
    lists[1].extend(tags.iter().map(|tag| Cow::from(&*tag.value)));
}

/// The number of a set; `None` if it is empty.
fn value_set(writing: &Writing<'_>, values: Vec<Cow<'_, str>>) -> Result<Option<i64>, Error> {
    if values.is_empty() {
        return Ok(None);
    }
    let values: BTreeSet<Cow<'_, str>> = values.into_iter().collect();
    let members = members(&values);
    let id = writing.numbers.of(format!("set {members}"), || {
        find_or_make(writing, &members, &values)
    });
    id.map(Some)
}

fn find_or_make(
    writing: &Writing<'_>,
    members: &str,
    values: &BTreeSet<Cow<'_, str>>,
) -> Result<i64, Error> {
    let connection = writing.connection;
    let mut find = connection.prepare_cached("SELECT id FROM value_set WHERE members = ?1")?;
    if let Some(id) = find.query_row([members], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let mut make = connection.prepare_cached("INSERT INTO value_set (members) VALUES (?1)")?;
    let id = make.insert([members])?;
    let mut add = connection
        .prepare_cached("INSERT INTO value_set_member (value, value_set) VALUES (?1, ?2)")?;
    for value in values {
        add.execute(params![value, id])?;
    }
    Ok(id)
}
