//! The index of text in which there are rows.

use std::collections::HashMap;
use std::sync::Arc;

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_finding::place::{Extent, Place};

use super::{Cell, Columns, Form, Rows, split};
use crate::bytes::lines::{self, LineCursor};
use crate::format::sql;
use crate::index::{Layouter, push_name, shown};
use crate::piece::{Extra, Piece};

/// Text, and the elements of rows in it below the names of their columns.
#[derive(Default)]
pub(crate) struct RowsIndex {
    names: Names,
    /// The set of names of the first column of each table.
    tables: Known,
    /// The sets of names of cells that have their own.
    sets: Known,
    /// The columns as they are shown, by their sets.
    shown: Vec<Option<String>>,
    values: Vec<Value>,
    cursor: LineCursor,
}

/// Sets of names by the lists of names that they were made of.
#[derive(Default)]
struct Known(HashMap<usize, (Arc<Columns>, u32)>);

impl Known {
    /// The set of a list; made if it is not known yet.
    fn get_or(&mut self, list: &Arc<Columns>, make: impl FnOnce() -> u32) -> u32 {
        let address = Arc::as_ptr(list).cast::<Box<[u8]>>() as usize;
        // It is held, so that no other one comes to its address.
        let entry = self.0.entry(address);
        entry.or_insert_with(|| (Arc::clone(list), make())).1
    }
}

/// Sets of names that are kept from one piece to the next.
const KEPT: usize = 1 << 12;

/// The rows in a piece.
fn rows(piece: &Piece) -> &[Rows] {
    match &piece.extra {
        Extra::Rows(rows) | Extra::Marks(_, rows) => rows,
        _ => &[],
    }
}

impl RowsIndex {
    /// Adds a stretch of rows.
    fn add_stretch(
        &mut self,
        piece: &Piece,
        range: (usize, usize),
        form: &Form,
        columns: &Arc<Columns>,
    ) {
        let (first, count) = (self.first_set(columns), columns.len() as u32);
        let bytes = &piece.bytes()[..range.1];
        let add = |cell, column| {
            if column < count {
                self.add(piece.base, cell, first + column);
            }
        };
        match form {
            Form::Copied => split::copied(bytes, range, add),
            Form::Inserted { escapes } => sql::inserted(bytes, range, *escapes, add),
            Form::Barred(bars) => split::barred(bytes, range, *bars, add),
            Form::Delimited { separator } => split::delimited(bytes, range, *separator, add),
            Form::Fixed(starts) => split::fixed(bytes, range, starts, add),
        }
    }

    fn add_cells(&mut self, base: u64, cells: &[Cell]) {
        for cell in cells {
            let set = self.set(&cell.names);
            self.add(base, (cell.start, cell.end), set);
        }
    }

    /// The set of names of the first column.
    fn first_set(&mut self, columns: &Arc<Columns>) -> u32 {
        let names = &mut self.names;
        let shown_names = &mut self.shown;
        self.tables.get_or(columns, || {
            let first = names.len() as u32;
            for name in columns.iter() {
                names.push([name]);
                shown_names.push(shown(name));
            }
            first
        })
    }

    /// The set of all these names.
    fn set(&mut self, all: &Arc<Columns>) -> u32 {
        let (names, shown_names) = (&mut self.names, &mut self.shown);
        self.sets.get_or(all, || {
            shown_names.push(all.first().and_then(|name| shown(name)));
            names.push(all.iter())
        })
    }

    fn add(&mut self, base: u64, (start, end): (usize, usize), names: u32) {
        if start < end {
            self.values.push(Value {
                start: start as u32,
                end: end as u32,
                names,
                origin: base + start as u64,
            });
        }
    }

    /// Values in order, none of which lies in another: tables may be told in two ways.
    fn settle(&mut self) {
        if !self.values.is_sorted_by_key(|it| it.start) {
            self.values.sort_by_key(|it| it.start);
        }
        let mut end = 0;
        self.values.retain(|it| {
            let is_apart = it.start >= end;
            end = end.max(it.end);
            is_apart
        });
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
            self.tables.0.clear();
            self.sets.0.clear();
            self.shown.clear();
        }
        self.values.clear();
        self.cursor = LineCursor::new(piece.owned.0);
        for rows in rows(piece) {
            match rows {
                Rows::Cells(cells) => self.add_cells(piece.base, cells),
                Rows::Stretch {
                    start,
                    end,
                    form,
                    columns,
                } => self.add_stretch(piece, (*start, *end), form, columns),
            }
        }
        self.settle();
    }

    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>> {
        let layout = match self.values.is_empty() {
            true => Layout::Text { base: piece.base },
            false => Layout::Rows {
                base: piece.base,
                values: &self.values,
                names: &self.names,
            },
        };
        (n == 0).then(|| Chunk {
            bytes: piece.bytes(),
            owned: piece.owned,
            layout,
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
