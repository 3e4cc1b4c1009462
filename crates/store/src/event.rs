//! What befell jobs.

use rusqlite::params;
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::page::{OWN_COLUMNS, Order, Page, Paged, and, plain};
use crate::scoped::{Reading, Writing};

/// An entry in the log of a job.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The job.
    pub job: String,
    /// When, milliseconds since 1970.
    pub occurred_ms: i64,
    /// What.
    pub document: Value,
}

impl Event {
    /// What befell a job, and when.
    pub fn new(job: impl Into<String>, occurred_ms: i64, document: Value) -> Event {
        Event {
            job: job.into(),
            occurred_ms,
            document,
        }
    }
}

impl Reading<'_> {
    /// The log of a job, as it was written.
    ///
    /// # Errors
    ///
    /// [`Error::PageToken`], or as of any reading.
    pub fn events(&self, job: &str, page: &Page) -> Result<Paged<Event>, Error> {
        let columns = "occurred_ms, document";
        let listing = plain("job_event", columns, "row", Order::Ascending, self.scope);
        let listing = and(listing, "job = ?", job.to_owned());
        let read = |row: &rusqlite::Row<'_>| {
            let document = document::column(row, OWN_COLUMNS + 1, || what(job))?;
            Ok(Event::new(job, row.get(OWN_COLUMNS)?, document))
        };
        listing.page(self, page, read, |_| true)
    }
}

impl Writing<'_> {
    /// Writes to the log of a job.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn add_event(&self, event: &Event) -> Result<(), Error> {
        let document = document::write(&event.document, || what(&event.job))?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO job_event (scope, job, occurred_ms, document) VALUES (?1, ?2, ?3, ?4)",
        )?;
        statement.execute(params![self.scope, event.job, event.occurred_ms, document])?;
        Ok(())
    }
}

fn what(job: &str) -> String {
    format!("an event of the job {job}")
}
