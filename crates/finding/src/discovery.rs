//! Sensitive data discovery results: one record for every object that was in
//! scope, also for clean ones and those that could not be read, and one for
//! each member of an archive.
//!
//! A record is the document of a finding with some differences. It locates up
//! to 1,000 occurrences of each identifier; it has no `archived`, `count`,
//! `sample` and `policyDetails`; severity, title, type and description are null
//! where nothing was found.

use serde::{Deserialize, Serialize};

use crate::assemble::{found, kind_of, reported, s3_object, severity_of};
use crate::classification::{ClassificationDetails, ClassificationResult};
use crate::context::Context;
use crate::detection::{Detection, MemberResult, ObjectResult, Status};
use crate::finding::{Finding, FindingCategory, FindingType, SCHEMA_VERSION, SeverityDoc};
use crate::identity;
use crate::locate::Room;
use crate::resources::{ResourcesAffected, S3Bucket, S3Object, extension};
use crate::timestamp;

/// What looking at an object, or at a member of an archive, ended with, as
/// Macie's discovery results write it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DiscoveryResult {
    /// The account whose resources these are, 12 digits.
    pub account_id: String,
    /// Always that of sensitive data.
    pub category: FindingCategory,
    /// What was found, and whether all was analysed.
    pub classification_details: ClassificationDetails,
    /// When it was made, RFC 3339 with milliseconds.
    pub created_at: String,
    /// What it is about, in a sentence; null where nothing was found.
    pub description: Option<String>,
    /// 32 lower-case hex digits; that of the finding, if the object has one.
    pub id: String,
    /// Such as `aws`.
    pub partition: String,
    /// Such as `eu-west-1`.
    pub region: String,
    /// The bucket, the object, and the member of it.
    pub resources_affected: ResultResources,
    /// [`SCHEMA_VERSION`].
    pub schema_version: String,
    /// How severe it is; null where nothing was found.
    pub severity: Option<SeverityDoc>,
    /// What it is about, in a few words; null where nothing was found.
    pub title: Option<String>,
    /// The type that a finding of this has; null where nothing was found.
    #[serde(rename = "type")]
    pub kind: Option<FindingType>,
    /// Equal to `created_at`.
    pub updated_at: String,
}

/// The bucket and the object of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResultResources {
    /// The bucket.
    pub s3_bucket: S3Bucket,
    /// The object.
    pub s3_object: ResultObject,
}

/// The object of a record, and which of its members the record is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultObject {
    /// The object.
    #[serde(flatten)]
    pub object: S3Object,
    /// The member, if the record is about one. Only records without this add
    /// up: that of an archive has the sums over its members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded_file_details: Option<EmbeddedFileDetails>,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmbeddedFileDetails {
    /// Its path in the archive.
    pub file_path: String,
    /// What follows the last dot of its name, or nothing.
    pub file_extension: String,
    /// Its size in bytes, as far as it was read.
    pub file_size: u64,
    /// When it was last modified, if the archive says so.
    pub file_last_modified: Option<String>,
}

/// What a record is about, besides the object.
struct Part<'a> {
    member: Option<&'a MemberResult>,
    detections: &'a [Detection],
    status: Status,
    mime_type: &'a str,
    size_classified: u64,
}

/// The records of an object: its own, and then those of its members. All of
/// them name the same location, `context`'s for this object.
///
/// ```
/// use tracie_finding::detection::*;
/// use tracie_finding::{Context, discovery};
///
/// let result = ObjectResult {
///     object: ObjectMeta {
///         bucket: "acme".into(),
///         key: "logo.png".into(),
///         size: 512,
///         last_modified: "2024-05-02T21:40:11.000Z".into(),
///         etag: String::new(),
///         storage_class: "STANDARD".into(),
///         attributes: Default::default(),
///     },
///     status: Status::Skipped(Reason::UnsupportedFileType),
///     remark: None,
///     mime_type: "image/png".into(),
///     size_classified: 0,
///     detections: vec![],
///     members: vec![],
/// };
/// let context = Context::new("2024-05-03T09:12:44.517Z".parse()?);
/// let records: Vec<_> = discovery::records(&result, &context).collect();
/// assert_eq!(records.len(), 1);
/// assert_eq!(records[0].kind, None);
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn records<'a>(
    result: &'a ObjectResult,
    context: &'a Context,
) -> impl Iterator<Item = DiscoveryResult> + 'a {
    let location = context.results_location(result);
    let own = Part {
        member: None,
        detections: &result.detections,
        status: result.status,
        mime_type: &result.mime_type,
        size_classified: result.size_classified,
    };
    let members = result.members.iter().map(|member| Part {
        member: Some(member),
        detections: &member.detections,
        status: member.status,
        mime_type: &member.mime_type,
        size_classified: match member.status {
            Status::Skipped(_) => 0,
            _ => member.size,
        },
    });
    let parts = std::iter::once(own).chain(members);
    parts.map(move |part| record(result, &part, context, location.clone()))
}

