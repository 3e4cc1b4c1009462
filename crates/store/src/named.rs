//! Things of a user's that have a name: custom identifiers and allow lists.

use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::page::{OWN_COLUMNS, Order, Page, Paged, plain};
use crate::scoped::{Reading, Writing};

/// A custom identifier or an allow list.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name; several may have the same.
    pub name: String,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
    /// When it was last changed, milliseconds since 1970.
    pub updated_ms: i64,
    /// Whether it was deleted. It can still be looked up by its id, since
    /// findings and jobs name it.
    pub deleted: bool,
    /// All else there is to say of it.
    pub document: Value,
}

const COLUMNS: &str = "id, name, created_ms, updated_ms, deleted, document";

/// A table of named things.
#[derive(Clone, Copy)]
pub(crate) struct Table(pub(crate) &'static str);

const CUSTOM: Table = Table("custom_identifier");
const ALLOW: Table = Table("allow_list");

impl Table {
    fn put(self, writing: &Writing<'_>, named: &Named) -> Result<(), Error> {
        let Table(table) = self;
        let document = document::write(&named.document, || self.what(&named.id))?;
        let sql = format!(
            "INSERT INTO {table} (scope, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (scope, id) DO UPDATE SET name = excluded.name,
             created_ms = excluded.created_ms, updated_ms = excluded.updated_ms,
             deleted = excluded.deleted, document = excluded.document"
        );
        writing.connection.prepare_cached(&sql)?.execute(params![
            writing.scope,
            named.id,
            named.name,
            named.created_ms,
            named.updated_ms,
            named.deleted,
            document
        ])?;
        Ok(())
    }

    fn get(self, reading: &Reading<'_>, id: &str) -> Result<Option<Named>, Error> {
        let Table(table) = self;
        let sql = format!("SELECT {COLUMNS} FROM {table} WHERE scope = ?1 AND id = ?2");
        let mut statement = reading.connection.prepare_cached(&sql)?;
        let row = statement.query_row(params![reading.scope, id], |row| Ok(self.read(row, 0)));
        row.optional()?.transpose()
    }

    fn list(
        self,
        reading: &Reading<'_>,
        page: &Page,
        keep: impl FnMut(&Named) -> bool,
    ) -> Result<Paged<Named>, Error> {
        let Table(table) = self;
        let mut listing = plain(
            table,
            COLUMNS,
            "created_ms",
            Order::Ascending,
            reading.scope,
        );
        listing.filter.push_str(" AND NOT deleted");
        listing.page(reading, page, |row| self.read(row, OWN_COLUMNS), keep)
    }

    fn delete(self, writing: &Writing<'_>, id: &str, now_ms: i64) -> Result<bool, Error> {
        let Table(table) = self;
        let sql = format!(
            "UPDATE {table} SET deleted = 1, updated_ms = ?3
             WHERE scope = ?1 AND id = ?2 AND NOT deleted"
        );
        let mut statement = writing.connection.prepare_cached(&sql)?;
        Ok(statement.execute(params![writing.scope, id, now_ms])? > 0)
    }

    fn read(self, row: &Row<'_>, from: usize) -> Result<Named, Error> {
        let id: String = row.get(from)?;
        Ok(Named {
            document: document::column(row, from + 5, || self.what(&id))?,
            id,
            name: row.get(from + 1)?,
            created_ms: row.get(from + 2)?,
            updated_ms: row.get(from + 3)?,
            deleted: row.get(from + 4)?,
        })
    }

    fn what(self, id: &str) -> String {
        format!("the {} {id}", self.0.replace('_', " "))
    }
}

impl Reading<'_> {
    /// A custom identifier, also a deleted one.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn custom_identifier(&self, id: &str) -> Result<Option<Named>, Error> {
        CUSTOM.get(self, id)
    }

    /// The custom identifiers that were not deleted and that `keep` wants, the
    /// oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::PageToken`], or as of any reading.
    pub fn custom_identifiers(
        &self,
        page: &Page,
        keep: impl FnMut(&Named) -> bool,
    ) -> Result<Paged<Named>, Error> {
        CUSTOM.list(self, page, keep)
    }

    /// An allow list, also a deleted one.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn allow_list(&self, id: &str) -> Result<Option<Named>, Error> {
        ALLOW.get(self, id)
    }

    /// The allow lists that were not deleted and that `keep` wants, the oldest
    /// first.
    ///
    /// # Errors
    ///
    /// [`Error::PageToken`], or as of any reading.
    pub fn allow_lists(
        &self,
        page: &Page,
        keep: impl FnMut(&Named) -> bool,
    ) -> Result<Paged<Named>, Error> {
        ALLOW.list(self, page, keep)
    }
}

impl Writing<'_> {
    /// Adds a custom identifier, or changes the one with its id.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_custom_identifier(&self, identifier: &Named) -> Result<(), Error> {
        CUSTOM.put(self, identifier)
    }

    /// Marks a custom identifier as deleted; `false` if there is none, or no
    /// more.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn delete_custom_identifier(&self, id: &str, now_ms: i64) -> Result<bool, Error> {
        CUSTOM.delete(self, id, now_ms)
    }

    /// Adds an allow list, or changes the one with its id.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_allow_list(&self, list: &Named) -> Result<(), Error> {
        ALLOW.put(self, list)
    }

    /// Marks an allow list as deleted; `false` if there is none, or no more.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn delete_allow_list(&self, id: &str, now_ms: i64) -> Result<bool, Error> {
        ALLOW.delete(self, id, now_ms)
    }
}
