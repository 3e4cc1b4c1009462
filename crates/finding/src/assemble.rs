//! From what was found in an object to the finding that Macie would report.

use crate::classification::{
    ClassificationDetails, ClassificationResult, CustomDataIdentifiers, CustomDetection,
    ManagedDetection, SensitiveData,
};
use crate::context::Context;
use crate::detection::{
    CATEGORIES, Category, Detection, ObjectMeta, ObjectResult, Origin, Severity, Status,
};
use crate::finding::{Finding, FindingType, SCHEMA_VERSION};
use crate::locate::Room;
use crate::resources::{ResourcesAffected, S3Bucket, S3Object, StorageClass, extension};
use crate::timestamp;

/// The finding of an object, or `None` if there is nothing to report: no
/// detections, or only such that stay below their lowest threshold.
///
/// The severity is the highest of the detections, each on its own count. At
/// most 15 occurrences are located, depth-first in the order in which the
/// finding lists detections. The same result and the same context give the
/// same finding.
///
/// What a local engine cannot know is not made up: the owner, the time of
/// creation, the encryption and the permissions of a bucket are null or
/// `UNKNOWN` unless [`Context::buckets`] has them.
///
/// ```
/// use std::sync::Arc;
/// use tracie_finding::detection::*;
/// use tracie_finding::{Attributes, Context, FindingType, assemble};
///
/// let passports = IdentifierInfo {
///     id: "USA_PASSPORT_NUMBER".into(),
///     origin: Origin::Managed(Category::Personal),
///     severity: vec![(1, Severity::Medium), (2, Severity::High)],
/// };
/// let result = ObjectResult {
///     object: ObjectMeta {
///         bucket: "acme".into(),
///         key: "hr/roster.docx".into(),
///         size: 8651,
///         last_modified: "2024-05-02T21:40:11.000Z".into(),
///         etag: "9714e57154d6d7a4c30360d076620796".into(),
///         storage_class: "STANDARD".into(),
///         attributes: Attributes::default(),
///     },
///     status: Status::Complete,
///     remark: None,
///     mime_type: tracie_finding::mime::DOCX.into(),
///     size_classified: 8651,
///     detections: vec![Detection {
///         identifier: Arc::new(passports),
///         count: 2,
///         occurrences: vec![],
///     }],
///     members: vec![],
/// };
/// let context = Context::new("2024-05-03T09:12:44.517Z".parse()?);
///
/// let finding = assemble(&result, &context).expect("two passports are reported");
/// assert_eq!(finding.kind, FindingType::Personal);
/// assert_eq!(finding.severity.description, Severity::High);
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn assemble(result: &ObjectResult, context: &Context) -> Option<Finding> {
    let reported = reported(&result.detections);
    let severity = severity_of(&reported)?;
    let kind = kind_of(&reported);
    let created_at = timestamp::rfc3339_ms(context.created_at);
    Some(Finding {
        account_id: context.owner(&result.object.bucket).to_owned(),
        archived: false,
        category: kind.category(),
        classification_details: Some(classification_details(result, &reported, context)),
        count: 1,
        created_at: created_at.clone(),
        description: kind.description().to_owned(),
        id: context.finding_id(&result.object),
        partition: context.partition.clone(),
        policy_details: None,
        region: context.region.clone(),
        resources_affected: resources_affected(&result.object, context),
        sample: false,
        schema_version: SCHEMA_VERSION.to_owned(),
        severity: severity.into(),
        title: kind.title().to_owned(),
        kind,
        updated_at: created_at,
    })
}

/// The detections that a finding reports: not those below their lowest
/// threshold.
pub(crate) fn reported(detections: &[Detection]) -> Vec<&Detection> {
    detections
        .iter()
        .filter(|detection| detection.severity().is_some())
        .collect()
}

/// The highest severity of these detections, each on its own count.
pub(crate) fn severity_of(reported: &[&Detection]) -> Option<Severity> {
    reported.iter().filter_map(|it| it.severity()).max()
}

