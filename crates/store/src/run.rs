//! Runs of jobs.

use rusqlite::{Params, Row, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::scoped::{Reading, Writing};

/// A run of a job.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The job.
    pub job: String,
    /// Which of its runs, from 1.
    pub number: u32,
    /// Such as `RUNNING`, in words of whoever runs it.
    pub status: String,
    /// When it began, milliseconds since 1970.
    pub started_ms: i64,
    /// When it ended, milliseconds since 1970; `None` while it has not.
    pub ended_ms: Option<i64>,
    /// How far it has come, in words of whoever runs it; `None` before it has
    /// begun. Written in one step with what was found up to there, it is what
    /// a run that was killed goes on from.
    pub cursor: Option<Value>,
    /// What it counted.
    pub statistics: Value,
}

const COLUMNS: &str = "job, number, status, started_ms, ended_ms, cursor, statistics";

impl Reading<'_> {
    /// A run of a job.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn run(&self, job: &str, number: u32) -> Result<Option<Run>, Error> {
        self.one_run("job = ?2 AND number = ?3", params![self.scope, job, number])
    }

    /// The latest run of a job.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn last_run(&self, job: &str) -> Result<Option<Run>, Error> {
        self.one_run(
            "job = ?2 ORDER BY number DESC LIMIT 1",
            params![self.scope, job],
        )
    }

    /// All runs of a job, the first one first.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn runs(&self, job: &str) -> Result<Vec<Run>, Error> {
        self.some_runs("job = ?2 ORDER BY number", params![self.scope, job])
    }

    /// The runs of a job, or of all jobs, that have not ended, the oldest
    /// first: what to go on with after a restart.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn open_runs(&self, job: Option<&str>) -> Result<Vec<Run>, Error> {
        self.some_runs(
            "ended_ms IS NULL AND (?2 IS NULL OR job = ?2) ORDER BY started_ms, row",
            params![self.scope, job],
        )
    }

    fn one_run(&self, which: &str, params: impl Params) -> Result<Option<Run>, Error> {
        Ok(self.some_runs(which, params)?.into_iter().next())
    }

    fn some_runs(&self, which: &str, params: impl Params) -> Result<Vec<Run>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM run WHERE scope = ?1 AND {which}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params, |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }
}

impl Writing<'_> {
    /// Adds a run, or changes the one with its job and number.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_run(&self, run: &Run) -> Result<(), Error> {
        let cursor = run.cursor.as_ref();
        let cursor = cursor.map(|it| document::write(it, || what(&run.job, run.number)));
        let statistics = document::write(&run.statistics, || what(&run.job, run.number))?;
        let sql = format!(
            "INSERT INTO run (scope, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (scope, job, number) DO UPDATE SET status = excluded.status,
             started_ms = excluded.started_ms, ended_ms = excluded.ended_ms,
             cursor = excluded.cursor, statistics = excluded.statistics"
        );
        self.connection.prepare_cached(&sql)?.execute(params![
            self.scope,
            run.job,
            run.number,
            run.status,
            run.started_ms,
            run.ended_ms,
            cursor.transpose()?,
            statistics
        ])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<Run, Error> {
    let job: String = row.get(0)?;
    let number = row.get(1)?;
    let cursor: Option<String> = row.get(5)?;
    let cursor = cursor.map(|text| document::read(&text, || what(&job, number)));
    Ok(Run {
        cursor: cursor.transpose()?,
        statistics: document::column(row, 6, || what(&job, number))?,
        job,
        number,
        status: row.get(2)?,
        started_ms: row.get(3)?,
        ended_ms: row.get(4)?,
    })
}

fn what(job: &str, number: u32) -> String {
    format!("run {number} of the job {job}")
}
