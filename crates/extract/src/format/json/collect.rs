//! Collecting the values of a piece.

use tracie_finding::chunk::{Chunk, Layout, Value};

use super::lists::List;
use super::meaning::Meaning;
use super::names::{IsDull, Paths};
use super::pairs::{Labels, Role, decoded};
use super::string;
use super::tables::{Level, Tables};
use super::trail::Trail;
use super::walk::{Text, Visitor};
use crate::piece::Piece;

/// The values of a piece.
#[derive(Default)]
pub(crate) struct Values {
    pub(crate) paths: Paths,
    /// Values as they stand in the piece.
    pub(crate) raw: Vec<Value>,
    /// Values that had to be decoded, in `text`.
    pub(crate) decoded: Vec<Value>,
    pub(crate) text: Vec<u8>,
    /// Where each record begins, or where the blank lines before it do.
    pub(crate) records: Vec<u32>,
    /// The objects and arrays around, outermost first.
    around: Vec<Frame>,
    labels: Labels,
    tables: Tables,
    /// A name, decoded.
    name: Vec<u8>,
}

impl Values {
    /// Forgets the values, keeping memory.
    pub(crate) fn clear(&mut self) {
        self.raw.clear();
        self.decoded.clear();
        self.text.clear();
        self.records.clear();
        self.around.clear();
        self.labels.clear();
        self.tables.clear();
    }

    /// The raw values and the decoded ones, where there are any.
    pub(crate) fn lists<'a>(&'a self, piece: &'a Piece) -> [Option<Chunk<'a>>; 2] {
        let names = self.paths.sets();
        let chunk = |bytes, owned, values: &'a Vec<Value>| {
            let layout = Layout::Values { values, names };
            (!values.is_empty()).then_some(Chunk {
                bytes,
                owned,
                layout,
            })
        };
        let raw = chunk(piece.bytes(), piece.owned, &self.raw);
        [raw, chunk(&self.text, (0, self.text.len()), &self.decoded)]
    }
}

#[derive(Clone, Copy)]
struct Frame {
    /// The names of what lies around it, and those of the last member of that.
    outside: (u32, u32),
    object: bool,
    first: bool,
}

impl Level for Frame {
    fn is_object(&self) -> bool {
        self.object
    }

    fn is_first(&self) -> bool {
        self.first
    }
}

/// No names.
const NONE: u32 = u32::MAX;

/// How many values there were at some time, to return to.
#[derive(Clone, Copy, Default)]
pub(crate) struct Mark {
    raw: usize,
    decoded: usize,
    text: usize,
}

/// Puts values and their names into a list.
pub(crate) struct Collect<'a> {
    pub(crate) values: &'a mut Values,
    bytes: &'a [u8],
    base: u64,
    /// The names of what lies around.
    container: u32,
    /// Those of the last member of it; its own if there was none yet.
    last: u32,
    /// Those of the value to come.
    under: u32,
    /// Those of the last label: strings below just these are labels.
    label: u32,
    /// What the last list is to a table.
    kind: List,
    /// Those of the last member that is of use to a table, if it is an array.
    list: u32,
    /// Whether there is nothing to look for in a name.
    dull: IsDull<'a>,
    /// Where the next record begins.
    pub(crate) next_record: usize,
    /// The values of whole records.
    mark: Mark,
}

