//! Which entries of a bucket a run looks at.

use jiff::Timestamp;
use tracie_finding::Attributes;
use tracie_finding::classification::{ResultStatus, StatusCode};
use tracie_finding::detection::ObjectMeta;
use tracie_source::{Entry, Object, Skipped, rfc3339};
use tracie_store::{Entry as Known, Reading, Scoped};

use super::passed::Pass;
use crate::sample::Sample;
use crate::scope::{Facts, Scope};

/// Which entries a run looks at.
pub(super) struct Filter {
    pub(super) scope: Scope,
    pub(super) sample: Sample,
    /// Objects from before this instant are not looked at.
    pub(super) since: Option<Timestamp>,
    pub(super) ledger: Ledger,
    pub(super) job: String,
    /// Where discovery results of the account go: what lies there is no object
    /// of a run, which would find its own results, and results of those.
    pub(super) own: Option<Own>,
}

/// Where discovery results lie.
pub(super) struct Own {
    pub(super) bucket: String,
    /// What the keys of all of them begin with.
    pub(super) prefix: String,
}

impl Own {
    fn has(&self, bucket: &str, key: &str) -> bool {
        self.bucket == bucket && key.starts_with(&self.prefix)
    }
}

/// What the store knows of objects that the job came to before.
pub(super) struct Ledger {
    pub(super) store: Scoped,
    /// The name under which the job's entries are.
    pub(super) name: String,
    /// Whether objects that are there and did not change are passed over.
    pub(super) passes: bool,
    /// Whether objects that are passed over are to be there.
    pub(super) notes: bool,
}

impl Filter {
    /// Why an entry is passed over; `None` if it is not.
    pub(super) fn pass(&self, entry: &Entry) -> Result<Option<Pass>, tracie_store::Error> {
        match entry {
            Entry::Skipped(skipped) => self.pass_skipped(skipped),
            Entry::Object(object) => self.pass_object(object),
        }
    }

    /// What the ledger is to know of an object that is passed over.
    pub(super) fn note(&self, entry: &Entry, pass: Pass) -> Option<Known> {
        let is_noted = self.ledger.notes && matches!(pass, Pass::NotSampled | Pass::BeforeJob);
        let Entry::Object(object) = entry else {
            return None;
        };
        is_noted.then(|| self.noted(object))
    }

    fn pass_object(&self, object: &Object) -> Result<Option<Pass>, tracie_store::Error> {
        let own = self.own.as_ref();
        let is_own = own.is_some_and(|own| own.has(&object.bucket, &object.key));
        if is_own || !self.scope.means(&Facts::of(object)) {
            return Ok(Some(Pass::NotInScope));
        }
        if self.ledger.passes && self.is_unchanged(object)? {
            return Ok(Some(Pass::Unchanged));
        }
        if self.is_from_before(object) {
            return Ok(Some(Pass::BeforeJob));
        }
        let is_sampled = self.sample.has(&object.bucket, &object.key);
        Ok((!is_sampled).then_some(Pass::NotSampled))
    }

    /// What cannot be read is passed over only for what can be told of it. That
    /// a directory cannot be listed concerns all that may be in it.
    fn pass_skipped(&self, skipped: &Skipped) -> Result<Option<Pass>, tracie_store::Error> {
        if skipped.key.ends_with('/') {
            return Ok(None);
        }
        let facts = Facts {
            key: &skipped.key,
            size: None,
            modified: None,
            tags: &[],
        };
        if !self.scope.means(&facts) {
            return Ok(Some(Pass::NotInScope));
        }
        let reason = Some(skipped.trouble.reason);
        let known = match self.ledger.passes {
            true => self.known(&skipped.bucket, &skipped.key)?,
            false => None,
        };
        let is_known = known.is_some_and(|known| known.status.reason == reason);
        Ok(is_known.then_some(Pass::Unchanged))
    }

    fn is_unchanged(&self, object: &Object) -> Result<bool, tracie_store::Error> {
        let Some(known) = self.known(&object.bucket, &object.key)? else {
            return Ok(false);
        };
        let now = meta(object);
        // Written anew with the same content is written anew.
        let is_as_old = known.last_modified == now.last_modified;
        let can_tell = object.size.is_some() && !now.last_modified.is_empty();
        Ok(can_tell && is_as_old && known.is_of(&now))
    }

    fn known(&self, bucket: &str, key: &str) -> Result<Option<Known>, tracie_store::Error> {
        let Ledger { store, name, .. } = &self.ledger;
        store.read(|from: &Reading<'_>| from.entry(name, bucket, key))
    }

    fn is_from_before(&self, object: &Object) -> bool {
        let modified = object.modified.map(Timestamp::try_from);
        match (self.since, modified) {
            // S3's times have whole seconds.
            (Some(since), Some(Ok(modified))) => modified.as_second() < since.as_second(),
            _ => false,
        }
    }

    /// An object as the ledger has it that was not looked at because it was not
    /// asked for: skipped for no reason.
    fn noted(&self, object: &Object) -> Known {
        let meta = meta(object);
        Known {
            bucket: meta.bucket,
            key: meta.key,
            e_tag: meta.etag,
            size: meta.size,
            last_modified: meta.last_modified,
            status: ResultStatus {
                code: StatusCode::Skipped,
                reason: None,
            },
            classified: 0,
            job: Some(self.job.clone()),
            finding: None,
            seen_ms: Timestamp::now().as_millisecond(),
        }
    }
}

/// An object as results have it, before it is read.
fn meta(object: &Object) -> ObjectMeta {
    ObjectMeta {
        bucket: object.bucket.to_string(),
        key: object.key.clone(),
        size: object.size.unwrap_or(0),
        last_modified: object.modified.map(rfc3339).unwrap_or_default(),
        etag: object.known_etag.clone().unwrap_or_default(),
        storage_class: object.storage_class.to_string(),
        attributes: Attributes::default(),
    }
}
