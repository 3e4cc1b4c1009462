//! The store: one file, a writer, and readers beside it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::blank;
use crate::connection::{self, Access};
use crate::error::Error;
use crate::migrate::{is_current, migrate};
use crate::scoped::Scoped;

/// Readers that are kept for the next who reads.
const IDLE_READERS: usize = 8;

/// A store, on a file or in memory. Cloning it gives another handle to the
/// same; any number of threads may use them, and any number of processes the
/// file.
///
/// **What a call that writes has returned from stays**, also when the process
/// is killed or the power fails right after: the log is on the disk by then. A
/// write that did not return is there wholly or not at all. One thread or
/// process writes at a time and the others wait, for up to
/// [`BUSY_SECONDS`](crate::BUSY_SECONDS); whoever reads waits for nobody, and
/// sees what had been written when they began. Only who is the first to read
/// after a scan takes what it stored to where it belongs, which is writing
/// ([`Scoped::settle`]). In memory, readers wait too.
///
/// A file that may not be written to is read all the same; writing fails with
/// [`Error::ReadOnly`].
///
/// Calls block; in asynchronous code they belong on a thread for that.
///
/// ```
/// use tracie_store::Store;
///
/// # fn main() -> Result<(), tracie_store::Error> {
/// let store = Store::in_memory()?;
/// let here = store.scope("111122223333", "eu-west-1");
/// here.write(|it| it.set("session", &serde_json::json!({"status": "ENABLED"})))?;
/// let session = here.read(|it| it.setting("session"))?;
/// assert_eq!(session.expect("it was set")["status"], "ENABLED");
///
/// let elsewhere = store.scope("111122223333", "eu-west-2");
/// assert_eq!(elsewhere.read(|it| it.setting("session"))?, None);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// `None` in memory.
    path: Option<PathBuf>,
    access: Access,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// What is read instead where reading needs writing first, which is not
    /// permitted.
    copy: OnceLock<Store>,
    /// Where it is, if it is such a copy; gone after the connections.
    _folder: Option<TempDir>,
}

impl Store {
    /// Opens a store, or makes one where there is no file or an empty one.
    ///
    /// # Errors
    ///
    /// [`Error::Open`] if the file cannot be opened or made,
    /// [`Error::NotAStore`] if it is something else, [`Error::Newer`] if it
    /// was made by a newer version. An older layout is brought up to date, or
    /// read as a copy where the file may not be written to.
    pub fn open(path: impl AsRef<Path>) -> Result<Store, Error> {
        let path = path.as_ref();
        blank::make(path)?;
        let (mut connection, access) = match connection::open(path) {
            Err(error) if connection::needs_folder(&error) => return Store::open_copy(path),
            opened => opened?,
        };
        let here = Some(path.to_owned());
        if access == Access::Write {
            migrate(&mut connection, path)?;
            return Ok(Store::new(connection, here, access, None));
        }
        let is_current = is_current(&connection, path)?;
        let store = Store::new(connection, here, access, None);
        if !is_current {
            store.copy()?;
        }
        Ok(store)
    }

    /// A store that is gone when its last handle is.
    ///
    /// # Errors
    ///
    /// Only if memory cannot be had.
    pub fn in_memory() -> Result<Store, Error> {
        let mut writer = connection::open_in_memory()?;
        migrate(&mut writer, Path::new(":memory:"))?;
        Ok(Store::new(writer, None, Access::Write, None))
    }

    fn new(
        writer: Connection,
        path: Option<PathBuf>,
        access: Access,
        folder: Option<TempDir>,
    ) -> Store {
        Store {
            inner: Arc::new(Inner {
                path,
                access,
                writer: Mutex::new(writer),
                readers: Mutex::default(),
                copy: OnceLock::new(),
                _folder: folder,
            }),
        }
    }

    /// Whether it can be read but not written to.
    pub fn is_read_only(&self) -> bool {
        self.inner.access != Access::Write
    }

