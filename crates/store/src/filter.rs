//! Findings filters, in the order in which they apply.

use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::page::{OWN_COLUMNS, Order, Page, Paged, plain};
use crate::scoped::{Reading, Writing};

/// A findings filter.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `ARCHIVE` for a suppression rule, `NOOP` for a saved view.
    pub action: String,
    /// Its place among the filters, from 1. A filter that is put at a place
    /// moves those from there on; beyond the last it becomes the last.
    pub position: u32,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
    /// All else there is to say of it.
    pub document: Value,
}

const COLUMNS: &str = "id, name, action, position, created_ms, document";

impl Reading<'_> {
    /// A filter.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn filter(&self, id: &str) -> Result<Option<Filter>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM filter WHERE scope = ?1 AND id = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let row = statement.query_row(params![self.scope, id], |row| Ok(read(row, 0)));
        row.optional()?.transpose()
    }

    /// The filters that `keep` wants, by their positions.
    ///
    /// # Errors
    ///
    /// [`Error::PageToken`], or as of any reading.
    pub fn filters(
        &self,
        page: &Page,
        keep: impl FnMut(&Filter) -> bool,
    ) -> Result<Paged<Filter>, Error> {
        let listing = plain("filter", COLUMNS, "position", Order::Ascending, self.scope);
        listing.page(self, page, |row| read(row, OWN_COLUMNS), keep)
    }
}

impl Writing<'_> {
    /// Adds a filter, or changes the one with its id, at its position.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_filter(&self, filter: &Filter) -> Result<(), Error> {
        let document = document::write(&filter.document, || what(&filter.id))?;
        self.delete_filter(&filter.id)?;
        let last: u32 = self.connection.query_row(
            "SELECT count(*) FROM filter WHERE scope = ?1",
            [self.scope],
            |row| row.get(0),
        )?;
        let position = filter.position.clamp(1, last + 1);
        self.shift("+ 1", position)?;
        let sql =
            format!("INSERT INTO filter (scope, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        self.connection.prepare_cached(&sql)?.execute(params![
            self.scope,
            filter.id,
            filter.name,
            filter.action,
            position,
            filter.created_ms,
            document
        ])?;
        Ok(())
    }

    /// Deletes a filter; `false` if there is none.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn delete_filter(&self, id: &str) -> Result<bool, Error> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM filter WHERE scope = ?1 AND id = ?2 RETURNING position")?;
        let position = statement.query_row(params![self.scope, id], |row| row.get(0));
        let Some(position) = position.optional()? else {
            return Ok(false);
        };
        self.shift("- 1", position)?;
        Ok(true)
    }

    /// Moves all filters from a position on.
    fn shift(&self, by: &str, from: u32) -> Result<(), Error> {
        let sql = format!(
            "UPDATE filter SET position = position {by} WHERE scope = ?1 AND position >= ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.execute(params![self.scope, from])?;
        Ok(())
    }
}

fn read(row: &Row<'_>, from: usize) -> Result<Filter, Error> {
    let id: String = row.get(from)?;
    Ok(Filter {
        document: document::column(row, from + 5, || what(&id))?,
        id,
        name: row.get(from + 1)?,
        action: row.get(from + 2)?,
        position: row.get(from + 3)?,
        created_ms: row.get(from + 4)?,
    })
}

fn what(id: &str) -> String {
    format!("the filter {id}")
}
