//! One file.

use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bucket;
use crate::error::Error;
use crate::kind::{Kind, not_a_file};
use crate::name;
use crate::object::{Entry, Object, Skipped, Source};

/// A file as one object. Its key is its name, and its bucket the name of the
/// directory it stands in, unless told otherwise. A symbolic link that is
/// named is followed.
///
/// A pipe that the shell made for this process (`/dev/fd/63`, `/dev/stdin`)
/// is read as a stream. A named pipe, a socket and a device are listed as
/// skipped: they might never end.
#[derive(Clone, Debug)]
pub struct File {
    path: PathBuf,
    bucket: Arc<str>,
    key: String,
}

impl File {
    /// The file that the path names.
    ///
    /// # Errors
    ///
    /// If it names nothing, a directory, or nothing that can be looked at.
    pub fn new(path: impl Into<PathBuf>) -> Result<File, Error> {
        let path = path.into();
        let metadata = fs::metadata(&path).map_err(|error| Error::looking_at(&path, error))?;
        if metadata.is_dir() {
            return Err(Error::IsADirectory { path });
        }
        let key = name::text(path.file_name().unwrap_or(path.as_os_str()));
        let bucket = bucket::of_directory(&parent(&path)).into();
        Ok(File { path, bucket, key })
    }

    /// Sets the bucket.
    pub fn bucket(mut self, bucket: impl Into<Arc<str>>) -> File {
        self.bucket = bucket.into();
        self
    }

    /// Sets the key.
    pub fn key(mut self, key: impl Into<String>) -> File {
        self.key = key.into();
        self
    }

    fn entry(&self) -> Entry {
        match fs::metadata(&self.path) {
            Ok(metadata) => match Kind::of(metadata.file_type()) {
                Kind::Special(_) if is_descriptor(&self.path) => self.stream(),
                Kind::Special(name) => self.skipped(name),
                _ => self.object(&metadata),
            },
            // Opening it will say what is wrong.
            Err(_) => Entry::Object(self.unseen()),
        }
    }

    fn unseen(&self) -> Object {
        Object::file(
            self.bucket.clone(),
            self.key.clone(),
            self.path.clone(),
            true,
        )
    }

    fn object(&self, metadata: &fs::Metadata) -> Entry {
        let mut object = self.unseen();
        object.size = Some(metadata.len());
        object.modified = metadata.modified().ok();
        Entry::Object(object)
    }

    fn stream(&self) -> Entry {
        let path = self.path.clone();
        let open = move || Ok(Box::new(fs::File::open(&path)?) as _);
        Entry::Object(Object::new(self.bucket.clone(), &*self.key, open))
    }

    fn skipped(&self, kind: &str) -> Entry {
        let (bucket, key) = (self.bucket.clone(), self.key.clone());
        Entry::Skipped(Skipped {
            bucket,
            key,
            trouble: not_a_file(kind),
        })
    }
}

impl Source for File {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        Box::new(iter::once_with(|| self.entry()))
    }
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Whether a path stands for something that this process has open.
fn is_descriptor(path: &Path) -> bool {
    path == Path::new("/dev/stdin")
        || path.starts_with("/dev/fd")
        || path.starts_with("/proc/self/fd")
}
