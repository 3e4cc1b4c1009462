//! The inventory of buckets.

use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::page::{OWN_COLUMNS, Order, Page, Paged, plain};
use crate::scoped::{Reading, Writing};

/// A bucket of the inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// When it was last looked at, milliseconds since 1970.
    pub updated_ms: i64,
    /// All else there is to say of it.
    pub document: Value,
}

const COLUMNS: &str = "name, updated_ms, document";

impl Reading<'_> {
    /// A bucket.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn bucket(&self, name: &str) -> Result<Option<Bucket>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM bucket WHERE scope = ?1 AND name = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let row = statement.query_row(params![self.scope, name], |row| Ok(read(row, 0)));
        row.optional()?.transpose()
    }

    /// The buckets that `keep` wants, by their names.
    ///
    /// # Errors
    ///
    /// [`Error::PageToken`], or as of any reading.
    pub fn buckets(
        &self,
        page: &Page,
        keep: impl FnMut(&Bucket) -> bool,
    ) -> Result<Paged<Bucket>, Error> {
        let listing = plain("bucket", COLUMNS, "name", Order::Ascending, self.scope);
        listing.page(self, page, |row| read(row, OWN_COLUMNS), keep)
    }
}

impl Writing<'_> {
    /// Adds a bucket, or changes the one with its name.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_bucket(&self, bucket: &Bucket) -> Result<(), Error> {
        let document = document::write(&bucket.document, || what(&bucket.name))?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO bucket (scope, name, updated_ms, document) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (scope, name) DO UPDATE SET updated_ms = excluded.updated_ms,
             document = excluded.document",
        )?;
        statement.execute(params![
            self.scope,
            bucket.name,
            bucket.updated_ms,
            document
        ])?;
        Ok(())
    }

    /// Deletes a bucket; `false` if there is none. Its findings stay.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn delete_bucket(&self, name: &str) -> Result<bool, Error> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM bucket WHERE scope = ?1 AND name = ?2")?;
        Ok(statement.execute(params![self.scope, name])? > 0)
    }
}

fn read(row: &Row<'_>, from: usize) -> Result<Bucket, Error> {
    let name: String = row.get(from)?;
    Ok(Bucket {
        document: document::column(row, from + 2, || what(&name))?,
        name,
        updated_ms: row.get(from + 1)?,
    })
}

fn what(name: &str) -> String {
    format!("the bucket {name}")
}
