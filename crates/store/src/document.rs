//! Documents: JSON as text.

use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// What is to be stored, as text.
pub(crate) fn write(
    document: &impl Serialize,
    what: impl FnOnce() -> String,
) -> Result<String, Error> {
    serde_json::to_string(document).map_err(|source| Error::Document {
        what: what(),
        source,
    })
}

/// What was stored.
pub(crate) fn read<T: DeserializeOwned>(
    text: &str,
    what: impl FnOnce() -> String,
) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|source| Error::Document {
        what: what(),
        source,
    })
}

/// A document in a column.
pub(crate) fn column<T: DeserializeOwned>(
    row: &Row<'_>,
    at: usize,
    what: impl FnOnce() -> String,
) -> Result<T, Error> {
    read(
        row.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?,
        what,
    )
}
