//! Where a bucket is, and how it is read and written there.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use tracie_finding::Context;
use tracie_job::{BucketTrouble, TroubleKind};
use tracie_report::ResultsWriter;
use tracie_source::s3::{self, Client};
use tracie_source::{Directory, Entry, Object, Source, Trouble};

/// Where a bucket is.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A directory of this machine.
    Directory(PathBuf),
    /// A store.
    Store(Remote),
}

/// Where in a store a bucket is.
#[derive(Clone, Debug)]
pub(crate) struct Remote {
    pub(crate) client: Client,
    /// Its name there.
    pub(crate) bucket: String,
    /// What the keys of all its objects begin with that are given.
    pub(crate) prefix: String,
}

/// The objects of a bucket, by their keys.
#[derive(Clone, Debug)]
pub(crate) enum Objects {
    /// With what is known of them, and where they are.
    Directory(Directory, PathBuf),
    /// Under the name that the bucket has here.
    Store(Remote, String),
}

/// What lists the objects of a bucket.
pub(crate) type Listing = Box<dyn Source + Send + Sync>;

impl Place {
    /// What lists its objects, which say that they are of a bucket of this name.
    pub(crate) fn source(&self, name: &str) -> Result<Listing, BucketTrouble> {
        match self {
            Place::Directory(root) => Ok(Box::new(directory(name, root)?)),
            Place::Store(remote) => Ok(Box::new(remote.listed(name)?)),
        }
    }

    /// The same, with the tags of each object before it is read.
    pub(crate) fn source_with_tags(&self, name: &str) -> Result<Listing, BucketTrouble> {
        match self {
            Place::Directory(_) => self.source(name),
            Place::Store(remote) => Ok(Box::new(remote.listed(name)?.with_tags(true))),
        }
    }

    /// Its objects by their keys; `None` if nothing can be known of them.
    pub(crate) fn objects(self, name: &str) -> Option<Objects> {
        Some(match self {
            Place::Directory(root) => Objects::Directory(directory(name, &root).ok()?, root),
            Place::Store(remote) => Objects::Store(remote, name.to_owned()),
        })
    }

    /// Opens an object.
    pub(crate) fn open(&self, key: &str) -> io::Result<Box<dyn Read>> {
        match self {
            Place::Directory(root) => Ok(Box::new(File::open(within(root, key)?)?)),
            Place::Store(remote) => {
                let object = remote.object(key).map_err(|error| of_store(&error))?;
                let object = object.ok_or(io::ErrorKind::NotFound)?;
                let body = object.open().map_err(|trouble| of_object(&trouble))?;
                Ok(Box::new(body))
            }
        }
    }

    /// What writes discovery results below a prefix, which has no slash at its ends.
    pub(crate) fn results(&self, prefix: &str, context: Context) -> ResultsWriter {
        match self {
            Place::Directory(root) => ResultsWriter::new(root.join(prefix), context),
            Place::Store(remote) => {
                let (remote, below) = (remote.clone(), remote.below(prefix));
                let put = move |path: &str, content: &[u8]| {
                    let key = format!("{below}{path}");
                    let written = remote.client.put_object(&remote.bucket, &key, content);
                    written.map_err(io::Error::other)
                };
                ResultsWriter::putting(put, context)
            }
        }
    }
}

impl Remote {
    fn listed(&self, name: &str) -> Result<s3::Bucket, BucketTrouble> {
        let bucket = self.client.bucket(&self.bucket, &self.prefix);
        let bucket = bucket.map_err(|error| BucketTrouble::of_store(&error, "ListObjectsV2"))?;
        Ok(bucket.called(name))
    }

    /// An object; one that is not below the prefix is not there.
    fn object(&self, key: &str) -> Result<Option<Object>, s3::Error> {
        if !key.starts_with(&self.prefix) {
            return Ok(None);
        }
        self.client.object(&self.bucket, key)
    }

    /// What keys of results begin with. They are below the prefix of the bucket too:
    /// nothing else of it was given.
    fn below(&self, prefix: &str) -> String {
        let given = &self.prefix;
        match prefix {
            "" => given.clone(),
            prefix => format!("{given}{prefix}/"),
        }
    }
}

impl Objects {
    /// The object of a key, with what is known of it.
    pub(crate) fn get(&self, key: &str) -> Option<Object> {
        match self {
            Objects::Directory(directory, root) => {
                within(root, key).ok()?;
                directory.object(key)
            }
            Objects::Store(remote, name) => {
                let mut object = remote.object(key).ok()??;
                object.bucket = name.as_str().into();
                Some(object)
            }
        }
    }
}

/// Some objects of a bucket as a source.
pub(crate) struct Chosen<'a> {
    pub(crate) objects: &'a Objects,
    pub(crate) keys: Vec<&'a str>,
}

impl Source for Chosen<'_> {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        let found = self.keys.iter().filter_map(|key| self.objects.get(key));
        Box::new(found.map(Entry::Object))
    }
}

fn directory(name: &str, root: &Path) -> Result<Directory, BucketTrouble> {
    let directory = Directory::new(root).and_then(|it| it.bucket(name).copy_of_bucket());
    directory.map_err(|error| {
        BucketTrouble::new(TroubleKind::DetailsUnavailable, error.to_string())
            .operation("ListObjectsV2")
    })
}

/// The file of an object that is there; an error for one that lies elsewhere, by
/// whatever way.
fn within(root: &Path, key: &str) -> io::Result<PathBuf> {
    let relative = Path::new(key);
    let plain = |it| matches!(it, Component::Normal(_));
    if key.is_empty() || !relative.components().all(plain) {
        return Err(io::ErrorKind::NotFound.into());
    }
    let path = root.join(relative).canonicalize()?;
    if path.starts_with(root.canonicalize()?) && path.is_file() {
        return Ok(path);
    }
    Err(io::ErrorKind::NotFound.into())
}

/// The same error, as allow lists tell what kind it is of.
fn of_store(error: &s3::Error) -> io::Error {
    let kind = match error {
        s3::Error::NoSuchBucket { .. } => io::ErrorKind::NotFound,
        s3::Error::Denied(_) | s3::Error::Refused { .. } => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error.to_string())
}

fn of_object(trouble: &Trouble) -> io::Error {
    use tracie_finding::detection::Reason;

    let kind = match trouble.reason {
        Reason::PermissionDenied => io::ErrorKind::PermissionDenied,
        Reason::SourceObjectNoLongerAvailable => io::ErrorKind::NotFound,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, trouble.remark.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written stays below what was given.
    #[test]
    fn results_are_written_below_the_prefix() {
        let settings =
            s3::Settings::from_environment(None, Some("x"), Some("http://127.0.0.1:9"), true);
        let client = Client::new(settings.expect("settings")).expect("a client");
        for (given, prefix, below) in [
            ("", "", ""),
            ("", "macie", "macie/"),
            ("out/", "", "out/"),
            ("out/", "macie/x", "out/macie/x/"),
        ] {
            let remote = Remote {
                client: client.clone(),
                bucket: "acme".into(),
                prefix: given.into(),
            };
            assert_eq!(remote.below(prefix), below);
        }
    }
}
