//! Where rows begin.

use std::sync::Arc;

use memchr::memchr;

use super::cut::LONGEST;
use super::lexer::Lexer;
use super::tables::Tables;
use super::{Form, copy, statement};
use crate::rows::{Columns, columns};

/// What begins rows.
pub(super) struct Beginning {
    /// Where its statement ends; the rows follow.
    pub(super) end: usize,
    pub(super) form: Form,
    pub(super) columns: Arc<Columns>,
}

/// Where in text its bytes begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Within a line.
    Within,
    /// With a line.
    Line,
    /// Right behind rows, where the statement of the rows may end.
    Rows,
}

/// The first statement that begins rows, among those that begin a line before an offset.
/// The tables that are defined up to there are learned.
pub(super) fn next(
    tables: &mut Tables,
    bytes: &[u8],
    start: Start,
    before: usize,
) -> Option<Beginning> {
    let mut line = match start {
        Start::Within => line_behind(bytes, 0)?,
        Start::Line | Start::Rows => 0,
    };
    while line < before {
        let behind_rows = line == 0 && start == Start::Rows;
        let start = line + blank(&bytes[line..], behind_rows);
        let near = &bytes[start..bytes.len().min(start + LONGEST)];
        if let Some((form, columns, len)) = begun(tables, near) {
            let end = start + len;
            return Some(Beginning { end, form, columns });
        }
        line = line_behind(bytes, line)?;
    }
    None
}

/// Where the line begins that follows an offset.
fn line_behind(bytes: &[u8], at: usize) -> Option<usize> {
    memchr(b'\n', &bytes[at..]).map(|it| at + it + 1)
}

/// Bytes before a statement on its line; behind rows what ends the one before is among them.
fn blank(line: &[u8], behind_rows: bool) -> usize {
    let is_blank = |byte: &&u8| {
        matches!(byte, b' ' | b'\t') || behind_rows && matches!(byte, b';' | b'\r' | b'\n')
    };
    line.iter().take(LONGEST).take_while(is_blank).count()
}

/// The rows that the statement begins which stands there, and how long that is.
fn begun(tables: &mut Tables, near: &[u8]) -> Option<(Form, Arc<Columns>, usize)> {
    match near.first()?.to_ascii_uppercase() {
        b'C' if near.starts_with(b"COPY ") => {
            let (names, end) = copy::beginning(near)?;
            Some((Form::Lines, columns(names), end))
        }
        b'C' => {
            tables.define(&near[..statement::end(near)]);
            None
        }
        b'I' | b'R' => {
            let text = Lexer {
                whole: false,
                ..Lexer::of(near)
            };
            let insert = statement::insert(text)?;
            let columns = tables.columns(&insert)?;
            Some((Form::Inserted, columns, insert.end))
        }
        _ => None,
    }
}
