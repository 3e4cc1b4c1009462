//! The copy of several buckets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracie_finding::detection::Reason;

use crate::bucket;
use crate::directory::Directory;
use crate::error::Error;
use crate::kind::{Kind, not_a_file};
use crate::metadata::{Inventory, Metadata, Rows, subject};
use crate::object::{Entry, Skipped, Source};
use crate::trouble::Trouble;
use crate::walk::{Level, link_not_followed};

/// Buckets as they lie in a directory: `DUMP/<bucket>/<key>`. Each directory
/// at the first level is a bucket of that very name, listed as
/// [`Directory`] lists; what lies beside it is what S3 knows of its objects
/// (see [the layout](crate#metadata-beside-a-copy)).
///
/// A file at the first level stands in no bucket; it is listed as skipped.
#[derive(Clone, Debug)]
pub struct Dump {
    root: PathBuf,
    name: Arc<str>,
    follow: bool,
    /// What is known of buckets, by name.
    metadata: BTreeMap<String, Arc<Metadata>>,
}

impl Dump {
    /// The dump that the path names.
    ///
    /// # Errors
    ///
    /// If it names nothing, no directory, or nothing that can be looked at;
    /// or if what lies beside a bucket is no whole listing.
    pub fn new(path: impl Into<PathBuf>) -> Result<Dump, Error> {
        let root = path.into();
        must_be_a_directory(&root)?;
        let mut dump = Dump {
            name: bucket::of_directory(&root).into(),
            root,
            follow: false,
            metadata: BTreeMap::new(),
        };
        dump.metadata = dump.load()?;
        Ok(dump)
    }

    /// Whether to follow symbolic links (default: no).
    pub fn follow_links(mut self, follow: bool) -> Dump {
        self.follow = follow;
        self
    }

    /// Takes what a report of S3 Inventory says of a bucket, by the report's
    /// `manifest.json`, in the place of a listing. Its files (CSV, compressed or
    /// not; Parquet with the feature `parquet`; no ORC, but see
    /// [`Dump::inventory_with`]) are looked for where S3 puts them, in `data` beside
    /// the manifest's folder, and beside the manifest.
    ///
    /// # Errors
    ///
    /// If the report cannot be read whole, or is not the one of the manifest.
    pub fn inventory(self, manifest: &Path) -> Result<Dump, Error> {
        Ok(self.add_inventory(Inventory::load(manifest, None)?))
    }

    /// The same with something that reads ORC.
    ///
    /// # Errors
    ///
    /// As [`Dump::inventory`].
    pub fn inventory_with(self, manifest: &Path, orc: &Rows<'_>) -> Result<Dump, Error> {
        Ok(self.add_inventory(Inventory::load(manifest, Some(orc))?))
    }

    fn add_inventory(mut self, inventory: Inventory) -> Dump {
        let bucket = inventory.bucket.clone();
        let beside = self.metadata.get(&bucket).map(AsRef::as_ref);
        let metadata = Metadata::of_inventory(inventory, beside);
        self.metadata.insert(bucket, metadata);
        self
    }

    /// The buckets in the dump, by the order of their names: those of which
    /// there is a copy, and those of which only something is known.
    ///
    /// # Errors
    ///
    /// If the dump can no longer be listed.
    pub fn buckets(&self) -> Result<Vec<Directory>, Error> {
        fs::read_dir(&self.root).map_err(|error| Error::looking_at(&self.root, error))?;
        let mut buckets: Vec<Directory> = self.first_level().1.filter_map(First::bucket).collect();
        buckets.sort_by(|a, b| a.name().cmp(b.name()));
        Ok(buckets)
    }

    /// The names of the buckets in the dump that the path names, in their order,
    /// as [`Dump::buckets`] has them. What is known of the objects is not read.
    ///
    /// # Errors
    ///
    /// If the path names nothing, no directory, or nothing that can be looked at.
    pub fn names(path: &Path, follow_links: bool) -> Result<Vec<String>, Error> {
        let buckets = buckets_below(path, follow_links)?;
        Ok(buckets.into_keys().collect())
    }

    /// One bucket of the dump that the path names, without a look at the others;
    /// `None` if it is not in there.
    ///
    /// # Errors
    ///
    /// As [`Dump::new`], where it is about this bucket.
    pub fn bucket_named(
        path: &Path,
        bucket: &str,
        follow_links: bool,
    ) -> Result<Option<Directory>, Error> {
        let Some(root) = buckets_below(path, follow_links)?.remove(bucket) else {
            return Ok(None);
        };
        let metadata = Metadata::beside(&path.join(bucket))?;
        let directory = Directory::known(root, bucket.into(), follow_links, metadata);
        Ok(Some(directory))
    }

