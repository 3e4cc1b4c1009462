//! The buckets that were given at the start: all that can be read, and all that
//! discovery results can be written to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use tracie_source::{Directory, Source};

use crate::error::Error;

/// Buckets by name, each a directory.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// std::fs::create_dir(folder.path().join("exports"))?;
/// let mut buckets = tracie_serve::Buckets::default();
/// buckets.add_dump(folder.path())?;
/// assert_eq!(buckets.names(), ["exports"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Buckets {
    named: BTreeMap<String, PathBuf>,
    /// Directories whose subdirectories are buckets.
    dumps: Vec<PathBuf>,
}

impl Buckets {
    /// Adds a directory as a bucket.
    ///
    /// # Errors
    ///
    /// If the name cannot be one of a bucket or is taken, or the directory cannot be
    /// read.
    pub fn add_directory(&mut self, name: &str, path: &Path) -> Result<(), Error> {
        if !is_name(name) {
            return Err(Error::Buckets(format!(
                "`{name}` cannot be a bucket: names have 3 to 63 small letters, digits, dots and \
                 hyphens"
            )));
        }
        let root = readable(name, path)?;
        if self.named.insert(name.to_owned(), root).is_some() {
            return Err(Error::Buckets(format!("the bucket {name} is given twice")));
        }
        Ok(())
    }

    /// Adds all subdirectories of a directory, also those that come later.
    ///
    /// # Errors
    ///
    /// If the directory cannot be read.
    pub fn add_dump(&mut self, path: &Path) -> Result<(), Error> {
        let root = readable("of the dump", path)?;
        self.dumps.push(root);
        Ok(())
    }

    /// These and others; of those with the same name, these.
    pub(crate) fn with(&self, others: &Self) -> Self {
        let mut all = others.clone();
        all.named.extend(self.named.clone());
        all.dumps.splice(0..0, self.dumps.iter().cloned());
        all
    }

    /// The names of all buckets, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: BTreeSet<String> = self.named.keys().cloned().collect();
        for dump in &self.dumps {
            let entries = fs::read_dir(dump).into_iter().flatten().flatten();
            let folders = entries.filter(|it| it.file_type().is_ok_and(|it| it.is_dir()));
            let found = folders.filter_map(|it| it.file_name().into_string().ok());
            names.extend(found.filter(|name| is_name(name)));
        }
        names.into_iter().collect()
    }

    /// Whether there is such a bucket.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.root(name).is_some()
    }

    /// What lists the objects of a bucket.
    pub(crate) fn source(&self, name: &str) -> Option<Box<dyn Source + Send + Sync>> {
        let directory = Directory::new(self.root(name)?).ok()?;
        Some(Box::new(directory.bucket(name)))
    }

    /// Opens an object.
    pub(crate) fn open(&self, name: &str, key: &str) -> io::Result<File> {
        let root = self.root(name).ok_or(io::ErrorKind::NotFound)?;
        File::open(within(&root, key)?)
    }

    /// A source of one object.
    pub(crate) fn object(&self, name: &str, key: &str) -> Option<tracie_source::File> {
        let path = within(&self.root(name)?, key).ok()?;
        let file = tracie_source::File::new(path).ok()?;
        Some(file.bucket(name).key(key))
    }

    /// The directory of a bucket.
    pub(crate) fn root(&self, name: &str) -> Option<PathBuf> {
        if let Some(root) = self.named.get(name) {
            return Some(root.clone());
        }
        let candidates = self.dumps.iter().map(|dump| dump.join(name));
        let is_real = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|it| it.is_dir());
        is_name(name)
            .then(|| candidates.into_iter().find(is_real))
            .flatten()
    }
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

fn readable(name: &str, path: &Path) -> Result<PathBuf, Error> {
    let read = || {
        let root = path.canonicalize()?;
        fs::read_dir(&root)?;
        Ok(root)
    };
    read().map_err(|source| Error::Bucket {
        name: name.to_owned(),
        path: path.to_owned(),
        source,
    })
}

/// Whether a text may be the name of a bucket, and so a path of one step.
fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'_')
    };
    (3..=63).contains(&name.len())
        && name.bytes().all(allowed)
        && name.starts_with(|it: char| it.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn nothing_outside_is_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("bucket");
        fs::create_dir_all(root.join("in")).expect("a folder");
        fs::write(folder.path().join("outside.txt"), "outside").expect("a file");
        fs::write(root.join("in/side.txt"), "inside").expect("a file");
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("outside.txt"), root.join("link"))
            .expect("a link");

        let mut buckets = Buckets::default();
        buckets.add_directory("bucket", &root).expect("a bucket");
        let mut text = String::new();
        let mut file = buckets.open("bucket", "in/side.txt").expect("an object");
        file.read_to_string(&mut text).expect("text");
        assert_eq!(text, "inside");
        for key in [
            "../outside.txt",
            "in/../../outside.txt",
            "link",
            "",
            "in",
            "/etc/passwd",
            "./in/side.txt",
        ] {
            assert!(buckets.open("bucket", key).is_err(), "{key}");
        }
        assert!(buckets.open("..", "outside.txt").is_err());
    }

    #[test]
    fn names_that_are_no_bucket_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut buckets = Buckets::default();
        for name in ["", "ab", "A-bucket", "a/b", "..", "-abc"] {
            assert!(
                buckets.add_directory(name, folder.path()).is_err(),
                "{name}"
            );
        }
        buckets
            .add_directory("abc", folder.path())
            .expect("a bucket");
        assert!(buckets.add_directory("abc", folder.path()).is_err());
        let nowhere = folder.path().join("nowhere");
        assert!(buckets.add_directory("abd", &nowhere).is_err());
    }

    #[test]
    fn buckets_of_a_dump_may_come_later() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut buckets = Buckets::default();
        buckets.add_dump(folder.path()).expect("a dump");
        assert!(!buckets.has("later"));
        fs::create_dir(folder.path().join("later")).expect("a folder");
        fs::create_dir(folder.path().join("NO-BUCKET")).expect("a folder");
        assert!(buckets.has("later"));
        assert_eq!(buckets.names(), ["later"]);
    }
}
