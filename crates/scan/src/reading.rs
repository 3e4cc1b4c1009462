//! Reading the content of one object, on one thread.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Instant;

use tracie_extract::{Limits, Opened, Outcome, Piece, ReadAt, Reader};
use tracie_finding::Sizes;
use tracie_finding::detection::Reason;
use tracie_source::{FileAt, Object, Trouble};

use crate::analysis::Analysis;
use crate::engine::{Engine, Space};
use crate::guard::guard;
use crate::paths::Judging;
use crate::sum::Sum;

/// What is known of content before it is read.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'s> {
    /// The key of the object, whose extension helps to tell its type.
    pub(crate) key: &'s str,
    /// The sizes of the files in it that count.
    pub(crate) member_sizes: Option<&'s Sizes>,
}

impl<'s> Subject<'s> {
    pub(crate) fn of(object: &'s Object) -> Subject<'s> {
        Subject {
            key: &object.key,
            member_sizes: object.member_sizes.as_ref(),
        }
    }

    /// An object of which only the name is known.
    pub(crate) fn named(key: &'s str) -> Subject<'s> {
        let member_sizes = None;
        Subject { key, member_sizes }
    }

    fn limits(self, limits: &Limits) -> Cow<'_, Limits> {
        match self.member_sizes {
            None => Cow::Borrowed(limits),
            Some(sizes) => {
                let mut limits = limits.clone();
                limits.member_sizes = Some(sizes.clone());
                Cow::Owned(limits)
            }
        }
    }
}

/// A file that is read at any place.
struct Anywhere(FileAt);

impl ReadAt for Anywhere {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        self.0.read_at(offset, into)
    }
}

/// As what to read content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// As what its first bytes and its name say.
    Told,
    /// As plain text, whatever it is.
    Text,
}

impl Engine {
    /// Opens content, of which the key tells the type where its bytes do not.
    pub(crate) fn open<'r>(
        &self,
        input: impl Read + 'r,
        at: Option<FileAt>,
        subject: Subject<'_>,
        mode: Mode,
    ) -> Result<Reader<'r>, Analysis> {
        self.open_in(input, at, subject, mode, &mut Piece::default())
    }

    /// The same in the memory of a piece.
    fn open_in<'r>(
        &self,
        input: impl Read + 'r,
        at: Option<FileAt>,
        subject: Subject<'_>,
        mode: Mode,
        spare: &mut Piece,
    ) -> Result<Reader<'r>, Analysis> {
        let key = subject.key;
        let name = key.rsplit('/').next().unwrap_or(key);
        let limits = &*subject.limits(&self.limits.extract);
        let opened = guard(|| match (mode, at) {
            (Mode::Told, Some(at)) => {
                Reader::open_anywhere(input, Arc::new(Anywhere(at)), name, limits)
            }
            (Mode::Told, None) => Reader::open_in(input, name, limits, spare),
            (Mode::Text, _) => Reader::open_as_text(input, name, limits),
        });
        match opened {
            Ok(Opened::Reader(reader)) => Ok(reader),
            Ok(Opened::Skipped {
                reason,
                mime_type,
                remark,
            }) => Err(Analysis::skipped(Trouble { reason, remark }, mime_type)),
            Ok(_) => Err(Analysis::skipped(unknown_kind(), BINARY)),
            Err(trouble) => Err(Analysis::skipped(trouble, BINARY)),
        }
    }

    /// Reads content from its start to its end.
    pub(crate) fn read<R: Read>(
        &self,
        input: R,
        at: Option<FileAt>,
        subject: Subject<'_>,
        mode: Mode,
        space: &mut Space,
    ) -> Analysis {
        let mut spare = space.found.index.release();
        let opened = self.open_in(input, at, subject, mode, &mut spare);
        space.found.index.reuse(spare);
        let mut reader = match opened {
            Ok(reader) => reader,
            Err(analysis) => return analysis,
        };
        let mut sum = Sum::new(self);
        let outcome = self
            .read_pieces(&mut reader, &mut sum, space)
            .and_then(|()| guard(|| reader.outcome()));
        self.conclude(reader.mime_type(), outcome, sum)
    }

    /// What reading comes to, given what was found and how it ended.
    pub(crate) fn conclude(
        &self,
        mime_type: &'static str,
        outcome: Result<Outcome, Trouble>,
        sum: Sum<'_>,
    ) -> Analysis {
        let bytes = sum.bytes();
        let found = sum.finish();
        match outcome {
            Ok(outcome) => Analysis::read(mime_type, outcome, found),
            Err(trouble) => Analysis::broken_off(mime_type, trouble, bytes, found),
        }
    }

    fn read_pieces(
        &self,
        reader: &mut Reader<'_>,
        sum: &mut Sum<'_>,
        space: &mut Space,
    ) -> Result<(), Trouble> {
        let started = Instant::now();
        while let Some(piece) = next_piece(reader, space.found.index.release())? {
            self.search(piece, sum, space)?;
            self.check_time(started)?;
        }
        space.found.index.reuse(reader.take_spare());
        Ok(())
    }

    fn search(&self, piece: Piece, sum: &mut Sum<'_>, space: &mut Space) -> Result<(), Trouble> {
        let Space {
            scratch,
            found,
            paths,
            ..
        } = space;
        let detector = self.detector(sum.words_done_in(&piece));
        let done = guard(|| {
            found.search(piece, detector, scratch);
            sum.merge(found, Judging { scratch, paths });
        });
        match &done {
            Ok(()) => space.found.shrink(&self.limits),
            Err(_) => *space = self.space(),
        }
        done
    }

    /// Whether an object that was begun then may still go on.
    pub(crate) fn check_time(&self, started: Instant) -> Result<(), Trouble> {
        if started.elapsed() < self.limits.time {
            return Ok(());
        }
        let remark = format!(
            "not done within the limit of {} seconds",
            self.limits.time.as_secs()
        );
        Err(Trouble::new(Reason::TimeCutOffReached, remark))
    }
}

/// The type of what is no text.
const BINARY: &str = "application/octet-stream";

/// The next piece of an object.
pub(crate) fn next_piece(reader: &mut Reader<'_>, spare: Piece) -> Result<Option<Piece>, Trouble> {
    let piece = guard(|| reader.next_piece(spare))?;
    piece.map_err(|error| Trouble::from_io("reading it", &error))
}

fn unknown_kind() -> Trouble {
    Trouble::new(
        Reason::UnsupportedFileType,
        "a kind of content that is not analysed",
    )
}
