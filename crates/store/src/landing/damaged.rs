//! What scans have stored and nobody can read.

use rusqlite::{Row, params};

use crate::error::Error;
use crate::scoped::{Reading, Writing};

/// A batch of what a scan stored of which something cannot be read. What could
/// be read of it is where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damaged {
    /// Its number.
    pub batch: i64,
    /// The id of the scan among the [records](Reading::records) of [`SCAN`](crate::SCAN).
    pub scan: String,
    /// The job that its findings name.
    pub job: String,
    /// When it was stored, milliseconds since 1970.
    pub landed_ms: i64,
    /// How many objects are lost.
    pub objects: u64,
    /// How many findings are lost.
    pub findings: u64,
    /// What is wrong with it.
    pub reason: String,
}

/// What cannot be read of a batch.
pub(super) struct Loss {
    pub(super) objects: i64,
    pub(super) findings: i64,
    pub(super) reason: String,
}

impl Loss {
    pub(super) fn because(self, why: &Error) -> Loss {
        let reason = match why {
            // Its own words are about the whole file.
            Error::Corrupt(source) => source.to_string(),
            other => other.to_string(),
        };
        Loss { reason, ..self }
    }
}

/// Keeps a batch that has landed among those that cannot be read.
pub(super) fn set_aside(writing: &Writing<'_>, row: i64, loss: &Loss) -> Result<(), Error> {
    let mut statement = writing.connection.prepare_cached(
        "INSERT INTO damaged (scope, scan, identifiers, job, landed_ms, objects, findings, reason,
         length, content)
         SELECT scope, scan, identifiers, job, landed_ms, ?2, ?3, ?4, length, content
         FROM landed WHERE row = ?1",
    )?;
    // Counts that do not add up are damage, too.
    let (objects, findings) = (loss.objects.max(0), loss.findings.max(0));
    statement.execute(params![row, objects, findings, loss.reason])?;
    Ok(())
}

impl Reading<'_> {
    /// What scans have stored and cannot be read, since it was damaged on the
    /// disk; the oldest first. All else can be asked for. Whoever scans again
    /// what was scanned has it again ([`forget_damaged`](Writing::forget_damaged)).
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn damaged(&self) -> Result<Vec<Damaged>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT row, scan, job, landed_ms, objects, findings, reason FROM damaged
             WHERE scope = ?1 ORDER BY row",
        )?;
        let rows = statement.query_map([self.scope], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Forgets what cannot be read; tells how many batches there were.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn forget_damaged(&self) -> Result<u64, Error> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM damaged WHERE scope = ?1")?;
        Ok(statement.execute([self.scope])? as u64)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Damaged> {
    Ok(Damaged {
        batch: row.get(0)?,
        scan: row.get(1)?,
        job: row.get(2)?,
        landed_ms: row.get(3)?,
        objects: row.get::<_, i64>(4)?.cast_unsigned(),
        findings: row.get::<_, i64>(5)?.cast_unsigned(),
        reason: row.get(6)?,
    })
}
