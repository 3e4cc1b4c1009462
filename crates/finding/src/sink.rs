//! Where the results of a scan go.

use crate::detection::ObjectResult;
use crate::finding::Finding;

/// Whether a scan is to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a sink that wants to stop must be heard"]
pub enum Flow {
    /// Go on.
    Continue,
    /// End the scan; what was not looked at stays so.
    Stop,
}

/// How far a scan has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Objects done.
    pub objects: u64,
    /// Objects in all, once the listing is complete.
    pub total_objects: Option<u64>,
    /// Bytes of objects done, and of those under way as far as they are read.
    pub bytes: u64,
    /// Bytes of all objects, once the listing is complete.
    pub total_bytes: Option<u64>,
}

/// Receives what a scan finds, one object after the other. Every object in
/// scope arrives, also those that were skipped.
///
/// A closure over an object and its finding is a sink:
///
/// ```
/// use tracie_finding::detection::ObjectResult;
/// use tracie_finding::{Finding, Flow, Sink};
///
/// fn scan(_sink: &mut dyn Sink) { /* ... */ }
///
/// let mut findings = Vec::new();
/// scan(&mut |_: &ObjectResult, finding: Option<Finding>| {
///     findings.extend(finding);
///     Flow::Continue
/// });
/// ```
pub trait Sink {
    /// One object was dealt with: its result, and the finding it gave rise
    /// to, if it did.
    fn object(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Flow;

    /// Called now and then during a scan.
    fn progress(&mut self, _progress: &Progress) -> Flow {
        Flow::Continue
    }
}

impl<F> Sink for F
where
    F: FnMut(&ObjectResult, Option<Finding>) -> Flow,
{
    fn object(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Flow {
        self(result, finding)
    }
}
