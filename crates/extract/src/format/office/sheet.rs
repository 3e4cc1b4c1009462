//! The cells of a sheet, with the names that stand over them.

use std::mem;
use std::sync::Arc;

use tracie_finding::may_be_value;

use crate::batch::Batch;
use crate::bytes::time;
use crate::format::csv::names_row;
use crate::labelled::{are_pairs, may_be_label};
use crate::marks::Spot;

/// Gathers cells, in the order of their rows, into batches.
///
/// The first row with two cells or more names the columns, under the rules
/// that hold for tables; a title may stand over it. In a small sheet that is a form rather
/// than a table, a cell names the one beside it.
pub(crate) struct Grid {
    sheet: Arc<str>,
    /// The first rows, until it is known whether one of them is a header.
    sample: Vec<Row>,
    sample_bytes: usize,
    /// The row of the header, and the names by column.
    header: Option<(u64, Vec<Arc<str>>)>,
    decided: bool,
    batch: Batch,
    /// By column, the spots of the batch: of cells without a name, and with.
    spots: Vec<[u32; 2]>,
    /// As many bytes make a batch.
    window: usize,
}

/// A spot that is not in the batch yet.
const NONE: u32 = u32::MAX;

struct Row {
    number: u64,
    /// By column, from 1.
    cells: Vec<(u64, Vec<u8>)>,
}

/// Rows that are compared with a header.
const SAMPLE: usize = 100;
/// Bytes of these.
const SAMPLE_BYTES: usize = 1 << 20;
/// What a batch may hold beyond its window.
const ROOM: usize = 4 << 10;
/// Columns that may have names.
const COLUMNS: u64 = 4096;

/// Bytes of a cell that are one value; Excel has cells of 32,767 characters.
pub(crate) const LONGEST: usize = 1 << 20;
/// More columns than any sheet has.
const MOST_COLUMNS: u64 = 1 << 20;

impl Grid {
    pub(crate) fn new(sheet: Arc<str>, window: usize) -> Grid {
        Grid {
            sheet,
            sample: Vec::new(),
            sample_bytes: 0,
            header: None,
            decided: false,
            batch: Batch::default(),
            spots: Vec::new(),
            window: window.min(1 << 20),
        }
    }

    /// Adds a cell; rows and columns count from 1.
    pub(crate) fn cell(&mut self, row: u64, column: u64, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        // What a document says may be anything.
        let (row, column) = (row.max(1), column.clamp(1, MOST_COLUMNS));
        if text.len() <= LONGEST {
            return self.gather(row, column, text);
        }
        for text in text.chunks(LONGEST) {
            self.gather(row, column, text);
        }
    }

    fn gather(&mut self, row: u64, column: u64, text: &[u8]) {
        if self.decided {
            return self.add(row, column, text, None);
        }
        if self.sample.len() > SAMPLE || self.sample_bytes > SAMPLE_BYTES {
            self.decide(false);
            return self.add(row, column, text, None);
        }
        if self.sample.last().is_none_or(|last| last.number != row) {
            let cells = Vec::new();
            self.sample.push(Row { number: row, cells });
        }
        if let Some(last) = self.sample.last_mut() {
            self.sample_bytes += text.len() + 32;
            last.cells.push((column, text.to_vec()));
        }
    }

    /// Whether there is enough for a batch.
    pub(crate) fn is_full(&self) -> bool {
        self.batch.len() >= self.window
    }

    /// The cells gathered so far.
    pub(crate) fn take(&mut self) -> Option<Box<Batch>> {
        self.spots.clear();
        let batch = mem::take(&mut self.batch);
        (!batch.is_empty()).then(|| Box::new(batch))
    }

    /// The last cells.
    pub(crate) fn finish(&mut self) -> Option<Box<Batch>> {
        self.decide(true);
        self.take()
    }

    /// Looks for a header among the first rows, which may be all there are.
    fn decide(&mut self, are_all: bool) {
        if mem::replace(&mut self.decided, true) {
            return;
        }
        let sample = mem::take(&mut self.sample);
        let is_table = sample.iter().any(|row| row.cells.len() > 1);
        let columns = sample.iter().filter(|row| row.cells.len() > 1 || !is_table);
        let columns = columns.flat_map(|row| row.cells.iter().map(|cell| cell.0));
        let from = columns.clone().min().unwrap_or(1);
        let to = columns.max().unwrap_or(1).min(from + COLUMNS);
        let rows: Vec<_> = sample.iter().map(|row| dense(row, from, to)).collect();
        let header = names_row(&rows);
        if let Some(at) = header {
            let left = (1..from).map(|_| Vec::new());
            let names = left.chain(rows[at].iter().cloned());
            let names = names.map(|it| String::from_utf8_lossy(&it).into());
            self.header = Some((sample[at].number, names.collect()));
        }
        // Without names over columns labels may stand anywhere.
        let is_form = are_all && (header.is_none() || are_pairs(&rows, header));
        for row in sample {
            let mut before: Option<&[u8]> = None;
            for (column, text) in &row.cells {
                let label = before.filter(|it| is_form && may_be_label(it));
                self.add(row.number, *column, text, label);
                before = Some(text);
            }
        }
    }

