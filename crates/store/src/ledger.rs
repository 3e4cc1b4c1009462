//! The ledger: what was looked at, for what, and how that ended.

use rusqlite::{OptionalExtension as _, Row, params};
use tracie_finding::Finding;
use tracie_finding::classification::{ResultStatus, StatusCode};
use tracie_finding::detection::{ObjectMeta, ObjectResult, Reason};

use crate::clock::now_ms;
use crate::error::Error;
use crate::scoped::{Reading, Writing};

/// An object that was looked at, and how that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// Its eTag; empty where it was not known.
    pub e_tag: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last modified, RFC 3339.
    pub last_modified: String,
    /// How it ended.
    pub status: ResultStatus,
    /// How many bytes of content were analysed.
    pub classified: u64,
    /// The job that looked at it.
    pub job: Option<String>,
    /// The id of the finding it gave rise to.
    pub finding: Option<String>,
    /// When it was looked at, milliseconds since 1970.
    pub seen_ms: i64,
}

impl Entry {
    /// What looking at an object ended with, now.
    pub fn new(result: &ObjectResult, job: Option<&str>, finding: Option<&Finding>) -> Entry {
        let object = &result.object;
        Entry {
            bucket: object.bucket.clone(),
            key: object.key.clone(),
            e_tag: object.etag.clone(),
            size: object.size,
            last_modified: object.last_modified.clone(),
            status: result.status.into(),
            classified: result.size_classified,
            job: job.map(str::to_owned),
            finding: finding.map(|finding| finding.id.clone()),
            seen_ms: now_ms(),
        }
    }

    /// Whether looking at an object again would show nothing else: it has the
    /// size that it had, and the eTag or, where that is not known of both, the
    /// time of its last modification. What ended in a way that may be another
    /// next time counts as changed.
    pub fn is_of(&self, object: &ObjectMeta) -> bool {
        let same = match (&*self.e_tag, &*object.etag) {
            ("", _) | (_, "") => self.last_modified == object.last_modified,
            (before, now) => before == now,
        };
        same && self.size == object.size && self.is_lasting()
    }

    /// Whether how it ended follows from the object and its limits alone.
    fn is_lasting(&self) -> bool {
        !matches!(
            self.status.reason,
            Some(
                Reason::InvalidEncryption
                    | Reason::InvalidKmsKey
                    | Reason::InvalidObjectState
                    | Reason::NoSuchBucketAvailable
                    | Reason::ObjectVersionMismatch
                    | Reason::PermissionDenied
                    | Reason::SourceObjectNoLongerAvailable
                    | Reason::TimeCutOffReached
            )
        )
    }
}

const COLUMNS: &str = "bucket, key, e_tag, size, last_modified, status, reason, classified, job,
                       finding, seen_ms";

impl Reading<'_> {
    /// What is known of an object that was looked at for a set of
    /// identifiers.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn entry(
        &self,
        identifiers: &str,
        bucket: &str,
        key: &str,
    ) -> Result<Option<Entry>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM ledger WHERE scope = ?1
             AND identifiers = (SELECT id FROM identifier_set WHERE hash = ?2)
             AND bucket = ?3 AND key = ?4"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let params = params![self.scope, identifiers, bucket, key];
        Ok(statement.query_row(params, read).optional()?)
    }

    /// Goes through all objects that were looked at for a set of identifiers,
    /// by bucket and key, until `visit` has enough and returns `false`.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn entries(
        &self,
        identifiers: &str,
        mut visit: impl FnMut(Entry) -> bool,
    ) -> Result<(), Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM ledger WHERE scope = ?1
             AND identifiers = (SELECT id FROM identifier_set WHERE hash = ?2)
             ORDER BY bucket, key"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.scope, identifiers])?;
        while let Some(row) = rows.next()? {
            if !visit(read(row)?) {
                break;
            }
        }
        Ok(())
    }
}

impl Writing<'_> {
    /// Keeps how looking at an object for a set of identifiers ended, in place
    /// of how it ended before. `identifiers` is a hash of all that decides what
    /// is found.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_entry(&self, identifiers: &str, entry: &Entry) -> Result<(), Error> {
        let sql = format!(
            "INSERT OR REPLACE INTO ledger (scope, identifiers, {COLUMNS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
        );
        let set = self.identifier_set(identifiers)?;
        self.connection.prepare_cached(&sql)?.execute(params![
            self.scope,
            set,
            entry.bucket,
            entry.key,
            entry.e_tag,
            entry.size.cast_signed(),
            entry.last_modified,
            code(entry.status.code),
            entry.status.reason.map(Reason::code),
            entry.classified.cast_signed(),
            entry.job,
            entry.finding,
            entry.seen_ms
        ])?;
        Ok(())
    }

    fn identifier_set(&self, hash: &str) -> Result<i64, Error> {
        self.numbers.of(format!("identifiers {hash}"), || {
            let mut find = self
                .connection
                .prepare_cached("SELECT id FROM identifier_set WHERE hash = ?1")?;
            if let Some(id) = find.query_row([hash], |row| row.get(0)).optional()? {
                return Ok(id);
            }
            let mut make = self
                .connection
                .prepare_cached("INSERT INTO identifier_set (hash) VALUES (?1)")?;
            Ok(make.insert([hash])?)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let reason: Option<String> = row.get(6)?;
    Ok(Entry {
        bucket: row.get(0)?,
        key: row.get(1)?,
        e_tag: row.get(2)?,
        size: row.get::<_, i64>(3)?.cast_unsigned(),
        last_modified: row.get(4)?,
        status: ResultStatus {
            code: status(&row.get::<_, String>(5)?),
            reason: reason.and_then(|code| Reason::from_code(&code)),
        },
        classified: row.get::<_, i64>(7)?.cast_unsigned(),
        job: row.get(8)?,
        finding: row.get(9)?,
        seen_ms: row.get(10)?,
    })
}

/// A status as it is written.
pub(crate) fn code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::Complete => "COMPLETE",
        StatusCode::Partial => "PARTIAL",
        StatusCode::Skipped => "SKIPPED",
    }
}

/// The status that is written so.
pub(crate) fn status(code: &str) -> StatusCode {
    match code {
        "COMPLETE" => StatusCode::Complete,
        "PARTIAL" => StatusCode::Partial,
        _ => StatusCode::Skipped,
    }
}