impl<'a> Collect<'a> {
    /// Collects values from the start of a piece, at an offset in `bytes`. Of names that
    /// come again those may be left out that are `dull`.
    pub(crate) fn new(
        values: &'a mut Values,
        (bytes, base, start): (&'a [u8], u64, usize),
        dull: IsDull<'a>,
    ) -> Self {
        let mark = Mark::default();
        Collect {
            values,
            bytes,
            base,
            container: 0,
            last: 0,
            under: 0,
            label: NONE,
            list: NONE,
            kind: List::Plain,
            dull,
            next_record: start,
            mark,
        }
    }

    /// Goes to where a piece begins.
    pub(crate) fn resume(&mut self, trail: &Trail) {
        for (depth, (frame, name)) in trail.around().enumerate() {
            let paths = &mut self.values.paths;
            if let Some(name) = name {
                self.under = paths.child(self.container, self.container, name);
                if paths.meaning(self.under).role == Role::Value {
                    self.under = below(paths, self.under, trail.labels().within(depth));
                }
            } else {
                self.under = below(paths, self.container, trail.tables().names_within(depth));
            }
            self.go_in(frame.object, frame.first);
        }
        self.values.labels.copy(trail.labels());
        self.values.tables.copy(trail.tables());
        self.cell();
    }

    /// Begins at the start of a line.
    pub(crate) fn resume_lines(&mut self, trail: &Trail) {
        self.values.tables.copy(trail.tables());
    }

    #[inline(always)]
    fn go_in(&mut self, object: bool, first: bool) {
        self.values.around.push(Frame {
            outside: (self.container, self.last),
            object,
            first,
        });
        (self.container, self.last) = (self.under, self.under);
    }

    /// Takes back the values of the record that was begun, and begins one at
    /// `next`; `start` is where the lost one began.
    pub(crate) fn lose_record(&mut self, start: usize, next: usize) {
        self.values.raw.truncate(self.mark.raw);
        self.values.decoded.truncate(self.mark.decoded);
        self.values.text.truncate(self.mark.text);
        self.values.around.clear();
        self.values.labels.clear();
        self.values.tables.restart();
        (self.container, self.last, self.under) = (0, 0, 0);
        self.values.records.push(start as u32);
        self.next_record = next;
    }

    #[inline(always)]
    fn push(&mut self, start: usize, end: usize, names: u32) {
        let origin = self.base + start as u64;
        self.values.raw.push(Value {
            start: start as u32,
            end: end as u32,
            names,
            origin,
        });
    }

    #[inline(always)]
    fn text(&mut self, text: Text, names: u32) {
        if text.escaped {
            self.decode(text, names);
        } else if text.start < text.end {
            self.push(text.start, text.end, names);
        }
    }

    #[inline(never)]
    fn decode(&mut self, text: Text, names: u32) {
        let start = self.values.text.len();
        string::decode(&self.bytes[text.start..text.end], &mut self.values.text);
        let end = self.values.text.len();
        // So that no pattern runs from one value into the next.
        self.values.text.push(b'\n');
        let origin = self.base + text.start as u64;
        self.values.decoded.push(Value {
            start: start as u32,
            end: end as u32,
            names,
            origin,
        });
    }

    #[cold]
    fn escaped_name(&mut self, key: Text) {
        let mut name = std::mem::take(&mut self.values.name);
        name.clear();
        string::decode(&self.bytes[key.start..key.end], &mut name);
        self.under = self.values.paths.child(self.container, self.last, &name);
        self.values.name = name;
    }

    /// The next value has a name.
    #[inline(always)]
    fn named(&mut self) {
        self.last = self.under;
        let meaning = self.values.paths.meaning(self.under);
        if !meaning.is_plain() {
            self.special(meaning);
        }
    }

    /// Goes on with the value of a label, or below labels, or a list.
    #[cold]
    fn special(&mut self, meaning: Meaning) {
        match meaning.role {
            Role::Plain => {}
            Role::Label => self.label = self.under,
            Role::Value => {
                let labels = self.values.labels.here();
                self.under = below(&mut self.values.paths, self.under, labels);
            }
        }
        if meaning.list != List::Plain {
            (self.list, self.kind) = (self.under, meaning.list);
        }
    }

    /// Tells tables of what was opened.
    #[cold]
    fn open_in_table(&mut self) {
        let is_member = std::mem::replace(&mut self.list, NONE) == self.container;
        let list = if is_member { self.kind } else { List::Plain };
        let values = &mut *self.values;
        values.tables.open(&values.around, list);
        self.rename();
        self.cell();
    }

    /// What an array is to a table may have been told by what was opened in it, and so
    /// is whether that is below the name of a column.
    fn rename(&mut self) {
        let [.., outside, inside] = &self.values.around[..] else {
            return;
        };
        if !outside.object {
            let names = self
                .values
                .tables
                .names_within(self.values.around.len() - 1);
            self.container = below(&mut self.values.paths, inside.outside.0, names);
            self.last = self.container;
        }
    }

    /// Goes on below the name of a column, if there is one.
    fn cell(&mut self) {
        let mut names = self.values.tables.names();
        self.under = self.container;
        if let Some(name) = names.next() {
            let paths = &mut self.values.paths;
            self.last = paths.child(self.container, self.last, name);
            self.under = below(paths, self.last, names);
        }
    }

    #[inline(never)]
    fn next_in_table(&mut self) {
        self.values.tables.next();
        self.cell();
    }

    #[cold]
    fn string_in_table(&mut self, text: Text) {
        match text.escaped {
            true => self.values.tables.string(&decoded(self.bytes, text)),
            false => self.values.tables.string(&self.bytes[text.start..text.end]),
        }
    }

    #[cold]
    fn close_in_table(&mut self) {
        let values = &mut *self.values;
        values.tables.close(values.around.len(), &values.labels);
    }
}

/// The knot of labels below another.
fn below<'l>(paths: &mut Paths, knot: u32, labels: impl Iterator<Item = &'l [u8]>) -> u32 {
    labels.fold(knot, |knot, label| paths.child(knot, knot, label))
}

