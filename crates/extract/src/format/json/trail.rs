//! The way to where a walk is: names and numbers of elements.

use std::borrow::Cow;

use tracie_finding::json_path::{self, Step};

use super::lists::List;
use super::meaning::Meaning;
use super::pairs::{Labels, Role, decoded};
use super::string;
use super::tables::{Level, Tables};
use super::walk::{Text, Visitor};

/// The way from the root to the current place. It keeps the names on it, so
/// that it can be carried from one piece to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail {
    /// The objects and arrays around, outermost first.
    frames: Vec<Frame>,
    /// The decoded names on the way, one after the other.
    names: Vec<u8>,
    /// The name of the next value, in the source.
    key: Option<Text>,
    labels: Labels,
    tables: Tables,
    /// What the next value is to others.
    meaning: Meaning,
    /// Values that ended and stood in no other.
    pub(crate) records: u64,
}

/// An object or array around the current place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) object: bool,
    /// Whether it is the first thing in an array.
    pub(crate) first: bool,
    /// The number of the element, in an array.
    index: u64,
    /// Where the name of this one begins; it has none in an array.
    name: usize,
}

impl Level for Frame {
    fn is_object(&self) -> bool {
        self.object
    }

    fn is_first(&self) -> bool {
        self.first
    }
}

impl Trail {
    /// At the start of lines.
    pub(crate) fn of_lines() -> Trail {
        Trail {
            tables: Tables::of_lines(),
            ..Trail::default()
        }
    }

    /// Back to the root, keeping memory.
    pub(crate) fn reset(&mut self) {
        self.frames.clear();
        self.names.clear();
        self.labels.clear();
        self.tables.clear();
        (self.key, self.meaning, self.records) = (None, Meaning::default(), 0);
    }

    /// The same place as another, which must not be between a name and its
    /// value; no record has ended yet.
    pub(crate) fn copy(&mut self, other: &Trail) {
        self.reset();
        self.frames.extend_from_slice(&other.frames);
        self.names.extend_from_slice(&other.names);
        self.labels.copy(&other.labels);
        self.tables.copy(&other.tables);
    }

    /// Back to the start of a line: what columns are is all that is known there.
    pub(crate) fn restart(&mut self) {
        let mut tables = std::mem::take(&mut self.tables);
        self.reset();
        tables.restart();
        self.tables = tables;
    }

    /// The tables around the current place.
    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The labels in what lies around the current place.
    pub(crate) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// What lies around the current place, each with its name if it is the member of
    /// an object.
    pub(crate) fn around(&self) -> impl Iterator<Item = (&Frame, Option<&[u8]>)> {
        let frames = &self.frames;
        frames.iter().enumerate().map(|(at, frame)| {
            let is_member = at > 0 && frames[at - 1].object;
            (frame, is_member.then(|| self.name(at)))
        })
    }

    fn name(&self, at: usize) -> &[u8] {
        let frames = &self.frames;
        let end = frames
            .get(at + 1)
            .map_or(self.names.len(), |next| next.name);
        &self.names[frames[at].name..end]
    }

    /// The name of the value to come, decoded, if it is the member of an object.
    fn last_name<'b>(&self, bytes: &'b [u8]) -> Option<Cow<'b, [u8]>> {
        self.frames.last().filter(|frame| frame.object)?;
        let Some(key) = self.key else {
            return Some(Cow::default());
        };
        let text = &bytes[key.start..key.end];
        if !key.escaped {
            return Some(Cow::Borrowed(text));
        }
        let mut name = Vec::new();
        string::decode(text, &mut name);
        Some(Cow::Owned(name))
    }

    /// Calls back with each name on the way to the current value, outermost first.
    pub(crate) fn each_name(&self, bytes: &[u8], mut name: impl FnMut(&[u8])) {
        let above = self.around().filter_map(|it| it.1);
        above.for_each(&mut name);
        if let Some(last) = self.last_name(bytes) {
            name(&last);
        }
    }

    /// The names on the way to the current value, outermost first.
    pub(crate) fn names(&self, bytes: &[u8]) -> Vec<String> {
        let mut names = Vec::new();
        self.each_name(bytes, |name| names.push(text(name).into_owned()));
        names
    }

    /// The path to the current value.
    pub(crate) fn path(&self, bytes: &[u8]) -> Option<String> {
        let last = self.last_name(bytes);
        let above = self.around().filter_map(|it| it.1);
        let names: Vec<Cow<'_, str>> = above.chain(last.as_deref()).map(text).collect();
        let mut names = names.iter();
        let step = |frame: &Frame| match frame.object {
            true => names.next().map_or(Step::Withheld, |name| Step::Name(name)),
            false => Step::Index(frame.index),
        };
        json_path::format(&self.frames.iter().map(step).collect::<Vec<_>>())
    }
}

