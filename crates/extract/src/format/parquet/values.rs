//! The values of one column.

use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::DataType;
use parquet::errors::Result;

use super::schema::Leaf;
use super::text::Written;
use crate::fields::Fields;

/// The values of one column, whatever their type.
pub(super) trait Values {
    /// Reads the next rows, which hold this many records.
    fn read(&mut self, rows: usize) -> Result<usize>;

    /// Adds values until there is enough for a batch; whether that were all.
    fn put(&mut self, leaf: &mut Leaf, fields: &mut Fields, record: u64) -> bool;
}

/// The values of a column of some type.
pub(super) struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    defined: Vec<i16>,
    repeated: Vec<i16>,
    values: Vec<T::T>,
    /// How many of the values, nulls included, there are and were handed out.
    len: usize,
    done: usize,
    /// The next value that is there.
    next: usize,
    /// Records that began.
    records: u64,
    /// The numbers on the way to the current value.
    indexes: Vec<u64>,
    text: Vec<u8>,
}

impl<T: DataType> Typed<T> {
    pub(super) fn new(reader: ColumnReaderImpl<T>) -> Typed<T> {
        Typed {
            reader,
            defined: Vec::new(),
            repeated: Vec::new(),
            values: Vec::new(),
            len: 0,
            done: 0,
            next: 0,
            records: 0,
            indexes: Vec::new(),
            text: Vec::new(),
        }
    }

    /// Goes to the next value as its level of repetition says.
    fn repeat(&mut self, level: i16) {
        if self.indexes.is_empty() {
            self.records += 1;
            return;
        }
        match usize::try_from(level) {
            Ok(level @ 1..) if level <= self.indexes.len() => {
                self.indexes[level - 1] += 1;
                self.indexes[level..].fill(0);
            }
            _ => {
                self.records += 1;
                self.indexes.fill(0);
            }
        }
    }
}

impl<T: DataType> Values for Typed<T>
where
    T::T: Written,
{
    fn read(&mut self, rows: usize) -> Result<usize> {
        self.defined.clear();
        self.repeated.clear();
        self.values.clear();
        (self.done, self.next, self.records) = (0, 0, 0);
        let (records, _, levels) = self.reader.read_records(
            rows,
            Some(&mut self.defined),
            Some(&mut self.repeated),
            &mut self.values,
        )?;
        self.len = levels.max(self.values.len());
        Ok(records)
    }

    fn put(&mut self, leaf: &mut Leaf, fields: &mut Fields, record: u64) -> bool {
        self.indexes.resize(leaf.repeats, 0);
        while self.done < self.len {
            if fields.is_full() {
                return false;
            }
            let level = self.repeated.get(self.done).copied().unwrap_or(0);
            self.repeat(level);
            let defined = self.defined.get(self.done).copied();
            self.done += 1;
            if defined.unwrap_or(leaf.defined) < leaf.defined {
                fields.tire();
                continue;
            }
            let Some(value) = self.values.get(self.next) else {
                return true;
            };
            self.next += 1;
            fields.record(record + self.records - 1);
            self.text.clear();
            let text = value.write(&leaf.kind, &mut self.text);
            fields.put(&mut leaf.column, &self.indexes, text);
        }
        true
    }
}
