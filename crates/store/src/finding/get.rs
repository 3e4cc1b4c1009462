//! Findings by their ids.

use rusqlite::{OptionalExtension as _, Row, params};
use tracie_finding::Finding;

use super::put::what;
use crate::document;
use crate::error::Error;
use crate::scoped::Reading;

impl Reading<'_> {
    /// A finding.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn finding(&self, id: &str) -> Result<Option<Finding>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT document FROM finding JOIN finding_document ON finding = row
             WHERE scope = ?1 AND id = ?2",
        )?;
        let found = statement.query_row(params![self.scope, id], |row| Ok(read(row, 0, id)));
        found.optional()?.transpose()
    }

    /// Whether a finding is archived; `None` if there is none of this id.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn is_archived(&self, id: &str) -> Result<Option<bool>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT archived FROM finding WHERE scope = ?1 AND id = ?2")?;
        let archived = statement.query_row(params![self.scope, id], |row| row.get(0));
        Ok(archived.optional()?)
    }

    /// Whether there is any of these findings.
    pub(crate) fn has_findings(&self, ids: &[String]) -> Result<bool, Error> {
        // Looking for each in a store without any would take longer than all
        // that storing takes.
        let mut any = self
            .connection
            .prepare_cached("SELECT 1 FROM finding WHERE scope = ?1 LIMIT 1")?;
        if ids.is_empty() || !any.exists([self.scope])? {
            return Ok(false);
        }
        for id in ids {
            if self.is_archived(id)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The findings of some ids, in their order. Unknown ids are left out.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn findings<I>(&self, ids: I) -> Result<Vec<Finding>, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut findings = Vec::new();
        for id in ids {
            findings.extend(self.finding(id.as_ref())?);
        }
        Ok(findings)
    }
}

pub(super) fn read(row: &Row<'_>, at: usize, id: &str) -> Result<Finding, Error> {
    document::column(row, at, || what(id))
}
