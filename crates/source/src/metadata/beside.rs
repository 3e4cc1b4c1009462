//! What lies beside a directory.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Error;
use crate::object::Entry;
use crate::walk::Walk;

use super::head::{self, Head, Tagging};
use super::inventory::Inventory;
use super::listing::Listing;
use super::record::Record;

/// What follows the name of the directory.
const OBJECTS: &str = "@objects.json";
const HEADS: &str = "@heads";
const TAGS: &str = "@tags";
const SETUP: &str = "@bucket";

/// What is known of the objects of a bucket.
#[derive(Debug)]
pub(crate) struct Metadata {
    /// In the order of keys: the objects that there are, if that is known.
    pub(super) records: Option<Vec<Record>>,
    /// Where the records are from.
    pub(super) listed_in: String,
    heads: Option<PathBuf>,
    tags: Option<PathBuf>,
}

impl Metadata {
    /// What lies beside a directory; `None` if nothing does.
    pub(crate) fn beside(directory: &Path) -> Result<Option<Arc<Metadata>>, Error> {
        let Some(beside) = Beside::of(directory) else {
            return Ok(None);
        };
        let listing = Listing::load(&beside.objects)?;
        let (heads, tags) = (beside.heads(), beside.tags());
        if listing.is_none() && heads.is_none() && tags.is_none() {
            return Ok(None);
        }
        let (records, listed_in) = match (listing, &heads) {
            (Some(listing), _) => (Some(listing.into_records()), OBJECTS),
            (None, Some(heads)) => (Some(keys_below(heads)), HEADS),
            (None, None) => (None, ""),
        };
        Ok(Some(Arc::new(Metadata {
            records,
            listed_in: format!("{}{listed_in}", beside.name),
            heads,
            tags,
        })))
    }

    /// Whether something lies beside a directory; it is not read.
    pub(crate) fn lies_beside(directory: &Path) -> bool {
        Beside::of(directory).is_some_and(|beside| {
            let folders = [beside.heads(), beside.tags()];
            beside.objects.exists() || folders.into_iter().any(|it| it.is_some())
        })
    }

    /// What an inventory says, with the heads and tags that lie beside the
    /// copy.
    pub(crate) fn of_inventory(inventory: Inventory, beside: Option<&Metadata>) -> Arc<Metadata> {
        Arc::new(Metadata {
            records: Some(inventory.records),
            listed_in: "the inventory".into(),
            heads: beside.and_then(|it| it.heads.clone()),
            tags: beside.and_then(|it| it.tags.clone()),
        })
    }

    pub(super) fn records(&self) -> &[Record] {
        self.records.as_deref().unwrap_or_default()
    }

    pub(super) fn head(&self, key: &str) -> Result<Option<Head>, String> {
        read_from(self.heads.as_deref(), key, "head")
    }

    pub(super) fn tags(&self, key: &str) -> Result<Option<Tagging>, String> {
        read_from(self.tags.as_deref(), key, "tags")
    }
}

/// The folder beside a directory that says how the bucket is set up of which the
/// directory is a copy, if it is there: `acme@bucket` beside `acme`. What is in it
/// is for others to read.
pub fn setup_beside(directory: &Path) -> Option<PathBuf> {
    Beside::of(directory).and_then(|beside| folder(&beside.setup))
}

/// The bucket that a file or folder of this name beside it tells of.
pub(crate) fn subject(name: &str) -> Option<&str> {
    let name = name.trim_end_matches('/');
    [OBJECTS, HEADS, TAGS, SETUP]
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .filter(|bucket| !bucket.is_empty())
}

fn read_from<T: serde::de::DeserializeOwned>(
    folder: Option<&Path>,
    key: &str,
    what: &str,
) -> Result<Option<T>, String> {
    let Some(folder) = folder else {
        return Ok(None);
    };
    head::read(folder, key).map_err(|problem| format!("cannot read its {what}: {problem}"))
}

/// Where what is known of a directory would lie.
struct Beside {
    /// The directory's own name, whatever way it was named.
    name: String,
    objects: PathBuf,
    heads: PathBuf,
    tags: PathBuf,
    setup: PathBuf,
}

impl Beside {
    /// `None` for what has no name, such as the root of all.
    fn of(directory: &Path) -> Option<Beside> {
        let directory: Cow<'_, Path> = match directory.file_name() {
            Some(_) => directory.into(),
            None => fs::canonicalize(directory).ok()?.into(),
        };
        let name = directory.file_name()?;
        let beside = |suffix: &str| {
            let mut name = name.to_owned();
            name.push(suffix);
            directory.with_file_name(name)
        };
        Some(Beside {
            name: name.to_string_lossy().into_owned(),
            objects: beside(OBJECTS),
            heads: beside(HEADS),
            tags: beside(TAGS),
            setup: beside(SETUP),
        })
    }

    fn heads(&self) -> Option<PathBuf> {
        folder(&self.heads)
    }

    fn tags(&self) -> Option<PathBuf> {
        folder(&self.tags)
    }
}

fn folder(path: &Path) -> Option<PathBuf> {
    path.is_dir().then(|| path.to_path_buf())
}

/// The keys that have a head.
fn keys_below(heads: &Path) -> Vec<Record> {
    let walk = Walk::new("".into(), heads.to_path_buf(), false);
    let keys = walk.filter_map(|entry| match entry {
        Entry::Object(object) => object.key.strip_suffix(".json").map(Record::named),
        Entry::Skipped(_) => None,
    });
    let mut records: Vec<Record> = keys.collect();
    records.sort_by(|a, b| a.key.cmp(&b.key));
    records
}

/// The keys in a listing, in their order.
pub(crate) fn keys_of_listing(listing: impl std::io::Read) -> Result<Vec<String>, String> {
    let records = Listing::read(listing)?.into_records().into_iter();
    Ok(records.map(|record| record.key.into()).collect())
}
