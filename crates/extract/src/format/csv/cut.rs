//! Cutting a table after rows.

use std::io;
use std::sync::Arc;

use memchr::memchr_iter;

use super::TableStart;
use super::dialect::Dialect;
use super::head::TableHead;
use super::row_ends::RowEnds;
use super::split::{Cell, Cells, split};
use crate::format::{Cut, Cutter, Head, Window};
use crate::piece::Structure;

/// Cuts a table after rows. Their cells are left to the index; here only the
/// quotes are followed, since a line end between quotes ends no row.
pub(crate) struct TableCutter {
    head: Arc<TableHead>,
    /// Which of the rows to come names the columns, from 0.
    header_to_come: Option<usize>,
}

impl TableCutter {
    pub(crate) fn new(dialect: Dialect, head: &Head<'_>) -> TableCutter {
        let head = TableHead::read(dialect, head);
        TableCutter {
            header_to_come: head.has_names().then_some(head.header),
            head: Arc::new(head),
        }
    }

    /// Makes the piece one of this table.
    fn finish(&mut self, window: &mut Window<'_>, end: usize) -> Cut {
        let header = self.header_to_come;
        if let Some(above) = header {
            let mut rows = Rows {
                count: 0,
                enough: above + 1,
            };
            let dialect = self.head.dialect;
            split(&window.bytes()[..end], window.start(), dialect, &mut rows);
            self.header_to_come = above.checked_sub(rows.count);
        }
        window.piece.structure = Structure::Table;
        window.piece.table = Some(TableStart {
            head: Arc::clone(&self.head),
            header,
        });
        Cut::Piece { end, shown: end }
    }

    /// The end of the piece, if there is one in sight.
    fn end(&self, window: &Window<'_>, rows: &RowEnds) -> Option<usize> {
        let unclosed = rows.in_quotes();
        match (window.ended(), unclosed) {
            (true, false) => Some(window.bytes().len()),
            // As long as nothing was handed out, a table that will turn out
            // malformed can still be text throughout.
            (true, true) if window.piece.sequence == 0 => None,
            _ => rows.last(),
        }
    }

    /// Why no row ends in sight.
    fn fault(&self, window: &Window<'_>) -> Option<String> {
        let at = window.offset(window.start());
        let limit = window.limits.max_window;
        if window.ended() {
            Some(format!(
                "malformed table, a quote in or below the row at byte {at} never closes"
            ))
        } else if window.available() >= limit {
            Some(format!(
                "malformed table, the row at byte {at} is longer than {limit} bytes"
            ))
        } else {
            None
        }
    }

    /// A piece larger than usual must not hold more cells than memory allows.
    fn is_dense(&self, window: &Window<'_>, end: usize) -> bool {
        let bytes = &window.bytes()[window.start()..end];
        bytes.len() > window.limits.window
            && memchr_iter(self.head.dialect.separator, bytes).count() > window.limits.max_values
    }
}

impl Cutter for TableCutter {
    fn mime_type(&self) -> &'static str {
        super::mime_type(self.head.dialect)
    }

    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        window.fill(window.limits.window)?;
        let mut rows = RowEnds::new(window.start(), self.head.dialect);
        loop {
            if window.ended() && window.available() == 0 {
                return Ok(Cut::End);
            }
            rows.read(window.bytes());
            match (self.end(window, &rows), self.fault(window)) {
                (Some(end), _) if !self.is_dense(window, end) => {
                    return Ok(self.finish(window, end));
                }
                (Some(_), _) => return Ok(Cut::Broken(too_many_cells(window))),
                (None, Some(fault)) => return Ok(Cut::Broken(fault)),
                (None, None) => window.grow()?,
            }
        }
    }
}

/// Counts rows, up to so many.
struct Rows {
    count: usize,
    enough: usize,
}

impl Cells for Rows {
    fn cell(&mut self, _cell: Cell) -> bool {
        self.count < self.enough
    }

    fn row(&mut self, _start: usize) {
        self.count += 1;
    }
}

fn too_many_cells(window: &Window<'_>) -> String {
    let (at, limit) = (window.offset(window.start()), window.limits.max_values);
    format!("malformed table, the row at byte {at} has more than {limit} cells")
}
