//! Where rows begin.

use std::sync::Arc;

use memchr::memchr;

use super::cut::LONGEST;
use super::lexer::Lexer;
use super::tables::{Columns, Tables};
use super::{copy, statement};
use crate::format::csv::TableHead;

/// What begins rows.
pub(super) struct Beginning {
    /// Where its statement is; the rows follow.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) rows: Kind,
}

/// What kind of rows, and of what columns.
pub(super) enum Kind {
    /// Lines, up to one that says so.
    Lines(TableHead),
    /// What a statement inserts.
    Inserted(Arc<Columns>),
}

/// The first statement that begins rows, among those that begin a line before an offset.
/// The tables that are defined up to there are learned. `begins_line` says whether the
/// bytes themselves begin one.
pub(super) fn next(
    tables: &mut Tables,
    bytes: &[u8],
    begins_line: bool,
    before: usize,
) -> Option<Beginning> {
    let mut line = if begins_line {
        0
    } else {
        line_behind(bytes, 0)?
    };
    while line < before {
        let start = line + blank(&bytes[line..], line == 0);
        let near = &bytes[start..bytes.len().min(start + LONGEST)];
        if let Some((rows, len)) = begun(tables, near) {
            let end = start + len;
            return Some(Beginning { start, end, rows });
        }
        line = line_behind(bytes, line)?;
    }
    None
}

/// Where the line begins that follows an offset.
fn line_behind(bytes: &[u8], at: usize) -> Option<usize> {
    memchr(b'\n', &bytes[at..]).map(|it| at + it + 1)
}

/// Bytes before a statement on its line; what ends the one before may be among them.
fn blank(line: &[u8], first: bool) -> usize {
    let is_blank = |byte: &&u8| {
        matches!(byte, b' ' | b'\t') || first && (matches!(byte, b';' | b'\r' | b'\n'))
    };
    line.iter().take(LONGEST).take_while(is_blank).count()
}

/// The rows that the statement begins which stands there, and how long that is.
fn begun(tables: &mut Tables, near: &[u8]) -> Option<(Kind, usize)> {
    match near.first()?.to_ascii_uppercase() {
        b'C' if near.starts_with(b"COPY ") => {
            let (names, end) = copy::beginning(near)?;
            Some((Kind::Lines(TableHead::of_copy(&names)), end))
        }
        b'C' => {
            tables.define(&near[..statement::end(near)]);
            None
        }
        b'I' | b'R' => {
            let whole = Lexer {
                whole: false,
                ..Lexer::of(near)
            };
            let insert = statement::insert(whole)?;
            let columns = tables.columns(&insert)?;
            Some((Kind::Inserted(columns), insert.end))
        }
        _ => None,
    }
}
