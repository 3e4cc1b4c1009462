//! What is known of a bucket by what was looked at in it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tracie_finding::detection::{ObjectResult, Origin, Reason, Status};
use tracie_store::{Page, Reading, Record, Writing};

use super::score::{Evidence, score};
use super::tally::Tally;
use crate::failure::Failure;
use crate::operations::stored::{self, PROFILES};
use crate::scope::Scope;

/// What looking at an object came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Artifact {
    pub(crate) key: String,
    pub(crate) size: u64,
    /// RFC 3339; with the size, what tells whether the object is the same still.
    pub(crate) modified: String,
    /// `COMPLETE`, `PARTIAL` or `SKIPPED`.
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) bytes: u64,
    pub(crate) detections: Vec<Detected>,
}

/// How much of what.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Detected {
    /// The id of a managed identifier, or the UUID of a custom one.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) custom: bool,
    pub(crate) count: u64,
}

/// What is kept of a bucket beside its artifacts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Kept {
    /// Set by hand, and counts instead of what was found.
    pub(crate) score: Option<i64>,
    /// Identifiers that do not count.
    pub(crate) suppressed: BTreeSet<String>,
    /// Objects that could be analysed when it was last looked.
    pub(crate) classifiable: u64,
    /// Sums of the artifacts.
    pub(super) tally: Tally,
    pub(crate) updated_at: Option<String>,
}

/// A bucket: what is kept of it, artifacts only in sums.
pub(crate) struct Profile {
    pub(crate) kept: Kept,
}

impl Artifact {
    pub(crate) fn of(result: &ObjectResult) -> Self {
        let (status, reason) = match result.status {
            Status::Complete => ("COMPLETE", None),
            Status::Partial(reason) => ("PARTIAL", Some(reason)),
            Status::Skipped(reason) => ("SKIPPED", Some(reason)),
        };
        let detections = result.detections.iter();
        Self {
            key: result.object.key.clone(),
            size: result.object.size,
            modified: result.object.last_modified.clone(),
            status: status.into(),
            reason: reason.map(|it| it.code().to_owned()),
            bytes: result.size_classified,
            detections: detections
                .filter(|it| it.identifier.severity_of(it.count).is_some())
                .map(Detected::of)
                .collect(),
        }
    }

    pub(super) fn is_classified(&self) -> bool {
        self.status != "SKIPPED"
    }

    /// Whether something was found in it.
    pub(crate) fn is_sensitive(&self) -> bool {
        !self.detections.is_empty()
    }

    /// Those with sensitive data come first: they are the ones to see.
    fn id(&self) -> String {
        format!("{}/{}", u8::from(!self.is_sensitive()), self.key)
    }
}

impl Detected {
    fn of(detection: &tracie_finding::detection::Detection) -> Self {
        let name = detection.identifier.id.clone();
        let (id, custom) = match &detection.identifier.origin {
            Origin::Managed(_) => (name.clone(), false),
            Origin::Custom(uuid) => (uuid.clone(), true),
        };
        Self {
            id,
            name,
            custom,
            count: detection.count,
        }
    }
}

impl Profile {
    /// The profile of a bucket.
    pub(crate) fn of(from: &Reading<'_>, bucket: &str) -> Result<Self, Failure> {
        let kept = stored::get(from, PROFILES, bucket)?.unwrap_or_default();
        Ok(Self {
            kept: serde_json::from_value(kept).unwrap_or_default(),
        })
    }

    /// Keeps what is not an artifact.
    pub(crate) fn keep(&self, to: &Writing<'_>, bucket: &str) -> Result<(), Failure> {
        let kept = serde_json::to_value(&self.kept).map_err(Failure::internal)?;
        stored::put(to, PROFILES, bucket, &kept)
    }

    /// Whether it was looked at.
    pub(crate) fn is_known(&self) -> bool {
        self.kept.updated_at.is_some()
    }

    /// How sensitive it is.
    pub(crate) fn score(&self) -> i64 {
        self.kept.score.unwrap_or_else(|| score(self.evidence()))
    }

    fn evidence(&self) -> Evidence {
        if !self.is_known() {
            return Evidence {
                classifiable: 1,
                ..Evidence::default()
            };
        }
        let tally = &self.kept.tally;
        let counted = self.sums(false);
        Evidence {
            classifiable: self.kept.classifiable,
            analysed: tally.classified,
            failed: tally.items - tally.classified,
            types: counted.clone().count() as u64,
            occurrences: counted.map(|it| it.count).sum(),
        }
    }

