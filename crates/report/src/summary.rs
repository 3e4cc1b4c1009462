//! What a scan came to, in two sentences.

use std::collections::BTreeMap;

use tracie_finding::coverage::Tally;
use tracie_finding::detection::{ObjectResult, Reason, Severity};
use tracie_finding::{Coverage, Finding};

use crate::text::{bytes, counted, total};

/// What was found in all objects of a scan together.
///
/// ```
/// use tracie_finding::Coverage;
/// use tracie_report::{Summary, covered};
///
/// let (summary, coverage) = (Summary::default(), Coverage::default());
/// // Here a scan would call `summary.add(...)` for each object.
/// assert_eq!(summary.found(&coverage), "Nothing was looked at");
/// assert_eq!(
///     covered(&coverage),
///     "0 objects: 0 complete, 0 partial, 0 skipped; 0 bytes analysed"
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct Summary {
    findings: BTreeMap<Severity, u64>,
    occurrences: u64,
    suppressed: u64,
}

impl Summary {
    /// Counts what was found in an object.
    pub fn add(&mut self, result: &ObjectResult, finding: Option<&Finding>) {
        if let Some(finding) = finding {
            self.add_finding(finding, Some(result));
        }
    }

    /// Counts a finding, which may be about no object. One that is archived
    /// counts as suppressed and as nothing else.
    pub fn add_finding(&mut self, finding: &Finding, result: Option<&ObjectResult>) {
        if finding.archived {
            self.suppressed += 1;
            return;
        }
        *self
            .findings
            .entry(finding.severity.description)
            .or_default() += 1;
        // Those too few to be reported are no part of the finding.
        let detections = result.into_iter().flat_map(|it| &it.detections);
        let reported = detections.filter(|it| it.severity().is_some());
        let more = total(reported.map(|it| it.count));
        self.occurrences = self.occurrences.saturating_add(more);
    }

    /// The severity of the most severe finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.keys().next_back().copied()
    }

    /// How many findings are archived.
    pub fn suppressed(&self) -> u64 {
        self.suppressed
    }

    /// What was found. Where part of the input was not looked at, "nothing"
    /// says so.
    pub fn found(&self, coverage: &Coverage) -> String {
        if self.findings.is_empty() && self.suppressed == 0 && coverage.total().objects == 0 {
            return "Nothing was looked at".into();
        }
        if self.findings.is_empty() {
            let limit = if coverage.is_complete() {
                ""
            } else {
                " in what was analysed"
            };
            // What is known and not looked at again is no part of the report.
            let new = match coverage.standing() {
                0 => "",
                _ => "new ",
            };
            return match self.suppressed {
                0 => format!("Nothing {new}found{limit}"),
                some => format!(
                    "Nothing {new}found{limit} but {}",
                    counted(some, "suppressed finding")
                ),
            };
        }
        let findings = counted(self.findings.values().sum(), "finding");
        let occurrences = match self.occurrences {
            // Of policy findings alone.
            0 => String::new(),
            some => format!(" with {}", counted(some, "occurrence")),
        };
        let suppressed = match self.suppressed {
            0 => String::new(),
            some => format!(", and {some} suppressed"),
        };
        format!(
            "{findings} ({}){occurrences}{suppressed}",
            self.by_severity()
        )
    }

    fn by_severity(&self) -> String {
        let counts = self.findings.iter().rev();
        let counts: Vec<_> = counts
            .map(|(level, count)| format!("{count} {}", level.name()))
            .collect();
        counts.join(", ")
    }
}

/// How much was looked at: each object is complete, partial or skipped, by why.
pub fn covered(coverage: &Coverage) -> String {
    let total = coverage.total();
    format!(
        "{}: {} complete, {} partial{}, {} skipped{}{}{}; {} analysed",
        counted(total.objects, "object"),
        coverage.complete().objects,
        objects(coverage.partial()),
        reasons(coverage.partial()),
        objects(coverage.skipped()),
        reasons(coverage.skipped()),
        unchanged(coverage),
        match coverage.is_stopped() {
            true => ", stopped before the rest",
            false => "",
        },
        bytes(total.bytes_classified),
    )
}

/// Of objects that were not looked at again.
fn unchanged(coverage: &Coverage) -> String {
    let objects = coverage.unchanged().objects;
    let notes = [
        (coverage.standing(), "with a finding"),
        (coverage.unchanged_in_part(), "not wholly looked at then"),
    ];
    let notes = notes.iter().filter(|(count, _)| *count > 0);
    let notes: Vec<_> = notes
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match (objects, notes.as_slice()) {
        (0, _) => String::new(),
        (_, []) => format!(", {objects} unchanged"),
        (_, notes) => format!(", {objects} unchanged ({})", notes.join(", ")),
    }
}

fn objects(tallies: &BTreeMap<Reason, Tally>) -> u64 {
    tallies.values().map(|tally| tally.objects).sum()
}

fn reasons(tallies: &BTreeMap<Reason, Tally>) -> String {
    if tallies.is_empty() {
        return String::new();
    }
    let each = tallies
        .iter()
        .map(|(reason, tally)| format!("{} {}", tally.objects, reason.code()));
    format!(" ({})", each.collect::<Vec<_>>().join(", "))
}
