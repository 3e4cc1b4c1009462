//! Jobs.

use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::page::{OWN_COLUMNS, Order, Page, Paged, plain};
use crate::scoped::{Reading, Writing};

/// A job. What it does stands in its document, in words of whoever runs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// 32 hex digits.
    pub id: String,
    /// Its name; several may have the same.
    pub name: String,
    /// `ONE_TIME` or `SCHEDULED`.
    pub kind: String,
    /// Such as `RUNNING`.
    pub status: String,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
    /// All else there is to say of it.
    pub document: Value,
}

/// What a list of jobs is in order of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members of a job")]
pub enum JobKey {
    #[default]
    Created,
    Name,
    Kind,
    Status,
}

impl JobKey {
    fn column(self) -> &'static str {
        match self {
            JobKey::Created => "created_ms",
            JobKey::Name => "name",
            JobKey::Kind => "type",
            JobKey::Status => "status",
        }
    }
}

const COLUMNS: &str = "id, name, type, status, created_ms, document";

impl Reading<'_> {
    /// A job.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn job(&self, id: &str) -> Result<Option<Job>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM job WHERE scope = ?1 AND id = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let row = statement.query_row(params![self.scope, id], |row| Ok(read(row, 0)));
        row.optional()?.transpose()
    }

    /// The jobs that `keep` wants.
    ///
    /// # Errors
    ///
    /// [`Error::PageToken`], or as of any reading.
    pub fn jobs(
        &self,
        key: JobKey,
        order: Order,
        page: &Page,
        keep: impl FnMut(&Job) -> bool,
    ) -> Result<Paged<Job>, Error> {
        let listing = plain("job", COLUMNS, key.column(), order, self.scope);
        listing.page(self, page, |row| read(row, OWN_COLUMNS), keep)
    }
}

impl Writing<'_> {
    /// Adds a job, or changes the one with its id.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_job(&self, job: &Job) -> Result<(), Error> {
        let document = document::write(&job.document, || what(&job.id))?;
        let sql = format!(
            "INSERT INTO job (scope, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (scope, id) DO UPDATE SET name = excluded.name, type = excluded.type,
             status = excluded.status, created_ms = excluded.created_ms,
             document = excluded.document"
        );
        self.connection.prepare_cached(&sql)?.execute(params![
            self.scope,
            job.id,
            job.name,
            job.kind,
            job.status,
            job.created_ms,
            document
        ])?;
        Ok(())
    }
}

fn read(row: &Row<'_>, from: usize) -> Result<Job, Error> {
    let id: String = row.get(from)?;
    Ok(Job {
        document: document::column(row, from + 5, || what(&id))?,
        id,
        name: row.get(from + 1)?,
        kind: row.get(from + 2)?,
        status: row.get(from + 3)?,
        created_ms: row.get(from + 4)?,
    })
}

fn what(id: &str) -> String {
    format!("the job {id}")
}
