//! What receives the results of a scan.

use tracie::finding::detection::ObjectResult;
use tracie::finding::{Coverage, Finding, Flow, Progress, Sink};
use tracie::report::{ResultsWriter, Summary, remark};

use super::interrupt::Interrupt;
use super::keep::Keep;
use super::talk::Talk;
use crate::output::Outputs;

/// Sends results on to reports, and keeps count of them.
pub(crate) struct Collector {
    pub(crate) talk: Talk,
    pub(crate) summary: Summary,
    outputs: Outputs,
    results: Option<ResultsWriter>,
    keep: Keep,
    interrupt: Interrupt,
    problem: Option<anyhow::Error>,
}

impl Collector {
    pub(crate) fn new(
        talk: Talk,
        outputs: Outputs,
        results: Option<ResultsWriter>,
        keep: Keep,
    ) -> Collector {
        Collector {
            talk,
            summary: Summary::default(),
            outputs,
            results,
            keep,
            interrupt: Interrupt::watch(),
            problem: None,
        }
    }

    /// Ends the reports; what is left is to talk, also of what was kept.
    pub(crate) fn finish(self, coverage: &Coverage) -> anyhow::Result<(Talk, Vec<String>)> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        self.outputs.finish(coverage)?;
        if let Some(results) = self.results {
            results.finish()?;
        }
        let kept = self.keep.finish(coverage)?;
        Ok((self.talk, kept))
    }

    /// Whether the user sees the sums without being told.
    pub(crate) fn shows_sums(&self) -> bool {
        self.outputs.show_sums()
    }

    /// Whether the scan was to end early.
    pub(crate) fn is_stopped(&self) -> bool {
        self.problem.is_some() || self.is_unheard() || self.interrupt.seen()
    }

    /// Whether nobody reads the reports any more.
    pub(crate) fn is_unheard(&self) -> bool {
        self.outputs.is_empty() && self.results.is_none()
    }

    /// Counts and reports an object; what is known of it is left out already.
    fn report(&mut self, result: &ObjectResult, finding: Option<&Finding>) -> anyhow::Result<()> {
        self.summary.add(result, finding);
        let outputs = &mut self.outputs;
        let mut write = || outputs.object(result, finding);
        // Only findings can show at once.
        match finding {
            Some(_) => self.talk.aside(write),
            None => write(),
        }
    }

    /// Keeps an object, and reports what is new of it.
    fn take(&mut self, result: &ObjectResult, mut finding: Option<Finding>) -> anyhow::Result<()> {
        if let Some(finding) = &mut finding {
            self.keep.judge(finding);
        }
        match self.keep.news(result, finding.as_ref()) {
            Some((news, new)) => {
                self.report(&news, new.as_ref())?;
                self.keep.store(result, finding.as_ref(), None)?;
            }
            None => {
                self.report(result, finding.as_ref())?;
                let json = self.outputs.json();
                self.keep.store(result, finding.as_ref(), json)?;
            }
        }
        if let Some(results) = &mut self.results {
            results.add(result)?;
        }
        Ok(())
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
        if let Some(remark) = remark(result).filter(|_| self.talk.is_verbose()) {
            self.talk.say(&remark.to_string());
        }
        if let Err(problem) = self.take(result, finding) {
            self.problem.get_or_insert(problem);
        }
        self.flow()
    }

    fn progress(&mut self, progress: &Progress) -> Flow {
        self.talk.progress(progress);
        self.flow()
    }
}