impl Visitor for Collect<'_> {
    #[inline(always)]
    fn key(&mut self, key: Text) -> bool {
        self.text(key, self.container);
        if key.escaped {
            self.escaped_name(key);
        } else {
            let name = &self.bytes[key.start..key.end];
            self.under = self.values.paths.child(self.container, self.last, name);
        }
        self.named();
        false
    }

    #[inline(always)]
    fn foreseen(&mut self, at: usize) -> Option<Text> {
        let text = self.bytes.get(at..)?;
        let (knot, length) = self
            .values
            .paths
            .foreseen(self.container, self.last, text)?;
        let (start, end) = (at + 1, at + 1 + length);
        let name = Text {
            start,
            end,
            escaped: false,
        };
        if !self.values.paths.is_dull(knot, self.dull) {
            self.text(name, self.container);
        }
        self.under = knot;
        self.named();
        Some(name)
    }

    #[inline(always)]
    fn string(&mut self, text: Text) -> bool {
        self.text(text, self.under);
        if self.label == self.under {
            self.values.labels.add_string(self.bytes, text);
        }
        if self.values.tables.is_here() {
            self.string_in_table(text);
        }
        false
    }

    #[inline(always)]
    fn number(&mut self, start: usize, end: usize) -> bool {
        self.push(start, end, self.under);
        false
    }

    #[inline(always)]
    fn open(&mut self, object: bool, first: bool) {
        self.go_in(object, first);
        self.values.labels.open();
        if self.values.tables.is_here() || self.list == self.under || first && !object {
            self.open_in_table();
        }
    }

    #[inline(always)]
    fn close(&mut self) {
        if self.values.tables.is_here() {
            self.close_in_table();
        }
        if let Some(frame) = self.values.around.pop() {
            (self.container, self.last) = frame.outside;
            self.values.labels.close();
            self.values.tables.look(self.values.around.len());
            self.under = self.container;
        }
    }

    #[inline(always)]
    fn next(&mut self) {
        if self.values.tables.is_here() {
            self.next_in_table();
        }
    }

    #[inline(always)]
    fn end(&mut self, at: usize) {
        if self.values.tables.is_here() {
            self.values.tables.line_ends();
        }
        self.values.records.push(self.next_record as u32);
        self.next_record = at + 1;
        self.mark = Mark {
            raw: self.values.raw.len(),
            decoded: self.values.decoded.len(),
            text: self.values.text.len(),
        };
    }
}
