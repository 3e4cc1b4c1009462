//! The store: one file, a writer, and readers beside it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::connection;
use crate::error::Error;
use crate::migrate::migrate;
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
/// sees what had been written when they began. In memory, readers wait too.
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
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens a store, or makes one where there is no file or an empty one.
    ///
    /// # Errors
    ///
    /// [`Error::Open`] if the file cannot be opened or made,
    /// [`Error::NotAStore`] if it is something else, [`Error::Newer`] if it
    /// was made by a newer version. An older layout is brought up to date.
    pub fn open(path: impl AsRef<Path>) -> Result<Store, Error> {
        let path = path.as_ref();
        let mut writer = connection::open(path)?;
        migrate(&mut writer, path)?;
        Ok(Store::new(writer, Some(path.to_owned())))
    }

    /// A store that is gone when its last handle is.
    ///
    /// # Errors
    ///
    /// Only if memory cannot be had.
    pub fn in_memory() -> Result<Store, Error> {
        let mut writer = connection::open_in_memory()?;
        migrate(&mut writer, Path::new(":memory:"))?;
        Ok(Store::new(writer, None))
    }

    fn new(writer: Connection, path: Option<PathBuf>) -> Store {
        Store {
            inner: Arc::new(Inner {
                path,
                writer: Mutex::new(writer),
                readers: Mutex::default(),
            }),
        }
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
        let reader = self.reader()?;
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
            None => connection::open(path)?,
        };
        Ok(Reader::Own {
            connection: Some(connection),
            home: &self.inner.readers,
        })
    }
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
