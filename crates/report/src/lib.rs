//! One file per output format: [`table`] for people, [`json`] and [`jsonl`]
//! for programs.
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
//! No report holds a value that was found. Names that come from outside, such
//! as keys and column names, are written so that they cannot steer a terminal.

pub mod json;
pub mod jsonl;
pub mod table;

mod error;
mod registry;
mod remark;
mod reporter;
mod summary;
mod text;

use std::io::{self, Write};

use tracie_finding::detection::ObjectResult;
use tracie_finding::{Coverage, Finding};

pub use crate::error::UnknownFormat;
pub use crate::registry::{FORMATS, Format, format};
pub use crate::remark::{Remark, remark};
pub use crate::reporter::Reporter;
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
    ) -> io::Result<()>;

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
}

impl Default for Options {
    fn default() -> Options {
        Options {
            width: 100,
            styled: false,
        }
    }
}