    /// What was found in all objects, by identifier: that which counts, or that which
    /// is suppressed.
    fn sums(&self, suppressed: bool) -> impl Iterator<Item = &Detected> + Clone {
        let found = self.kept.tally.found.values();
        found.filter(move |it| self.kept.suppressed.contains(&it.id) == suppressed)
    }

    /// As `statistics` of a resource profile.
    pub(crate) fn statistics(&self) -> Value {
        let total = |suppressed| -> u64 { self.sums(suppressed).map(|it| it.count).sum() };
        let tally = &self.kept.tally;
        let skipped = |reason: Reason| tally.skipped.get(reason.code()).copied().unwrap_or(0);
        json!({
            "totalBytesClassified": tally.bytes,
            "totalDetections": total(false),
            "totalDetectionsSuppressed": total(true),
            "totalItemsClassified": tally.classified,
            "totalItemsSensitive": tally.sensitive,
            "totalItemsSkipped": tally.items - tally.classified,
            "totalItemsSkippedInvalidEncryption": skipped(Reason::InvalidEncryption),
            "totalItemsSkippedInvalidKms": skipped(Reason::InvalidKmsKey),
            "totalItemsSkippedPermissionDenied": skipped(Reason::PermissionDenied),
        })
    }

    /// As the list of a resource profile's detections.
    pub(crate) fn detections(&self, scope: &Scope) -> Vec<Value> {
        let both = [false, true].into_iter();
        let all = both.flat_map(|suppressed| {
            let sums = self.sums(suppressed);
            sums.map(move |it| (it, suppressed)).collect::<Vec<_>>()
        });
        let shown = all.map(|(detected, suppressed)| {
            let mut shown = json!({
                "count": detected.count,
                "id": detected.id,
                "name": detected.name,
                "suppressed": suppressed,
                "type": if detected.custom { "CUSTOM" } else { "MANAGED" },
            });
            if detected.custom {
                shown["arn"] = json!(scope.arn("custom-data-identifier", &detected.id));
            }
            shown
        });
        shown.collect()
    }
}

/// The kind of the records of a bucket's artifacts.
fn kind(bucket: &str) -> String {
    format!("{}/{bucket}", stored::ARTIFACTS)
}

/// Artifacts that are held at once.
const STEP: usize = 1_000;

/// Goes through the artifacts of a bucket, those with sensitive data first.
pub(crate) fn visit(
    from: &Reading<'_>,
    bucket: &str,
    mut visit: impl FnMut(Artifact),
) -> Result<(), Failure> {
    let mut page = Page::first(STEP);
    loop {
        let records = from.records(&kind(bucket), &page, |_| true)?;
        for record in records.items {
            visit(serde_json::from_value(record.document).map_err(Failure::internal)?);
        }
        match records.next {
            Some(next) => page = Page::after(STEP, next),
            None => return Ok(()),
        }
    }
}

/// The first so many artifacts of a bucket, those with sensitive data first.
pub(crate) fn first(
    from: &Reading<'_>,
    bucket: &str,
    most: usize,
) -> Result<Vec<Artifact>, Failure> {
    let records = from.records(&kind(bucket), &Page::first(most), |_| true)?;
    let artifacts = records.items.into_iter();
    artifacts
        .map(|it| serde_json::from_value(it.document).map_err(Failure::internal))
        .collect()
}

impl Profile {
    /// Adds what looking at an object came to.
    pub(crate) fn add(
        &mut self,
        to: &Writing<'_>,
        bucket: &str,
        artifact: &Artifact,
        now_ms: i64,
    ) -> Result<(), Failure> {
        self.kept.tally.add(artifact);
        to.put_record(&Record {
            kind: kind(bucket),
            id: artifact.id(),
            created_ms: now_ms,
            updated_ms: now_ms,
            document: serde_json::to_value(artifact).map_err(Failure::internal)?,
        })?;
        Ok(())
    }

    /// Forgets an object that is another one, or gone.
    pub(crate) fn remove(
        &mut self,
        from: &Writing<'_>,
        bucket: &str,
        artifact: &Artifact,
    ) -> Result<(), Failure> {
        if from.delete_record(&kind(bucket), &artifact.id())? {
            self.kept.tally.remove(artifact);
        }
        Ok(())
    }
}
