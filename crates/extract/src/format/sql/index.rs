//! The index of text in which there are rows.

use std::collections::HashMap;
use std::sync::Arc;

use memchr::memchr2_iter;
use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_finding::place::{Extent, Place};

use super::lexer::{Behind, Lexer};
use super::tables::Columns;
use super::{Form, Rows};
use crate::bytes::lines::{self, LineCursor};
use crate::index::{Layouter, push_name, shown};
use crate::piece::{Extra, Piece};

/// Text, and the elements of rows in it below the names of their columns.
#[derive(Default)]
pub(crate) struct RowsIndex {
    names: Names,
    /// The columns of each table, by their address, and the set of names of the first.
    tables: HashMap<usize, (Arc<Columns>, u32)>,
    /// The columns as they are shown, by their sets.
    shown: Vec<Option<String>>,
    values: Vec<Value>,
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

impl RowsIndex {
    /// The set of names of the first column.
    fn first_set(&mut self, columns: &Arc<Columns>) -> u32 {
        let address = Arc::as_ptr(columns).cast::<Box<[u8]>>() as usize;
        if let Some((_, first)) = self.tables.get(&address) {
            return *first;
        }
        let first = self.names.len() as u32;
        for name in columns.iter() {
            self.names.push([name]);
            self.shown.push(shown(name));
        }
        // It is held, so that no other one comes to its address.
        self.tables.insert(address, (Arc::clone(columns), first));
        first
    }

    /// Adds the elements of rows that a statement inserts.
    fn add_inserted(&mut self, base: u64, lexer: Lexer<'_>, rows: &Rows) {
        let sets = self.sets(rows);
        let mut at = rows.start;
        while let Behind::Row(open) = lexer.next_row(at) {
            let mut column = 0;
            let end = lexer.row(open, |it| {
                self.add(base, (it.start, it.end), sets, column);
                column += 1;
            });
            at = end.unwrap_or(rows.end);
        }
    }

    /// Adds the fields of rows that are lines.
    fn add_lines(&mut self, base: u64, bytes: &[u8], rows: &Rows) {
        let sets = self.sets(rows);
        let (mut start, mut column) = (rows.start, 0);
        let part = &bytes[rows.start..rows.end];
        let signs = memchr2_iter(b'\t', b'\n', part).map(|it| rows.start + it);
        for end in signs.chain([rows.end]) {
            let field = &bytes[start..end];
            if field != b"\\N" {
                let line_end = usize::from(field.ends_with(b"\r"));
                self.add(base, (start, end - line_end), sets, column);
            }
            column = match bytes.get(end) {
                Some(b'\t') => column + 1,
                _ => 0,
            };
            start = (end + 1).min(rows.end);
        }
    }

    /// The sets of names of the columns, and how many there are.
    fn sets(&mut self, rows: &Rows) -> (u32, u32) {
        (self.first_set(&rows.columns), rows.columns.len() as u32)
    }

    fn add(&mut self, base: u64, range: (usize, usize), (first, count): (u32, u32), column: u32) {
        let (start, end) = range;
        if start < end && column < count {
            self.values.push(Value {
                start: start as u32,
                end: end as u32,
                names: first + column,
                origin: base + start as u64,
            });
        }
    }

    /// The name of the column that an origin lies in.
    fn name(&self, origin: u64) -> Option<&str> {
        let next = self.values.partition_point(|it| it.origin <= origin);
        let value = &self.values[next.checked_sub(1)?];
        let is_within = origin - value.origin < u64::from(value.end - value.start);
        let shown = self.shown.get(value.names as usize);
        shown.filter(|_| is_within)?.as_deref()
    }
}

impl Layouter for RowsIndex {
    fn build(&mut self, piece: &Piece) {
        if self.names.len() > KEPT {
            self.names.clear();
            self.tables.clear();
            self.shown.clear();
        }
        self.values.clear();
        self.cursor = LineCursor::new(piece.owned.0);
        let (all, escapes) = rows(piece);
        for rows in all {
            let bytes = &piece.bytes()[..rows.end];
            match rows.form {
                Form::Lines => self.add_lines(piece.base, bytes, rows),
                Form::Inserted => {
                    let whole = Lexer::of(bytes);
                    let lexer = Lexer { escapes, ..whole };
                    self.add_inserted(piece.base, lexer, rows);
                }
            }
        }
    }

    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>> {
        (n == 0).then(|| Chunk {
            bytes: piece.bytes(),
            owned: piece.owned,
            layout: Layout::Rows {
                base: piece.base,
                values: &self.values,
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
