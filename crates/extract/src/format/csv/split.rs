//! Splitting rows into cells.

use tracie_pattern::class::{Engine, Task};

use super::dialect::Dialect;
use crate::bytes::mask::{self, Block};

/// One cell of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// First byte, quotes not counted.
    pub(crate) start: usize,
    /// The byte after the last, quotes not counted.
    pub(crate) end: usize,
    /// Whether quotes stand between these, so that [`unquote`] must tell what
    /// the cell holds. `start` is then that of its opening quote.
    pub(crate) quotes: bool,
}

/// What is done with the cells of rows.
pub(crate) trait Cells {
    /// The next cell of the row. More cells if it returns true.
    fn cell(&mut self, cell: Cell) -> bool;

    /// The row that began at an offset ended with the last cell.
    fn row(&mut self, start: usize);
}

/// Splits whole rows. The last may lack its line end.
pub(crate) fn split(bytes: &[u8], from: usize, dialect: Dialect, cells: &mut impl Cells) {
    Engine::detect().run(Split {
        bytes,
        from,
        dialect,
        cells,
    });
}

struct Split<'a, C> {
    bytes: &'a [u8],
    from: usize,
    dialect: Dialect,
    cells: &'a mut C,
}

impl<C: Cells> Task for Split<'_, C> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        split_here(self.bytes, self.from, self.dialect, self.cells);
    }
}

#[inline(always)]
fn split_here(bytes: &[u8], from: usize, dialect: Dialect, cells: &mut impl Cells) {
    let mut marks = Marks::new(bytes, from, dialect);
    let mut row = Row {
        start: from,
        cell: from,
        columns: 0,
    };
    while let Some(at) = marks.next() {
        let byte = bytes[at];
        if Some(byte) == dialect.quote {
            if at == row.cell && !quoted(bytes, at, &mut marks, &mut row, cells) {
                return;
            }
        } else if byte == dialect.separator {
            if !row.take(plain(row.cell, at), at, cells) {
                return;
            }
        } else if !row.end(at, cells) {
            return;
        }
    }
    if row.columns > 0 || row.cell < bytes.len() {
        let last = plain(row.cell, bytes.len());
        if row.take(last, bytes.len(), cells) {
            cells.row(row.start);
        }
    }
}

fn plain(start: usize, end: usize) -> Cell {
    Cell {
        start,
        end,
        quotes: false,
    }
}

/// The row being read.
struct Row {
    start: usize,
    cell: usize,
    columns: usize,
}

impl Row {
    /// A cell, and the separator or line end after it.
    #[inline(always)]
    fn take(&mut self, cell: Cell, end: usize, cells: &mut impl Cells) -> bool {
        self.columns += 1;
        self.cell = end + 1;
        cells.cell(cell)
    }

    /// A line end after an unquoted cell, or after nothing.
    #[inline(always)]
    fn end(&mut self, at: usize, cells: &mut impl Cells) -> bool {
        let blank = self.columns == 0 && self.cell == at;
        if !blank {
            if !self.take(plain(self.cell, at), at, cells) {
                return false;
            }
            cells.row(self.start);
        }
        *self = Row {
            start: at + 1,
            cell: at + 1,
            columns: 0,
        };
        true
    }
}

/// Reads a cell that opens with a quote, up to and including what ends it.
/// False if there are to be no more.
#[inline(always)]
fn quoted(
    bytes: &[u8],
    open: usize,
    marks: &mut Marks<'_>,
    row: &mut Row,
    cells: &mut impl Cells,
) -> bool {
    let (close, doubled) = marks.close(open + 1);
    let end = match bytes.get(close + 1) {
        None => bytes.len(),
        Some(next) if marks.dialect.ends_cell(*next) => close + 1,
        Some(_) => marks.next_end().unwrap_or(bytes.len()),
    };
    marks.skip_to(end + 1);
    let cell = if doubled || end > close + 1 {
        Cell {
            start: open,
            end,
            quotes: true,
        }
    } else {
        plain(open + 1, close)
    };
    if !row.take(cell, end, cells) {
        return false;
    }
    if bytes.get(end) != Some(&marks.dialect.separator) {
        cells.row(row.start);
        *row = Row {
            start: end + 1,
            cell: end + 1,
            columns: 0,
        };
    }
    true
}

