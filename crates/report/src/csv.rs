//! Comma-separated values, for spreadsheets: one row for what one identifier
//! found in one object, and one for each object that was not wholly looked at
//! and in which nothing was found, whose severity and identifier are empty.
//! Written as findings come. Where the scan was stopped before it had reached
//! all objects, the last row says so: its status is `STOPPED`, and it is of no
//! object.
//!
//! Lines end in a line feed. No cell holds a line end: what could steer a
//! terminal is spelled out. What a spreadsheet would take for a formula begins
//! with an apostrophe.

use std::io::{self, Write};

use tracie_finding::classification::ResultStatus;
use tracie_finding::detection::{ObjectResult, Status};
use tracie_finding::{Coverage, Finding};

use crate::detected::{Detected, detected};
use crate::place::place_in_words;
use crate::subject::Subject;
use crate::text::visible;
use crate::{Format, Report};

/// This format.
pub const FORMAT: Format = Format {
    name: "csv",
    about: "for spreadsheets: a row for each identifier in each object",
    begins: &["severity,finding_type,bucket,key,"],
    new: |_| Box::new(Csv),
};

/// The status of a scan that did not reach all objects; no object has it.
const STOPPED: &str = "STOPPED";

const HEADER: [&str; 21] = [
    "severity",
    "finding_type",
    "bucket",
    "key",
    "identifier",
    "category",
    "count",
    "located",
    "locations",
    "status",
    "reason",
    "mime_type",
    "size",
    "size_classified",
    "last_modified",
    "finding_id",
    "job_id",
    "account_id",
    "region",
    "created_at",
    "archived",
];

struct Csv;

/// The cells of a row, all but those that do not apply.
#[derive(Default)]
struct Row {
    severity: &'static str,
    kind: &'static str,
    bucket: String,
    key: String,
    identifier: String,
    category: &'static str,
    count: u64,
    located: usize,
    locations: String,
    status: &'static str,
    reason: &'static str,
    mime_type: String,
    size: Option<u64>,
    size_classified: Option<u64>,
    last_modified: String,
    finding: [String; 6],
}

impl Report for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", HEADER.join(","))
    }

    fn finding(
        &mut self,
        out: &mut dyn Write,
        finding: &Finding,
        result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        let detected = detected(finding, result);
        if detected.is_empty() {
            return Row::of(finding).write(out);
        }
        detected
            .iter()
            .try_for_each(|one| Row::of(finding).with(one).write(out))
    }

    fn object(
        &mut self,
        out: &mut dyn Write,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> io::Result<()> {
        match finding {
            Some(finding) => self.finding(out, finding, Some(result)),
            None if result.status == Status::Complete => Ok(()),
            None => Row::of_unseen(result).write(out),
        }
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        match coverage.is_stopped() {
            true => Row::of_unreached().write(out),
            false => Ok(()),
        }
    }
}

impl Row {
    /// What all rows of a finding have.
    fn of(finding: &Finding) -> Row {
        let Subject { bucket, key } = Subject::of(finding);
        let details = finding.classification_details.as_ref();
        let object = finding.resources_affected.s3_object.as_ref();
        let status = details.map(|it| it.result.status);
        let (status, reason) = status.map_or(("", ""), coded);
        Row {
            severity: finding.severity.description.name(),
            kind: finding.kind.code(),
            bucket: bucket.to_owned(),
            key: key.unwrap_or_default().to_owned(),
            count: finding.count,
            status,
            reason,
            mime_type: details
                .map(|it| it.result.mime_type.clone())
                .unwrap_or_default(),
            size: object.map(|it| it.size),
            size_classified: details.map(|it| it.result.size_classified),
            last_modified: object
                .and_then(|it| it.last_modified.clone())
                .unwrap_or_default(),
            finding: [
                finding.id.clone(),
                details.and_then(|it| it.job_id.clone()).unwrap_or_default(),
                finding.account_id.clone(),
                finding.region.clone(),
                finding.created_at.clone(),
                finding.archived.to_string(),
            ],
            ..Row::default()
        }
    }

    fn with(self, one: &Detected<'_>) -> Row {
        let places: Vec<String> = one.places().map(|it| place_in_words(&it)).collect();
        Row {
            severity: one.severity.name(),
            identifier: one.identifier.to_owned(),
            category: one.category_code(),
            count: one.count,
            located: places.len(),
            locations: places.join("; "),
            ..self
        }
    }

    /// An object in which nothing was found, but not all was looked at.
    fn of_unseen(result: &ObjectResult) -> Row {
        let object = &result.object;
        let (status, reason) = coded(result.status.into());
        Row {
            bucket: object.bucket.clone(),
            key: object.key.clone(),
            status,
            reason,
            mime_type: result.mime_type.clone(),
            size: Some(object.size),
            size_classified: Some(result.size_classified),
            last_modified: object.last_modified.clone(),
            ..Row::default()
        }
    }

    /// Objects of which nothing is known, not even how many they are.
    fn of_unreached() -> Row {
        Row {
            status: STOPPED,
            ..Row::default()
        }
    }

    fn write(self, out: &mut dyn Write) -> io::Result<()> {
        let number = |it: Option<u64>| it.map(|it| it.to_string()).unwrap_or_default();
        let [id, job, account, region, created_at, archived] = self.finding;
        let cells = [
            self.severity.to_owned(),
            self.kind.to_owned(),
            self.bucket,
            self.key,
            self.identifier,
            self.category.to_owned(),
            self.count.to_string(),
            self.located.to_string(),
            self.locations,
            self.status.to_owned(),
            self.reason.to_owned(),
            self.mime_type,
            number(self.size),
            number(self.size_classified),
            self.last_modified,
            id,
            job,
            account,
            region,
            created_at,
            archived,
        ];
        writeln!(out, "{}", cells.map(|it| cell(&it)).join(","))
    }
}

fn coded(status: ResultStatus) -> (&'static str, &'static str) {
    (status.code.name(), status.reason.map_or("", |it| it.code()))
}

/// A cell, quoted if it must be.
fn cell(text: &str) -> String {
    let text = visible(text);
    let text = match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text,
    };
    match text.contains([',', '"']) || text.starts_with(' ') || text.ends_with(' ') {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_neither_line_ends_nor_formulas() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("a\r\nb", r"a\r\nb"),
            ("=1+2", "'=1+2"),
            ("@x,y", "\"'@x,y\""),
            ("\t=1", r"\t=1"),
            (" x", "\" x\""),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
