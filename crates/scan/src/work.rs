//! What the threads of a scan do, and with what.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use tracie_extract::Piece;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Context, Finding, assemble};
use tracie_source::{Entry, Object, Trouble, Version, etags_of};

use crate::early::Early;
use crate::engine::Engine;
use crate::found::Found;
use crate::guard::guard;
use crate::object::{Looked, settle_etag};

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
    /// Results, ready for the sink or almost.
    Results(Vec<Outcome>),
    /// The eTag of a large object.
    Etag(Option<String>),
    /// A piece of a large object.
    Piece(Box<Result<Found, Trouble>>),
}

/// What looking at an object came to.
pub(crate) enum Outcome {
    /// The result, and its finding.
    Reported(Box<(ObjectResult, Option<Finding>)>),
    /// A result of which the eTag is still to be worked out.
    Unsealed(Box<Unsealed>),
}

/// The result of a file, which is to have an eTag if it stays in a state.
pub(crate) struct Unsealed {
    pub(crate) result: ObjectResult,
    pub(crate) object: Object,
    pub(crate) version: Version,
}

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

impl Outcome {
    /// The file of which the eTag is still due, and its state.
    fn file(&self) -> Option<(&Object, Version)> {
        match self {
            Outcome::Unsealed(it) => Some((&it.object, it.version)),
            Outcome::Reported(_) => None,
        }
    }
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

    pub(crate) fn work_off(self, batch: Vec<Entry>) -> Output {
        let mut space = self.engine.take();
        let going = batch.iter().take_while(|_| !self.stopped());
        let looked = self.engine.entries(going, &mut space);
        self.engine.put(space);
        let both = looked.into_iter().zip(batch);
        Output::Results(both.map(|(it, entry)| self.outcome(it, entry)).collect())
    }

    fn outcome(self, looked: Looked, entry: Entry) -> Outcome {
        match (looked.due(), entry) {
            (Some(version), Entry::Object(object)) => Outcome::Unsealed(Box::new(Unsealed {
                result: looked.result,
                object,
                version,
            })),
            _ => self.report(looked.result),
        }
    }

    /// The result with the finding it gives rise to.
    pub(crate) fn report(self, result: ObjectResult) -> Outcome {
        let finding = assemble(&result, self.context);
        Outcome::Reported(Box::new((result, finding)))
    }

    /// Outcomes with all eTags that are due.
    pub(crate) fn seal(self, outcomes: Vec<Outcome>) -> Output {
        let files: Vec<(&Object, Version)> = outcomes.iter().filter_map(Outcome::file).collect();
        let mut etags = etags_of(&files).into_iter();
        let sealed = outcomes.into_iter().map(|outcome| match outcome {
            Outcome::Unsealed(it) => {
                let Unsealed {
                    mut result, object, ..
                } = *it;
                settle_etag(&object, &mut result, etags.next().flatten());
                self.report(result)
            }
            reported @ Outcome::Reported(_) => reported,
        });
        Output::Results(sealed.collect())
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
