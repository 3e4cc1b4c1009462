//! A directory and all below it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bucket;
use crate::error::Error;
use crate::metadata::{Described, Metadata};
use crate::object::{Entry, Object, Source};
use crate::walk::Walk;

/// All files below a directory, hidden ones too, as one bucket: the name of
/// the directory (see [`bucket_name`](crate::bucket_name)) unless told
/// otherwise.
///
/// Symbolic links are listed as skipped unless [`follow_links`] is set, but for those that
/// lead to what is listed below the directory anyway. Named pipes, sockets, devices, and what may not be read are listed as skipped.
///
/// [`follow_links`]: Directory::follow_links
#[derive(Clone, Debug)]
pub struct Directory {
    root: PathBuf,
    bucket: Arc<str>,
    follow: bool,
    /// What is known of the bucket that the directory is a copy of.
    metadata: Option<Arc<Metadata>>,
}

/// Whether a directory is gone though it can still be looked at, as one that a process is
/// in: it lists nothing, and would pass for an empty one.
fn is_removed(path: &Path) -> bool {
    fs::canonicalize(path).is_err_and(|it| it.kind() == io::ErrorKind::NotFound)
}

impl Directory {
    /// The directory that the path names.
    ///
    /// # Errors
    ///
    /// If it names nothing, no directory, or nothing that can be looked at.
    pub fn new(path: impl Into<PathBuf>) -> Result<Directory, Error> {
        let root = path.into();
        let metadata = fs::metadata(&root).map_err(|error| Error::looking_at(&root, error))?;
        if !metadata.is_dir() {
            return Err(Error::NotADirectory { path: root });
        }
        if is_removed(&root) {
            return Err(Error::NotFound { path: root });
        }
        let bucket = bucket::of_directory(&root).into();
        Ok(Directory {
            root,
            bucket,
            follow: false,
            metadata: None,
        })
    }

    /// Sets the bucket.
    pub fn bucket(mut self, bucket: impl Into<Arc<str>>) -> Directory {
        self.bucket = bucket.into();
        self
    }

    /// Whether to follow symbolic links (default: no).
    ///
    /// A directory that is reached through links is listed once by that way,
    /// and never below itself, so that links in a circle come to an end.
    pub fn follow_links(mut self, follow: bool) -> Directory {
        self.follow = follow;
        self
    }

    /// The directory is a copy of a bucket: what lies beside it is what S3
    /// knows of the objects (see [the layout](crate#metadata-beside-a-copy)),
    /// and there may be objects that are not in the copy. Nothing changes
    /// where nothing lies beside it.
    ///
    /// # Errors
    ///
    /// [`Error::Metadata`] if a listing is no listing, or not a whole one.
    pub fn copy_of_bucket(mut self) -> Result<Directory, Error> {
        self.metadata = Metadata::beside(&self.root)?;
        Ok(self)
    }

    /// The file of a key as an object, with what is known of it. Whether the key may be
    /// read, and is one of a file below the directory, is for the caller to know: links
    /// on the way to it are followed. `None` if nothing is there.
    pub fn object(&self, key: &str) -> Option<Object> {
        let path = self.root.join(key);
        let seen = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        let mut object = Object::file(self.bucket.clone(), key.to_owned(), path, true);
        object.size = Some(seen.len());
        object.modified = seen.modified().ok();
        Some(match &self.metadata {
            None => object,
            Some(metadata) => Described::one(metadata, object),
        })
    }

    /// A directory of which the caller knows all that there is to know.
    pub(crate) fn known(
        root: PathBuf,
        bucket: Arc<str>,
        follow: bool,
        metadata: Option<Arc<Metadata>>,
    ) -> Directory {
        Directory {
            root,
            bucket,
            follow,
            metadata,
        }
    }

    /// The bucket that its objects stand in.
    pub fn name(&self) -> &str {
        &self.bucket
    }

    /// All that there is, with what is known of it.
    pub(crate) fn entries(self) -> Box<dyn Iterator<Item = Entry>> {
        let is_absent = self.metadata.is_some() && !self.root.exists();
        let walk = Walk::new(self.bucket.clone(), self.root, self.follow);
        match self.metadata {
            None => Box::new(walk),
            // It would only say that there is no such directory.
            Some(metadata) if is_absent => {
                Box::new(Described::new(self.bucket, metadata, std::iter::empty()))
            }
            Some(metadata) => Box::new(Described::new(self.bucket, metadata, walk)),
        }
    }
}

impl Source for Directory {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        self.clone().entries()
    }
}
