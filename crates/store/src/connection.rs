//! Connections to the file, set up so that what is written stays.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::Error;
use crate::functions;

/// How long a write waits for another process that is writing, in seconds.
pub const BUSY_SECONDS: u64 = 30;

/// Prepared statements that each connection keeps.
const STATEMENTS: usize = 128;

/// What may be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// All.
    Write,
    /// Reading, while others may write.
    Read,
    /// Reading, where not even those files can be made that readers and
    /// writers need beside it. It must not change.
    Still,
}

/// Opens a file as SQLite's; tells what may be done with it.
///
/// # Errors
///
/// One that [`needs_folder`] knows where it has a log that cannot be read from
/// where it is.
pub(crate) fn open(path: &Path) -> Result<(Connection, Access), Error> {
    let opened = open_with(path, Access::Write).and_then(|connection| {
        let access = match connection.is_readonly("main")? {
            true => Access::Read,
            false => Access::Write,
        };
        // It may be written to, but not its folder.
        probe(&connection)?;
        Ok((connection, access))
    });
    match opened {
        Err(error) if needs_folder(&error) && !has_log(path) => {
            let connection = open_with(path, Access::Still)?;
            probe(&connection)?;
            Ok((connection, Access::Still))
        }
        opened => opened,
    }
}

/// Opens a file that is there once more.
pub(crate) fn open_with(path: &Path, access: Access) -> Result<Connection, Error> {
    let connection = match access {
        Access::Write | Access::Read => Connection::open(path),
        Access::Still => Connection::open_with_flags(
            still(path),
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        ),
    };
    let connection = connection.map_err(|error| match refusal(path) {
        Some(refusal) => Error::open(path, refusal),
        None => Error::open(path, error),
    })?;
    set_up(&connection).map_err(|error| match error {
        // The first to read anything of the file.
        Error::Corrupt(_) if !begins_as_a_database(path) => Error::NotAStore {
            path: path.to_owned(),
        },
        error => error,
    })?;
    Ok(connection)
}

/// Why a file that is there cannot be read, which SQLite does not tell.
fn refusal(path: &Path) -> Option<io::Error> {
    let refusal = File::open(path).err()?;
    (refusal.kind() != io::ErrorKind::NotFound).then_some(refusal)
}

/// A file as an address that says that it does not change.
fn still(path: &Path) -> String {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'/' | b'.' | b'-' | b'_' => {
                address.push(char::from(*byte));
            }
            // Writing to a string cannot fail.
            other => drop(write!(address, "%{other:02X}")),
        }
    }
    address + "?immutable=1"
}

/// Reads what every file has, which needs all that reading needs.
fn probe(connection: &Connection) -> Result<(), Error> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(())
}

/// Whether something beside the file could not be made.
pub(crate) fn needs_folder(error: &Error) -> bool {
    let Error::Database(source) = error else {
        return matches!(error, Error::ReadOnly);
    };
    let source = source.downcast_ref::<rusqlite::Error>();
    source.and_then(rusqlite::Error::sqlite_error_code) == Some(ErrorCode::CannotOpen)
}

/// Whether there is a log beside a file, without which it is not whole.
fn has_log(path: &Path) -> bool {
    fs::metadata(log(path)).is_ok_and(|it| it.len() > 0)
}

fn log(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Copies a file with its log, to which nobody writes.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    fs::copy(log(from), log(to))?;
    // What is copied has the permissions of what it is a copy of.
    #[cfg(unix)]
    for path in [to, &log(to)] {
        let own = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(path, own)?;
    }
    Ok(())
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

    #[cfg(unix)]
    #[test]
    fn why_a_file_cannot_be_read_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        std::os::unix::fs::symlink("store.db", &path).expect("a link");
        let Err(Error::Open { source, .. }) = open(&path) else {
            panic!("it cannot be opened");
        };
        assert!(source.is::<io::Error>(), "{source}");
    }

    #[test]
    fn any_name_is_an_address() {
        let name = Path::new("/a b/ä?#%.db");
        assert_eq!(still(name), "file:/a%20b/%C3%A4%3F%23%25.db?immutable=1");
    }

    #[test]
    fn commits_wait_for_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let (connection, access) = open(&folder.path().join("tracie.db")).expect("a connection");
        assert_eq!(access, Access::Write);
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
