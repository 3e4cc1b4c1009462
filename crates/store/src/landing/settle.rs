//! Taking what has landed to where it belongs.

use rusqlite::{OptionalExtension as _, Row, params};

use super::batch::{Batch, Item, Origin, damaged, items};
use crate::error::Error;
use crate::finding::Put;
use crate::scoped::{Reading, Writing};

/// No batch is larger: what a row says beyond that is damage.
const LARGEST: usize = 1 << 30;

/// Whether what has landed in a scope are so many batches of a scan, and
/// nothing else.
pub(crate) fn is_alone(reading: &Reading<'_>, scan: &str, batches: usize) -> Result<bool, Error> {
    let mut statement = reading.connection.prepare_cached(
        "SELECT count(*), count(*) FILTER (WHERE scan = ?2) FROM landed WHERE scope = ?1",
    )?;
    let counts = statement.query_row(params![reading.scope, scan], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    })?;
    let batches = batches.cast_signed() as i64;
    Ok(counts == (batches, batches))
}

/// Whether a scope has anything that has landed.
pub(crate) fn has_landed(reading: &Reading<'_>) -> Result<bool, Error> {
    let mut statement = reading
        .connection
        .prepare_cached("SELECT 1 FROM landed WHERE scope = ?1 LIMIT 1")?;
    Ok(statement.exists([reading.scope])?)
}

/// Takes the oldest batches to where they belong, so many at most; tells how
/// many there were.
pub(crate) fn settle(writing: &Writing<'_>, most: usize) -> Result<usize, Error> {
    for done in 0..most {
        let Some(row) = oldest(writing)? else {
            return Ok(done);
        };
        let length = usize::try_from(row.length).ok().filter(|it| *it <= LARGEST);
        let content = lz4_flex::block::decompress(&row.content, length.ok_or_else(damaged)?);
        let content = content.map_err(|error| Error::Corrupt(error.into()))?;
        let origin = &row.origin;
        items(&content, &origin.job, |item| {
            put(writing, origin, &item, row.landed_ms).map(drop)
        })?;
        let mut delete = writing
            .connection
            .prepare_cached("DELETE FROM landed WHERE row = ?1")?;
        delete.execute([row.row])?;
    }
    Ok(most)
}

struct Landed {
    row: i64,
    origin: Origin,
    landed_ms: i64,
    length: i64,
    content: Vec<u8>,
}

fn oldest(writing: &Writing<'_>) -> Result<Option<Landed>, Error> {
    let mut statement = writing.connection.prepare_cached(
        "SELECT row, scan, identifiers, job, landed_ms, length, content FROM landed
         WHERE scope = ?1 ORDER BY row LIMIT 1",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Landed {
            row: row.get(0)?,
            origin: Origin {
                scan: row.get(1)?,
                identifiers: row.get(2)?,
                job: row.get(3)?,
            },
            landed_ms: row.get(4)?,
            length: row.get(5)?,
            content: row.get(6)?,
        })
    };
    Ok(statement
        .query_row(params![writing.scope], read)
        .optional()?)
}

impl Batch {
    /// Stores a batch where it belongs at once; `became` hears of each finding.
    pub(crate) fn put(
        &self,
        writing: &Writing<'_>,
        origin: &Origin,
        now_ms: i64,
        mut became: impl FnMut(Put),
    ) -> Result<(), Error> {
        self.items(&origin.job, |item| {
            put(writing, origin, &item, now_ms)?
                .into_iter()
                .for_each(&mut became);
            Ok(())
        })
    }
}

fn put(
    writing: &Writing<'_>,
    origin: &Origin,
    item: &Item,
    now_ms: i64,
) -> Result<Option<Put>, Error> {
    let finding = item.finding.as_ref();
    let put = finding.map(|finding| writing.put_finding_at(finding, now_ms));
    let put = put.transpose()?;
    writing.put_entry(&origin.identifiers, &item.entry)?;
    Ok(put)
}
