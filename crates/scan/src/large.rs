//! Large objects: read by one thread, searched by all.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::mem;
use std::rc::Rc;
use std::sync::Arc;

use tracie_extract::{Piece, Reader};
use tracie_finding::detection::ObjectResult;
use tracie_source::{Body, Finished, Object, Trouble, Version};

use crate::analysis::Analysis;
use crate::crew::Ticket;
use crate::early::Early;
use crate::engine::{Engine, Space};
use crate::found::Found;
use crate::guard::guard;
use crate::object::{Known, unopened, unsealed};
use crate::reading::{Mode, Subject};
use crate::sum::Sum;

/// What the pieces of a large object have come to so far.
pub(crate) struct Part<'e> {
    sum: Sum<'e>,
    /// After this nothing more is merged.
    trouble: Option<Trouble>,
}

/// What merging has come to, for whoever still reads.
#[derive(Default)]
pub(crate) struct Merged {
    /// The part in which words need no longer be found, if they need not: the
    /// object itself, or a member.
    words_done: Cell<Option<Option<u64>>>,
    /// Whether there is something to report.
    found: Cell<bool>,
}

impl Merged {
    /// Whether words need no longer be found in the part that a piece is of.
    pub(crate) fn words_done_in(&self, piece: &Piece) -> bool {
        self.words_done.get() == Some(piece.member())
    }
}

/// A large object that is read, or was.
pub(crate) struct Large {
    pub(crate) object: Arc<Object>,
    pub(crate) known: Known,
    mode: Mode,
    body: Tap,
    pub(crate) reader: Reader<'static>,
    /// Bytes that count as under way.
    pub(crate) under_way: u64,
    /// Why reading broke off, if it did.
    pub(crate) trouble: Option<Trouble>,
    /// What its pieces have come to so far.
    pub(crate) merged: Rc<Merged>,
    /// The same by pieces that are not merged yet.
    pub(crate) early: Arc<Early>,
    /// Pieces that were handed out.
    pub(crate) handed: u64,
    /// The eTag, which is worked out while the object is still searched, once
    /// it is sure to be needed.
    pub(crate) etag: Option<Ticket>,
    version: Option<Version>,
}

/// A body that can be asked for while its reader has it.
#[derive(Clone)]
pub(crate) struct Tap(Rc<RefCell<Body>>);

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(buffer)
    }
}

impl Large {
    /// Opens an object; where that fails, there is its result already.
    pub(crate) fn open(
        engine: &Engine,
        object: Arc<Object>,
        mode: Mode,
    ) -> Result<Large, Box<ObjectResult>> {
        let body = match object.open() {
            Err(trouble) => return Err(Box::new(unopened(&object, trouble))),
            Ok(body) if engine.limits.etags => body,
            Ok(body) => body.without_etag(),
        };
        let known = Known::of(&object, &body);
        let version = body.version().filter(|_| engine.limits.etags);
        let at = body.anywhere();
        let body = Tap(Rc::new(RefCell::new(body)));
        match engine.open(body.clone(), at, Subject::of(&object), mode) {
            Err(analysis) => Err(Box::new(unsealed(&object, known, &body.finish(), analysis))),
            Ok(reader) => Ok(Large {
                object,
                known,
                mode,
                body,
                reader,
                under_way: 0,
                trouble: None,
                merged: Rc::default(),
                early: Arc::default(),
                handed: 0,
                etag: None,
                version,
            }),
        }
    }

    /// Bytes read since this was asked last.
    pub(crate) fn newly_read(&mut self) -> u64 {
        let read = self.body.0.borrow().bytes_read();
        read - mem::replace(&mut self.under_way, read)
    }

    /// The state of the file of which an eTag is sure to be needed, and not
    /// worked out yet.
    pub(crate) fn etag_due(&self) -> Option<Version> {
        let needed = match self.object.known_etag {
            None => self.merged.found.get(),
            Some(_) => self.object.is_checked_by_etag(),
        };
        let due = needed && self.etag.is_none();
        self.version.filter(|_| due)
    }

    /// Ends reading.
    pub(crate) fn finish(&self) -> Finished {
        self.body.finish()
    }

    /// What reading comes to, given what its pieces came to.
    pub(crate) fn conclude(&mut self, engine: &Engine, part: Part<'_>) -> Analysis {
        let outcome = match part.trouble.or(self.trouble.take()) {
            Some(trouble) => Err(trouble),
            None => guard(|| self.reader.outcome()),
        };
        engine.conclude(self.reader.mime_type(), outcome, part.sum)
    }

    /// Whether the object is to be read once more, and can be.
    pub(crate) fn is_to_be_reread(&self, analysis: &Analysis) -> bool {
        analysis.reread_as_text && self.mode == Mode::Told && self.object.can_reopen()
    }
}

impl Tap {
    fn finish(&self) -> Finished {
        self.0.borrow_mut().finish()
    }
}

impl<'e> Part<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Part<'e> {
        Part {
            sum: Sum::new(engine),
            trouble: None,
        }
    }

    /// Notes what merging has come to.
    pub(crate) fn note(&self, merged: &Merged) {
        merged.words_done.set(self.sum.words_done());
        merged.found.set(self.sum.has_found());
    }

    /// Takes in the next piece, and gives its memory back.
    pub(crate) fn merge(
        &mut self,
        found: Result<Found, Trouble>,
        space: &mut Space,
    ) -> Option<Found> {
        if self.trouble.is_some() {
            return None;
        }
        let merged = found.and_then(|mut found| {
            guard(|| self.sum.merge(&mut found, space.judging()))?;
            Ok(found)
        });
        merged.map_err(|trouble| self.trouble = Some(trouble)).ok()
    }
}
