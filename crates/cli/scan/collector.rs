//! What receives the results of a scan.

use tracie::finding::detection::ObjectResult;
use tracie::finding::{Coverage, Finding, Flow, Progress, Sink};
use tracie::report::{ResultsWriter, Summary, remark};

use super::interrupt::Interrupt;
use super::talk::Talk;
use crate::output::Outputs;

/// Sends results on to reports, and keeps count of them.
pub(crate) struct Collector {
    pub(crate) talk: Talk,
    pub(crate) summary: Summary,
    outputs: Outputs,
    results: Option<ResultsWriter>,
    interrupt: Interrupt,
    problem: Option<anyhow::Error>,
}

impl Collector {
    pub(crate) fn new(talk: Talk, outputs: Outputs, results: Option<ResultsWriter>) -> Collector {
        Collector {
            talk,
            summary: Summary::default(),
            outputs,
            results,
            interrupt: Interrupt::watch(),
            problem: None,
        }
    }

    /// Ends the reports; what is left is to talk.
    pub(crate) fn finish(self, coverage: &Coverage) -> anyhow::Result<Talk> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        self.outputs.finish(coverage)?;
        if let Some(results) = self.results {
            results.finish()?;
        }
        Ok(self.talk)
    }

    /// Whether the user sees the sums without being told.
    pub(crate) fn shows_sums(&self) -> bool {
        self.outputs.show_sums()
    }

    /// Whether the scan was to end early.
    pub(crate) fn is_stopped(&self) -> bool {
        let unheard = self.outputs.is_empty() && self.results.is_none();
        self.problem.is_some() || unheard || self.interrupt.seen()
    }

    fn write(&mut self, result: &ObjectResult, finding: Option<&Finding>) {
        let outputs = &mut self.outputs;
        let mut write = || outputs.object(result, finding);
        // Only findings can show at once.
        let written = match finding {
            Some(_) => self.talk.aside(write),
            None => write(),
        };
        let written = written.and_then(|()| match &mut self.results {
            Some(results) => Ok(results.add(result)?),
            None => Ok(()),
        });
        if let Err(problem) = written {
            self.problem.get_or_insert(problem);
        }
    }

    fn flow(&self) -> Flow {
        if self.is_stopped() {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }
}

impl Sink for Collector {
    fn object(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Flow {
        self.summary.add(result, finding.as_ref());
        if let Some(remark) = remark(result).filter(|_| self.talk.is_verbose()) {
            self.talk.say(&remark.to_string());
        }
        self.write(result, finding.as_ref());
        self.flow()
    }

    fn progress(&mut self, progress: &Progress) -> Flow {
        self.talk.progress(progress);
        self.flow()
    }
}
