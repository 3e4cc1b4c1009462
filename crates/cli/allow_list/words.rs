//! Where the texts of allow lists lie that are objects in buckets.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tracie::identify::S3WordsList;

use crate::bucket_store::S3Args;

/// Copies of buckets, and a store to ask for what they do not have.
#[derive(Debug, Default)]
pub(crate) struct Words<'a> {
    pub(crate) dumps: Vec<PathBuf>,
    pub(crate) store: Option<&'a S3Args>,
    pub(crate) region: Option<&'a str>,
}

impl Words<'_> {
    /// The texts of a list.
    pub(super) fn open(&self, words: &S3WordsList) -> io::Result<Box<dyn Read>> {
        let within = Path::new(&words.bucket_name).join(&words.object_key);
        let mut copies = self.dumps.iter().map(|dump| dump.join(&within));
        match (copies.find(|copy| copy.is_file()), self.store) {
            (Some(copy), _) => Ok(Box::new(File::open(copy)?)),
            (None, Some(store)) => object(words, store, self.region),
            (None, None) => {
                let hint = "no copy of its bucket is named here; give the file itself";
                Err(io::Error::new(io::ErrorKind::NotFound, hint))
            }
        }
    }
}

#[cfg(feature = "s3")]
fn object(words: &S3WordsList, store: &S3Args, region: Option<&str>) -> io::Result<Box<dyn Read>> {
    use tracie::source::{Entry, Source};

    let (bucket, key) = (&words.bucket_name, &words.object_key);
    let client = store.lister(region).map_err(io::Error::other)?;
    let listed = client
        .bucket(bucket, key)
        .map_err(|error| of_store(&error))?;
    let entry = listed.objects().find(|entry| match entry {
        Entry::Object(object) => *object.key == **key,
        Entry::Skipped(skipped) => *skipped.key == **key,
    });
    match entry {
        Some(Entry::Object(object)) => match object.open() {
            Ok(body) => Ok(Box::new(body)),
            Err(trouble) => Err(of_object(&trouble)),
        },
        Some(Entry::Skipped(skipped)) => Err(of_object(&skipped.trouble)),
        None => Err(io::ErrorKind::NotFound.into()),
    }
}

#[cfg(not(feature = "s3"))]
fn object(_: &S3WordsList, _: &S3Args, _: Option<&str>) -> io::Result<Box<dyn Read>> {
    Err(io::Error::other(crate::bucket_store::WITHOUT))
}

/// The same error, as allow lists tell what kind it is of.
#[cfg(feature = "s3")]
fn of_store(error: &tracie::source::s3::Error) -> io::Error {
    use tracie::source::s3::Error;

    let kind = match error {
        Error::NoSuchBucket { .. } => io::ErrorKind::NotFound,
        Error::Denied(_) | Error::Refused { .. } => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error.to_string())
}

#[cfg(feature = "s3")]
fn of_object(trouble: &tracie::source::Trouble) -> io::Error {
    let kind = match trouble.reason {
        tracie::Reason::PermissionDenied => io::ErrorKind::PermissionDenied,
        tracie::Reason::SourceObjectNoLongerAvailable => io::ErrorKind::NotFound,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, trouble.remark.clone())
}
