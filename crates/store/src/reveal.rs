//! How far the samples of findings are that were asked for.

use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::scoped::{Reading, Writing};

/// Samples of what a finding is about, or why there are none.
///
/// They are values. Who puts them here has been asked for them, and removes
/// them once they were shown.
#[derive(Clone, PartialEq)]
pub struct Reveal {
    /// The finding.
    pub finding: String,
    /// `PROCESSING`, `SUCCESS` or `ERROR`.
    pub status: String,
    /// The samples, or what went wrong.
    pub document: Value,
    /// When that became so, milliseconds since 1970.
    pub updated_ms: i64,
}

/// Shows no sample.
impl std::fmt::Debug for Reveal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reveal")
            .field("finding", &self.finding)
            .field("status", &self.status)
            .field("updated_ms", &self.updated_ms)
            .finish_non_exhaustive()
    }
}

impl Reading<'_> {
    /// The samples of a finding, if they were asked for.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn reveal(&self, finding: &str) -> Result<Option<Reveal>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT status, document, updated_ms FROM reveal WHERE scope = ?1 AND finding = ?2",
        )?;
        let row = statement.query_row(params![self.scope, finding], |row| {
            let document = document::column(row, 1, || what(finding));
            let (status, updated_ms) = (row.get(0)?, row.get(2)?);
            Ok(document.map(|document| Reveal {
                finding: finding.to_owned(),
                status,
                document,
                updated_ms,
            }))
        });
        row.optional()?.transpose()
    }
}

impl Writing<'_> {
    /// Adds the samples of a finding, or changes them.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_reveal(&self, reveal: &Reveal) -> Result<(), Error> {
        let document = document::write(&reveal.document, || what(&reveal.finding))?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO reveal (scope, finding, status, document, updated_ms)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (scope, finding) DO UPDATE SET status = excluded.status,
             document = excluded.document, updated_ms = excluded.updated_ms",
        )?;
        statement.execute(params![
            self.scope,
            reveal.finding,
            reveal.status,
            document,
            reveal.updated_ms
        ])?;
        Ok(())
    }

    /// Removes what was last changed before a moment; tells how much.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn forget_reveals(&self, before_ms: i64) -> Result<u64, Error> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM reveal WHERE scope = ?1 AND updated_ms < ?2")?;
        Ok(statement.execute(params![self.scope, before_ms])? as u64)
    }
}

fn what(finding: &str) -> String {
    format!("the samples of the finding {finding}")
}
