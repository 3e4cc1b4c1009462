//! Collecting the values of a piece.

use tracie_finding::chunk::{Chunk, Layout, Value};

use super::names::Paths;
use super::pairs::{Labels, Role};
use super::string;
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
    /// The sets of names of what lies around, and the last member's each.
    around: Vec<(u32, u32)>,
    labels: Labels,
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
    /// Where the next record begins.
    pub(crate) next_record: usize,
    /// The values of whole records.
    mark: Mark,
}

impl<'a> Collect<'a> {
    /// Collects values from the start of a piece, at an offset in `bytes`.
    pub(crate) fn new(values: &'a mut Values, bytes: &'a [u8], base: u64, start: usize) -> Self {
        let mark = Mark::default();
        Collect {
            values,
            bytes,
            base,
            container: 0,
            last: 0,
            under: 0,
            label: NONE,
            next_record: start,
            mark,
        }
    }

    /// Goes to where a piece begins.
    pub(crate) fn resume(&mut self, trail: &Trail) {
        for (depth, (_, name)) in trail.around().enumerate() {
            if let Some(name) = name {
                let paths = &mut self.values.paths;
                self.under = paths.child(self.container, self.container, name);
                if paths.role(self.under) == Role::Value {
                    self.under = below(paths, self.under, trail.labels().within(depth));
                }
            }
            self.values.around.push((self.container, self.last));
            (self.container, self.last) = (self.under, self.under);
        }
        self.values.labels.copy(trail.labels());
    }

    /// Takes back the values of the record that was begun, and begins one at
    /// `next`; `start` is where the lost one began.
    pub(crate) fn lose_record(&mut self, start: usize, next: usize) {
        self.values.raw.truncate(self.mark.raw);
        self.values.decoded.truncate(self.mark.decoded);
        self.values.text.truncate(self.mark.text);
        self.values.around.clear();
        self.values.labels.clear();
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

    /// Goes on with the value of a label, or below labels.
    #[cold]
    fn pair(&mut self, role: Role) {
        if role == Role::Label {
            self.label = self.under;
        } else {
            let labels = self.values.labels.here();
            self.under = below(&mut self.values.paths, self.under, labels);
        }
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
        self.last = self.under;
        let role = self.values.paths.role(self.under);
        if role != Role::Plain {
            self.pair(role);
        }
        false
    }

    #[inline(always)]
    fn string(&mut self, text: Text) -> bool {
        self.text(text, self.under);
        if self.label == self.under {
            self.values.labels.add_string(self.bytes, text);
        }
        false
    }

    #[inline(always)]
    fn number(&mut self, start: usize, end: usize) -> bool {
        self.push(start, end, self.under);
        false
    }

    #[inline(always)]
    fn open(&mut self, _object: bool) {
        self.values.around.push((self.container, self.last));
        self.values.labels.open();
        (self.container, self.last) = (self.under, self.under);
    }

    #[inline(always)]
    fn close(&mut self) {
        if let Some(around) = self.values.around.pop() {
            (self.container, self.last) = around;
            self.values.labels.close();
            self.under = self.container;
        }
    }

    #[inline(always)]
    fn next(&mut self) {}

    #[inline(always)]
    fn end(&mut self, at: usize) {
        self.values.records.push(self.next_record as u32);
        self.next_record = at + 1;
        self.mark = Mark {
            raw: self.values.raw.len(),
            decoded: self.values.decoded.len(),
            text: self.values.text.len(),
        };
    }
}
