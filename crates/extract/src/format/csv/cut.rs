//! Cutting a table after rows.

use std::io;
use std::sync::Arc;

use memchr::{memchr_iter, memchr2};

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
    loose: Loose,
}

/// Lines with a quote that never closes, which are read as if it were none: below
/// named columns a line without its name would lose the keyword of each value.
#[derive(Default)]
struct Loose {
    /// The table without quotes, once there is such a line.
    head: Option<Arc<TableHead>>,
    /// Where the first one is.
    first: u64,
    count: usize,
}

/// Most lines that are read so: for each one all that follows is looked at once.
const MOST_LOOSE: usize = 64;

impl TableCutter {
    pub(crate) fn new(dialect: Dialect, head: &Head<'_>) -> TableCutter {
        let head = TableHead::read(dialect, head);
        TableCutter {
            header_to_come: head.has_names().then_some(head.header),
            head: Arc::new(head),
            loose: Loose::default(),
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
            is_line: false,
        });
        Cut::Piece { end, shown: end }
    }

    /// The end of the piece, if there is one in sight.
    fn end(&self, window: &Window<'_>, rows: &RowEnds) -> Option<usize> {
        let unclosed = rows.in_quotes();
        match (window.ended(), unclosed) {
            (true, false) => Some(window.bytes().len()),
            // As long as nothing was handed out, a table that will turn out
            // malformed can still be text throughout: where no name is lost by it.
            (true, true) if window.piece.sequence == 0 && !self.head.has_names() => None,
            _ => rows.last(),
        }
    }

    /// Makes the piece the line that begins in sight, without quotes; `None` if that is
    /// no way out.
    fn loosen(&mut self, window: &mut Window<'_>) -> Option<Cut> {
        let below_names = self.head.has_names() && self.header_to_come.is_none();
        let bytes = &window.bytes()[window.start()..];
        let line = match memchr2(b'\n', b'\r', bytes) {
            Some(at) => at + 1 + usize::from(bytes[at..].starts_with(b"\r\n")),
            None if window.ended() => bytes.len(),
            None => return None,
        };
        if !below_names || line == 0 || self.loose.count == MOST_LOOSE {
            return None;
        }
        if self.loose.count == 0 {
            self.loose.first = window.offset(window.start());
            self.loose.head = Some(Arc::new(self.head.without_quotes()));
        }
        self.loose.count += 1;
        let end = window.start() + line;
        window.piece.structure = Structure::Table;
        window.piece.table = self.loose.head.clone().map(TableStart::lines);
        Some(Cut::Piece { end, shown: end })
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

    fn remark(&self) -> Option<String> {
        let Loose { first, count, .. } = self.loose;
        (count > 0).then(|| {
            format!(
                "a quote in the row at byte {first} never closes (such rows: {count}): read line by line"
            )
        })
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
                (None, Some(fault)) => {
                    let cut = self.loosen(window);
                    return Ok(cut.unwrap_or(Cut::Broken(fault)));
                }
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
