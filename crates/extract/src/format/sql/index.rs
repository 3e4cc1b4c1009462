//! The index of the rows that statements insert.

use std::collections::HashMap;
use std::sync::Arc;

use memchr::memchr2;
use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_finding::may_be_value;
use tracie_finding::place::{Extent, Place};

use super::lexer::{self, Behind, Element, Lexer};
use super::{Columns, Rows};
use crate::bytes::lines::{self, LineCursor};
use crate::format::json::pairs::Role;
use crate::index::{Layouter, push_name};
use crate::labelled::Labelled;
use crate::piece::{Extra, Piece};

/// The elements of rows as values, and what stands between them as values without names.
#[derive(Default)]
pub(crate) struct InsertIndex {
    names: Names,
    /// The columns of each table, by their address, and the set of names of the first.
    tables: HashMap<usize, (Arc<Columns>, u32)>,
    /// The columns as they are shown, by their sets.
    shown: HashMap<u32, String>,
    labelled: Labelled,
    /// Values as they stand in the piece.
    raw: Vec<Value>,
    /// Values that had to be decoded, in `text`.
    decoded: Vec<Value>,
    text: Vec<u8>,
    cursor: LineCursor,
}

/// Sets of names that are kept from one piece to the next.
const KEPT: usize = 1 << 12;

/// The rows in a piece.
fn rows(piece: &Piece) -> (&[Rows], bool) {
    match &piece.extra {
        Extra::Rows(rows, escapes) => (rows, *escapes),
        _ => (&[], false),
    }
}

impl InsertIndex {
    fn clear(&mut self) {
        self.raw.clear();
        self.decoded.clear();
        self.text.clear();
        if self.names.is_empty() || self.names.len() > KEPT {
            self.names.clear();
            self.tables.clear();
            self.shown.clear();
            // Set 0 is that of no names.
            self.names.push([""; 0]);
            self.labelled.clear(&self.names);
        }
    }

    /// The set of names of the first column.
    fn first_set(&mut self, columns: &Arc<Columns>) -> u32 {
        let address = Arc::as_ptr(columns) as usize;
        if let Some((_, first)) = self.tables.get(&address) {
            return *first;
        }
        let first = self.names.len() as u32;
        for name in &columns.names {
            let set = self.names.push([name]);
            if let Some(shown) = shown(name) {
                self.shown.insert(set, shown);
            }
        }
        // It is held, so that no other one comes to its address.
        self.tables.insert(address, (Arc::clone(columns), first));
        first
    }

    /// Adds the elements of rows, and the comments between them.
    fn add_rows(&mut self, piece: &Piece, lexer: Lexer<'_>, rows: &Rows) {
        let first = self.first_set(&rows.columns);
        let mut at = rows.start;
        while let Behind::Row(open) = lexer.next_row(at) {
            self.add_between(piece, at, open);
            let mut column = 0;
            self.labelled.begin_row();
            let end = lexer.row(open, |element| {
                self.add(piece, lexer, element, (&rows.columns, first, column));
                column += 1;
            });
            at = end.unwrap_or(rows.end);
        }
        self.add_between(piece, at, rows.end);
    }

    /// Adds what stands between rows, if it says anything.
    fn add_between(&mut self, piece: &Piece, start: usize, end: usize) {
        let is_sign = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';');
        if start < end && !piece.bytes()[start..end].iter().all(is_sign) {
            self.push_raw(piece, start, end, 0);
        }
    }

    fn add(
        &mut self,
        piece: &Piece,
        lexer: Lexer<'_>,
        element: Element,
        (columns, first, column): (&Columns, u32, usize),
    ) {
        if element.start >= element.end {
            return;
        }
        let bytes = &lexer.bytes[element.start..element.end];
        let mut set = match column < columns.names.len() {
            true => first + column as u32,
            false => 0,
        };
        match columns.roles.get(column) {
            Some(Role::Label) => self.labelled.add(bytes),
            Some(Role::Value) => {
                let name = &columns.names[column];
                set = self.labelled.set(&mut self.names, set, name);
            }
            _ => {}
        }
        match element.quote {
            Some(quote) if memchr2(quote, b'\\', bytes).is_some() => {
                let start = self.text.len();
                lexer::decode(bytes, quote, lexer.escapes, &mut self.text);
                self.push_decoded(piece, start, element.start, set);
            }
            _ => self.push_raw(piece, element.start, element.end, set),
        }
    }

    fn push_raw(&mut self, piece: &Piece, start: usize, end: usize, names: u32) {
        self.raw.push(Value {
            start: start as u32,
            end: end as u32,
            names,
            origin: piece.base + start as u64,
        });
    }

    fn push_decoded(&mut self, piece: &Piece, start: usize, from: usize, names: u32) {
        let end = self.text.len();
        // So that no pattern runs from one value into the next.
        self.text.push(b'\n');
        self.decoded.push(Value {
            start: start as u32,
            end: end as u32,
            names,
            origin: piece.base + from as u64,
        });
    }

    /// The set of names over an origin.
    fn set(&self, origin: u64) -> u32 {
        let at = |values: &[Value]| {
            let next = values.partition_point(|value| value.origin <= origin);
            next.checked_sub(1).map(|at| values[at])
        };
        let nearest = [at(&self.raw), at(&self.decoded)];
        let nearest = nearest.into_iter().flatten().max_by_key(|it| it.origin);
        nearest.map_or(0, |it| self.labelled.unlabelled(it.names))
    }

    fn name(&self, origin: u64) -> Option<&str> {
        self.shown.get(&self.set(origin)).map(String::as_str)
    }
}

/// The name of a column, if it may be shown.
fn shown(name: &[u8]) -> Option<String> {
    (!may_be_value(name)).then(|| String::from_utf8_lossy(name).into_owned())
}

impl Layouter for InsertIndex {
    fn build(&mut self, piece: &Piece) {
        self.clear();
        self.cursor = LineCursor::new(piece.owned.0);
        let (rows, escapes) = rows(piece);
        let lexer = Lexer {
            bytes: &piece.bytes()[..piece.owned.1],
            escapes,
            whole: true,
        };
        let mut at = piece.owned.0;
        for rows in rows {
            self.add_between(piece, at, rows.start);
            self.add_rows(piece, lexer, rows);
            at = rows.end;
        }
        self.add_between(piece, at, piece.owned.1);
    }

    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>> {
        let raw = (piece.bytes(), piece.owned, &self.raw);
        let decoded = (&self.text[..], (0, self.text.len()), &self.decoded);
        let filled = [raw, decoded].into_iter();
        let (bytes, owned, values) = filled.filter(|it| !it.2.is_empty()).nth(n)?;
        Some(Chunk {
            bytes,
            owned,
            layout: Layout::Values {
                values,
                names: &self.names,
            },
        })
    }

    fn place(&mut self, piece: &Piece, origin: (u64, u64)) -> Option<Place> {
        let range = (piece.locate(origin.0), piece.locate(origin.1));
        Some(self.cursor.place(piece.bytes(), piece.owned.0, range))
    }

    fn extent(&self, piece: &Piece) -> Extent {
        lines::extent(piece.bytes(), piece.owned.0, piece.owned.1)
    }

    fn names(&mut self, _piece: &Piece, origin: u64) -> Vec<String> {
        self.name(origin).into_iter().map(str::to_owned).collect()
    }

    fn key(&mut self, _piece: &Piece, origin: u64, key: &mut Vec<u8>) {
        if let Some(name) = self.name(origin) {
            push_name(name.as_bytes(), key);
        }
    }
}
