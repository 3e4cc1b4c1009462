//! What the threads of a scan do, and with what.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use tracie_extract::Piece;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Context, Finding, assemble};
use tracie_source::{Entry, Trouble};

use crate::early::Early;
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

/// A piece of a large object, for one of the threads.
pub(crate) struct Handed {
    pub(crate) piece: Piece,
    /// Memory for what is found.
    pub(crate) found: Found,
    /// Its number in the object.
    pub(crate) number: u64,
    /// Whether words need no longer be found, by what was merged.
    pub(crate) words_done: bool,
    /// The same by pieces that wait to be merged.
    pub(crate) early: Arc<Early>,
}

impl Handed {
    /// Whether words need no longer be found in it: not in what is no member once
    /// they were found often enough in such.
    fn words_done(&self) -> bool {
        self.words_done || self.piece.member().is_none() && self.early.is_done_before(self.number)
    }
}

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

    pub(crate) fn search(self, handed: Handed) -> Output {
        if self.stopped() {
            return Output::Results(Vec::new());
        }
        let words_done = handed.words_done();
        let Handed {
            piece,
            mut found,
            number,
            early,
            ..
        } = handed;
        let is_whole = piece.member().is_none();
        let detector = self.engine.detector(words_done);
        let mut space = self.engine.take();
        let done = guard(|| {
            found.search(piece, detector, &mut space.scratch);
            if is_whole && !words_done {
                early.note(number, &found.matches, self.engine);
            }
        });
        if done.is_ok() {
            self.engine.put(space);
        }
        Output::Piece(Box::new(done.map(|()| found)))
    }
}
