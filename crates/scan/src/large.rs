//! Large objects: read by one thread, searched by all.

use std::cell::RefCell;
use std::io::{self, Read};
use std::mem;
use std::rc::Rc;

use tracie_extract::Reader;
use tracie_finding::detection::ObjectResult;
use tracie_source::{Body, Finished, Object, Trouble};

use crate::analysis::Analysis;
use crate::engine::{Engine, Space};
use crate::found::Found;
use crate::guard::guard;
use crate::object::{Known, unopened, unsealed};
use crate::reading::Mode;
use crate::sum::Sum;

/// What the pieces of a large object have come to so far.
pub(crate) struct Part<'e> {
    sum: Sum<'e>,
    /// After this nothing more is merged.
    trouble: Option<Trouble>,
}

/// A large object that is read, or was.
pub(crate) struct Large {
    pub(crate) object: Object,
    pub(crate) known: Known,
    mode: Mode,
    body: Tap,
    pub(crate) reader: Reader<'static>,
    /// Bytes that count as under way.
    pub(crate) under_way: u64,
    /// Why reading broke off, if it did.
    pub(crate) trouble: Option<Trouble>,
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
        object: Object,
        mode: Mode,
    ) -> Result<Large, Box<ObjectResult>> {
        let body = match object.open() {
            Err(trouble) => return Err(Box::new(unopened(&object, trouble))),
            Ok(body) if engine.limits.etags => body,
            Ok(body) => body.without_etag(),
        };
        let known = Known::of(&object, &body);
        let body = Tap(Rc::new(RefCell::new(body)));
        match engine.open(body.clone(), &object.key, mode) {
            Err(analysis) => Err(Box::new(unsealed(&object, known, &body.finish(), analysis))),
            Ok(reader) => Ok(Large {
                object,
                known,
                mode,
                body,
                reader,
                under_way: 0,
                trouble: None,
            }),
        }
    }

    /// Bytes read since this was asked last.
    pub(crate) fn newly_read(&mut self) -> u64 {
        let read = self.body.0.borrow().bytes_read();
        read - mem::replace(&mut self.under_way, read)
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
            guard(|| self.sum.merge(&mut found, &mut space.scratch))?;
            Ok(found)
        });
        merged.map_err(|trouble| self.trouble = Some(trouble)).ok()
    }
}
