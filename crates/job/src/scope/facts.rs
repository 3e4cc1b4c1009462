//! What conditions can ask of an object.

use std::time::SystemTime;

use tracie_finding::resources::{Tag, extension};
use tracie_source::Object;

/// What conditions can ask of an object.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Its key.
    pub key: &'a str,
    /// Its size in bytes, if that is known.
    pub size: Option<u64>,
    /// When it was last modified, if that is known.
    pub modified: Option<SystemTime>,
    /// Its tags.
    pub tags: &'a [Tag],
}

impl<'a> Facts<'a> {
    /// What a source knows of an object before it is read. One of whose tags
    /// nothing is known has none.
    pub fn of(object: &'a Object) -> Facts<'a> {
        Facts {
            key: &object.key,
            size: object.size,
            modified: object.modified,
            tags: object.attributes.tags.as_deref().unwrap_or_default(),
        }
    }

    pub(crate) fn extension(&self) -> &'a str {
        extension(self.key)
    }
}