fn record(
    result: &ObjectResult,
    part: &Part<'_>,
    context: &Context,
    location: String,
) -> DiscoveryResult {
    let reported = reported(part.detections);
    let kind = (!reported.is_empty()).then(|| kind_of(&reported));
    let created_at = timestamp::rfc3339_ms(context.created_at);
    let s3_bucket = context.bucket(&result.object.bucket);
    let object = s3_object(&result.object, &s3_bucket);
    DiscoveryResult {
        account_id: context.owner(&result.object.bucket).to_owned(),
        category: FindingCategory::Classification,
        classification_details: details(part, &reported, context, location),
        created_at: created_at.clone(),
        description: kind.map(|it| it.description().to_owned()),
        id: id(result, part, context),
        partition: context.partition.clone(),
        region: context.region.clone(),
        resources_affected: ResultResources {
            s3_bucket,
            s3_object: ResultObject {
                object,
                embedded_file_details: part.member.map(embedded),
            },
        },
        schema_version: SCHEMA_VERSION.to_owned(),
        severity: severity_of(&reported).map(SeverityDoc::from),
        title: kind.map(|it| it.title().to_owned()),
        kind,
        updated_at: created_at,
    }
}

fn details(
    part: &Part<'_>,
    reported: &[&Detection],
    context: &Context,
    location: String,
) -> ClassificationDetails {
    ClassificationDetails {
        detailed_results_location: location,
        job_arn: context.job_arn(),
        job_id: context.job_id.clone(),
        origin_type: Some(context.origin_type()),
        result: ClassificationResult {
            mime_type: part.mime_type.to_owned(),
            size_classified: part.size_classified,
            status: part.status.into(),
            ..found(reported, Room::of_result())
        },
    }
}

fn id(result: &ObjectResult, part: &Part<'_>, context: &Context) -> String {
    let object = context.finding_id(&result.object);
    match part.member {
        None => object,
        Some(member) => identity::hex_id(&["member", &object, &member.path]),
    }
}

fn embedded(member: &MemberResult) -> EmbeddedFileDetails {
    EmbeddedFileDetails {
        file_path: member.path.clone(),
        file_extension: extension(&member.path).to_owned(),
        file_size: member.size,
        file_last_modified: member.last_modified.as_deref().and_then(timestamp::checked),
    }
}

impl DiscoveryResult {
    /// Whether it is about a member of an archive.
    pub fn is_of_member(&self) -> bool {
        let object = &self.resources_affected.s3_object;
        object.embedded_file_details.is_some()
    }

    /// The finding that the record stands beside, with the record's places;
    /// `None` where nothing was found, and for members of archives.
    pub fn finding(&self) -> Option<Finding> {
        if self.is_of_member() {
            return None;
        }
        Some(Finding {
            account_id: self.account_id.clone(),
            archived: false,
            category: self.category,
            classification_details: Some(self.classification_details.clone()),
            count: 1,
            created_at: self.created_at.clone(),
            description: self.description.clone()?,
            id: self.id.clone(),
            partition: self.partition.clone(),
            policy_details: None,
            region: self.region.clone(),
            resources_affected: ResourcesAffected {
                s3_bucket: self.resources_affected.s3_bucket.clone(),
                s3_object: Some(self.resources_affected.s3_object.object.clone()),
            },
            sample: false,
            schema_version: self.schema_version.clone(),
            severity: self.severity?,
            title: self.title.clone()?,
            kind: self.kind?,
            updated_at: self.updated_at.clone(),
        })
    }
}
