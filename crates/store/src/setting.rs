//! Settings: one document for each name.

use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::scoped::{Reading, Writing};

impl Reading<'_> {
    /// What a setting is set to.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn setting(&self, name: &str) -> Result<Option<Value>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT document FROM setting WHERE scope = ?1 AND name = ?2")?;
        let text = statement.query_row(params![self.scope, name], |row| row.get::<_, String>(0));
        let text = text.optional()?;
        let value = text.map(|text| document::read(&text, || what(name)));
        value.transpose()
    }
}

impl Writing<'_> {
    /// Sets a setting.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn set(&self, name: &str, value: &Value) -> Result<(), Error> {
        let document = document::write(value, || what(name))?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO setting (scope, name, document) VALUES (?1, ?2, ?3)
             ON CONFLICT (scope, name) DO UPDATE SET document = excluded.document",
        )?;
        statement.execute(params![self.scope, name, document])?;
        Ok(())
    }

    /// Takes a setting away; `false` if it was not set.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn unset(&self, name: &str) -> Result<bool, Error> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM setting WHERE scope = ?1 AND name = ?2")?;
        Ok(statement.execute(params![self.scope, name])? > 0)
    }
}

fn what(name: &str) -> String {
    format!("the setting {name}")
}
