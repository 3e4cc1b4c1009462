//! The output formats there are.

use std::fmt;

use crate::error::UnknownFormat;
use crate::{
    Options, Report, asff, csv, eventbridge, github, html, json, jsonl, junit, ocsf, sarif, table,
};

/// All output formats, the default first.
pub const FORMATS: &[Format] = &[
    table::FORMAT,
    json::FORMAT,
    jsonl::FORMAT,
    csv::FORMAT,
    html::FORMAT,
    sarif::FORMAT,
    junit::FORMAT,
    github::FORMAT,
    asff::FORMAT,
    eventbridge::FORMAT,
    ocsf::FORMAT,
];

/// An output format.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// What a report begins with, one of these, unless there is nothing in it.
    pub(crate) begins: &'static [&'static str],
    pub(crate) new: fn(&Options) -> Box<dyn Report>,
}

impl Format {
    /// How many bytes tell whether something is a report.
    pub const HEAD: usize = 128;

    /// A new report in this format.
    pub fn report(&self, options: &Options) -> Box<dyn Report> {
        (self.new)(options)
    }

    /// Whether what begins so may be a report in this format, and not something else of
    /// which a report must not take the place. [`Format::HEAD`] bytes tell.
    ///
    /// ```
    /// let csv = tracie_report::format("csv")?;
    /// assert!(csv.may_begin(b"severity,finding_type,bucket,key,identifier\n"));
    /// assert!(!csv.may_begin(b"name,ssn\n"));
    /// # Ok::<(), tracie_report::UnknownFormat>(())
    /// ```
    pub fn may_begin(&self, head: &[u8]) -> bool {
        let begins = |it: &&str| head.starts_with(it.as_bytes());
        head.is_empty() || self.begins.iter().any(begins)
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Format({})", self.name)
    }
}

/// The output format of this name.
///
/// ```
/// use tracie_report::format;
///
/// assert_eq!(format("jsonl")?.name, "jsonl");
/// let error = format("xml").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "there is no output format `xml`; use one of: table, json, jsonl, csv, html, sarif, junit, \
///      github, asff, eventbridge, ocsf"
/// );
/// # Ok::<(), tracie_report::UnknownFormat>(())
/// ```
///
/// # Errors
///
/// If there is none.
pub fn format(name: &str) -> Result<&'static Format, UnknownFormat> {
    let unknown = || UnknownFormat {
        name: name.to_owned(),
    };
    FORMATS
        .iter()
        .find(|format| format.name == name)
        .ok_or_else(unknown)
}
