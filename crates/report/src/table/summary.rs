//! The sums at the end of a table.

use std::collections::BTreeMap;
use std::io::{self, Write};

use tracie_finding::Coverage;
use tracie_finding::coverage::Tally;
use tracie_finding::detection::{Reason, Severity};

use super::text::{Painter, bytes, counted};

/// What was found in all objects together.
#[derive(Default)]
pub(super) struct Sums {
    findings: BTreeMap<Severity, u64>,
    occurrences: u64,
}

impl Sums {
    /// Counts a finding of this severity.
    pub(super) fn add(&mut self, severity: Severity, occurrences: u64) {
        *self.findings.entry(severity).or_default() += 1;
        self.occurrences += occurrences;
    }

    /// Writes what was found, and how much was looked at.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        painter: &Painter,
        coverage: &Coverage,
    ) -> io::Result<()> {
        writeln!(out, "{}", painter.strong(&self.found(coverage)))?;
        let looked_at = looked_at(coverage);
        let whole = coverage.is_complete();
        writeln!(
            out,
            "{}",
            if whole {
                looked_at
            } else {
                painter.warning(&looked_at)
            }
        )
    }

    fn found(&self, coverage: &Coverage) -> String {
        if self.findings.is_empty() {
            let limit = if coverage.is_complete() {
                ""
            } else {
                " in what was analysed"
            };
            return format!("Nothing found{limit}");
        }
        let findings = counted(self.findings.values().sum(), "finding");
        let occurrences = counted(self.occurrences, "occurrence");
        format!("{findings} ({}) with {occurrences}", self.by_severity())
    }

    fn by_severity(&self) -> String {
        let counts = self.findings.iter().rev();
        let counts: Vec<_> = counts
            .map(|(level, count)| format!("{count} {}", level.name()))
            .collect();
        counts.join(", ")
    }
}

fn looked_at(coverage: &Coverage) -> String {
    let total = coverage.total();
    format!(
        "{}: {} complete, {} partial{}, {} skipped{}; {} analysed",
        counted(total.objects, "object"),
        coverage.complete().objects,
        objects(coverage.partial()),
        reasons(coverage.partial()),
        objects(coverage.skipped()),
        reasons(coverage.skipped()),
        bytes(total.bytes_classified),
    )
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
