//! A table for people: what was found in which object, how often, how
//! severe, and where it begins; then what was not wholly looked at, and the
//! sums. Never a value. Archived findings are in the sums only.
//!
//! The most severe objects come first, so that nothing is written before the
//! last object is done. All rows are held until then: with a million of them
//! use another format.

mod location;
mod painter;
mod remark;
mod row;

use std::cmp::Reverse;
use std::io::{self, Write};

use tracie_finding::detection::{ObjectResult, Severity};
use tracie_finding::{Coverage, Finding};

use crate::subject::Subject;
use crate::summary::{Summary, covered};
use crate::text::shorten;
use crate::{Format, Options, Report};
use painter::Painter;
use remark::Remarks;
use row::{Columns, Row};

/// This format.
pub const FORMAT: Format = Format {
    name: "table",
    about: "for people: what was found where, and what was not looked at",
    begins: &["SEVERITY  ", "Nothing ", "skipped ", "partial "],
    new: |options| Box::new(Table::new(options)),
};

struct Table {
    width: usize,
    painter: Painter,
    groups: Vec<Group>,
    remarks: Remarks,
    summary: Summary,
}

/// What was found in one object.
struct Group {
    severity: Severity,
    path: String,
    rows: Vec<Row>,
}

impl Table {
    fn new(options: &Options) -> Table {
        Table {
            width: options.width,
            painter: Painter::new(options.styled),
            groups: Vec::new(),
            remarks: Remarks::default(),
            summary: Summary::default(),
        }
    }

    fn write_groups(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.groups
            .sort_by(|a, b| (Reverse(a.severity), &a.path).cmp(&(Reverse(b.severity), &b.path)));
        let columns = Columns::of(self.groups.iter().flat_map(|group| &group.rows), self.width);
        if !self.groups.is_empty() {
            columns.write_head(out, &self.painter)?;
        }
        for group in &self.groups {
            writeln!(
                out,
                "\n{}",
                self.painter.strong(&shorten(&group.path, self.width))
            )?;
            for row in &group.rows {
                columns.write(out, &self.painter, row)?;
            }
        }
        Ok(())
    }

    fn write_sums(&self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        let found = self.summary.found(coverage);
        writeln!(out, "{}", self.painter.strong(&found))?;
        let covered = covered(coverage);
        let covered = match coverage.is_complete() {
            true => covered,
            false => self.painter.warning(&covered),
        };
        writeln!(out, "{covered}")
    }
}

impl Report for Table {
    fn finding(
        &mut self,
        _out: &mut dyn Write,
        finding: &Finding,
        result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        self.summary.add_finding(finding, result);
        if finding.archived {
            return Ok(());
        }
        self.groups.push(Group {
            severity: finding.severity.description,
            path: Subject::of(finding).path(),
            rows: match result {
                Some(result) => row::of(result),
                None => vec![row::of_policy(finding)],
            },
        });
        Ok(())
    }

    fn object(
        &mut self,
        out: &mut dyn Write,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> io::Result<()> {
        self.remarks.add(result);
        match finding {
            Some(finding) => self.finding(out, finding, Some(result)),
            None => Ok(()),
        }
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        self.write_groups(out)?;
        let mut blank = !self.groups.is_empty();
        blank |= self.remarks.write(out, &self.painter, self.width, blank)?;
        if blank {
            writeln!(out)?;
        }
        self.write_sums(out, coverage)
    }
}
