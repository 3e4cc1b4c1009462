//! New files.
//!
//! A store of some sixty tables and indexes takes two milliseconds to make step by
//! step, and longer to close, as all of it goes by the log first. So what it looks
//! like on a disk lies ready, and is written at once.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::Builder;

use crate::error::Error;

/// An empty store of the last layout as it stands in a file, compressed. A test
/// makes it anew where it is told to:
///
/// ```text
/// BLANK=overwrite cargo test -p tracie-store --lib blank
/// ```
static BLANK: &[u8] = include_bytes!("blank.lz4");

/// Makes an empty store if there is no file, readable for its owner only: names
/// of objects and people's buckets are nobody else's business.
///
/// The file is there wholly or not at all, whatever happens meanwhile.
pub(crate) fn make(path: &Path) -> Result<(), Error> {
    let failed = |error: io::Error| Error::open(path, error);
    if fs::exists(path).map_err(failed)? {
        return Ok(());
    }
    let image = lz4_flex::block::decompress_size_prepended(BLANK)
        .map_err(|error| Error::Database(format!("an empty store: {error}").into()))?;
    match write(path, &image) {
        // Someone else was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map_err(failed),
    }
}

/// Names a file so that one that a crash left is known for what it is.
fn named_after(path: &Path) -> Builder<'_, 'static> {
    let mut builder = Builder::new();
    builder.prefix(path.file_name().unwrap_or_default());
    builder.suffix("-new");
    builder
}

fn write(path: &Path, image: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // The name of a temporary file would only puzzle.
    let unnamed = |error: io::Error| io::Error::from(error.kind());
    let mut file = named_after(path).tempfile_in(folder).map_err(unnamed)?;
    file.write_all(image).map_err(unnamed)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => sync_folder(folder),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(error.error),
        // Not all file systems can give a file its name unless it is taken. An
        // empty file becomes a store when it is opened.
        Err(_) => empty(path),
    }
}

/// Has the name of a file on the disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn empty(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::connection;
    use crate::migrate::migrate;
    use crate::store::Store;

    /// Where a file of SQLite says by which version it is written and read, and the
    /// version that has a log to which writes go first.
    const VERSIONS: std::ops::Range<usize> = 18..20;
    const WRITE_AHEAD: u8 = 2;

    /// An empty store as it stands in a file.
    fn image() -> Vec<u8> {
        let mut connection = connection::open_in_memory().expect("memory");
        migrate(&mut connection, Path::new(":memory:")).expect("the last layout");
        let mut image = connection.serialize("main").expect("a file").to_vec();
        image[VERSIONS].fill(WRITE_AHEAD);
        image
    }

    /// What a tool sees that knows nothing of Tracie.
    fn seen(path: &Path) -> (Vec<(String, Option<String>)>, [String; 5]) {
        let connection = Connection::open(path).expect("a file");
        let mut statement = connection
            .prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")
            .expect("prepared");
        let tables = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let tables = tables.expect("read").collect::<Result<_, _>>();
        let pragmas = [
            "journal_mode",
            "application_id",
            "user_version",
            "page_size",
            "integrity_check",
        ];
        let value = |name: &str| {
            let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
            connection
                .query_row(&sql, [], |row| row.get(0))
                .expect(name)
        };
        (tables.expect("rows"), pragmas.map(value))
    }

    #[test]
    fn what_is_written_at_once_is_what_is_made_step_by_step() {
        let folder = tempfile::tempdir().expect("a folder");
        let (at_once, by_steps) = (folder.path().join("a.db"), folder.path().join("b.db"));
        empty(&by_steps).expect("an empty file");
        if std::env::var_os("BLANK").is_some_and(|it| it == "overwrite") {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/blank.lz4");
            let blank = lz4_flex::block::compress_prepend_size(&image());
            fs::write(file, blank).expect("written; run it again");
        }
        make(&at_once).expect("made");
        // As yet nobody has opened it.
        let made = seen(&at_once);
        drop(Store::open(&by_steps).expect("a store"));
        assert_eq!(made, seen(&by_steps), "BLANK=overwrite makes it anew");
        assert_eq!(made.1[0], "wal");
        assert_eq!(made.1[4], "ok");
        drop(Store::open(&at_once).expect("a store"));
        assert_eq!(seen(&at_once), made);
    }

    #[test]
    fn nothing_else_is_left_and_what_is_there_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        make(&path).expect("made");
        let names = || fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(names(), 1);
        fs::write(&path, "mine").expect("written");
        make(&path).expect("left");
        let taken = write(&path, b"other").expect_err("it is taken");
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).expect("read"), b"mine");
        assert_eq!(names(), 1);
    }

    #[test]
    fn where_it_cannot_be_made_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("none").join("a.db");
        let told = make(&path).expect_err("there is no folder");
        assert!(matches!(told, Error::Open { .. }), "{told:?}");
        assert!(told.to_string().contains("a.db"), "{told}");
    }
}
