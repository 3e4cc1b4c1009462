//! Where what a run finds goes besides the store: reports, discovery results,
//! and the terminal.

use jiff::Timestamp;
use tracie::finding::detection::ObjectResult;
use tracie::finding::{Coverage, Finding};
use tracie::job::{Outlet, OutletError, RunInfo, RunProgress, Stop};
use tracie::report::{ResultsWriter, remark};
use tracie::store::Suppression;

use super::talk::Talk;
use crate::output::Outputs;
use crate::scan::{Interrupt, results::Results};

/// Sends results on to reports, and heeds interrupts.
pub(super) struct Reports {
    pub(super) talk: Talk,
    outputs: Outputs,
    coverage: Coverage,
    /// Where discovery results go, if they were asked for.
    place: Option<Results>,
    results: Option<ResultsWriter>,
    interrupt: Interrupt,
    stop: Stop,
    /// Those that are kept in the store.
    rules: Suppression,
}

impl Reports {
    pub(super) fn new(
        talk: Talk,
        outputs: Outputs,
        place: Option<Results>,
        stop: Stop,
        rules: Suppression,
    ) -> Reports {
        Reports {
            talk,
            outputs,
            coverage: Coverage::default(),
            place,
            results: None,
            interrupt: Interrupt::watch(),
            stop,
            rules,
        }
    }

    /// Ends the reports, which say whether the run reached all objects; what is left
    /// is to talk.
    pub(super) fn finish(mut self, reached_all: bool) -> anyhow::Result<Talk> {
        if !reached_all {
            self.coverage.stop();
        }
        self.outputs.finish(&self.coverage)?;
        if let Some(results) = self.results {
            results.finish()?;
        }
        Ok(self.talk)
    }

    /// Whether the user sees the sums without being told.
    pub(super) fn shows_sums(&self) -> bool {
        self.outputs.show_sums()
    }
}

impl Outlet for Reports {
    fn begin(&mut self, run: &RunInfo<'_>) -> Result<(), OutletError> {
        let context = run.context.clone();
        self.results = self.place.as_ref().map(|it| it.begin(context));
        if run.resumed {
            let id = run.job_id;
            let line = format!("going on with run {} of {id} where it was", run.number);
            self.talk.say(&line);
        }
        Ok(())
    }

    fn amend(&mut self, finding: &mut Finding) {
        let now_ms = Timestamp::now().as_millisecond();
        finding.archived |= self.rules.rule_for(finding, now_ms).is_some();
    }

    fn object(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> Result<(), OutletError> {
        self.coverage.add(result);
        if let Some(remark) = remark(result).filter(|_| self.talk.is_verbose()) {
            self.talk.say(&remark.to_string());
        }
        let outputs = &mut self.outputs;
        let mut write = || outputs.object(result, finding);
        // Only findings can show at once.
        match finding {
            Some(_) => self.talk.aside(write)?,
            None => write()?,
        }
        if let Some(results) = &mut self.results {
            results.add(result)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), OutletError> {
        match &mut self.results {
            Some(results) => Ok(results.flush()?),
            None => Ok(()),
        }
    }

    fn progress(&mut self, progress: &RunProgress) {
        if self.interrupt.seen() {
            self.stop.now();
        }
        self.talk.progress(progress);
    }
}
