//! Records: documents of any kind that need no table of their own, such as
//! members and invitations.

use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::page::{OWN_COLUMNS, Order, Page, Paged, and, plain};
use crate::scoped::{Reading, Writing};

/// A document of some kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its kind.
    pub kind: String,
    /// Its id, among those of its kind.
    pub id: String,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
    /// When it was last changed, milliseconds since 1970.
    pub updated_ms: i64,
    /// What it says.
    pub document: Value,
}

const COLUMNS: &str = "kind, id, created_ms, updated_ms, document";

impl Reading<'_> {
    /// A record.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn record(&self, kind: &str, id: &str) -> Result<Option<Record>, Error> {
        let sql =
            format!("SELECT {COLUMNS} FROM record WHERE scope = ?1 AND kind = ?2 AND id = ?3");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let row = statement.query_row(params![self.scope, kind, id], |row| Ok(read(row, 0)));
        row.optional()?.transpose()
    }

    /// The records of a kind that `keep` wants, by their ids.
    ///
    /// # Errors
    ///
    /// [`Error::PageToken`], or as of any reading.
    pub fn records(
        &self,
        kind: &str,
        page: &Page,
        keep: impl FnMut(&Record) -> bool,
    ) -> Result<Paged<Record>, Error> {
        let listing = plain("record", COLUMNS, "id", Order::Ascending, self.scope);
        let listing = and(listing, "kind = ?", kind.to_owned());
        listing.page(self, page, |row| read(row, OWN_COLUMNS), keep)
    }
}

impl Writing<'_> {
    /// Adds a record, or changes the one with its kind and id, which keeps
    /// the time at which it was made.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_record(&self, record: &Record) -> Result<(), Error> {
        let document = document::write(&record.document, || what(&record.kind, &record.id))?;
        let sql = format!(
            "INSERT INTO record (scope, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (scope, kind, id) DO UPDATE SET updated_ms = excluded.updated_ms,
             document = excluded.document"
        );
        self.connection.prepare_cached(&sql)?.execute(params![
            self.scope,
            record.kind,
            record.id,
            record.created_ms,
            record.updated_ms,
            document
        ])?;
        Ok(())
    }

    /// Deletes a record; `false` if there is none.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn delete_record(&self, kind: &str, id: &str) -> Result<bool, Error> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM record WHERE scope = ?1 AND kind = ?2 AND id = ?3")?;
        Ok(statement.execute(params![self.scope, kind, id])? > 0)
    }
}

fn read(row: &Row<'_>, from: usize) -> Result<Record, Error> {
    let kind: String = row.get(from)?;
    let id: String = row.get(from + 1)?;
    Ok(Record {
        document: document::column(row, from + 4, || what(&kind, &id))?,
        kind,
        id,
        created_ms: row.get(from + 2)?,
        updated_ms: row.get(from + 3)?,
    })
}

fn what(kind: &str, id: &str) -> String {
    format!("the {kind} {id}")
}
