//! How a table is written: what separates its cells and what quotes them.

use memchr::{memchr, memchr_iter, memchr2};

use super::split::{Cell, Cells, split};
use crate::format::Head;

/// What separates cells, and what quotes them if anything does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) separator: u8,
    pub(crate) quote: Option<u8>,
}

/// What may separate cells, the likelier first.
const SEPARATORS: [u8; 8] = [b',', b';', b'\t', b'|', b'^', b'~', 0x01, 0x1F];
/// The score of a separator that cuts all rows alike.
const ALL: usize = 100;
/// How many rows are looked at.
const SAMPLE: usize = 200;
/// Content without a name that says so must have so many rows ...
const LEAST_ROWS: usize = 5;
/// ... of this many separators each to be taken for a table.
const LEAST_SEPARATORS: usize = 2;

impl Dialect {
    pub(crate) fn new(separator: u8) -> Dialect {
        Dialect {
            separator,
            quote: Some(b'"'),
        }
    }
}

/// The dialect of content that is known to be a table: the separator that cuts
/// most rows into as many cells as the first, more than one. `usual` wins ties
/// and takes tables of one column.
pub(crate) fn choose(head: &Head<'_>, usual: u8) -> Dialect {
    let score = |separator| Sample::take(head, separator).score();
    let mut best = (score(usual), usual);
    for separator in SEPARATORS {
        // Most tables are as usual throughout.
        if best.0 < ALL && separator != usual {
            let next = score(separator);
            best = if next > best.0 {
                (next, separator)
            } else {
                best
            };
        }
    }
    let separator = best.1;
    Dialect {
        separator,
        quote: quote(head, separator),
    }
}

/// The dialect of content that nothing else says is a table, if it evidently
/// is one: at least five rows, all of the same three or more cells.
pub(crate) fn recognise(head: &Head<'_>) -> Option<Dialect> {
    let line = first_line(head);
    let mut separators = SEPARATORS.into_iter();
    let found = separators.find(|it| may_cut(line, *it) && are_alike(head, *it));
    found.map(Dialect::new)
}

/// Whether content evidently is a table of which that separates the cells.
pub(crate) fn is_table(head: &Head<'_>, separator: u8) -> bool {
    may_cut(first_line(head), separator) && are_alike(head, separator)
}

/// The first line that is not empty.
fn first_line<'a>(head: &Head<'a>) -> &'a [u8] {
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let bytes = head.whole_lines();
    let start = bytes.iter().position(|it| !is_end(it));
    let line = &bytes[start.unwrap_or(bytes.len())..];
    &line[..memchr2(b'\n', b'\r', line).unwrap_or(line.len())]
}

/// Whether a separator may cut the first line into enough cells: of most content that tells.
fn may_cut(line: &[u8], separator: u8) -> bool {
    // A quote may have the row go on.
    memchr_iter(separator, line).count() >= LEAST_SEPARATORS || memchr(b'"', line).is_some()
}

/// Whether so many rows are cut by a separator, all into as many cells.
fn are_alike(head: &Head<'_>, separator: u8) -> bool {
    let sample = Sample::take_while(head, separator, |first, width| {
        width == first && width > LEAST_SEPARATORS
    });
    !sample.stopped && sample.rows >= LEAST_ROWS
}

/// Tab-separated values often know no quotes, and then a cell may well begin
/// with one that nothing closes: they are quotes only where most of them close
/// at the end of a cell.
fn quote(head: &Head<'_>, separator: u8) -> Option<u8> {
    let quotes = || Sample::take(head, separator).quotes;
    let quoting = separator != b'\t' || quotes().0 >= quotes().1;
    quoting.then_some(b'"')
}

/// The first rows, cut by one separator.
struct Sample<'a, F> {
    bytes: &'a [u8],
    /// How many whole rows there are.
    rows: usize,
    /// How many cells the first has, and how many rows have as many.
    first: usize,
    alike: usize,
    /// How many the row has so far.
    width: usize,
    /// Cells that quotes enclose, and cells that begin with a quote which does
    /// not end them.
    quotes: (usize, usize),
    /// Whether to go on, by the widths of the first row and the last.
    more: F,
    stopped: bool,
}

impl<'a> Sample<'a, fn(usize, usize) -> bool> {
    fn take(head: &Head<'a>, separator: u8) -> Self {
        Sample::take_while(head, separator, |_, _| true)
    }
}

impl<'a, F: Fn(usize, usize) -> bool> Sample<'a, F> {
    fn take_while(head: &Head<'a>, separator: u8, more: F) -> Sample<'a, F> {
        let bytes = head.whole_lines();
        let mut sample = Sample {
            bytes,
            rows: 0,
            first: 0,
            alike: 0,
            width: 0,
            quotes: (0, 0),
            more,
            stopped: false,
        };
        split(bytes, 0, Dialect::new(separator), &mut sample);
        sample
    }

    /// The share of rows that are as wide as the first, of [`ALL`]; nothing
    /// if that has one cell.
    fn score(&self) -> usize {
        match self.first {
            0 | 1 => 0,
            _ => ALL * self.alike / self.rows,
        }
    }
}

impl<F: Fn(usize, usize) -> bool> Cells for Sample<'_, F> {
    #[inline(always)]
    fn cell(&mut self, cell: Cell) -> bool {
        let before = self.bytes[..cell.start].last();
        let closed = match cell.quotes {
            true => self.bytes[..cell.end].last() == Some(&b'"'),
            false => self.bytes.get(cell.end) == Some(&b'"'),
        };
        let opened = cell.quotes || before == Some(&b'"');
        self.quotes.0 += usize::from(opened && closed);
        self.quotes.1 += usize::from(opened && !closed);
        self.width += 1;
        !self.stopped && self.rows < SAMPLE
    }

    #[inline(always)]
    fn row(&mut self, _start: usize) {
        let width = std::mem::take(&mut self.width);
        if self.rows == 0 {
            self.first = width;
        }
        self.rows += 1;
        self.alike += usize::from(width == self.first);
        self.stopped |= !(self.more)(self.first, width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_line_rules_out_no_table(text in "[\n\r]{0,2}([ab\"]{0,2}[,;|][ab]{0,2}[,;][ab\" ]{0,3}\r?\n){0,7}[ab,;\n\"]{0,9}", whole: bool) {
            let head = Head { bytes: text.as_bytes(), whole };
            for separator in SEPARATORS {
                prop_assert_eq!(is_table(&head, separator), are_alike(&head, separator));
            }
        }
    }
}
