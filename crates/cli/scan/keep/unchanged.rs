//! Objects that have not changed since they were looked at.

use std::cell::{Cell, RefCell};

use tracie::finding::Coverage;
use tracie::finding::classification::StatusCode;
use tracie::finding::detection::{ObjectMeta, Severity};
use tracie::source::{Object, rfc3339};
use tracie::store::{Entry, Error, Scoped};

/// Knows what was looked at for the same identifiers, and counts what has not
/// changed since.
pub(in super::super) struct Unchanged {
    here: Scoped,
    identifiers: String,
    coverage: RefCell<Coverage>,
    /// Whether findings that stand count as found.
    counts: bool,
    /// The severity of the most severe of them.
    worst: Cell<Option<Severity>>,
    trouble: Cell<Option<Error>>,
}

impl Unchanged {
    pub(super) fn new(here: Scoped, identifiers: &str, counts: bool) -> Unchanged {
        Unchanged {
            here,
            identifiers: identifiers.to_owned(),
            coverage: RefCell::default(),
            counts,
            worst: Cell::new(None),
            trouble: Cell::new(None),
        }
    }

    /// Whether an object must be looked at. Where that cannot be told, it must.
    pub(in super::super) fn wants(&self, object: &Object) -> bool {
        let entry = self.here.read(|it| {
            let entry = it.entry(&self.identifiers, &object.bucket, &object.key)?;
            let id = entry.as_ref().and_then(|it| it.finding.as_deref());
            let finding = match id {
                Some(id) => it.finding(id)?.filter(|it| !it.archived),
                None => None,
            };
            Ok(entry.map(|it| (it, finding.map(|it| it.severity.description))))
        });
        match entry {
            Ok(Some((entry, stands))) if entry.is_of(&meta(object)) => {
                self.leave_out(&entry, stands);
                false
            }
            Ok(_) => true,
            Err(error) => {
                self.trouble.set(Some(error));
                true
            }
        }
    }

    fn leave_out(&self, entry: &Entry, stands: Option<Severity>) {
        let was_complete = entry.status.code == StatusCode::Complete;
        let mut coverage = self.coverage.borrow_mut();
        coverage.add_unchanged(entry.size, was_complete);
        if stands.is_some() {
            coverage.add_standing();
            self.worst.set(self.worst.get().max(stands));
        }
    }

    /// The severity of the most severe finding that stands and counts as found.
    pub(in super::super) fn worst(&self) -> Option<Severity> {
        self.worst.get().filter(|_| self.counts)
    }

    /// What was left out.
    pub(in super::super) fn coverage(&self) -> Coverage {
        self.coverage.borrow().clone()
    }

    /// What a user should know of it.
    pub(in super::super) fn in_words(&self) -> Option<String> {
        if let Some(error) = self.trouble.take() {
            return Some(format!(
                "some objects were looked at though they may be unchanged: {error}"
            ));
        }
        match self.coverage.borrow().standing() {
            0 => None,
            1 => Some("1 finding of an unchanged object stands in the store".to_owned()),
            more => Some(format!(
                "{more} findings of unchanged objects stand in the store"
            )),
        }
    }
}

/// What is known of an object before it is read.
fn meta(object: &Object) -> ObjectMeta {
    ObjectMeta {
        bucket: object.bucket.to_string(),
        key: object.key.clone(),
        // No object has that many bytes: what is not known is not the same.
        size: object.size.unwrap_or(u64::MAX),
        last_modified: object.modified.map(rfc3339).unwrap_or_default(),
        etag: object.known_etag.clone().unwrap_or_default(),
        storage_class: object.storage_class.clone().into_owned(),
        attributes: object.attributes.clone(),
    }
}
