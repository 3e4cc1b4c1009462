//! JSON Lines: one finding a line, each as in GetFindings. For streams, and
//! for tools that read line by line.
//!
//! Where the scan was stopped before it had reached all objects, a last line says so, which
//! is no finding: `{"stopped":true,"message":"..."}`. A whole scan ends with its last finding.

use std::io::{self, Write};

use tracie_finding::detection::ObjectResult;
use tracie_finding::{Coverage, Finding};

use crate::stopped::last_line;
use crate::{Format, Report, document};

/// This format.
pub const FORMAT: Format = Format {
    name: "jsonl",
    about: "one finding a line, as soon as it is made",
    begins: &["{\"accountId\":\"", "{\"stopped\":true,"],
    new: |_| Box::new(JsonLines::default()),
};

#[derive(Default)]
struct JsonLines {
    /// The memory of the last line.
    line: Vec<u8>,
}

impl Report for JsonLines {
    fn finding(
        &mut self,
        out: &mut dyn Write,
        finding: &Finding,
        _result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        document::write_by(&mut self.line, out, finding)?;
        out.write_all(b"\n")
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        match last_line(coverage) {
            Some(line) => out.write_all(line.as_bytes()),
            None => Ok(()),
        }
    }
}
