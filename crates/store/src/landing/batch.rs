//! Objects that were looked at, and their findings, as one row.

use rusqlite::params;
use tracie_finding::Finding;
use tracie_finding::classification::ResultStatus;
use tracie_finding::detection::{ObjectResult, Reason};

use super::words::{put_number, put_text, take_number, take_text};
use crate::document;
use crate::error::Error;
use crate::finding::{instants, what};
use crate::ledger::{Entry, code, status};
use crate::scoped::Writing;

/// How many bytes a batch is made for: what one takes as a rule, and a finding.
const ROOM: usize = (256 + 64) << 10;

/// What the objects of a batch have in common.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The id of the scan among the records.
    pub(crate) scan: String,
    /// The hash of all that decides what is found.
    pub(crate) identifiers: String,
    /// The job that findings name.
    pub(crate) job: String,
}

/// Objects that were looked at one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    content: Vec<u8>,
    objects: u64,
    /// The ids of the findings, in the order of their objects.
    findings: Vec<String>,
}

/// An object out of a batch.
pub(super) struct Item {
    pub(super) entry: Entry,
    pub(super) finding: Option<Finding>,
}

impl Batch {
    /// Adds what looking at an object ended with, and its finding with its
    /// JSON.
    ///
    /// # Errors
    ///
    /// [`Error::NoInstant`]; it is not added then.
    pub(crate) fn add(
        &mut self,
        result: &ObjectResult,
        finding: Option<(&Finding, &str)>,
        now_ms: i64,
    ) -> Result<(), Error> {
        if let Some((finding, _)) = finding {
            // Later nobody would be there who could be told.
            instants(finding)?;
            self.findings.push(finding.id.clone());
        }
        self.objects += 1;
        let object = &result.object;
        let outcome = ResultStatus::from(result.status);
        let bytes = &mut self.content;
        if bytes.is_empty() {
            // It would be copied each time that it grows.
            bytes.reserve(ROOM);
        }
        put_text(bytes, &object.bucket);
        put_text(bytes, &object.key);
        put_text(bytes, &object.etag);
        put_number(bytes, object.size);
        put_text(bytes, &object.last_modified);
        put_text(bytes, code(outcome.code));
        put_text(bytes, outcome.reason.map_or("", Reason::code));
        put_number(bytes, result.size_classified);
        put_number(bytes, now_ms.cast_unsigned());
        put_text(bytes, finding.map_or("", |(_, json)| json));
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.objects == 0
    }

    /// How many objects there are.
    pub(crate) fn objects(&self) -> u64 {
        self.objects
    }

    /// How many bytes they take.
    pub(crate) fn size(&self) -> usize {
        self.content.len()
    }

    /// The ids of the findings.
    pub(crate) fn findings(&self) -> &[String] {
        &self.findings
    }

    /// Appends the batch to what has landed.
    pub(crate) fn land(
        &self,
        writing: &Writing<'_>,
        origin: &Origin,
        now_ms: i64,
    ) -> Result<(), Error> {
        let mut statement = writing.connection.prepare_cached(
            "INSERT INTO landed (scope, scan, identifiers, job, landed_ms, objects, findings,
             length, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        statement.execute(params![
            writing.scope,
            origin.scan,
            origin.identifiers,
            origin.job,
            now_ms,
            self.objects.cast_signed(),
            self.findings.len().cast_signed(),
            self.content.len().cast_signed(),
            lz4_flex::block::compress(&self.content)
        ])?;
        Ok(())
    }

    /// The objects.
    pub(super) fn items<'a>(&'a self, job: &'a str) -> Items<'a> {
        Items::of(&self.content, job)
    }
}

/// The objects in the content of a batch. One whose finding cannot be read is
/// an error, and others come after it; beyond content that is none, nobody knows
/// where the next begins.
pub(super) struct Items<'a> {
    rest: &'a [u8],
    job: &'a str,
}

impl<'a> Items<'a> {
    pub(super) fn of(content: &'a [u8], job: &'a str) -> Items<'a> {
        Items { rest: content, job }
    }
}

impl Iterator for Items<'_> {
    type Item = Result<Item, Error>;

    fn next(&mut self) -> Option<Result<Item, Error>> {
        if self.rest.is_empty() {
            return None;
        }
        let Some((entry, json)) = take(&mut self.rest, self.job) else {
            self.rest = &[];
            return Some(Err(damaged("it is no list of objects")));
        };
        Some(item(entry, json))
    }
}

/// What stands where a batch should, if that cannot be read.
pub(super) fn damaged(why: &'static str) -> Error {
    Error::Corrupt(why.into())
}

fn take<'a>(rest: &mut &'a [u8], job: &str) -> Option<(Entry, &'a str)> {
    let entry = Entry {
        bucket: take_text(rest)?.to_owned(),
        key: take_text(rest)?.to_owned(),
        e_tag: take_text(rest)?.to_owned(),
        size: take_number(rest)?,
        last_modified: take_text(rest)?.to_owned(),
        status: ResultStatus {
            code: status(take_text(rest)?),
            reason: Reason::from_code(take_text(rest)?),
        },
        classified: take_number(rest)?,
        job: Some(job.to_owned()),
        finding: None,
        seen_ms: take_number(rest)?.cast_signed(),
    };
    Some((entry, take_text(rest)?))
}

fn item(mut entry: Entry, json: &str) -> Result<Item, Error> {
    let finding: Option<Finding> = match json {
        "" => None,
        json => Some(document::read(json, || {
            what(&format!("about {}/{}", entry.bucket, entry.key))
        })?),
    };
    finding.as_ref().map(instants).transpose()?;
    entry.finding = finding.as_ref().map(|finding| finding.id.clone());
    Ok(Item { entry, finding })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tracie_finding::detection::Status;

    use super::*;
    use crate::testing;

    fn result(key: &str, size: u64, status: Status) -> ObjectResult {
        let mut result = testing::result(key);
        result.object.size = size;
        result.status = status;
        result
    }

    proptest! {
        #[test]
        fn what_is_added_comes_out(
            findings in testing::findings(5),
            key: String,
            size: u64,
        ) {
            let mut batch = Batch::default();
            let skipped = Status::Skipped(Reason::PermissionDenied);
            batch.add(&result(&key, size, skipped), None, 7).expect("added");
            for finding in &findings {
                let json = serde_json::to_string(finding).expect("JSON");
                let looked = result(&finding.id, size, Status::Complete);
                batch.add(&looked, Some((finding, &json)), 8).expect("added");
            }
            prop_assert_eq!(batch.objects(), findings.len() as u64 + 1);
            let items: Result<Vec<Item>, Error> = batch.items("job").collect();
            let items = items.expect("read");
            let mut expected = Entry::new(&result(&key, size, skipped), Some("job"), None);
            expected.seen_ms = 7;
            prop_assert_eq!(&items[0].entry, &expected);
            prop_assert!(items[0].finding.is_none());
            for (item, finding) in items[1..].iter().zip(&findings) {
                prop_assert_eq!(item.finding.as_ref(), Some(finding));
                prop_assert_eq!(item.entry.finding.as_ref(), Some(&finding.id));
                prop_assert_eq!(item.entry.status, Status::Complete.into());
            }
        }

        #[test]
        fn damage_is_told(content: Vec<u8>) {
            for item in Items::of(&content, "job") {
                if let Err(error) = item {
                    let is_told = matches!(
                        error,
                        Error::Corrupt(_) | Error::Document { .. } | Error::NoInstant { .. }
                    );
                    prop_assert!(is_told, "{error}");
                }
            }
        }
    }
}
