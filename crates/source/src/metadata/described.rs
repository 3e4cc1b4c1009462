//! A copy of a bucket together with what is known of the bucket.

use std::io;
use std::iter::Peekable;
use std::sync::Arc;

use tracie_finding::detection::Reason;

use super::beside::Metadata;
use super::head::{Head, Tagging};
use super::record::Record;
use crate::object::{Entry, Object};
use crate::refusal;
use crate::trouble::Trouble;

/// The objects of a copy with all that is known of them, and those that are
/// known and not in the copy, in the order of their keys.
pub(crate) struct Described<W: Iterator<Item = Entry>> {
    bucket: Arc<str>,
    metadata: Arc<Metadata>,
    /// The next record.
    at: usize,
    copy: Peekable<W>,
}

impl Described<std::iter::Empty<Entry>> {
    /// One object of a copy, with what is known of it.
    pub(crate) fn one(metadata: &Arc<Metadata>, object: Object) -> Object {
        let records = metadata.records();
        let at = records.binary_search_by(|record| (*record.key).cmp(&object.key));
        let this = Described::new(object.bucket.clone(), metadata.clone(), std::iter::empty());
        this.present(object, at.ok().map(|at| &records[at]))
    }
}

impl<W: Iterator<Item = Entry>> Described<W> {
    pub(crate) fn new(bucket: Arc<str>, metadata: Arc<Metadata>, copy: W) -> Described<W> {
        Described {
            bucket,
            metadata,
            at: 0,
            copy: copy.peekable(),
        }
    }

    /// The record that comes before what is next in the copy, or is of it.
    fn due(&self, next: Option<&str>) -> Option<&Record> {
        let record = self.metadata.records().get(self.at)?;
        next.is_none_or(|key| *record.key <= *key).then_some(record)
    }

    /// What is in the copy, and of which there may be a record.
    fn present(&self, object: Object, record: Option<&Record>) -> Object {
        let head = self.metadata.head(&object.key);
        let head_is_known = matches!(head, Ok(Some(_)));
        let known = record.is_some() || head_is_known;
        let mut object = if known {
            object.copy_of_original()
        } else {
            object
        };
        if let Some(record) = record {
            listed(&mut object, record);
        } else if self.metadata.records.is_some() && !head_is_known {
            object.add_remark(format!(
                "not in {}: newer than that, or no object of the bucket",
                self.metadata.listed_in
            ));
        }
        self.complete(object, head, record.and_then(Record::refusal))
    }

    /// What is known and not in the copy.
    fn absent(&self, record: &Record) -> Object {
        let key = &*record.key;
        let is_folder = key.ends_with('/') && record.size.unwrap_or(0) == 0;
        let empty = || Ok(Box::new(io::empty()) as _);
        let mut object = Object::new(self.bucket.clone(), key, empty).copy_of_original();
        listed(&mut object, record);
        if !is_folder {
            object = object.refuse(self.missing());
        }
        let head = self.metadata.head(key);
        self.complete(object, head, record.refusal())
    }

    fn missing(&self) -> Trouble {
        let remark = format!(
            "it is in {}, but not in the copy; copy it too, or list the bucket again",
            self.metadata.listed_in
        );
        Trouble::new(Reason::SourceObjectNoLongerAvailable, remark)
    }

    /// Adds what its head and its tags say, and whether it may be read at all.
    fn complete(
        &self,
        mut object: Object,
        head: Result<Option<Head>, String>,
        mut refused: Option<Trouble>,
    ) -> Object {
        match head {
            Ok(None) => {}
            Ok(Some(head)) => {
                describe(&mut object, &head);
                refused = head.refusal().or(refused);
            }
            Err(problem) => object.add_remark(problem),
        }
        match self.metadata.tags(&object.key) {
            Ok(tagging) => object.attributes.tags = tagging.map(Tagging::tags),
            Err(problem) => object.add_remark(problem),
        }
        match refusal::by_storage_class(&object.storage_class).or(refused) {
            Some(trouble) => object.refuse(trouble),
            None => object,
        }
    }
}

fn listed(object: &mut Object, record: &Record) {
    object.size = record.size.or(object.size);
    object.modified = record.modified.or(object.modified);
    object.known_etag = record.e_tag.as_deref().map(Into::into);
    object.storage_class.clone_from(&record.storage_class);
    object.attributes.version_id = record.version_id.to_string();
    if let Some(encryption) = record.encryption_type() {
        object.attributes.encryption.encryption_type = encryption;
    }
}

fn describe(object: &mut Object, head: &Head) {
    let before = object.known_etag.take();
    object.known_etag = head.e_tag().map(Into::into);
    if before.is_some() && object.known_etag.is_some() && before != object.known_etag {
        object.add_remark("its head has another eTag than its listing: they are not of one time");
    }
    object.known_etag = object.known_etag.take().or(before);
    object.size = head.content_length.or(object.size);
    object.modified = head.modified().or(object.modified);
    object.storage_class = head.storage_class();
    let version = head.version_id();
    if !version.is_empty() {
        object.attributes.version_id = version;
    }
    object.attributes.encryption = head.encryption();
}

impl<W: Iterator<Item = Entry>> Iterator for Described<W> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        // Trouble with the root of the copy comes before all that is in it.
        let is_trouble = |entry: &Entry| matches!(entry, Entry::Skipped(it) if it.key == "/");
        if self.copy.peek().is_some_and(is_trouble) {
            return self.copy.next();
        }
        let next = self.copy.peek().map(|entry| entry.key().to_owned());
        let record = self.due(next.as_deref()).cloned();
        let Some(record) = record else {
            return Some(match self.copy.next()? {
                Entry::Object(object) => Entry::Object(self.present(object, None)),
                skipped => skipped,
            });
        };
        self.at += 1;
        if next.as_deref() != Some(&record.key) {
            return Some(Entry::Object(self.absent(&record)));
        }
        Some(match self.copy.next()? {
            Entry::Object(object) => Entry::Object(self.present(object, Some(&record))),
            skipped => skipped,
        })
    }
}