/// The separators, line ends and quotes of rows, in order.
struct Marks<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    /// Where the block begins whose marks these are.
    block: usize,
    ends: u64,
    quotes: u64,
}

impl<'a> Marks<'a> {
    fn new(bytes: &'a [u8], from: usize, dialect: Dialect) -> Marks<'a> {
        let mut marks = Marks {
            bytes,
            dialect,
            block: from,
            ends: 0,
            quotes: 0,
        };
        marks.load(from);
        marks
    }

    #[inline(always)]
    fn load(&mut self, block: usize) {
        self.block = block;
        if block >= self.bytes.len() {
            (self.ends, self.quotes) = (0, 0);
            return;
        }
        let (bytes, real) = mask::block_at(self.bytes, block, 0);
        (self.ends, self.quotes) = self.dialect.marks(&bytes);
        if real < 64 {
            self.ends &= !mask::from_bit(real);
            self.quotes &= !mask::from_bit(real);
        }
    }

    /// The next mark of any kind; it is used up.
    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.ends | self.quotes == 0 {
            if self.block + 64 >= self.bytes.len() {
                return None;
            }
            self.load(self.block + 64);
        }
        let bit = (self.ends | self.quotes).trailing_zeros();
        let rest = !(1 << bit);
        (self.ends, self.quotes) = (self.ends & rest, self.quotes & rest);
        Some(self.block + bit as usize)
    }

    /// The next separator or line end; it stays.
    fn next_end(&mut self) -> Option<usize> {
        while self.ends == 0 {
            if self.block + 64 >= self.bytes.len() {
                return None;
            }
            self.load(self.block + 64);
        }
        Some(self.block + self.ends.trailing_zeros() as usize)
    }

    /// Where the quote closes that opened before `from`, and whether there are
    /// doubled quotes in between. Marks before the closing one are used up.
    #[inline(always)]
    fn close(&mut self, from: usize) -> (usize, bool) {
        let mut doubled = false;
        let mut from = from;
        loop {
            self.skip_to(from);
            let Some(at) = self.next_quote() else {
                return (self.bytes.len(), doubled);
            };
            if self.bytes.get(at + 1).copied() != self.dialect.quote {
                self.skip_to(at + 1);
                return (at, doubled);
            }
            (doubled, from) = (true, at + 2);
        }
    }

    #[inline(always)]
    fn next_quote(&mut self) -> Option<usize> {
        while self.quotes == 0 {
            if self.block + 64 >= self.bytes.len() {
                return None;
            }
            self.load(self.block + 64);
        }
        Some(self.block + self.quotes.trailing_zeros() as usize)
    }

    /// Uses up all marks before an offset.
    #[inline(always)]
    fn skip_to(&mut self, at: usize) {
        if at >= self.block + 64 {
            self.load(self.block + (at - self.block) / 64 * 64);
        }
        if at > self.block {
            let rest = mask::from_bit(at - self.block);
            (self.ends, self.quotes) = (self.ends & rest, self.quotes & rest);
        }
    }
}

impl Dialect {
    /// Whether a byte outside quotes ends a cell.
    pub(crate) fn ends_cell(self, byte: u8) -> bool {
        byte == self.separator || byte == b'\n' || byte == b'\r'
    }

    /// The separators and line ends of a block, and its quotes.
    #[inline(always)]
    pub(crate) fn marks(self, block: &Block) -> (u64, u64) {
        let separator = self.separator;
        let ends = mask::mask(block, |byte| {
            (byte == separator) | (byte == b'\n') | (byte == b'\r')
        });
        (
            ends,
            self.quote.map_or(0, |quote| mask::equal(block, quote)),
        )
    }
}

/// Appends what a cell with quotes within it holds: from its opening quote to
/// where it ends.
pub(crate) fn unquote(cell: &[u8], quote: u8, out: &mut Vec<u8>) {
    let mut inside = true;
    let mut at = 1;
    while at < cell.len() {
        let byte = cell[at];
        if inside && byte == quote {
            inside = cell.get(at + 1) == Some(&quote);
            out.extend(inside.then_some(quote));
            at += 1 + usize::from(inside);
        } else {
            out.push(byte);
            at += 1;
        }
    }
}
