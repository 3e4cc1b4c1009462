//! The index of whole rows.

use std::sync::Arc;

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_finding::place::{Extent, Place};

use super::TableStart;
use super::head::TableHead;
use super::split::{Cell, Cells, split};
use crate::bytes::lines::{self, LineCursor};
use crate::format::json::pairs::Role;
use crate::index::{Layouter, push_name, shown};
use crate::labelled::Labelled;
use crate::piece::Piece;

/// The cells of whole rows. Empty ones are left out.
#[derive(Default)]
pub(crate) struct TableIndex {
    /// The table that `names` are of.
    head: Option<Arc<TableHead>>,
    names: Names,
    labelled: Labelled,
    /// The names of the columns as they are shown, if they are.
    shown: Vec<Option<String>>,
    /// Cells as they stand in the piece.
    raw: Vec<Value>,
    /// Cells that had to be decoded, in `text`.
    decoded: Vec<Value>,
    text: Vec<u8>,
    /// Where rows begin.
    rows: Vec<u32>,
    cursor: LineCursor,
    /// An offset that was asked for, and the column it lies in below the header: where a
    /// place is asked for, its name is asked for next.
    last: Option<(usize, usize)>,
}

/// Sets of names that labels made which are kept from one piece to the next.
const KEPT: usize = 1 << 12;

impl TableIndex {
    /// Learns the names of the columns, once a table. Set 0 is empty: it
    /// stands over the header itself and over columns without a name.
    fn learn(&mut self, head: &Arc<TableHead>) {
        if self
            .head
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, head))
            && self.names.len() <= head.names.len() + KEPT
        {
            return;
        }
        self.names.clear();
        self.names.push([""; 0]);
        for name in &head.names {
            self.names.push([name]);
        }
        self.labelled.clear(&self.names);
        self.shown.clear();
        if head.has_names() {
            self.shown.extend(head.names.iter().map(|name| shown(name)));
        }
        self.head = Some(Arc::clone(head));
    }

    /// The row of the piece that is the header, from 0.
    fn header(&self, piece: &Piece) -> Option<usize> {
        piece.table.as_ref()?.header
    }

    /// The row an offset lies in, from 0 in this piece.
    fn row(&self, at: usize) -> usize {
        self.rows
            .partition_point(|start| *start as usize <= at)
            .saturating_sub(1)
    }

    /// The column an offset lies in, from 0.
    fn column(&self, piece: &Piece, at: usize) -> usize {
        self.named_column(at)
            .unwrap_or_else(|| self.counted_column(piece, at))
    }

    /// The same if it has a name and the cell stands there as it is.
    fn named_column(&self, at: usize) -> Option<usize> {
        let after = self.raw.partition_point(|cell| cell.start as usize <= at);
        let cell = &self.raw[after.checked_sub(1)?];
        let names = self.labelled.unlabelled(cell.names) as usize;
        (at <= cell.end as usize).then(|| names.checked_sub(1))?
    }

    /// The same by the cells before it in its row.
    fn counted_column(&self, piece: &Piece, at: usize) -> usize {
        let start = self
            .rows
            .get(self.row(at))
            .map_or(piece.owned.0, |start| *start as usize);
        let mut search = Search { at, column: 0 };
        if let Some(head) = &self.head {
            split(
                &piece.bytes()[..piece.owned.1],
                start,
                head.dialect,
                &mut search,
            );
        }
        search.column
    }

    fn column_name(&self, column: usize) -> Option<&str> {
        self.shown.get(column)?.as_deref()
    }

    /// The name of the column that an offset lies in, below the header.
    fn name_over(&self, piece: &Piece, at: usize) -> Option<&str> {
        if let Some((_, column)) = self.last.filter(|(last, _)| *last == at) {
            return self.column_name(column);
        }
        let header = self.header(piece);
        if header.is_some_and(|header| self.row(at) <= header) {
            return None;
        }
        self.column_name(self.column(piece, at))
    }
}

