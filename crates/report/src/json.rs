//! One JSON document in the shape of Macie's GetFindings:
//! `{"findings":[...]}`, one finding a line. Written as findings come, so
//! that its size does not matter.
//!
//! Where the scan was stopped before it had reached all objects, the member `"stopped":true`
//! stands behind the findings; Macie's clients pass over members that they do not know. There
//! is no room for objects that were skipped: whoever needs those takes the coverage.

use std::io::{self, Write};

use tracie_finding::detection::ObjectResult;
use tracie_finding::{Coverage, Finding};

use crate::stopped::MEMBER;
use crate::{Format, Report, document};

/// This format.
pub const FORMAT: Format = Format {
    name: "json",
    about: "one document, as Macie's GetFindings answers",
    begins: &["{\"findings\":["],
    new: |_| Box::new(Json { empty: true }),
};

struct Json {
    empty: bool,
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"findings\":[")
    }

    fn finding(
        &mut self,
        out: &mut dyn Write,
        finding: &Finding,
        _result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        out.write_all(if self.empty { b"\n" } else { b",\n" })?;
        self.empty = false;
        document::write(out, finding)
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        out.write_all(if self.empty { b"]" } else { b"\n]" })?;
        if coverage.is_stopped() {
            write!(out, ",\"{MEMBER}\":true")?;
        }
        out.write_all(b"}\n")
    }
}
