//! Where extracted text comes from.

use std::sync::Arc;

use tracie_finding::chunk::Chunk;
use tracie_finding::place::{Extent, Place};

use crate::bytes::chars;
use crate::index::Layouter;
use crate::piece::{Extra, Piece};
use crate::rows::RowsIndex;

/// From here on, text comes from a spot.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// Offset in the decoded content.
    pub(crate) at: u64,
    pub(crate) spot: Spot,
}

/// Where something comes from, in the terms of its format.
#[derive(Clone, Debug)]
pub(crate) enum Spot {
    /// The format has no places.
    Nowhere,
    /// A line of the source; columns go on from there.
    Line {
        line: u64,
        column: u64,
    },
    Page(u64),
    Cell {
        sheet: Arc<str>,
        /// Both from 1.
        row: u64,
        column: u64,
        name: Option<Arc<str>>,
    },
    Record {
        index: u64,
        path: Option<Arc<str>>,
    },
}

impl Spot {
    /// The same spot in another row or record.
    pub(crate) fn numbered(&self, number: u64) -> Spot {
        let mut spot = self.clone();
        if let Spot::Cell { row: own, .. } | Spot::Record { index: own, .. } = &mut spot {
            *own = number;
        }
        spot
    }

    /// The place of what lies there, `after` characters from its start, and
    /// ends in the same spot.
    pub(crate) fn place(&self, after: u64) -> Option<Place> {
        Some(match self {
            Spot::Nowhere => return None,
            Spot::Line { line, column } => Place::Line {
                start: *line,
                end: *line,
                start_column: column + after,
            },
            Spot::Page(number) => Place::Page { number: *number },
            Spot::Cell {
                sheet,
                row,
                column,
                name,
            } => Place::Cell {
                row: *row,
                column: *column,
                column_name: name.as_deref().map(ToOwned::to_owned),
                cell_reference: Some(reference(sheet, *row, *column)),
            },
            Spot::Record { index, path } => Place::Record {
                index: *index,
                json_path: path.as_deref().map(ToOwned::to_owned),
            },
        })
    }
}

/// Such as `Sheet2!C5`.
fn reference(sheet: &str, row: u64, column: u64) -> String {
    format!("{sheet}!{}{row}", letters(column))
}

/// The letters of a column, from 1.
fn letters(mut column: u64) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.insert(0, b'A' + ((column - 1) % 26) as u8);
        column = (column - 1) / 26;
    }
    letters.into_iter().map(char::from).collect()
}

/// The index of a piece of text with marks.
#[derive(Default)]
pub(crate) struct MarkedIndex {
    rows: RowsIndex,
}

fn marks(piece: &Piece) -> &[Mark] {
    match &piece.extra {
        Extra::Marks(marks, _) => marks,
        _ => &[],
    }
}

/// The mark that an offset comes under.
fn mark_of(piece: &Piece, at: u64) -> Option<&Mark> {
    let marks = marks(piece);
    let next = marks.partition_point(|mark| mark.at <= at);
    marks[..next].last()
}

impl Layouter for MarkedIndex {
    fn build(&mut self, piece: &Piece) {
        self.rows.build(piece);
    }

    fn chunk<'a>(&'a self, piece: &'a Piece, n: usize) -> Option<Chunk<'a>> {
        self.rows.chunk(piece, n)
    }

    fn names(&mut self, piece: &Piece, origin: u64) -> Vec<String> {
        self.rows.names(piece, origin)
    }

    fn key(&mut self, piece: &Piece, origin: u64, key: &mut Vec<u8>) {
        self.rows.key(piece, origin, key);
    }

    fn place(&mut self, piece: &Piece, origin: (u64, u64)) -> Option<Place> {
        let mark = mark_of(piece, origin.0)?;
        let from = mark.at.saturating_sub(piece.base) as usize;
        let at = (origin.0.saturating_sub(piece.base) as usize).min(piece.bytes().len());
        let after = chars::count(&piece.bytes()[from.min(at)..at]);
        let place = mark.spot.place(after)?;
        let last = mark_of(piece, origin.1.saturating_sub(1).max(origin.0));
        Some(match (place, last.map(|mark| &mark.spot)) {
            (
                Place::Line {
                    start,
                    end,
                    start_column,
                },
                Some(Spot::Line { line, .. }),
            ) => Place::Line {
                start,
                end: end.max(*line),
                start_column,
            },
            (place, _) => place,
        })
    }

    /// Its places are those in the object already.
    fn extent(&self, _piece: &Piece) -> Extent {
        Extent::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, expected) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")] {
            assert_eq!(letters(column), expected);
        }
        assert_eq!(reference("Sheet2", 5, 3), "Sheet2!C5");
    }
}
