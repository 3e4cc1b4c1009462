//! How long findings are kept.

use rusqlite::params;
use serde_json::json;

use crate::error::Error;
use crate::scoped::{Reading, Scoped, Writing};

/// The setting that says for how many days findings are kept.
pub const RETENTION: &str = "retention-days";

/// How many days Macie keeps findings for, and so does a store that was not
/// told otherwise.
pub const DEFAULT_RETENTION_DAYS: u32 = 90;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Scoped {
    /// For how many days findings are kept; `None` for ever.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn retention_days(&self) -> Result<Option<u32>, Error> {
        self.read(days)
    }
}

fn days(reading: &Reading<'_>) -> Result<Option<u32>, Error> {
    let Some(set) = reading.setting(RETENTION)? else {
        return Ok(Some(DEFAULT_RETENTION_DAYS));
    };
    let days = set.as_u64().map(u32::try_from);
    Ok(days.and_then(Result::ok))
}

impl Writing<'_> {
    /// Sets for how many days findings are kept; `None` for ever. What is
    /// older goes with the next [`expire_findings`](Writing::expire_findings).
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn set_retention_days(&self, days: Option<u32>) -> Result<(), Error> {
        self.set(RETENTION, &json!(days))
    }

    /// Deletes the findings whose time is over, and tells how many they were.
    ///
    /// It is over so many days after a finding was last updated or stored,
    /// whichever was later. So an old report that is read in stays as long as
    /// a new one, and a policy finding as long as it goes on occurring.
    /// Nothing else calls this: what keeps a store open calls it now and then.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn expire_findings(&self, now_ms: i64) -> Result<u64, Error> {
        let Some(days) = days(self)? else {
            return Ok(0);
        };
        let before = now_ms.saturating_sub(i64::from(days) * DAY_MS);
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM finding WHERE scope = ?1 AND kept_since_ms < ?2")?;
        Ok(statement.execute(params![self.scope, before])? as u64)
    }
}
