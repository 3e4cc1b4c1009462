//! A directory and all below it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::bucket;
use crate::error::Error;
use crate::object::{Entry, Source};
use crate::walk::Walk;

/// All files below a directory, hidden ones too, as one bucket: the name of
/// the directory (see [`bucket_name`](crate::bucket_name)) unless told
/// otherwise.
///
/// Symbolic links are listed as skipped unless [`follow_links`] is set. Named
/// pipes, sockets, devices, and what may not be read are listed as skipped.
///
/// [`follow_links`]: Directory::follow_links
#[derive(Clone, Debug)]
pub struct Directory {
    root: PathBuf,
    bucket: Arc<str>,
    follow: bool,
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
        let bucket = bucket::of_directory(&root).into();
        Ok(Directory {
            root,
            bucket,
            follow: false,
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
}

impl Source for Directory {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        Box::new(Walk::new(
            self.bucket.clone(),
            self.root.clone(),
            self.follow,
        ))
    }
}
