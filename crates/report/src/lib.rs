//! One file per output format, and what else is made of findings.
//!
//! | format | for | written |
//! |---|---|---|
//! | [`table`] | people, on a terminal | at the end, the most severe first |
//! | [`json`], [`jsonl`] | programs, as Macie's GetFindings answers | as findings come |
//! | [`csv`] | spreadsheets | as findings come |
//! | [`html`] | people, a page in one file | at the end; up to 10,000 findings unfolded |
//! | [`sarif`] | code scanning | at the end; up to 25,000 results |
//! | [`junit`], [`github`] | CI | at the end; up to 10,000 tests a bucket, ten annotations a level |
//! | [`asff`] | Security Hub | by 100 findings |
//! | [`eventbridge`], [`ocsf`] | event buses, security lakes | as findings come |
//!
//! A [`Report`] writes one format. [`FORMATS`] lists them all, and a
//! [`Reporter`] lets a scan write one while it runs:
//!
//! ```
//! use tracie_finding::{Flow, Sink};
//! use tracie_report::{Options, Reporter, format};
//!
//! let mut out = Vec::new();
//! let report = format("json")?.report(&Options::default());
//! let reporter = Reporter::begin(report, &mut out)?;
//! // Here a scan would call `reporter.object(...)` for each object.
//! let coverage = reporter.finish()?;
//!
//! assert_eq!(coverage.total().objects, 0);
//! assert_eq!(out, b"{\"findings\":[]}\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`ResultsWriter`] writes discovery results, [`read_findings`] reads findings
//! back from what was written, and [`price`] knows what Macie charges.
//!
//! A scan that was stopped before it had reached all objects says so in every format but
//! [`asff`].
//!
//! No report holds a value that was found. Names that come from outside, such
//! as keys and column names, are written so that they cannot steer a terminal,
//! a browser, a spreadsheet or a CI.

pub mod asff;
pub mod csv;
pub mod eventbridge;
pub mod github;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod ocsf;
pub mod price;
pub mod sarif;
pub mod table;

mod detected;
mod document;
mod error;
mod markup;
mod place;
mod reading;
mod registry;
mod remark;
mod reporter;
mod restore;
mod results;
mod roots;
mod stopped;
mod subject;
mod summary;
mod text;
mod uri;
mod worst;

use std::io::{self, Write};

use jiff::Timestamp;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Context, Coverage, Finding};

pub use crate::error::{ReadError, UnknownFormat};
pub use crate::place::place_in_words;
pub use crate::reading::{Item, read_findings};
pub use crate::registry::{FORMATS, Format, format};
pub use crate::remark::{Remark, remark};
pub use crate::reporter::Reporter;
pub use crate::restore::{Restore, Restored, restored};
pub use crate::results::{ResultsWriter, Written};
pub use crate::roots::Roots;
pub use crate::summary::{Summary, covered};
pub use crate::text::visible;

/// Writes the results of a scan in one format.
pub trait Report {
    /// Writes what comes before the first object.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes, or keeps for later, a finding; with what looking at its object
    /// came to, if it is about one.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    fn finding(
        &mut self,
        out: &mut dyn Write,
        finding: &Finding,
        result: Option<&ObjectResult>,
    ) -> io::Result<()>;

    /// Writes, or keeps for later, what there is to say of one object.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    fn object(
        &mut self,
        out: &mut dyn Write,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> io::Result<()> {
        match finding {
            Some(finding) => self.finding(out, finding, Some(result)),
            None => Ok(()),
        }
    }

    /// Writes what comes after the last object.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    fn end(&mut self, _out: &mut dyn Write, _coverage: &Coverage) -> io::Result<()> {
        Ok(())
    }
}

/// How a report is to look, where its format leaves that open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// How many characters a line should not exceed. Default: 100.
    pub width: usize,
    /// Whether to style text by ANSI escapes. Default: no.
    pub styled: bool,
    /// Where buckets stand as folders, for formats that name files. Default:
    /// nowhere.
    pub roots: Roots,
    /// What findings say of the scan, for events that are about the scan itself.
    /// Default: what they say where nothing else is known.
    pub context: Option<Context>,
}

impl Options {
    /// The scan, as far as it is known.
    pub(crate) fn context(&self) -> Context {
        let unknown = || Context::new(Timestamp::now());
        self.context.clone().unwrap_or_else(unknown)
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            width: 100,
            styled: false,
            roots: Roots::default(),
            context: None,
        }
    }
}
