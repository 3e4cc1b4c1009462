//! Reading row by row, where values have names that are values themselves.

use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::SerializedFileReader;
use parquet::record::reader::RowIter;

use super::chunk::Chunks;
use super::fault::fault;
use super::{pages, text};
use crate::extractor::Fault;
use crate::fields::Fields;

pub(super) struct Rows(RowIter<'static>);

impl Rows {
    pub(super) fn new(chunks: Chunks, metadata: &ParquetMetaData) -> Result<Rows, Fault> {
        for group in metadata.row_groups() {
            for column in group.columns() {
                pages::memory(&chunks, column)?;
            }
        }
        let file = SerializedFileReader::new(chunks).map_err(|error| fault(&error))?;
        Ok(Rows(RowIter::from_file_into(Box::new(file))))
    }

    /// Adds the fields of the next row; false at the end.
    pub(super) fn next(&mut self, fields: &mut Fields) -> Result<bool, Fault> {
        fields.tire();
        fields.check()?;
        match self.0.next() {
            None => return Ok(false),
            Some(Err(error)) => return Err(fault(&error)),
            Some(Ok(row)) => text::row(&row, fields),
        }
        fields.end_record();
        Ok(true)
    }
}