/// A name as text; nearly all are UTF-8.
fn text(name: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(name) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => String::from_utf8_lossy(name),
    }
}

/// Follows the way through a piece, and can stop at a value.
pub(crate) struct Follow<'a> {
    pub(crate) trail: &'a mut Trail,
    pub(crate) bytes: &'a [u8],
    /// Stop at what reaches up to here.
    pub(crate) target: usize,
    /// What the walk was stopped at.
    pub(crate) found: Option<Found>,
}

/// A name or value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its record, from 0 where the walk began.
    pub(crate) record: u64,
}

impl<'a> Follow<'a> {
    /// Follows the way without stopping.
    pub(crate) fn all(trail: &'a mut Trail, bytes: &'a [u8]) -> Follow<'a> {
        Follow {
            trail,
            bytes,
            target: usize::MAX,
            found: None,
        }
    }

    #[cold]
    fn string_in_table(&mut self, text: Text) {
        match text.escaped {
            true => self.trail.tables.string(&decoded(self.bytes, text)),
            false => self.trail.tables.string(&self.bytes[text.start..text.end]),
        }
    }

    #[inline(always)]
    fn check(&mut self, start: usize, end: usize) -> bool {
        let found = end >= self.target;
        if found {
            self.found = Some(Found {
                start,
                end,
                record: self.trail.records,
            });
        }
        found
    }
}

impl Visitor for Follow<'_> {
    #[inline(always)]
    fn key(&mut self, key: Text) -> bool {
        self.trail.key = Some(key);
        self.trail.meaning = Meaning::of_string(self.bytes, key);
        self.check(key.start, key.end)
    }

    #[inline(always)]
    fn string(&mut self, text: Text) -> bool {
        let trail = &mut *self.trail;
        if trail.meaning.role == Role::Label {
            trail.labels.add_string(self.bytes, text);
            trail.meaning = Meaning::default();
        }
        if trail.tables.is_here() {
            self.string_in_table(text);
        }
        self.check(text.start, text.end)
    }

    #[inline(always)]
    fn number(&mut self, start: usize, end: usize) -> bool {
        self.check(start, end)
    }

    #[inline(always)]
    fn open(&mut self, object: bool, first: bool) {
        let trail = &mut *self.trail;
        let name = trail.names.len();
        if trail.frames.last().is_some_and(|frame| frame.object)
            && let Some(key) = trail.key
        {
            let text = &self.bytes[key.start..key.end];
            if key.escaped {
                string::decode(text, &mut trail.names);
            } else {
                trail.names.extend_from_slice(text);
            }
        }
        trail.labels.open();
        trail.frames.push(Frame {
            object,
            first,
            index: 0,
            name,
        });
        let list = std::mem::take(&mut trail.meaning).list;
        if trail.tables.is_here() || list != List::Plain || first && !object {
            trail.tables.open(&trail.frames, list);
        }
    }

    #[inline(always)]
    fn close(&mut self) {
        let trail = &mut *self.trail;
        if trail.tables.is_here() {
            trail.tables.close(trail.frames.len(), &trail.labels);
        }
        if let Some(frame) = trail.frames.pop() {
            trail.names.truncate(frame.name);
            trail.labels.close();
            trail.tables.look(trail.frames.len());
            trail.meaning = Meaning::default();
        }
    }

    #[inline(always)]
    fn next(&mut self) {
        let trail = &mut *self.trail;
        if let Some(frame) = trail.frames.last_mut() {
            frame.index += 1;
        }
        if trail.tables.is_here() {
            trail.tables.next();
        }
    }

    #[inline(always)]
    fn end(&mut self, _at: usize) {
        self.trail.records += 1;
        if self.trail.tables.is_here() {
            self.trail.tables.line_ends();
        }
    }
}
