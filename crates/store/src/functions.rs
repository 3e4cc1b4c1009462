//! Functions that queries use beyond SQLite's own. The schema uses none of
//! them, so that any tool can open the file.

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// Makes the functions known to a connection.
pub(crate) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("epoch_ms", 1, flags, |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.and_then(|text| epoch_ms(&text)))
    })?;
    // SQLite's own reading of fractions may differ from Rust's in the last
    // digit.
    connection.create_scalar_function("decimal", 1, flags, |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.and_then(|text| text.parse::<f64>().ok()))
    })
}

/// An RFC 3339 instant as milliseconds since 1970; `None` if it is none.
pub(crate) fn epoch_ms(text: &str) -> Option<i64> {
    text.parse().ok().map(Timestamp::as_millisecond)
}
