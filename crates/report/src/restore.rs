//! From findings that were read back to what reports are made of.

use std::sync::Arc;

use tracie_finding::classification::{ClassificationResult, ResultStatus, StatusCode};
use tracie_finding::detection::{
    Detection, IdentifierInfo, MemberResult, ObjectMeta, ObjectResult, Occurrence, Origin, Reason,
    Severity, Status,
};
use tracie_finding::discovery::{DiscoveryResult, EmbeddedFileDetails};
use tracie_finding::occurrences::Occurrences;
use tracie_finding::resources::{S3Bucket, S3Object};
use tracie_finding::{Attributes, Finding};

use crate::reading::Item;

/// The severity of a managed identifier from so many occurrences on, ascending
/// by count; `None` of what it does not know.
type Levels = dyn Fn(&str) -> Option<Vec<(u64, Severity)>>;

/// What a custom identifier has unless its author said otherwise.
const CUSTOM: Severity = Severity::Medium;

/// Makes objects of what was read back, one after the other: the records of an
/// archive's members become part of the archive.
///
/// Findings do not say how severe each detection is, so whoever restores them
/// says what levels identifiers have; a custom identifier has the finding's
/// severity where nothing else explains that, else Medium.
pub struct Restore<'a> {
    levels: &'a Levels,
    /// The object that members may still come for.
    open: Option<Box<Restored>>,
}

/// What was restored: an object with its finding, if it has one, or a finding
/// that is about no object.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// The object.
    pub result: Option<ObjectResult>,
    /// Its finding.
    pub finding: Option<Finding>,
}

impl<'a> Restore<'a> {
    /// With the levels of managed identifiers by their ids.
    pub fn new(levels: &'a Levels) -> Restore<'a> {
        Restore { levels, open: None }
    }

    /// Takes in what was read; hands out what is now complete.
    pub fn take(&mut self, item: Item) -> Option<Restored> {
        let next = match item {
            Item::Finding(finding) => self.of_finding(*finding),
            Item::Result(record) => self.of_record(&record)?,
            // It is about the scan and no object.
            Item::Stopped => return None,
        };
        self.open.replace(Box::new(next)).map(|it| *it)
    }

    /// Hands out what is left.
    pub fn finish(self) -> Option<Restored> {
        self.open.map(|it| *it)
    }

    fn of_finding(&self, finding: Finding) -> Restored {
        Restored {
            result: restored(&finding, self.levels),
            finding: Some(finding),
        }
    }

    /// `None` for a member, which becomes part of the object before it.
    fn of_record(&mut self, record: &DiscoveryResult) -> Option<Restored> {
        let found = &record.classification_details.result;
        let severity = record.severity.map_or(CUSTOM, |it| it.description);
        let resources = &record.resources_affected;
        let object = &resources.s3_object;
        let detections = detections(found, severity, self.levels);
        if let Some(embedded) = &object.embedded_file_details {
            self.add_member(embedded, found, detections, &object.object);
            return None;
        }
        Some(Restored {
            result: Some(result(
                &resources.s3_bucket,
                &object.object,
                found,
                detections,
            )),
            finding: record.finding(),
        })
    }

    fn add_member(
        &mut self,
        embedded: &EmbeddedFileDetails,
        found: &ClassificationResult,
        detections: Vec<Detection>,
        object: &S3Object,
    ) {
        let open = self.open.as_mut().and_then(|it| it.result.as_mut());
        // Members of an object whose record was not read say nothing alone.
        let Some(archive) = open.filter(|it| it.object.key == object.key) else {
            return;
        };
        archive.members.push(MemberResult {
            path: embedded.file_path.clone(),
            size: embedded.file_size,
            last_modified: embedded.file_last_modified.clone(),
            status: status(found.status),
            remark: None,
            mime_type: found.mime_type.clone(),
            detections,
        });
    }
}

/// What looking at the object of a finding came to, as far as the finding says;
/// `None` of a policy finding.
pub fn restored(finding: &Finding, levels: &Levels) -> Option<ObjectResult> {
    let object = finding.resources_affected.s3_object.as_ref()?;
    let found = &finding.classification_details.as_ref()?.result;
    let detections = detections(found, finding.severity.description, levels);
    let bucket = &finding.resources_affected.s3_bucket;
    Some(result(bucket, object, found, detections))
}

fn result(
    bucket: &S3Bucket,
    object: &S3Object,
    found: &ClassificationResult,
    detections: Vec<Detection>,
) -> ObjectResult {
    let class = object
        .storage_class
        .and_then(|it| serde_json::to_value(it).ok());
    let class = class.as_ref().and_then(|it| it.as_str());
    ObjectResult {
        object: ObjectMeta {
            bucket: bucket.name.clone(),
            key: object.key.clone(),
            size: object.size,
            last_modified: object.last_modified.clone().unwrap_or_default(),
            etag: object.e_tag.clone(),
            storage_class: class.unwrap_or_default().to_owned(),
            attributes: Attributes {
                encryption: object.server_side_encryption.clone(),
                tags: (!object.tags.is_empty()).then(|| object.tags.clone()),
                version_id: object.version_id.clone(),
            },
        },
        status: status(found.status),
        remark: None,
        mime_type: found.mime_type.clone(),
        size_classified: found.size_classified,
        detections,
        members: Vec::new(),
    }
}

fn status(status: ResultStatus) -> Status {
    let reason = status.reason.unwrap_or(Reason::MalformedFile);
    match status.code {
        StatusCode::Complete => Status::Complete,
        StatusCode::Partial => Status::Partial(reason),
        StatusCode::Skipped => Status::Skipped(reason),
    }
}

fn detections(found: &ClassificationResult, severity: Severity, levels: &Levels) -> Vec<Detection> {
    let mut all = Vec::new();
    for data in &found.sensitive_data {
        for one in &data.detections {
            let info = IdentifierInfo {
                id: one.kind.clone(),
                origin: Origin::Managed(data.category),
                severity: levels(&one.kind).unwrap_or_else(|| vec![(1, severity)]),
            };
            all.push(detection(info, one.count, one.occurrences.as_ref()));
        }
    }
    let explained = all.iter().any(|it| it.severity() == Some(severity));
    for one in &found.custom_data_identifiers.detections {
        let level = if explained {
            CUSTOM.min(severity)
        } else {
            severity
        };
        let info = IdentifierInfo {
            id: one.name.clone(),
            origin: Origin::Custom(one.arn.clone()),
            severity: vec![(1, level)],
        };
        all.push(detection(info, one.count, one.occurrences.as_ref()));
    }
    all.sort_by(|a, b| a.identifier.id.cmp(&b.identifier.id));
    all
}

fn detection(info: IdentifierInfo, count: u64, places: Option<&Occurrences>) -> Detection {
    let places = places.into_iter().flat_map(Occurrences::places);
    let at = |place| Occurrence {
        // Offsets are not part of a finding.
        span: (0, 0),
        place: Some(place),
    };
    Detection {
        identifier: Arc::new(info),
        count,
        occurrences: places.map(at).collect(),
    }
}
