//! Rows in text: parts of it that are values below the names of their columns.
//!
//! All of it stays text. In rows a keyword counts for the whole of its column, too, as in
//! any table.

mod index;
mod name;
mod split;

use std::sync::Arc;

pub(crate) use index::RowsIndex;
pub(crate) use name::{LONGEST as LONGEST_NAME, has_letter, is_name};
pub(crate) use split::{delimited_cells, fixed_cells, trimmed};

/// What the columns of a table are called, in the order in which rows have them; or
/// all names over one cell.
pub(crate) type Columns = [Box<[u8]>];

/// The same, to be shared.
pub(crate) fn columns<N: AsRef<[u8]>>(names: impl IntoIterator<Item = N>) -> Arc<Columns> {
    names.into_iter().map(|it| it.as_ref().into()).collect()
}

/// Rows of one table in a piece.
#[derive(Debug)]
pub(crate) enum Rows {
    /// A stretch of rows, in which the cells are still to be found.
    Stretch {
        start: usize,
        end: usize,
        form: Form,
        columns: Arc<Columns>,
    },
    /// Cells, each with its names.
    Cells(Vec<Cell>),
}

/// A cell that was found as its table was read.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) names: Arc<Columns>,
}

/// A cell that an extractor wrote out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Where it lies in the decoded content.
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) names: Arc<Columns>,
}

impl Told {
    /// The same in text that stands behind so much.
    #[cfg(feature = "pdf")]
    pub(crate) fn behind(mut self, by: u64) -> Told {
        (self.start, self.end) = (self.start + by, self.end + by);
        self
    }

    /// The cell in a piece whose buffer begins there.
    pub(crate) fn within(&self, base: u64) -> Option<Cell> {
        Some(Cell {
            start: self.start.checked_sub(base)? as usize,
            end: self.end.checked_sub(base)? as usize,
            names: Arc::clone(&self.names),
        })
    }
}

/// How rows are parted into cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Lines, with a tab between two cells, as in a dump of PostgreSQL or in text that was
    /// taken from a document.
    Copied,
    /// As a statement of SQL inserts them.
    Inserted {
        /// Whether a backslash in a string escapes.
        escapes: bool,
    },
    /// Lines, with a bar between two cells.
    Barred(Bars),
    /// Lines, with a sign between two cells, which quotes may enclose.
    Delimited { separator: u8 },
    /// Lines, with a cell from each of these characters on up to the next.
    Fixed(Arc<[usize]>),
}

/// The bars of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bars {
    pub(crate) sign: &'static [u8],
    /// Whether one stands before the first cell.
    pub(crate) lead: bool,
}

impl Bars {
    /// Whether there is one in a line.
    pub(crate) fn is_in(&self, line: &[u8]) -> bool {
        match self.sign {
            [sign] => memchr::memchr(*sign, line).is_some(),
            sign => memchr::memmem::find(line, sign).is_some(),
        }
    }

    /// What lies between the bars of a line, by where it starts and ends; the first bar
    /// is passed over if it leads.
    pub(crate) fn cells<'l>(
        &self,
        line: &'l [u8],
    ) -> impl Iterator<Item = (usize, usize)> + use<'l> {
        let width = self.sign.len();
        let mut start = Some(0);
        let mut bars = memchr::memmem::find_iter(line, self.sign);
        let cells = std::iter::from_fn(move || {
            let from = start?;
            let bar = bars.next();
            start = bar.map(|at| at + width);
            Some((from, bar.unwrap_or(line.len())))
        });
        cells.skip(usize::from(self.lead))
    }
}
