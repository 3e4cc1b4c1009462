//! Layouts of the file, and how one becomes the next.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::connection::BUSY_SECONDS;
use crate::error::Error;

/// Each layout, from the first on. The number of those that were applied
/// stands in the file as `user_version`.
const LAYOUTS: &[&str] = &[
    include_str!("schema/0001_begin.sql"),
    include_str!("schema/0002_landed.sql"),
    include_str!("schema/0003_damaged.sql"),
];

/// What marks a file as a store: "Trac".
const APPLICATION: i64 = 0x5472_6163;

/// How long to wait before asking again for a lock that SQLite does not wait
/// for by itself.
const AGAIN: Duration = Duration::from_millis(20);

/// Brings a file to the last layout. A file that is no store is left alone.
pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    check(connection, path)?;
    write_ahead(connection)?;
    if version(connection)? == LAYOUTS.len() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it while this one waited.
    check(&transaction, path)?;
    for layout in &LAYOUTS[version(&transaction)?..] {
        transaction.execute_batch(layout)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", version_number(LAYOUTS.len()))?;
    transaction.commit()?;
    Ok(())
}

/// Whether a file is a store of the last layout; one of an earlier layout is
/// not, and one that is empty neither.
pub(crate) fn is_current(connection: &Connection, path: &Path) -> Result<bool, Error> {
    check(connection, path)?;
    Ok(version(connection)? == LAYOUTS.len())
}

/// Whether the file is empty or a store of a layout that is known.
fn check(connection: &Connection, path: &Path) -> Result<(), Error> {
    let not_a_store = || Error::NotAStore {
        path: path.to_owned(),
    };
    let application = pragma(connection, "application_id")?;
    let found = version(connection)?;
    if application == APPLICATION {
        return match found > LAYOUTS.len() {
            true => Err(Error::Newer {
                path: path.to_owned(),
                found: version_number(found),
                known: version_number(LAYOUTS.len()),
            }),
            false => Ok(()),
        };
    }
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application == 0 && found == 0 && tables == 0 {
        Ok(())
    } else {
        Err(not_a_store())
    }
}

fn version(connection: &Connection) -> Result<usize, Error> {
    let version = pragma(connection, "user_version")?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

fn version_number(layouts: usize) -> u32 {
    u32::try_from(layouts).unwrap_or(u32::MAX)
}

fn pragma(connection: &Connection, name: &str) -> Result<i64, Error> {
    Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
}

/// Has writes go to a log first, so that readers and a writer do not wait for
/// each other. It stays so; whoever finds it so has nothing to do.
fn write_ahead(connection: &Connection) -> Result<(), Error> {
    let began = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            // SQLite does not wait here for another process that does the same.
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && began.elapsed() < Duration::from_secs(BUSY_SECONDS) =>
            {
                thread::sleep(AGAIN);
            }
            outcome => return Ok(outcome?),
        }
    }
}