impl Layouter for TableIndex {
    fn build(&mut self, piece: &Piece) {
        let Some(TableStart { head, .. }) = &piece.table else {
            return;
        };
        self.learn(head);
        self.cursor = LineCursor::new(piece.owned.0);
        for list in [&mut self.raw, &mut self.decoded] {
            list.clear();
        }
        self.text.clear();
        self.rows.clear();
        self.last = None;
        let header = self.header(piece);
        let named = match header {
            Some(_) => 0,
            None => head.names.len() as u32,
        };
        let mut cells = Collect {
            index: self,
            piece,
            head,
            column: 0,
            named,
            header: header.unwrap_or(0),
        };
        split(
            &piece.bytes()[..piece.owned.1],
            piece.owned.0,
            head.dialect,
            &mut cells,
        );
    }

    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>> {
        let raw = (piece.bytes(), piece.owned, &self.raw);
        let decoded = (&self.text[..], (0, self.text.len()), &self.decoded);
        let mut filled = [raw, decoded]
            .into_iter()
            .filter(|(_, _, values)| !values.is_empty());
        let (bytes, owned, values) = filled.nth(n)?;
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
        let at = piece.locate(origin.0);
        let row = self.row(at);
        let is_line = piece.table.as_ref().is_some_and(|it| it.is_line);
        if is_line || self.header(piece).is_some_and(|header| row <= header) {
            let range = (at, piece.locate(origin.1));
            return Some(self.cursor.place(piece.bytes(), piece.owned.0, range));
        }
        let column = self.column(piece, at);
        self.last = Some((at, column));
        Some(Place::Cell {
            row: row as u64 + 1,
            column: column as u64 + 1,
            column_name: self.column_name(column).map(str::to_owned),
            cell_reference: None,
        })
    }

    fn extent(&self, piece: &Piece) -> Extent {
        let extent = lines::extent(piece.bytes(), piece.owned.0, piece.owned.1);
        Extent {
            records: self.rows.len() as u64,
            ..extent
        }
    }

    fn names(&mut self, piece: &Piece, origin: u64) -> Vec<String> {
        let name = self.name_over(piece, piece.locate(origin));
        name.into_iter().map(str::to_owned).collect()
    }

    fn key(&mut self, piece: &Piece, origin: u64, key: &mut Vec<u8>) {
        if let Some(name) = self.name_over(piece, piece.locate(origin)) {
            push_name(name.as_bytes(), key);
        }
    }
}

/// Puts cells into an index.
struct Collect<'a> {
    index: &'a mut TableIndex,
    piece: &'a Piece,
    head: &'a TableHead,
    column: u32,
    /// How many columns of this row have a name.
    named: u32,
    /// The row below which they have.
    header: usize,
}

impl Collect<'_> {
    /// The set of names over a cell of a table in which some cells name others.
    #[inline(never)]
    fn label(&mut self, cell: Cell, names: u32) -> u32 {
        let TableIndex {
            labelled,
            names: sets,
            ..
        } = &mut *self.index;
        if self.column == 0 {
            labelled.begin_row();
        }
        let column = self.column as usize;
        match self.head.roles.get(column).filter(|_| names > 0) {
            Some(Role::Label) if !cell.quotes => {
                labelled.add(&self.piece.bytes()[cell.start..cell.end]);
            }
            Some(Role::Value) => return labelled.set(sets, names, &self.head.names[column]),
            _ => {}
        }
        names
    }

    #[cold]
    fn decode(&mut self, cell: Cell, names: u32) {
        let start = self.index.text.len();
        cell.read(self.piece.bytes(), self.head.dialect, &mut self.index.text);
        let end = self.index.text.len();
        if start == end {
            return;
        }
        // So that no pattern runs from one value into the next.
        self.index.text.push(b'\n');
        let origin = self.piece.base + cell.start as u64 + 1;
        let (start, end) = (start as u32, end as u32);
        self.index.decoded.push(Value {
            start,
            end,
            names,
            origin,
        });
    }
}

impl Cells for Collect<'_> {
    #[inline(always)]
    fn cell(&mut self, cell: Cell) -> bool {
        let mut names = if self.column < self.named {
            self.column + 1
        } else {
            0
        };
        if !self.head.roles.is_empty() {
            names = self.label(cell, names);
        }
        self.column += 1;
        if cell.quotes {
            self.decode(cell, names);
        } else if cell.start < cell.end {
            let origin = self.piece.base + cell.start as u64;
            let (start, end) = (cell.start as u32, cell.end as u32);
            self.index.raw.push(Value {
                start,
                end,
                names,
                origin,
            });
        }
        true
    }

    #[inline(always)]
    fn row(&mut self, start: usize) {
        self.index.rows.push(start as u32);
        self.column = 0;
        if self.index.rows.len() > self.header {
            self.named = self.head.names.len() as u32;
        }
    }
}

/// Finds the column of an offset.
struct Search {
    at: usize,
    column: usize,
}

impl Cells for Search {
    fn cell(&mut self, cell: Cell) -> bool {
        let found = self.at <= cell.end;
        self.column += usize::from(!found);
        !found
    }

    fn row(&mut self, _start: usize) {}
}
