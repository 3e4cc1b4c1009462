//! The copy of several buckets.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use tracie_finding::detection::Reason;

use crate::bucket;
use crate::error::Error;
use crate::kind::{Kind, not_a_file};
use crate::object::{Entry, Skipped, Source};
use crate::trouble::Trouble;
use crate::walk::{Level, Node, Walk, link_not_followed};

/// Buckets as they lie in a directory: `DUMP/<bucket>/<key>`. Each directory
/// at the first level is a bucket of that very name, listed as
/// [`Directory`](crate::Directory) lists.
///
/// A file at the first level stands in no bucket; it is listed as skipped.
#[derive(Clone, Debug)]
pub struct Dump {
    root: PathBuf,
    name: Arc<str>,
    follow: bool,
}

impl Dump {
    /// The dump that the path names.
    ///
    /// # Errors
    ///
    /// If it names nothing, no directory, or nothing that can be looked at.
    pub fn new(path: impl Into<PathBuf>) -> Result<Dump, Error> {
        let root = path.into();
        let metadata = fs::metadata(&root).map_err(|error| Error::looking_at(&root, error))?;
        if !metadata.is_dir() {
            return Err(Error::NotADirectory { path: root });
        }
        let name = bucket::of_directory(&root).into();
        Ok(Dump {
            root,
            name,
            follow: false,
        })
    }

    /// Whether to follow symbolic links (default: no).
    pub fn follow_links(mut self, follow: bool) -> Dump {
        self.follow = follow;
        self
    }

    fn bucket(&self, node: Node) -> Box<dyn Iterator<Item = Entry>> {
        match node.kind {
            Kind::Directory => {
                let bucket = node.key.trim_end_matches('/').into();
                Box::new(Walk::new(bucket, self.root.join(node.name()), self.follow))
            }
            kind => Box::new(std::iter::once(self.stray(node.key, kind))),
        }
    }

    /// What stands at the first level and is no bucket.
    fn stray(&self, key: String, kind: Kind) -> Entry {
        let trouble = match kind {
            Kind::Link => link_not_followed(),
            Kind::Special(name) => not_a_file(name),
            _ => outside(),
        };
        Entry::Skipped(Skipped {
            bucket: self.name.clone(),
            key,
            trouble,
        })
    }
}

impl Source for Dump {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        let (level, trouble) = Level::read(&self.root, self.follow);
        let trouble = trouble.map(|trouble| {
            let (bucket, key) = (self.name.clone(), String::from("/"));
            Entry::Skipped(Skipped {
                bucket,
                key,
                trouble,
            })
        });
        Box::new(
            trouble
                .into_iter()
                .chain(level.flat_map(|node| self.bucket(node))),
        )
    }
}

fn outside() -> Trouble {
    let remark = "it stands beside the bucket directories of the dump, in no bucket; \
                  move it into one, or scan it as a file";
    Trouble::new(Reason::NoSuchBucketAvailable, remark)
}
