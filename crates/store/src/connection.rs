//! Connections to the file, set up so that what is written stays.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::Error;
use crate::functions;

/// How long a write waits for another process that is writing, in seconds.
pub const BUSY_SECONDS: u64 = 30;

/// Prepared statements that each connection keeps.
const STATEMENTS: usize = 128;

/// Opens a file as SQLite's, or makes an empty one.
pub(crate) fn open(path: &Path) -> Result<Connection, Error> {
    create(path).map_err(|error| Error::open(path, error))?;
    let connection = Connection::open(path).map_err(|error| Error::open(path, error))?;
    set_up(&connection).map_err(|error| match error {
        // The first to read anything of the file.
        Error::Corrupt(_) if !begins_as_a_database(path) => Error::NotAStore {
            path: path.to_owned(),
        },
        error => error,
    })?;
    Ok(connection)
}

/// Whether a file begins as those of SQLite do, so that it is a damaged one.
fn begins_as_a_database(path: &Path) -> bool {
    let mut begin = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin == *b"SQLite format 3\0"
}

/// A database that is gone with its connection.
pub(crate) fn open_in_memory() -> Result<Connection, Error> {
    let connection = Connection::open_in_memory()?;
    set_up(&connection)?;
    Ok(connection)
}

/// Makes the file if there is none, readable for its owner only: names of
/// objects and people's buckets are nobody else's business.
fn create(path: &Path) -> io::Result<()> {
    if fs::exists(path)? {
        return Ok(());
    }
    match new_file(path) {
        // Someone else was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn set_up(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    functions::register(connection)?;
    // Plans that go by what is asked for would be made anew each time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A commit returns once the log is on the disk. `fullfsync` asks the same
    // of macOS, whose fsync does not wait for the disk.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_wait_for_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let connection = open(&folder.path().join("tracie.db")).expect("a connection");
        let pragma = |name| {
            let value = connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            value.expect(name)
        };
        // FULL.
        assert_eq!(pragma("synchronous"), 2);
        assert_eq!(pragma("fullfsync"), 1);
        assert_eq!(pragma("checkpoint_fullfsync"), 1);
        assert_eq!(pragma("foreign_keys"), 1);
    }
}
