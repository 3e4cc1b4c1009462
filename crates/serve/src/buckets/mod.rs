//! The buckets that were given at the start: all that can be read, and all that
//! discovery results can be written to.

mod account;
mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tracie_source::s3::Client;

use crate::error::Error;
use account::Account;
pub(crate) use place::{Chosen, Objects, Place, Remote};

/// Buckets by name, each a directory or in S3.
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
    named: BTreeMap<String, Place>,
    /// Directories whose subdirectories are buckets.
    dumps: Vec<PathBuf>,
    /// Stores of which all buckets are some.
    accounts: Vec<Account>,
}

impl Buckets {
    /// Adds a directory as a bucket. What lies beside it is what S3 knows of its
    /// objects (see "Metadata beside a copy" of `tracie_source`).
    ///
    /// # Errors
    ///
    /// If the name cannot be one of a bucket or is taken, or the directory cannot be
    /// read.
    pub fn add_directory(&mut self, name: &str, path: &Path) -> Result<(), Error> {
        check_name(name)?;
        let root = readable(name, path)?;
        self.add(name, Place::Directory(root))
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

    /// Adds a bucket of a store, or those of its objects whose keys begin with a
    /// prefix, under a name that may be another one. It is not asked for yet.
    ///
    /// # Errors
    ///
    /// If the name cannot be one of a bucket or is taken.
    pub fn add_store(
        &mut self,
        name: &str,
        client: Client,
        bucket: &str,
        prefix: &str,
    ) -> Result<(), Error> {
        check_name(name)?;
        check_name(bucket)?;
        self.add(
            name,
            Place::Store(Remote {
                client,
                bucket: bucket.to_owned(),
                prefix: prefix.to_owned(),
            }),
        )
    }

    /// Adds all buckets of the account that asks a store, also those that come later.
    ///
    /// # Errors
    ///
    /// If they may not be listed, or the store cannot be reached.
    pub fn add_account(&mut self, client: Client) -> Result<(), Error> {
        self.accounts.push(Account::open(client)?);
        Ok(())
    }

    fn add(&mut self, name: &str, place: Place) -> Result<(), Error> {
        if self.named.contains_key(name) {
            return Err(Error::Buckets(format!("the bucket {name} is given twice")));
        }
        self.named.insert(name.to_owned(), place);
        Ok(())
    }

    /// These and others; of those with the same name, these.
    pub(crate) fn with(&self, others: &Self) -> Self {
        let mut all = others.clone();
        all.named.extend(self.named.clone());
        all.dumps.splice(0..0, self.dumps.iter().cloned());
        all.accounts.splice(0..0, self.accounts.iter().cloned());
        all
    }

    /// The names of all buckets, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: BTreeSet<String> = self.named.keys().cloned().collect();
        for dump in &self.dumps {
            names.extend(folders(dump).filter(|name| is_name(name)));
        }
        for account in &self.accounts {
            names.extend(account.names());
        }
        names.into_iter().collect()
    }

    /// The subdirectories of a directory that are no buckets, as none can have such a
    /// name, in order: nobody sees what is in them.
    #[must_use]
    pub fn left_out(dump: &Path) -> Vec<String> {
        // What is known of a bucket stands beside it.
        let is_beside = |name: &String| name.contains('@');
        let mut names: Vec<String> = folders(dump)
            .filter(|name| !is_name(name) && !is_beside(name))
            .collect();
        names.sort_unstable();
        names
    }

    /// Whether there is such a bucket.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Where a bucket is.
    pub(crate) fn place(&self, name: &str) -> Option<Place> {
        if let Some(place) = self.named.get(name) {
            return Some(place.clone());
        }
        if !is_name(name) {
            return None;
        }
        let mut candidates = self.dumps.iter().map(|dump| dump.join(name));
        let is_real = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|it| it.is_dir());
        if let Some(root) = candidates.find(is_real) {
            return Some(Place::Directory(root));
        }
        let mut accounts = self.accounts.iter();
        accounts.find_map(|it| it.remote(name)).map(Place::Store)
    }

    /// Opens an object.
    pub(crate) fn open(&self, name: &str, key: &str) -> io::Result<Box<dyn Read>> {
        let place = self.place(name).ok_or(io::ErrorKind::NotFound)?;
        place.open(key)
    }

    /// The objects of a bucket, by their keys.
    pub(crate) fn objects(&self, name: &str) -> Option<Objects> {
        self.place(name)?.objects(name)
    }
}