    /// A copy that can be written to, as the store was when this was first
    /// called; it is gone with the store.
    pub(crate) fn copy(&self) -> Result<&Store, Error> {
        if let Some(copy) = self.inner.copy.get() {
            return Ok(copy);
        }
        let copy = self.make_copy()?;
        Ok(self.inner.copy.get_or_init(|| copy))
    }

    fn make_copy(&self) -> Result<Store, Error> {
        copy(|to| {
            self.writer()
                .execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
            Ok(())
        })
    }

    /// Opens a store by a copy of it, since reading it where it is takes more
    /// than is permitted there.
    fn open_copy(path: &Path) -> Result<Store, Error> {
        let copied =
            copy(|to| connection::copy(path, to).map_err(|error| Error::open(path, error)))?;
        let reader = match copied.path() {
            Some(copied) => connection::open_with(copied, Access::Read)?,
            None => connection::open_in_memory()?,
        };
        let store = Store::new(reader, Some(path.to_owned()), Access::Read, None);
        store.inner.copy.get_or_init(|| copied);
        Ok(store)
    }

    /// The copy, if there is one.
    pub(crate) fn copied(&self) -> Option<&Store> {
        self.inner.copy.get()
    }

    /// The file; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.inner.path.as_deref()
    }

    /// All that belongs to one account in one region.
    pub fn scope(&self, account: &str, region: &str) -> Scoped {
        Scoped::new(self.clone(), account, region)
    }

    /// The accounts and regions of which something is stored.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn scopes(&self) -> Result<Vec<Scoped>, Error> {
        let reader = self.copied().unwrap_or(self).reader()?;
        let mut statement =
            reader.prepare_cached("SELECT account, region FROM scope ORDER BY account, region")?;
        let rows = statement.query_map([], |row| {
            Ok(self.scope(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Deletes all that belongs to one account in one region.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn remove_scope(&self, account: &str, region: &str) -> Result<(), Error> {
        if self.is_read_only() {
            return Err(Error::ReadOnly);
        }
        let writer = self.writer();
        writer.execute(
            "DELETE FROM scope WHERE account = ?1 AND region = ?2",
            [account, region],
        )?;
        Ok(())
    }

    /// The connection that writes; there is one in each process.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        // Who panicked has not committed, and what they did is rolled back.
        lock(&self.inner.writer)
    }

    /// A connection to read by.
    pub(crate) fn reader(&self) -> Result<Reader<'_>, Error> {
        let Some(path) = &self.inner.path else {
            return Ok(Reader::Shared(self.writer()));
        };
        let idle = lock(&self.inner.readers).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::open_with(path, self.inner.access)?,
        };
        Ok(Reader::Own {
            connection: Some(connection),
            home: &self.inner.readers,
        })
    }
}

/// A store in a folder of its own, into which `make` copies another one.
fn copy(make: impl FnOnce(&Path) -> Result<(), Error>) -> Result<Store, Error> {
    // For its owner only.
    let folder = tempfile::Builder::new().prefix("tracie-").tempdir();
    let folder = folder.map_err(|error| Error::open(Path::new("a temporary copy"), error))?;
    let path = folder.path().join("copy.db");
    make(&path)?;
    let (mut connection, access) = connection::open(&path)?;
    migrate(&mut connection, &path)?;
    Ok(Store::new(connection, Some(path), access, Some(folder)))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection to read by, given back when it is dropped.
pub(crate) enum Reader<'a> {
    /// In memory there is only one connection.
    Shared(MutexGuard<'a, Connection>),
    Own {
        /// Taken when dropped only.
        connection: Option<Connection>,
        home: &'a Mutex<Vec<Connection>>,
    },
}

impl std::ops::Deref for Reader<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Reader::Shared(connection) => connection,
            Reader::Own { connection, .. } => {
                connection.as_ref().expect("it is taken in drop only")
            }
        }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let Reader::Own { connection, home } = self else {
            return;
        };
        let mut idle = lock(home);
        if idle.len() < IDLE_READERS {
            idle.extend(connection.take());
        }
    }
}
