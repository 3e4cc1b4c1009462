//! What pages claim to be, before they are decoded.

use parquet::errors::Result;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

use super::chunk::Chunks;
use crate::bytes::thrift::{Thrift, Value};
use crate::extractor::Fault;

/// The largest page that is decoded.
const LARGEST: u64 = 256 << 20;
/// As much of a header is read; statistics may be longer, and are not needed.
const HEADER: usize = 4096;

/// The memory that reading a column takes: its dictionary and one page.
pub(super) fn memory(
    chunks: &Chunks,
    column: &ColumnChunkMetaData,
) -> std::result::Result<u64, Fault> {
    let (mut at, end) = range(column).ok_or_else(|| Fault::malformed("damaged"))?;
    let (mut dictionary, mut largest) = (0, 0);
    while at < end {
        let mut header = [0; HEADER];
        let most = HEADER.min((end - at) as usize);
        let read = chunks.0.read_at(at, &mut header[..most])?;
        let Some(page) = Page::read(&header[..read]) else {
            break;
        };
        if page.expanded > LARGEST {
            return Err(Fault::malformed(format!(
                "a page of {} bytes, more than the limit of {LARGEST}",
                page.expanded
            )));
        }
        if page.is_dictionary {
            dictionary = page.expanded;
        } else {
            largest = largest.max(page.expanded + page.compressed);
        }
        at = at
            .saturating_add(page.header)
            .saturating_add(page.compressed);
    }
    Ok(dictionary + largest)
}

/// Where the pages of a column lie.
fn range(column: &ColumnChunkMetaData) -> Option<(u64, u64)> {
    let first = column.dictionary_page_offset().unwrap_or(i64::MAX);
    let start = u64::try_from(first.min(column.data_page_offset())).ok()?;
    let len = u64::try_from(column.compressed_size()).ok()?;
    Some((start, start.checked_add(len)?))
}

/// What the header of a page says.
struct Page {
    is_dictionary: bool,
    expanded: u64,
    compressed: u64,
    /// Bytes of the header.
    header: u64,
}

impl Page {
    fn read(bytes: &[u8]) -> Option<Page> {
        let mut thrift = Thrift::new(bytes);
        let (mut kind, mut expanded, mut compressed) = (None, None, None);
        while let Some((field, value)) = thrift.field()? {
            match (field, value) {
                (1, Value::Number(number)) => kind = Some(number),
                (2, Value::Number(number)) => expanded = u64::try_from(number).ok(),
                (3, Value::Number(number)) => compressed = u64::try_from(number).ok(),
                _ => {}
            }
        }
        Some(Page {
            is_dictionary: kind? == 2,
            expanded: expanded?,
            compressed: compressed?,
            header: thrift.at() as u64,
        })
    }
}

/// Metadata without what some writers get wrong.
pub(super) fn mended(metadata: ParquetMetaData) -> Result<ParquetMetaData> {
    let mut builder = metadata.into_builder();
    let mut groups = builder.take_row_groups();
    for group in &mut groups {
        let wrong = |it: &ColumnChunkMetaData| it.dictionary_page_offset() == Some(0);
        if group.columns().iter().any(wrong) {
            let mut builder = group.clone().into_builder();
            let columns = builder.take_columns().into_iter();
            let columns = columns.map(|column| match wrong(&column) {
                // A dictionary that is not there.
                true => column
                    .into_builder()
                    .set_dictionary_page_offset(None)
                    .build(),
                false => Ok(column),
            });
            let columns = columns.collect::<Result<Vec<_>>>()?;
            *group = builder.set_column_metadata(columns).build()?;
        }
    }
    Ok(builder.set_row_groups(groups).build())
}
