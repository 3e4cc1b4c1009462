//! What the threads of a scan do, and with what.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use tracie_extract::Piece;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Context, Finding, assemble};
use tracie_identify::Detector;
use tracie_source::{Entry, Trouble};

use crate::engine::Engine;
use crate::found::Found;
use crate::guard::guard;

/// What a scan and its threads share.
#[derive(Clone, Copy)]
pub(crate) struct Shared<'s> {
    pub(crate) engine: &'s Engine,
    pub(crate) context: &'s Context,
    pub(crate) threads: usize,
    /// Whether to leave everything as it is.
    pub(crate) stop: &'s AtomicBool,
}

/// What a thread hands back.
pub(crate) enum Output {
    /// Results that are ready for the sink.
    Results(Vec<Reported>),
    /// The eTag of a large object.
    Etag(Option<String>),
    /// A piece of a large object.
    Piece(Box<Result<Found, Trouble>>),
}

/// An object and its finding.
pub(crate) type Reported = (ObjectResult, Option<Finding>);

impl Shared<'_> {
    pub(crate) fn stopped(self) -> bool {
        self.stop.load(Relaxed)
    }

    pub(crate) fn work_off(self, batch: &[Entry]) -> Output {
        let mut space = self.engine.take();
        let going = batch.iter().take_while(|_| !self.stopped());
        let results = self.engine.entries(going, &mut space);
        self.engine.put(space);
        Output::Results(results.into_iter().map(|it| self.report(it)).collect())
    }

    /// The result with the finding it gives rise to.
    pub(crate) fn report(self, result: ObjectResult) -> Reported {
        let finding = assemble(&result, self.context);
        (result, finding)
    }

    pub(crate) fn search(self, piece: Piece, mut found: Found, detector: &Detector) -> Output {
        if self.stopped() {
            return Output::Results(Vec::new());
        }
        let mut space = self.engine.take();
        let done = guard(|| found.search(piece, detector, &mut space.scratch));
        if done.is_ok() {
            self.engine.put(space);
        }
        Output::Piece(Box::new(done.map(|()| found)))
    }
}
