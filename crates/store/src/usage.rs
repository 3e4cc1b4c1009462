//! How much was done, by day.

use rusqlite::params;

use crate::error::Error;
use crate::scoped::{Reading, Writing};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How much of something was done on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Of what, such as `SENSITIVE_DATA_DISCOVERY`.
    pub metric: String,
    /// When the day began, milliseconds since 1970, in UTC.
    pub day_ms: i64,
    /// How much, in the unit of the metric.
    pub amount: u64,
}

impl Reading<'_> {
    /// What was done on the days from that of one moment up to that of
    /// another, by metric and day.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn usage(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Usage>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT metric, day, amount FROM usage
             WHERE scope = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY metric, day",
        )?;
        let params = params![self.scope, day(from_ms), day(to_ms)];
        let rows = statement.query_map(params, |row| {
            Ok(Usage {
                metric: row.get(0)?,
                day_ms: row.get::<_, i64>(1)? * DAY_MS,
                amount: row.get::<_, i64>(2)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Adds to what was done on the day of a moment.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn add_usage(&self, metric: &str, at_ms: i64, amount: u64) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO usage (scope, metric, day, amount) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (scope, metric, day) DO UPDATE SET amount = amount + excluded.amount",
        )?;
        let params = params![self.scope, metric, day(at_ms), amount.cast_signed()];
        statement.execute(params)?;
        Ok(())
    }
}

fn day(at_ms: i64) -> i64 {
    at_ms.div_euclid(DAY_MS)
}