    fn load(&self) -> Result<BTreeMap<String, Arc<Metadata>>, Error> {
        let mut known = BTreeMap::new();
        for bucket in subjects_below(&self.root) {
            if let Some(metadata) = Metadata::beside(&self.root.join(&bucket))? {
                known.insert(bucket, metadata);
            }
        }
        Ok(known)
    }

    /// What stands at the first level, in order, after what kept from seeing
    /// all of it.
    fn first_level(&self) -> (Option<Trouble>, impl Iterator<Item = First> + use<>) {
        let (level, trouble) = Level::read(&self.root, self.follow);
        let mut firsts: BTreeMap<String, First> = BTreeMap::new();
        for node in level {
            if subject(&node.key).is_some() {
                continue;
            }
            let first = match node.kind {
                Kind::Directory => {
                    let bucket = node.key.trim_end_matches('/').to_owned();
                    First::Bucket(self.bucket(bucket, self.root.join(node.name())))
                }
                kind => First::Stray(self.stray(node.key.clone(), kind)),
            };
            firsts.insert(node.key, first);
        }
        for bucket in self.metadata.keys() {
            let only_known = || First::Bucket(self.bucket(bucket.clone(), self.root.join(bucket)));
            firsts
                .entry(format!("{bucket}/"))
                .or_insert_with(only_known);
        }
        (trouble, firsts.into_values())
    }

    fn bucket(&self, bucket: String, path: PathBuf) -> Directory {
        let metadata = self.metadata.get(&bucket).cloned();
        Directory::known(path, bucket.into(), self.follow, metadata)
    }

    /// What stands at the first level and is no bucket.
    fn stray(&self, key: String, kind: Kind) -> Skipped {
        let trouble = match kind {
            Kind::Link => link_not_followed(),
            Kind::Special(name) => not_a_file(name),
            _ => outside(),
        };
        self.skipped(key, trouble)
    }

    fn skipped(&self, key: String, trouble: Trouble) -> Skipped {
        Skipped {
            bucket: self.name.clone(),
            key,
            trouble,
        }
    }
}

fn must_be_a_directory(path: &Path) -> Result<(), Error> {
    let metadata = fs::metadata(path).map_err(|error| Error::looking_at(path, error))?;
    if metadata.is_dir() {
        return Ok(());
    }
    let path = path.to_path_buf();
    Err(Error::NotADirectory { path })
}

/// The buckets of which something may be known, by the names of files.
fn subjects_below(root: &Path) -> BTreeSet<String> {
    let (level, _) = Level::read(root, true);
    level
        .filter_map(|node| subject(&node.key).map(ToOwned::to_owned))
        .collect()
}

/// The buckets at the first level, by name, and where each lies or would lie.
fn buckets_below(root: &Path, follow: bool) -> Result<BTreeMap<String, PathBuf>, Error> {
    must_be_a_directory(root)?;
    fs::read_dir(root).map_err(|error| Error::looking_at(root, error))?;
    let (level, _) = Level::read(root, follow);
    let mut buckets: BTreeMap<String, PathBuf> = level
        .filter(|node| matches!(node.kind, Kind::Directory) && subject(&node.key).is_none())
        .map(|node| {
            let bucket = node.key.trim_end_matches('/').to_owned();
            let path = root.join(node.name());
            (bucket, path)
        })
        .collect();
    for bucket in subjects_below(root) {
        let path = root.join(&bucket);
        if !buckets.contains_key(&bucket) && Metadata::lies_beside(&path) {
            buckets.insert(bucket, path);
        }
    }
    Ok(buckets)
}

/// What stands at the first level of a dump.
enum First {
    Bucket(Directory),
    Stray(Skipped),
}

impl First {
    fn bucket(self) -> Option<Directory> {
        match self {
            First::Bucket(directory) => Some(directory),
            First::Stray(_) => None,
        }
    }

    fn entries(self) -> Box<dyn Iterator<Item = Entry>> {
        match self {
            First::Bucket(directory) => directory.entries(),
            First::Stray(skipped) => Box::new(std::iter::once(Entry::Skipped(skipped))),
        }
    }
}

impl Source for Dump {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        let (trouble, firsts) = self.first_level();
        let trouble = trouble.map(|trouble| self.skipped("/".into(), trouble));
        let trouble = trouble.into_iter().map(Entry::Skipped);
        Box::new(trouble.chain(firsts.flat_map(First::entries)))
    }
}

fn outside() -> Trouble {
    let remark = "it stands beside the bucket directories of the dump, in no bucket; \
                  move it into one, or scan it as a file";
    Trouble::new(Reason::NoSuchBucketAvailable, remark)
}
