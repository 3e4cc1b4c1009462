//! The index of a piece of JSON.

use std::sync::Arc;

use memchr::{memchr, memrchr};

use tracie_finding::chunk::{Chunk, Layout};
use tracie_finding::place::{Extent, Place};

use super::collect::{Collect, Values};
use super::find::Finder;
use super::names::IsDull;
use super::walk::{Span, Stop, Walker};
use crate::bytes::lines::{self, LineCursor};
use crate::index::{Layouter, push_name};
use crate::outcome::Notes;
use crate::piece::{Piece, Structure};

/// The values of a piece of JSON, and the lines that are none. Empty strings
/// are left out.
#[derive(Default)]
pub(crate) struct JsonIndex {
    walker: Walker,
    values: Values,
    /// Runs of lines that are no JSON.
    bad: Vec<(usize, usize)>,
    /// The object that the names are of.
    object: Option<Arc<Notes>>,
    /// Whether some names may be missing from the values.
    lacks_dull: bool,
    finder: Finder,
    cursor: LineCursor,
}

impl JsonIndex {
    /// Names are kept from one piece to the next of an object.
    fn start(&mut self, piece: &Piece, lacks_dull: bool) {
        let known = self.object.as_ref();
        if known.is_some_and(|known| Arc::ptr_eq(known, &piece.notes))
            && self.lacks_dull == lacks_dull
        {
            self.values.paths.trim();
        } else {
            self.values.paths.clear();
            self.object = Some(Arc::clone(&piece.notes));
            self.lacks_dull = lacks_dull;
        }
        self.values.clear();
        self.bad.clear();
        self.finder.reset();
        self.walker.copy(&piece.resume.walker);
        self.cursor = LineCursor::new(piece.owned.0);
    }

    /// The run of bad lines an offset lies in.
    fn bad_lines(&self, at: usize) -> Option<(usize, usize)> {
        let next = self.bad.partition_point(|(start, _)| *start <= at);
        let (start, end) = *self.bad.get(next.checked_sub(1)?)?;
        (at < end).then_some((start, end))
    }

    /// Goes to the value at an offset and says which record of the piece that
    /// is in.
    fn find(&mut self, piece: &Piece, at: usize) -> u64 {
        if piece.structure == Structure::JsonDocument {
            return self.finder.go(piece, piece.owned.0, at);
        }
        let next = self
            .values
            .records
            .partition_point(|start| *start as usize <= at);
        let record = next.saturating_sub(1);
        let start = self
            .values
            .records
            .get(record)
            .map_or(piece.owned.0, |start| *start as usize);
        self.finder.go(piece, start, at);
        record as u64
    }
}

impl JsonIndex {
    /// Indexes a piece but for names of members that are `dull`, if that is told: of those
    /// some are left out.
    pub(crate) fn build_without(&mut self, piece: &Piece, dull: Option<IsDull<'_>>) {
        self.start(piece, dull.is_some());
        let none = &mut |_: &[u8]| false;
        let bytes = &piece.bytes()[..piece.owned.1];
        let whole = (bytes, piece.base, piece.owned.0);
        let mut collect = Collect::new(&mut self.values, whole, dull.unwrap_or(none));
        match piece.structure {
            Structure::JsonDocument => collect.resume(&piece.resume.trail),
            _ => collect.resume_lines(&piece.resume.trail),
        }
        let mut from = piece.owned.0;
        loop {
            let span = Span {
                from,
                until: usize::MAX,
                ended: true,
            };
            let at = match self.walker.walk(bytes, span, &mut collect) {
                Stop::More(at) if at == bytes.len() && self.walker.may_end() => break,
                Stop::More(at) | Stop::Bad(at) => at,
                Stop::Deep(at) => return piece.notes.too_deep_at(piece.base + at as u64),
                Stop::Paused(_) | Stop::Visitor(_) => break,
            };
            if piece.structure == Structure::JsonDocument {
                // Cut between values; the cutter has seen that it is JSON.
                break;
            }
            let line = bad_line(bytes, collect.next_record, at);
            piece.notes.bad_line_at(piece.base + line.0 as u64);
            collect.lose_record(line.0, line.1);
            push_run(&mut self.bad, line);
            self.walker.copy(&piece.resume.walker);
            from = line.1;
        }
    }
}

impl Layouter for JsonIndex {
    fn build(&mut self, piece: &Piece) {
        self.build_without(piece, None);
    }

    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>> {
        let lists = self.values.lists(piece);
        let structured = lists.iter().filter(|chunk| chunk.is_some()).count();
        if n < structured {
            return lists.into_iter().flatten().nth(n);
        }
        let (start, end) = *self.bad.get(n - structured)?;
        Some(Chunk {
            bytes: &piece.bytes()[start..end],
            owned: (0, end - start),
            layout: Layout::Text {
                base: piece.base + start as u64,
            },
        })
    }

    fn place(&mut self, piece: &Piece, origin: (u64, u64)) -> Option<Place> {
        let at = piece.locate(origin.0);
        if self.bad_lines(at).is_some() {
            let range = (at, piece.locate(origin.1));
            return Some(self.cursor.place(piece.bytes(), piece.owned.0, range));
        }
        let index = self.find(piece, at);
        Some(Place::Record {
            index,
            json_path: self.finder.trail().path(piece.bytes()),
        })
    }

    fn extent(&self, piece: &Piece) -> Extent {
        let extent = lines::extent(piece.bytes(), piece.owned.0, piece.owned.1);
        Extent {
            records: self.values.records.len() as u64,
            ..extent
        }
    }

    fn names(&mut self, piece: &Piece, origin: u64) -> Vec<String> {
        let at = piece.locate(origin);
        if self.bad_lines(at).is_some() {
            return Vec::new();
        }
        self.find(piece, at);
        self.finder.trail().names(piece.bytes())
    }

    fn key(&mut self, piece: &Piece, origin: u64, key: &mut Vec<u8>) {
        let at = piece.locate(origin);
        if self.bad_lines(at).is_none() {
            self.find(piece, at);
            let trail = self.finder.trail();
            trail.each_name(piece.bytes(), |name| push_name(name, key));
        }
    }
}

/// The line in which JSON went wrong at an offset; only blank ones lie between
/// `from` and it.
fn bad_line(bytes: &[u8], from: usize, at: usize) -> (usize, usize) {
    let start = memrchr(b'\n', &bytes[from..at]).map_or(from, |before| from + before + 1);
    let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
    (start, end)
}

/// Adds a line to the runs; it goes on with the last if it follows it.
fn push_run(runs: &mut Vec<(usize, usize)>, line: (usize, usize)) {
    match runs.last_mut() {
        Some(last) if last.1 == line.0 => last.1 = line.1,
        _ => runs.push(line),
    }
}
