//! JSON Lines: one finding a line, each as in GetFindings. For streams, and
//! for tools that read line by line.

use std::io::{self, Write};

use tracie_finding::Finding;
use tracie_finding::detection::ObjectResult;

use crate::{Format, Report, document};

/// This format.
pub const FORMAT: Format = Format {
    name: "jsonl",
    about: "one finding a line, as soon as it is made",
    begins: &["{\"accountId\":\""],
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
}
