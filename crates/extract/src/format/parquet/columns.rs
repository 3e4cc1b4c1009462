//! Reading some rows of each column in turn.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::serialized_reader::SerializedPageReader;

use super::chunk::Chunks;
use super::fault::fault;
use super::old::{Old, WRITER};
use super::pages;
use super::schema::Leaf;
use super::values::{Typed, Values};
use crate::extractor::Fault;
use crate::fields::Fields;

/// All columns of a file, of which a few rows are read at a time.
pub(super) struct Columns {
    chunks: Arc<Chunks>,
    metadata: ParquetMetaData,
    leaves: Vec<Leaf>,
    /// The next row group, and the number of its first record.
    group: usize,
    first: u64,
    /// Columns of the row group that are still to be read.
    waiting: VecDeque<Range<usize>>,
    open: Vec<Open>,
    /// Which of them is read now, and whether its values are being handed out.
    current: usize,
    within: bool,
    /// The number of the first record that is being read.
    record: u64,
    /// How many rows are read at once.
    rows: usize,
    /// What was wrong with a column; the others are read all the same.
    fault: Option<Fault>,
}

/// A column that is being read.
struct Open {
    leaf: usize,
    values: Box<dyn Values>,
    ended: bool,
}

/// Memory that pages of columns may take that are read side by side.
const PAGES: u64 = 128 << 20;
/// Rows of a column that are read at once, at most.
const ROWS: u64 = 1024;
/// Bytes that are read of all columns at once, about.
const AT_ONCE: u64 = 4 << 20;

impl Columns {
    pub(super) fn new(chunks: Chunks, metadata: ParquetMetaData, leaves: Vec<Leaf>) -> Columns {
        Columns {
            chunks: Arc::new(chunks),
            metadata,
            leaves,
            group: 0,
            first: 0,
            waiting: VecDeque::new(),
            open: Vec::new(),
            current: 0,
            within: false,
            record: 0,
            rows: 1,
            fault: None,
        }
    }

    /// Adds fields of the column whose turn it is; false at the end.
    pub(super) fn next(&mut self, fields: &mut Fields) -> Result<bool, Fault> {
        fields.check()?;
        if !self.within && !self.advance() {
            return self.fault.take().map_or(Ok(false), Err);
        }
        let open = &mut self.open[self.current];
        let leaf = &mut self.leaves[open.leaf];
        if open.values.put(leaf, fields, self.record) {
            self.within = false;
            self.current += 1;
        }
        Ok(true)
    }

    /// Goes to a column that has values.
    fn advance(&mut self) -> bool {
        loop {
            if self.current == self.open.len() {
                if self.open.iter().all(|it| it.ended) {
                    if !self.open_next() {
                        return false;
                    }
                } else {
                    self.record += self.rows as u64;
                }
                self.current = 0;
                continue;
            }
            let open = &mut self.open[self.current];
            if !open.ended {
                match open.values.read(self.rows) {
                    Ok(0) => open.ended = true,
                    Ok(_) => {
                        self.within = true;
                        return true;
                    }
                    Err(error) => {
                        open.ended = true;
                        self.fault.get_or_insert(fault(&error));
                    }
                }
            }
            self.current += 1;
        }
    }

    /// Opens columns that have not been read; false if there are none.
    fn open_next(&mut self) -> bool {
        self.open.clear();
        loop {
            if let Some(columns) = self.waiting.pop_front() {
                self.open = columns.filter_map(|it| self.open_column(it)).collect();
                self.record = self.first;
                if !self.open.is_empty() {
                    return true;
                }
            } else if !self.next_group() {
                return false;
            }
        }
    }

    /// Goes to the next row group; false if there is none.
    fn next_group(&mut self) -> bool {
        if self.group > 0 {
            let before = self.metadata.row_group(self.group - 1).num_rows();
            self.first = self.first.saturating_add(before.max(0) as u64);
        }
        if self.group == self.metadata.num_row_groups() {
            return false;
        }
        self.group += 1;
        let group = self.metadata.row_group(self.group - 1).clone();
        self.rows = rows_at_once(&group);
        match self.share_out(&group) {
            Ok(waiting) => self.waiting = waiting,
            Err(fault) => self.fault = self.fault.take().or(Some(fault)),
        }
        true
    }

    /// Runs of columns whose pages fit into memory together.
    fn share_out(&self, group: &RowGroupMetaData) -> Result<VecDeque<Range<usize>>, Fault> {
        let (mut runs, mut start, mut sum) = (VecDeque::new(), 0, 0);
        for (at, column) in group.columns().iter().enumerate().take(self.leaves.len()) {
            let memory = pages::memory(&self.chunks, column)?;
            if sum + memory > PAGES && at > start {
                runs.push_back(start..at);
                (start, sum) = (at, 0);
            }
            sum += memory;
        }
        runs.push_back(start..group.num_columns().min(self.leaves.len()));
        Ok(runs)
    }

    fn open_column(&mut self, at: usize) -> Option<Open> {
        let group = self.metadata.row_group(self.group - 1);
        let column = group.column(at);
        let rows = usize::try_from(group.num_rows()).ok()?;
        let pages = SerializedPageReader::new(Arc::clone(&self.chunks), column, rows, None);
        let pages = match pages {
            Ok(pages) => pages,
            Err(error) => {
                self.fault.get_or_insert(fault(&error));
                return None;
            }
        };
        let writer = self
            .metadata
            .file_metadata()
            .created_by()
            .unwrap_or_default();
        let pages: Box<dyn PageReader> =
            match writer.starts_with(WRITER) && column.compression() == Compression::SNAPPY {
                true => Box::new(Old(pages)),
                false => Box::new(pages),
            };
        let values = typed(get_column_reader(column.column_descr_ptr(), pages));
        Some(Open {
            leaf: at,
            values,
            ended: false,
        })
    }
}

fn typed(reader: ColumnReader) -> Box<dyn Values> {
    match reader {
        ColumnReader::BoolColumnReader(reader) => Box::new(Typed::new(reader)),
        ColumnReader::Int32ColumnReader(reader) => Box::new(Typed::new(reader)),
        ColumnReader::Int64ColumnReader(reader) => Box::new(Typed::new(reader)),
        ColumnReader::Int96ColumnReader(reader) => Box::new(Typed::new(reader)),
        ColumnReader::FloatColumnReader(reader) => Box::new(Typed::new(reader)),
        ColumnReader::DoubleColumnReader(reader) => Box::new(Typed::new(reader)),
        ColumnReader::ByteArrayColumnReader(reader) => Box::new(Typed::new(reader)),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => Box::new(Typed::new(reader)),
    }
}

/// So many rows that what is read at once is not much, if the group says true
/// of its size.
fn rows_at_once(group: &RowGroupMetaData) -> usize {
    let rows = group.num_rows().max(1) as u64;
    let bytes = group.total_byte_size().max(1) as u64 / rows + 1;
    (AT_ONCE / bytes).clamp(1, ROWS) as usize
}