    /// Adds a cell; the label is what another one says of it.
    fn add(&mut self, row: u64, column: u64, text: &[u8], label: Option<&[u8]>) {
        if self.batch.is_empty() {
            self.begin_batch();
        }
        let place = (column - 1) as usize;
        let header = self.header.as_ref().filter(|(at, _)| row > *at);
        let name = header.and_then(|(_, names)| names.get(place));
        let named = name.is_some_and(|name| !name.is_empty());
        if self.spots.len() <= place {
            self.spots.resize(place + 1, [NONE; 2]);
        }
        let mut spot = self.spots[place][usize::from(named)];
        if spot == NONE {
            spot = self.batch.spot(Spot::Cell {
                sheet: Arc::clone(&self.sheet),
                row,
                column,
                name: name
                    .filter(|it| named && !may_be_value(it.as_bytes()))
                    .map(Arc::clone),
            });
            self.spots[place][usize::from(named)] = spot;
        }
        let names = match label {
            Some(label) => {
                let name = name.filter(|_| named).map(|it| it.as_bytes());
                self.batch.names.push(name.into_iter().chain([label]))
            }
            None if named => column as u32,
            None => 0,
        };
        self.batch.push(text, names, (spot, row));
    }

    /// A batch has the names of all columns, from its second set on.
    fn begin_batch(&mut self) {
        self.spots.clear();
        self.batch = Batch::with_room(self.window + ROOM);
        self.batch.names.push([""; 0]);
        for name in self.header.iter().flat_map(|(_, names)| names) {
            self.batch.names.push([name.as_bytes()]);
        }
    }
}

fn dense(row: &Row, from: u64, to: u64) -> Vec<Vec<u8>> {
    let mut cells = vec![Vec::new(); (to - from + 1) as usize];
    for (column, text) in &row.cells {
        if (from..=to).contains(column) {
            cells[(column - from) as usize].clone_from(text);
        }
    }
    cells
}

/// The row and column of a reference such as `C5`, from 1.
pub(crate) fn position(reference: &[u8]) -> Option<(u64, u64)> {
    let mut column = 0_u64;
    let mut row = 0_u64;
    for byte in reference {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                column = column * 26 + u64::from(byte.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' => row = row * 10 + u64::from(byte - b'0'),
            b'$' => {}
            _ => break,
        }
        if column > 1 << 20 || row > 1 << 32 {
            return None;
        }
    }
    (row > 0 && column > 0).then_some((row, column))
}

/// A number that is a date or time.
pub(crate) fn date(days: f64, from_1904: bool) -> Option<String> {
    let shift = if from_1904 { 1462.0 } else { 0.0 };
    // Spreadsheets take 1900 for a leap year.
    let shift = shift
        + if (1.0..60.0).contains(&days) && !from_1904 {
            1.0
        } else {
            0.0
        };
    let (year, month, day, rest) = time::serial(days + shift)?;
    let (seconds, milliseconds) = (rest / 1000, rest % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = match milliseconds {
        0 => String::new(),
        some => format!(".{some:03}000"),
    };
    Some(match (0.0..1.0).contains(&days) && !from_1904 {
        true => format!("{hour:02}:{minute:02}:{second:02}{fraction}"),
        false => {
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_of_places_may_be_anything() {
        let mut grid = Grid::new("Sheet1".into(), 1 << 10);
        for (row, column) in [(1, 1), (1, 0), (0, 2), (u64::MAX, u64::MAX)] {
            grid.cell(row, column, b"text");
        }
        // All are kept, each with what ends it.
        let bytes = grid.finish().map(|batch| batch.len());
        assert_eq!(bytes, Some(4 * (b"text".len() + 1)));
    }

    #[test]
    fn references_are_positions() {
        assert_eq!(position(b"C5"), Some((5, 3)));
        assert_eq!(position(b"$AA$10"), Some((10, 27)));
        assert_eq!(position(b"XFD1048576"), Some((1_048_576, 16_384)));
        assert_eq!(position(b"5"), None);
        assert_eq!(position(b""), None);
        assert_eq!(position(b"AAAAAAAAAAAAAA9"), None);
    }

    #[test]
    fn numbers_are_dates() {
        assert_eq!(
            date(45_352.5, false).as_deref(),
            Some("2024-03-01 12:00:00")
        );
        assert_eq!(date(0.25, false).as_deref(), Some("06:00:00"));
    }

    #[test]
    fn a_title_may_stand_over_the_names() {
        let mut grid = Grid::new("S".into(), 1 << 20);
        for (row, column, text) in [
            (1, 1, "Staff"),
            (3, 2, "name"),
            (3, 3, "ssn"),
            (4, 2, "Ann"),
            (4, 3, "512-58-3904"),
        ] {
            grid.cell(row, column, text.as_bytes());
        }
        let batch = grid.finish().expect("cells");
        let last = batch.values.last().expect("five");
        assert_eq!(
            batch.names.get(last.names),
            [b"ssn".to_vec().into_boxed_slice()]
        );
    }
}
