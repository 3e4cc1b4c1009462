//! Buckets that are directories.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tracie_scan::setup;
use tracie_source::{Directory, Dump, Error, Source};

use crate::bucket::{BucketInfo, BucketTrouble, Buckets, TroubleKind};

/// Directories as buckets, and dumps of buckets. What lies beside a directory
/// is taken to be what S3 knows of its objects (see
/// [`tracie_source`]'s "Metadata beside a copy").
///
/// Of a bucket only its name is known, unless it was
/// [introduced](Directories::introduce), or its setup lies beside it
/// ([`tracie_source::setup_beside`]).
#[derive(Clone, Debug, Default)]
pub struct Directories {
    named: BTreeMap<String, PathBuf>,
    /// Directories whose directories are buckets.
    dumps: Vec<PathBuf>,
    known: BTreeMap<String, BucketInfo>,
    follow_links: bool,
}

impl Directories {
    /// Adds a directory as a bucket, in place of one of this name.
    ///
    /// # Errors
    ///
    /// If it cannot be looked at, or what lies beside it is no whole listing.
    pub fn add(&mut self, name: impl Into<String>, path: impl Into<PathBuf>) -> Result<(), Error> {
        let path = path.into();
        Directory::new(&path)?.copy_of_bucket()?;
        self.named.insert(name.into(), path);
        Ok(())
    }

    /// Adds all buckets of a dump, `DUMP/<bucket>/<key>`, also those that come
    /// later.
    ///
    /// # Errors
    ///
    /// As [`Directories::add`].
    pub fn add_dump(&mut self, path: impl Into<PathBuf>) -> Result<(), Error> {
        let path = path.into();
        Dump::new(&path)?;
        self.dumps.push(path);
        Ok(())
    }

    /// Tells what is known of a bucket.
    pub fn introduce(&mut self, bucket: BucketInfo) {
        self.known.insert(bucket.name.clone(), bucket);
    }

    /// Whether to follow symbolic links (default: no).
    pub fn follow_links(&mut self, follow: bool) {
        self.follow_links = follow;
    }

    /// Where a bucket lies.
    fn place(&self, name: &str) -> Result<Place<'_>, BucketTrouble> {
        if let Some(path) = self.named.get(name) {
            return Ok(Place::Directory(path));
        }
        for dump in &self.dumps {
            if self.names(dump)?.iter().any(|it| it == name) {
                return Ok(Place::Dump(dump));
            }
        }
        Err(missing(name))
    }

    fn directory(&self, name: &str) -> Result<Directory, BucketTrouble> {
        let directory = match self.place(name)? {
            Place::Directory(path) => self.named_directory(name, path).map(Some),
            Place::Dump(dump) => Dump::bucket_named(dump, name, self.follow_links),
        };
        let directory = directory.map_err(|error| unavailable(&error))?;
        directory.ok_or_else(|| missing(name))
    }

    fn named_directory(&self, name: &str, path: &Path) -> Result<Directory, Error> {
        let directory = Directory::new(path)?
            .bucket(name)
            .follow_links(self.follow_links);
        directory.copy_of_bucket()
    }

    fn names(&self, dump: &Path) -> Result<Vec<String>, BucketTrouble> {
        Dump::names(dump, self.follow_links).map_err(|error| unavailable(&error))
    }

    /// What is known of a bucket: what was told, or what lies beside it.
    fn info(&self, name: &str, path: &Path) -> Result<BucketInfo, BucketTrouble> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        let posture = setup::beside(name, path, Timestamp::now()).map_err(|error| {
            BucketTrouble::new(TroubleKind::DetailsUnavailable, error.to_string())
        })?;
        Ok(posture.map_or_else(|| BucketInfo::named(name), |it| BucketInfo::of(&it)))
    }
}

impl Buckets for Directories {
    fn all(&self) -> Result<Vec<BucketInfo>, BucketTrouble> {
        let mut all: BTreeMap<String, PathBuf> = self.named.clone();
        for dump in &self.dumps {
            for name in self.names(dump)? {
                let path = dump.join(&name);
                all.entry(name).or_insert(path);
            }
        }
        all.iter()
            .map(|(name, path)| self.info(name, path))
            .collect()
    }

    fn bucket(&self, name: &str) -> Result<BucketInfo, BucketTrouble> {
        match self.place(name)? {
            Place::Directory(path) => {
                Directory::new(path).map_err(|error| unavailable(&error))?;
                self.info(name, path)
            }
            Place::Dump(dump) => self.info(name, &dump.join(name)),
        }
    }

    fn open(&self, name: &str) -> Result<Box<dyn Source>, BucketTrouble> {
        Ok(Box::new(self.directory(name)?))
    }
}

/// Where a bucket lies, which is not yet looked at.
enum Place<'a> {
    Directory(&'a Path),
    /// One of the buckets of a dump.
    Dump(&'a Path),
}

fn missing(name: &str) -> BucketTrouble {
    let message = format!("no directory was given for the bucket {name}");
    BucketTrouble::new(TroubleKind::DoesNotExist, message).operation("ListObjectsV2")
}

fn unavailable(error: &Error) -> BucketTrouble {
    let kind = match error {
        Error::NotFound { .. } => TroubleKind::DoesNotExist,
        Error::Metadata { .. } => TroubleKind::DetailsUnavailable,
        _ => TroubleKind::AccessDenied,
    };
    BucketTrouble::new(kind, error.to_string()).operation("ListObjectsV2")
}
