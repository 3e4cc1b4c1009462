//! What is known of a bucket by what was looked at in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tracie_finding::detection::{ObjectResult, Origin, Reason, Status};
use tracie_store::{Page, Reading, Record, Writing};

use super::score::{Evidence, score};
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
    pub(crate) updated_at: Option<String>,
}

/// A bucket: what is kept of it, and what was found in it.
pub(crate) struct Profile {
    pub(crate) kept: Kept,
    pub(crate) artifacts: Vec<Artifact>,
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

    fn is_classified(&self) -> bool {
        self.status != "SKIPPED"
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
            artifacts: artifacts(from, bucket)?,
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
        let counted = self.sums(false);
        let analysed = count(&self.artifacts, Artifact::is_classified);
        Evidence {
            classifiable: self.kept.classifiable,
            analysed,
            failed: self.artifacts.len() as u64 - analysed,
            types: counted.len() as u64,
            occurrences: counted.values().map(|it| it.count).sum(),
        }
    }

    /// What was found in all objects, by identifier: that which counts, or that which
    /// is suppressed.
    fn sums(&self, suppressed: bool) -> BTreeMap<&str, Detected> {
        let mut sums: BTreeMap<&str, Detected> = BTreeMap::new();
        for detected in self.artifacts.iter().flat_map(|it| &it.detections) {
            if self.kept.suppressed.contains(&detected.id) != suppressed {
                continue;
            }
            let sum = sums.entry(&detected.id).or_insert_with(|| Detected {
                count: 0,
                ..detected.clone()
            });
            sum.count += detected.count;
        }
        sums
    }

    /// As `statistics` of a resource profile.
    pub(crate) fn statistics(&self) -> Value {
        let total = |suppressed| -> u64 { self.sums(suppressed).values().map(|it| it.count).sum() };
        let skipped = |reason: Reason| {
            count(&self.artifacts, |it| {
                it.reason.as_deref() == Some(reason.code()) && !it.is_classified()
            })
        };
        let classified = count(&self.artifacts, Artifact::is_classified);
        json!({
            "totalBytesClassified": self.artifacts.iter().map(|it| it.bytes).sum::<u64>(),
            "totalDetections": total(false),
            "totalDetectionsSuppressed": total(true),
            "totalItemsClassified": classified,
            "totalItemsSensitive": count(&self.artifacts, |it| !it.detections.is_empty()),
            "totalItemsSkipped": self.artifacts.len() as u64 - classified,
            "totalItemsSkippedInvalidEncryption": skipped(Reason::InvalidEncryption),
            "totalItemsSkippedInvalidKms": skipped(Reason::InvalidKmsKey),
            "totalItemsSkippedPermissionDenied": skipped(Reason::PermissionDenied),
        })
    }

    /// As the list of a resource profile's detections.
    pub(crate) fn detections(&self, scope: &Scope) -> Vec<Value> {
        let both = [false, true].into_iter();
        let all = both.flat_map(|suppressed| {
            let sums = self.sums(suppressed).into_values();
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

fn artifacts(from: &Reading<'_>, bucket: &str) -> Result<Vec<Artifact>, Failure> {
    let records = from.records(&kind(bucket), &Page::all(), |_| true)?.items;
    records
        .into_iter()
        .map(|it| serde_json::from_value(it.document).map_err(Failure::internal))
        .collect()
}

/// Keeps what looking at an object came to.
pub(crate) fn keep_artifact(
    to: &Writing<'_>,
    bucket: &str,
    artifact: &Artifact,
    now_ms: i64,
) -> Result<(), Failure> {
    to.put_record(&Record {
        kind: kind(bucket),
        id: artifact.key.clone(),
        created_ms: now_ms,
        updated_ms: now_ms,
        document: serde_json::to_value(artifact).map_err(Failure::internal)?,
    })?;
    Ok(())
}

/// Forgets an object that is another one, or gone.
pub(crate) fn drop_artifact(from: &Writing<'_>, bucket: &str, key: &str) -> Result<(), Failure> {
    from.delete_record(&kind(bucket), key)?;
    Ok(())
}

fn count(artifacts: &[Artifact], is_meant: impl Fn(&Artifact) -> bool) -> u64 {
    artifacts.iter().filter(|it| is_meant(it)).count() as u64
}
