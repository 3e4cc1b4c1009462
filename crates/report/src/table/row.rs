//! The rows of the table: one for each identifier that found something in an
//! object.

use std::cmp::Reverse;
use std::io::{self, Write};

use tracie_finding::Finding;
use tracie_finding::detection::{Detection, ObjectResult, Severity};

use super::location::{self, Location};
use super::painter::Painter;
use crate::text::{length, shorten, visible};

/// The longest identifier that is told in full.
const LONGEST_IDENTIFIER: usize = 48;
/// What stands between columns.
const GAP: &str = "  ";

/// What one identifier found in an object.
pub(super) struct Row {
    pub(super) severity: Severity,
    pub(super) count: u64,
    identifier: String,
    location: Location,
}

/// The rows of an object, the most severe first.
pub(super) fn of(result: &ObjectResult) -> Vec<Row> {
    let detections = result.detections.iter();
    let mut rows: Vec<Row> = detections.filter_map(|it| row(it, result)).collect();
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    rows
}

fn order(row: &Row) -> (Reverse<Severity>, Reverse<u64>, &str) {
    (Reverse(row.severity), Reverse(row.count), &row.identifier)
}

fn row(detection: &Detection, result: &ObjectResult) -> Option<Row> {
    Some(Row {
        severity: detection.severity()?,
        count: detection.count,
        identifier: shorten(&visible(&detection.identifier.id), LONGEST_IDENTIFIER),
        location: location::of(detection, &result.members),
    })
}

/// The row of a finding that is about no object.
pub(super) fn of_policy(finding: &Finding) -> Row {
    Row {
        severity: finding.severity.description,
        count: finding.count,
        identifier: shorten(finding.kind.code(), LONGEST_IDENTIFIER),
        location: Location::said(visible(&finding.title)),
    }
}

/// How wide the columns are. Those of numbers are set right, those of text
/// left.
pub(super) struct Columns {
    severity: usize,
    count: usize,
    identifier: usize,
    location: usize,
}

impl Columns {
    /// Wide enough for all rows; what is left of `width` is for locations.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a Row>, width: usize) -> Columns {
        let mut columns = Columns {
            severity: 8,
            count: 5,
            identifier: 10,
            location: 0,
        };
        for row in rows {
            columns.count = columns.count.max(row.count.to_string().len());
            columns.identifier = columns.identifier.max(length(&row.identifier));
        }
        let taken = columns.severity + columns.count + columns.identifier + 3 * GAP.len();
        columns.location = width.saturating_sub(taken);
        columns
    }

    pub(super) fn write_head(&self, out: &mut dyn Write, painter: &Painter) -> io::Result<()> {
        let cells = self.line("SEVERITY", "COUNT", "IDENTIFIER");
        writeln!(
            out,
            "{}",
            painter.faint(&format!("{}LOCATION", cells.concat()))
        )
    }

    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        painter: &Painter,
        row: &Row,
    ) -> io::Result<()> {
        let [severity, count, identifier] =
            self.line(row.severity.name(), &row.count.to_string(), &row.identifier);
        let severity = painter.severity(row.severity, &severity);
        let location = row.location.in_words(self.location);
        writeln!(
            out,
            "{severity}{count}{identifier}{}",
            painter.faint(&location)
        )
    }

    /// All cells but the last, padded.
    fn line(&self, severity: &str, count: &str, identifier: &str) -> [String; 3] {
        [
            format!("{severity:<width$}{GAP}", width = self.severity),
            format!("{count:>width$}{GAP}", width = self.count),
            format!("{identifier:<width$}{GAP}", width = self.identifier),
        ]
    }
}