/// The type of a finding with these detections. All custom identifiers
/// together count as one category.
pub(crate) fn kind_of(reported: &[&Detection]) -> FindingType {
    let kinds = reported
        .iter()
        .map(|detection| match detection.identifier.origin {
            Origin::Managed(Category::Credentials) => FindingType::Credentials,
            Origin::Managed(Category::Financial) => FindingType::Financial,
            Origin::Managed(Category::Personal) => FindingType::Personal,
            Origin::Custom(_) => FindingType::CustomIdentifier,
        });
    kinds
        .reduce(|one, other| {
            if one == other {
                one
            } else {
                FindingType::Multiple
            }
        })
        .unwrap_or(FindingType::Multiple)
}

fn classification_details(
    result: &ObjectResult,
    reported: &[&Detection],
    context: &Context,
) -> ClassificationDetails {
    ClassificationDetails {
        detailed_results_location: context.results_location(result),
        job_arn: context.job_arn(),
        job_id: context.job_id.clone(),
        origin_type: Some(context.origin_type()),
        result: ClassificationResult {
            mime_type: result.mime_type.clone(),
            size_classified: result.size_classified,
            status: result.status.into(),
            ..found(reported, Room::of_finding())
        },
    }
}

/// What was found, with as many places as there is room for; not where, nor
/// whether in all.
pub(crate) fn found(reported: &[&Detection], mut room: Room) -> ClassificationResult {
    let sensitive_data: Vec<SensitiveData> = CATEGORIES
        .into_iter()
        .filter_map(|category| sensitive_data(category, reported, &mut room))
        .collect();
    let custom_data_identifiers = custom_data_identifiers(reported, &mut room);
    ClassificationResult {
        additional_occurrences: total(reported) > room.taken(),
        custom_data_identifiers,
        mime_type: String::new(),
        sensitive_data,
        size_classified: 0,
        status: Status::Complete.into(),
    }
}

fn sensitive_data(
    category: Category,
    reported: &[&Detection],
    room: &mut Room,
) -> Option<SensitiveData> {
    let detections: Vec<ManagedDetection> = reported
        .iter()
        .filter(|detection| detection.identifier.origin == Origin::Managed(category))
        .map(|detection| ManagedDetection {
            count: detection.count,
            occurrences: room.take(detection),
            kind: detection.identifier.id.clone(),
        })
        .collect();
    let total_count = detections.iter().map(|detection| detection.count).sum();
    (!detections.is_empty()).then_some(SensitiveData {
        category,
        detections,
        total_count,
    })
}

fn custom_data_identifiers(reported: &[&Detection], room: &mut Room) -> CustomDataIdentifiers {
    let detections: Vec<CustomDetection> = reported
        .iter()
        .filter_map(|detection| custom_detection(detection, room))
        .collect();
    let total_count = detections.iter().map(|detection| detection.count).sum();
    CustomDataIdentifiers {
        detections,
        total_count,
    }
}

fn custom_detection(detection: &Detection, room: &mut Room) -> Option<CustomDetection> {
    let Origin::Custom(uuid) = &detection.identifier.origin else {
        return None;
    };
    Some(CustomDetection {
        arn: uuid.clone(),
        count: detection.count,
        name: detection.identifier.id.clone(),
        occurrences: room.take(detection),
    })
}

fn total(reported: &[&Detection]) -> u64 {
    reported.iter().map(|detection| detection.count).sum()
}

fn resources_affected(object: &ObjectMeta, context: &Context) -> ResourcesAffected {
    let s3_bucket = context.bucket(&object.bucket);
    let s3_object = Some(s3_object(object, &s3_bucket));
    ResourcesAffected {
        s3_bucket,
        s3_object,
    }
}

pub(crate) fn s3_object(object: &ObjectMeta, bucket: &S3Bucket) -> S3Object {
    let attributes = &object.attributes;
    S3Object {
        bucket_arn: bucket.arn.clone(),
        e_tag: object.etag.clone(),
        extension: extension(&object.key).to_owned(),
        key: object.key.clone(),
        last_modified: timestamp::checked(&object.last_modified),
        path: format!("{}/{}", object.bucket, object.key),
        public_access: None,
        server_side_encryption: attributes.encryption.clone(),
        size: object.size,
        storage_class: StorageClass::from_code(&object.storage_class),
        tags: attributes.tags.clone().unwrap_or_default(),
        version_id: attributes.version_id.clone(),
    }
}