/// The names of the directories in one, as far as they are text.
fn folders(root: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let folders = entries.filter(|it| it.file_type().is_ok_and(|it| it.is_dir()));
    folders.map(|it| it.file_name().to_string_lossy().into_owned())
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

fn check_name(name: &str) -> Result<(), Error> {
    if is_name(name) {
        return Ok(());
    }
    Err(Error::Buckets(format!(
        "`{name}` cannot be a bucket: names have 3 to 63 small letters, digits, dots and hyphens"
    )))
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

    use tracie_source::s3;

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
    fn folders_that_can_be_no_buckets_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["exports", "My Data", "hr", "exports@heads", ".cache"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        fs::write(folder.path().join("A file"), "").expect("a file");
        let mut buckets = Buckets::default();
        buckets.add_dump(folder.path()).expect("a dump");
        assert_eq!(buckets.names(), ["exports"]);
        let left_out = Buckets::left_out(folder.path());
        assert_eq!(left_out, [".cache", "My Data", "hr"]);
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

    /// What S3 knows of objects may lie beside a copy: it goes before what the file
    /// system says.
    #[test]
    fn what_is_known_of_a_copy_lies_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("acme");
        fs::create_dir(&root).expect("a folder");
        fs::write(root.join("a.txt"), "hello").expect("a file");
        let listing = r#"{"Contents": [{"Key": "a.txt", "Size": 5, "StorageClass": "STANDARD_IA",
            "ETag": "\"0123456789abcdef0123456789abcdef-9\""}, {"Key": "gone.txt", "Size": 1}]}"#;
        fs::write(folder.path().join("acme@objects.json"), listing).expect("a file");
        fs::create_dir(folder.path().join("acme@tags")).expect("a folder");
        let tags = r#"{"TagSet": [{"Key": "team", "Value": "web"}]}"#;
        fs::write(folder.path().join("acme@tags/a.txt.json"), tags).expect("a file");

        let mut given = Buckets::default();
        given.add_directory("acme", &root).expect("a bucket");
        let mut dump = Buckets::default();
        dump.add_dump(folder.path()).expect("a dump");
        assert_eq!(dump.names(), ["acme"]);
        for buckets in [given, dump] {
            let source = buckets.place("acme").expect("a bucket").source("acme");
            let keys: Vec<String> = source
                .expect("a listing")
                .objects()
                .map(|entry| entry.key().to_owned())
                .collect();
            assert_eq!(keys, ["a.txt", "gone.txt"]);
            let objects = buckets.objects("acme").expect("a bucket");
            let object = objects.get("a.txt").expect("an object");
            assert_eq!(object.storage_class, "STANDARD_IA");
            let known = object.known_etag.as_deref();
            assert_eq!(known, Some("0123456789abcdef0123456789abcdef-9"));
            assert_eq!(object.attributes.tags.as_ref().map(Vec::len), Some(1));
            assert!(objects.get("gone.txt").is_none() && objects.get("../x").is_none());
        }
    }

    #[test]
    fn a_bucket_in_a_store_is_a_bucket() {
        let settings = s3::Settings::from_environment(
            None,
            Some("eu-west-1"),
            Some("http://127.0.0.1:9"),
            true,
        );
        let client = Client::new(settings.expect("settings")).expect("a client");
        let mut buckets = Buckets::default();
        buckets
            .add_store("acme", client.clone(), "acme-real", "2024/")
            .expect("a bucket");
        assert!(
            buckets
                .add_store("acme", client.clone(), "other", "")
                .is_err()
        );
        assert!(buckets.add_store("A B", client, "other", "").is_err());
        assert_eq!(buckets.names(), ["acme"]);
        let place = buckets.place("acme").expect("a bucket");
        // What is not below the prefix is not there, and is not asked for.
        assert_eq!(
            place.open("2023/a.txt").err().map(|it| it.kind()),
            Some(io::ErrorKind::NotFound)
        );
        assert!(place.source("acme").is_err());
    }
}
