//! One account in one region: reading, and writing all or nothing.

use std::ops::Deref;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};

use crate::error::Error;
use crate::landing::{has_landed, settle};
use crate::numbers::Numbers;
use crate::store::Store;

/// No scope has this number.
const NONE: i64 = 0;

/// How many batches of a scan are taken to where they belong in one step.
const BATCHES: usize = 8;

/// How often a reader makes way for what lands meanwhile, before it has who
/// writes wait.
const PATIENCE: usize = 3;

/// What belongs to one account in one region. Cheap to clone.
///
/// All that can be read is a method of [`Reading`], and all that can be
/// written one of [`Writing`], so that several of them are one step:
///
/// ```
/// use serde_json::json;
/// use tracie_store::{Error, Event, Store};
///
/// # fn main() -> Result<(), Error> {
/// # let store = Store::in_memory()?;
/// let here = store.scope("111122223333", "eu-west-1");
/// here.write(|it| {
///     it.set("session", &json!({"status": "PAUSED"}))?;
///     it.add_event(&Event::new("0f0f", 0, json!({"eventType": "JOB_CANCELLED"})))
/// })?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Scoped {
    store: Store,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    account: String,
    region: String,
}

impl Scoped {
    pub(crate) fn new(store: Store, account: &str, region: &str) -> Scoped {
        let shared = Shared {
            account: account.to_owned(),
            region: region.to_owned(),
        };
        Scoped {
            store,
            shared: Arc::new(shared),
        }
    }

    /// The account, 12 digits.
    pub fn account(&self) -> &str {
        &self.shared.account
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.shared.region
    }

    /// The store it is part of.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Reads. All that `work` reads is of one moment.
    ///
    /// `work` must not call `read` or `write` itself: in memory it would wait
    /// for itself.
    ///
    /// # Errors
    ///
    /// What `work` returns, or what goes wrong with the file.
    pub fn read<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Reading<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(copy) = self.store.copied() {
            return self.of(copy).read(work);
        }
        for _ in 0..PATIENCE {
            let reader = self.store.reader()?;
            // Rolled back in the end, which for a reader is the same as committed.
            let transaction = reader.unchecked_transaction().map_err(Error::from)?;
            let scope = self.find(&transaction)?.unwrap_or(NONE);
            let reading = Reading {
                connection: &transaction,
                scope,
            };
            if !has_landed(&reading)? {
                return work(&reading);
            }
            drop(transaction);
            drop(reader);
            if self.store.is_read_only() {
                return self.of(self.store.copy()?).read(work);
            }
            self.settle()?;
        }
        self.write(|it| work(it))
    }

    /// Takes all that scans have stored to where it belongs. Whoever reads or
    /// writes does this first, so there is no need to; it takes as long as the
    /// scan saved, some 30 µs for each finding.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn settle(&self) -> Result<(), Error> {
        self.write(|_| Ok(()))
    }

    /// The same in another store.
    fn of(&self, store: &Store) -> Scoped {
        Scoped {
            store: store.clone(),
            shared: Arc::clone(&self.shared),
        }
    }

    /// Writes. If `work` succeeds, all that it wrote is on the disk when this
    /// returns; if it fails, nothing of it is there.
    ///
    /// `work` must not call `read` or `write` itself: it would wait for
    /// itself.
    ///
    /// # Errors
    ///
    /// What `work` returns, or what goes wrong with the file.
    pub fn write<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.step(true, work)
    }

    /// Writes, and leaves what has landed where it is.
    pub(crate) fn append<T>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.step(false, work)
    }

    fn step<T, E: From<Error>>(
        &self,
        settled: bool,
        work: impl FnOnce(&Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.store.is_read_only() {
            return Err(Error::ReadOnly.into());
        }
        let writer = self.store.writer();
        loop {
            let transaction = begin(&writer)?;
            let writing = Writing {
                reading: Reading {
                    connection: &transaction,
                    scope: self.find_or_make(&transaction)?,
                },
                numbers: Numbers::default(),
            };
            if settled && settle(&writing, BATCHES)? == BATCHES {
                // There may be more, and no step is to be very large.
                transaction.commit().map_err(Error::from)?;
                continue;
            }
            let done = work(&writing)?;
            transaction.commit().map_err(Error::from)?;
            return Ok(done);
        }
    }

    fn find(&self, connection: &Connection) -> Result<Option<i64>, Error> {
        let mut statement =
            connection.prepare_cached("SELECT id FROM scope WHERE account = ?1 AND region = ?2")?;
        let id = statement.query_row([self.account(), self.region()], |row| row.get(0));
        Ok(id.optional()?)
    }

    fn find_or_make(&self, connection: &Connection) -> Result<i64, Error> {
        if let Some(id) = self.find(connection)? {
            return Ok(id);
        }
        connection.execute(
            "INSERT INTO scope (account, region) VALUES (?1, ?2)",
            [self.account(), self.region()],
        )?;
        Ok(connection.last_insert_rowid())
    }
}

/// Locks the file for writing, which waits for others that write.
fn begin(writer: &Connection) -> Result<Transaction<'_>, Error> {
    // Nobody else has the connection, and none is begun on it.
    let transaction = Transaction::new_unchecked(writer, TransactionBehavior::Immediate);
    Ok(transaction?)
}

/// What can be read, all of one moment.
#[derive(Debug)]
pub struct Reading<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) scope: i64,
}

/// What can be written, all or nothing. It reads what it wrote.
#[derive(Debug)]
pub struct Writing<'a> {
    reading: Reading<'a>,
    /// What the rows of a step have in common.
    pub(crate) numbers: Numbers,
}

impl<'a> Deref for Writing<'a> {
    type Target = Reading<'a>;

    fn deref(&self) -> &Reading<'a> {
        &self.reading
    }
}
