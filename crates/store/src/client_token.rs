//! Requests that may come twice.

use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;

use crate::document;
use crate::error::Error;
use crate::scoped::{Reading, Writing};

/// What a request was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The request, or what tells it from another.
    pub request: String,
    /// The answer.
    pub answer: Value,
    /// When, milliseconds since 1970.
    pub created_ms: i64,
}

impl Reading<'_> {
    /// What the first request of an operation with this token was answered.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn answered(&self, operation: &str, token: &str) -> Result<Option<Answered>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT request, answer, created_ms FROM client_token
             WHERE scope = ?1 AND operation = ?2 AND token = ?3",
        )?;
        let row = statement.query_row(params![self.scope, operation, token], |row| {
            let answer = document::column(row, 1, || what(operation));
            let (request, created_ms) = (row.get(0)?, row.get(2)?);
            Ok(answer.map(|answer| Answered {
                request,
                answer,
                created_ms,
            }))
        });
        row.optional()?.transpose()
    }
}

impl Writing<'_> {
    /// Keeps what the first request of an operation with this token was
    /// answered.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] if there was one already, or as of any writing.
    pub fn answer(&self, operation: &str, token: &str, answered: &Answered) -> Result<(), Error> {
        let answer = document::write(&answered.answer, || what(operation))?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO client_token (scope, operation, token, request, answer, created_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        )?;
        let Answered {
            request,
            created_ms,
            ..
        } = answered;
        let params = params![self.scope, operation, token, request, answer, created_ms];
        match statement.execute(params)? {
            0 => Err(Error::Exists {
                what: what(operation),
            }),
            _ => Ok(()),
        }
    }

    /// Forgets what was answered before a moment; tells how much.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn forget_answers(&self, before_ms: i64) -> Result<u64, Error> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM client_token WHERE scope = ?1 AND created_ms < ?2")?;
        Ok(statement.execute(params![self.scope, before_ms])? as u64)
    }
}

fn what(operation: &str) -> String {
    format!("an answer to {operation} with this token")
}
