//! What a run counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tracie_finding::Finding;
use tracie_finding::detection::{ObjectResult, Status};

/// What a run counted so far. Each object that it came to is counted in exactly
/// one of `complete`, `partial`, `skipped`, `unchanged`, `not_sampled`,
/// `not_in_scope` and `before_job`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct RunStatistics {
    /// Objects that were looked at wholly.
    pub complete: u64,
    /// Objects of which some part was not looked at, by Macie's reason.
    pub partial: BTreeMap<String, u64>,
    /// Objects that were not looked at, by Macie's reason.
    pub skipped: BTreeMap<String, u64>,
    /// Objects that are what they were when the job last came to them.
    pub unchanged: u64,
    /// Objects that are not in the sample.
    pub not_sampled: u64,
    /// Objects that scoping does not mean.
    pub not_in_scope: u64,
    /// Objects from before the job was created, of which a job without an
    /// initial run looks at none.
    pub before_job: u64,
    /// Objects of whose tags nothing was known, though scoping asks for them:
    /// they were taken to have none.
    pub untagged: u64,
    /// Bytes of the objects that were looked at, as stored.
    pub bytes: u64,
    /// Bytes of content that were analysed.
    pub bytes_classified: u64,
    /// Findings, but for those that are archived.
    pub findings: u64,
    /// Findings that a suppression rule archived.
    pub suppressed: u64,
    /// Findings by severity, such as `High`.
    pub severities: BTreeMap<String, u64>,
    /// Occurrences in findings.
    pub occurrences: u64,
    /// Objects that the run is to look at in all, once that was counted.
    pub expected: Option<u64>,
    /// Whether accounts or buckets could not be looked at.
    pub errors: u64,
}

impl RunStatistics {
    /// Objects that were looked at, or were to be and could not.
    pub fn processed(&self) -> u64 {
        self.complete + sum(&self.partial) + sum(&self.skipped)
    }

    /// Whether all that was to be looked at was, wholly.
    pub fn is_whole(&self) -> bool {
        self.partial.is_empty() && self.skipped.is_empty() && self.errors == 0
    }

    /// About how many objects are left.
    pub fn left(&self) -> u64 {
        self.expected.unwrap_or(0).saturating_sub(self.processed())
    }

    /// Counts an object that was looked at.
    pub(crate) fn add(&mut self, result: &ObjectResult, finding: Option<&Finding>) {
        let count = match result.status {
            Status::Complete => &mut self.complete,
            Status::Partial(reason) => self.partial.entry(reason.code().into()).or_default(),
            Status::Skipped(reason) => self.skipped.entry(reason.code().into()).or_default(),
        };
        *count += 1;
        self.bytes += result.object.size;
        self.bytes_classified += result.size_classified;
        self.suppressed += u64::from(finding.is_some_and(|it| it.archived));
        if let Some(finding) = finding.filter(|it| !it.archived) {
            self.findings += 1;
            let level = finding.severity.description.name();
            *self.severities.entry(level.into()).or_default() += 1;
            let reported = result
                .detections
                .iter()
                .filter(|it| it.severity().is_some());
            self.occurrences += reported.map(|it| it.count).sum::<u64>();
        }
    }
}

fn sum(counts: &BTreeMap<String, u64>) -> u64 {
    counts.values().sum()
}
