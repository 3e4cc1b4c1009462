//! Storing findings.

use std::sync::LazyLock;

use rusqlite::{OptionalExtension as _, params};
use tracie_finding::Finding;
use tracie_finding::finding::FindingCategory;

use super::get::read;
use super::row;
use crate::clock::now_ms;
use crate::document;
use crate::error::Error;
use crate::scoped::Writing;

/// What became of a finding that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was not known, and now it is.
    Added,
    /// One with its id was known, which said something else. That now says
    /// the same.
    Changed,
    /// It was known, but for the time at which it was made.
    Known,
}

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let marks = vec!["?"; row::COLUMNS.len()].join(", ");
    let columns = row::COLUMNS.join(", ");
    format!("INSERT INTO finding ({columns}) VALUES ({marks}) ON CONFLICT (scope, id) DO NOTHING")
});

impl Writing<'_> {
    /// Stores a finding.
    ///
    /// The id decides which finding it is. A finding of sensitive data that is
    /// known already stays as it is, so that a job that does something twice
    /// tells it once; if the new one says something else, it takes the place
    /// of the old one. A policy finding that is known already is updated: its
    /// count grows by that of the new one, it says what the new one says, and
    /// `createdAt` and the time of its first occurrence stay. What was
    /// archived stays archived.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn put_finding(&self, finding: &Finding) -> Result<Put, Error> {
        self.put_finding_at(finding, now_ms())
    }

    /// Stores a finding that came at a moment.
    pub(crate) fn put_finding_at(&self, finding: &Finding, now_ms: i64) -> Result<Put, Error> {
        if self.insert(finding, now_ms)? {
            return Ok(Put::Added);
        }
        let Some((row, known)) = self.known(&finding.id)? else {
            return Err(Error::Database("a finding vanished".into()));
        };
        let mut new = finding.clone();
        new.archived |= known.archived;
        match finding.category {
            FindingCategory::Policy => update(&mut new, &known),
            FindingCategory::Classification if says_the_same(&new, &known) => {
                return Ok(Put::Known);
            }
            FindingCategory::Classification => {}
        }
        self.replace(row, &new, now_ms)?;
        Ok(Put::Changed)
    }

    /// Archives findings, or takes them out of the archive. Tells how many
    /// were not so before; unknown ids are left out.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn archive_findings<I>(&self, ids: I, archived: bool) -> Result<u64, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut changed = 0;
        for id in ids {
            let Some((row, mut finding)) = self.known(id.as_ref())? else {
                continue;
            };
            if finding.archived != archived {
                finding.archived = archived;
                self.set_archived(row, &finding)?;
                changed += 1;
            }
        }
        Ok(changed)
    }

    /// Deletes findings; tells how many there were.
    ///
    /// # Errors
    ///
    /// As of any writing.
    pub fn delete_findings<I>(&self, ids: I) -> Result<u64, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM finding WHERE scope = ?1 AND id = ?2")?;
        let mut deleted = 0;
        for id in ids {
            deleted += statement.execute(params![self.scope, id.as_ref()])? as u64;
        }
        Ok(deleted)
    }

    fn known(&self, id: &str) -> Result<Option<(i64, Finding)>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT row, document FROM finding JOIN finding_document ON finding = row
             WHERE scope = ?1 AND id = ?2",
        )?;
        let known = statement.query_row(params![self.scope, id], |row| {
            Ok((row.get(0)?, read(row, 1, id)))
        });
        let Some((row, finding)) = known.optional()? else {
            return Ok(None);
        };
        Ok(Some((row, finding?)))
    }

    /// Stores a finding unless it is known.
    fn insert(&self, finding: &Finding, now_ms: i64) -> Result<bool, Error> {
        if row::execute(self, &INSERT, finding, now_ms)? == 0 {
            return Ok(false);
        }
        let text = document::write(finding, || what(&finding.id))?;
        self.connection
            .prepare_cached("INSERT INTO finding_document (finding, document) VALUES (?1, ?2)")?
            .execute(params![self.connection.last_insert_rowid(), text])?;
        Ok(true)
    }

    fn replace(&self, row: i64, finding: &Finding, now_ms: i64) -> Result<(), Error> {
        let sql = format!(
            "UPDATE finding SET ({}) = ({}) WHERE scope = ?{} AND id = ?{}",
            row::COLUMNS.join(", "),
            vec!["?"; row::COLUMNS.len()].join(", "),
            row::number("scope"),
            row::number("id")
        );
        row::execute(self, &sql, finding, now_ms)?;
        self.replace_document(row, finding)
    }

    fn set_archived(&self, row: i64, finding: &Finding) -> Result<(), Error> {
        let kind = row::kind(self, finding)?;
        self.connection
            .prepare_cached("UPDATE finding SET archived = ?2, kind = ?3 WHERE row = ?1")?
            .execute(params![row, finding.archived, kind])?;
        self.replace_document(row, finding)
    }

    fn replace_document(&self, row: i64, finding: &Finding) -> Result<(), Error> {
        let text = document::write(finding, || what(&finding.id))?;
        self.connection
            .prepare_cached("UPDATE finding_document SET document = ?2 WHERE finding = ?1")?
            .execute(params![row, text])?;
        Ok(())
    }
}

/// Makes a new occurrence of a policy finding the update of the known one.
fn update(new: &mut Finding, known: &Finding) {
    new.count = new.count.saturating_add(known.count);
    new.created_at.clone_from(&known.created_at);
    let details = new
        .policy_details
        .as_mut()
        .zip(known.policy_details.as_ref());
    if let Some((new, known)) = details {
        let first_seen = &known.action.api_call_details.first_seen;
        if first_seen.is_some() {
            new.action
                .api_call_details
                .first_seen
                .clone_from(first_seen);
        }
    }
}

/// Whether two findings differ by no more than when they were made.
fn says_the_same(new: &Finding, known: &Finding) -> bool {
    let mut new = new.clone();
    new.created_at.clone_from(&known.created_at);
    new.updated_at.clone_from(&known.updated_at);
    new == *known
}

pub(crate) fn what(id: &str) -> String {
    format!("the finding {id}")
}
