//! A report that a scan writes while it runs.

use std::io::{self, Write};

use tracie_finding::detection::ObjectResult;
use tracie_finding::{Coverage, Finding, Flow, Sink};

use crate::Report;

/// A sink that writes a report and keeps count of what was covered.
///
/// When the output cannot be written to any more, it stops the scan, and
/// [`Reporter::finish`] tells why.
pub struct Reporter<'a> {
    report: Box<dyn Report>,
    out: &'a mut dyn Write,
    coverage: Coverage,
    error: Option<io::Error>,
}

impl<'a> Reporter<'a> {
    /// Begins a report.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn begin(mut report: Box<dyn Report>, out: &'a mut dyn Write) -> io::Result<Reporter<'a>> {
        report.begin(out)?;
        Ok(Reporter {
            report,
            out,
            coverage: Coverage::default(),
            error: None,
        })
    }

    /// What was covered so far.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Writes a finding that is about no object.
    pub fn finding(&mut self, finding: &Finding) -> Flow {
        let written = self.report.finding(self.out, finding, None);
        self.heed(written)
    }

    /// Ends the report, and says what was covered.
    ///
    /// # Errors
    ///
    /// If the output could not be written to, now or at an earlier object.
    pub fn finish(mut self) -> io::Result<Coverage> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.report.end(self.out, &self.coverage)?;
        self.out.flush()?;
        Ok(self.coverage)
    }

    fn heed(&mut self, written: io::Result<()>) -> Flow {
        match written {
            Ok(()) => Flow::Continue,
            Err(error) => {
                self.error.get_or_insert(error);
                Flow::Stop
            }
        }
    }
}

impl Sink for Reporter<'_> {
    fn object(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Flow {
        self.coverage.add(result);
        let written = self.report.object(self.out, result, finding.as_ref());
        self.heed(written)
    }
}
