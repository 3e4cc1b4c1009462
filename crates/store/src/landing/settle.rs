//! Taking what has landed to where it belongs.

use rusqlite::{OptionalExtension as _, Row, params};

use super::batch::{Batch, Item, Items, Origin, damaged};
use super::damaged::{Loss, set_aside};
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
/// many there were. What cannot be read of one is set aside, so that nobody's
/// question fails for it.
pub(crate) fn settle(writing: &Writing<'_>, most: usize) -> Result<usize, Error> {
    for done in 0..most {
        let Some(row) = oldest(writing)? else {
            return Ok(done);
        };
        if let Some(loss) = unpack(writing, &row)? {
            set_aside(writing, row.row, &loss)?;
        }
        let mut delete = writing
            .connection
            .prepare_cached("DELETE FROM landed WHERE row = ?1")?;
        delete.execute([row.row])?;
    }
    Ok(most)
}

/// Takes what can be read of a batch to where it belongs; tells what is lost.
fn unpack(writing: &Writing<'_>, row: &Landed) -> Result<Option<Loss>, Error> {
    let mut left = Loss {
        objects: row.objects,
        findings: row.findings,
        reason: String::new(),
    };
    let origin = &row.origin;
    let content = match row.content() {
        Ok(content) => content,
        Err(why) => return Ok(Some(left.because(&why))),
    };
    let mut first = None;
    for item in Items::of(&content, &origin.job) {
        match item {
            Ok(item) => {
                put(writing, origin, &item, row.landed_ms)?;
                left.objects -= 1;
                left.findings -= i64::from(item.finding.is_some());
            }
            Err(why) => drop(first.get_or_insert(why)),
        }
    }
    let is_whole = left.objects == 0 && left.findings == 0;
    let why = first.or_else(|| (!is_whole).then(|| damaged("something is missing in it")));
    Ok(why.map(|why| left.because(&why)))
}

struct Landed {
    row: i64,
    origin: Origin,
    landed_ms: i64,
    objects: i64,
    findings: i64,
    length: i64,
    content: Vec<u8>,
}

impl Landed {
    fn content(&self) -> Result<Vec<u8>, Error> {
        let length = usize::try_from(self.length).ok();
        let length = length.filter(|it| *it <= LARGEST);
        let length = length.ok_or_else(|| damaged("it says that it is larger than any"))?;
        lz4_flex::block::decompress(&self.content, length)
            .map_err(|error| Error::Corrupt(error.into()))
    }
}

fn oldest(writing: &Writing<'_>) -> Result<Option<Landed>, Error> {
    let mut statement = writing.connection.prepare_cached(
        "SELECT row, scan, identifiers, job, landed_ms, objects, findings, length, content FROM landed
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
            objects: row.get(5)?,
            findings: row.get(6)?,
            length: row.get(7)?,
            content: row.get(8)?,
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
        for item in self.items(&origin.job) {
            put(writing, origin, &item?, now_ms)?
                .into_iter()
                .for_each(&mut became);
        }
        Ok(())
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
