//! Sums of what was looked at in a bucket, so that nobody has to go through all of it
//! to ask how sensitive the bucket is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::profile::{Artifact, Detected};

/// Sums of the artifacts of a bucket.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Tally {
    pub(super) items: u64,
    pub(super) classified: u64,
    pub(super) sensitive: u64,
    pub(super) bytes: u64,
    /// Items that were skipped, by the code of the reason.
    pub(super) skipped: BTreeMap<String, u64>,
    /// What was found, by the id of the identifier.
    pub(super) found: BTreeMap<String, Detected>,
}

impl Tally {
    pub(super) fn add(&mut self, artifact: &Artifact) {
        self.items += 1;
        self.classified += u64::from(artifact.is_classified());
        self.sensitive += u64::from(artifact.is_sensitive());
        self.bytes += artifact.bytes;
        if let Some(reason) = reason(artifact) {
            *self.skipped.entry(reason.to_owned()).or_default() += 1;
        }
        for detected in &artifact.detections {
            let sum = self.found.entry(detected.id.clone());
            let sum = sum.or_insert_with(|| Detected {
                count: 0,
                ..detected.clone()
            });
            sum.count += detected.count;
        }
    }

    pub(super) fn remove(&mut self, artifact: &Artifact) {
        let less = |sum: &mut u64, by: u64| *sum = sum.saturating_sub(by);
        less(&mut self.items, 1);
        less(&mut self.classified, u64::from(artifact.is_classified()));
        less(&mut self.sensitive, u64::from(artifact.is_sensitive()));
        less(&mut self.bytes, artifact.bytes);
        if let Some(count) = reason(artifact).and_then(|it| self.skipped.get_mut(it)) {
            less(count, 1);
        }
        for detected in &artifact.detections {
            if let Some(sum) = self.found.get_mut(&detected.id) {
                less(&mut sum.count, detected.count);
            }
        }
        self.found.retain(|_, it| it.count > 0);
    }
}

/// Why it was skipped, if it was.
fn reason(artifact: &Artifact) -> Option<&str> {
    let reason = artifact.reason.as_deref();
    reason.filter(|_| !artifact.is_classified())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_removed_no_longer_counts() {
        let artifact = |key: &str, status: &str, count: u64| -> Artifact {
            let detections = (count > 0)
                .then(|| json!({"id": "X", "name": "X", "custom": false, "count": count}));
            let reason = (status == "SKIPPED").then_some("PERMISSION_DENIED");
            serde_json::from_value(json!({
                "key": key, "size": 5, "modified": "", "status": status, "reason": reason,
                "bytes": 5, "detections": detections.into_iter().collect::<Vec<_>>(),
            }))
            .expect("an artifact")
        };
        let all = [
            artifact("a", "COMPLETE", 3),
            artifact("b", "PARTIAL", 0),
            artifact("c", "SKIPPED", 0),
            artifact("d", "COMPLETE", 4),
        ];
        let mut tally = Tally::default();
        all.iter().for_each(|it| tally.add(it));
        assert_eq!((tally.items, tally.classified, tally.sensitive), (4, 3, 2));
        assert_eq!((tally.found["X"].count, tally.bytes), (7, 20));
        assert_eq!(tally.skipped["PERMISSION_DENIED"], 1);
        all[..3].iter().for_each(|it| tally.remove(it));
        assert_eq!((tally.items, tally.classified, tally.sensitive), (1, 1, 1));
        assert_eq!(
            (tally.found["X"].count, tally.skipped["PERMISSION_DENIED"]),
            (4, 0)
        );
        tally.remove(&all[3]);
        assert_eq!(tally.items, 0);
        assert!(tally.found.is_empty());
    }
}
