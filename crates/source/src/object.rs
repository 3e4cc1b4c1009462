//! What sources list.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use crate::body::{Body, Finished, Version};
use crate::trouble::Trouble;

/// Something that lists objects.
pub trait Source {
    /// All that there is to look at, in the order of the bytes of the keys;
    /// the same order each time for the same content. Listing is lazy: an
    /// entry is looked at when the iterator comes to it.
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_>;
}

impl<S: Source + ?Sized> Source for Box<S> {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        (**self).objects()
    }
}

/// One source after the other.
impl<S: Source> Source for Vec<S> {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        Box::new(self.iter().flat_map(Source::objects))
    }
}

/// What a source lists.
#[derive(Debug)]
pub enum Entry {
    /// Something to read.
    Object(Object),
    /// Something that will not be read.
    Skipped(Skipped),
}

/// Something that a source found and did not offer for reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Skipped {
    /// The bucket it would stand in.
    pub bucket: Arc<str>,
    /// Its key; that of a directory ends in `/`.
    pub key: String,
    /// Why.
    pub trouble: Trouble,
}

/// An object: its name, what is known of it before it is read, and the way to
/// read it.
pub struct Object {
    /// The bucket it stands in.
    pub bucket: Arc<str>,
    /// Its key.
    pub key: String,
    /// Its size in bytes when it was listed, where that is known. It may have
    /// changed since: [`Body::size`] counts.
    pub size: Option<u64>,
    /// When it was last modified, as far as is known before opening it.
    pub modified: Option<SystemTime>,
    /// Its storage class.
    pub storage_class: Cow<'static, str>,
    content: Content,
}

/// Opens a stream.
type Opener = Box<dyn Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync>;

enum Content {
    File { path: PathBuf, follow: bool },
    Stream(Opener),
}

impl Object {
    /// An object that is read through `open`, which is called at most once.
    ///
    /// ```
    /// use std::io::Read;
    /// use tracie_source::Object;
    ///
    /// let object = Object::new("bucket", "greeting.txt", || Ok(Box::new(&b"hello"[..])));
    /// let mut text = String::new();
    /// object.open()?.read_to_string(&mut text)?;
    /// assert_eq!(text, "hello");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new<F>(bucket: impl Into<Arc<str>>, key: impl Into<String>, open: F) -> Object
    where
        F: Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync + 'static,
    {
        Object::with(bucket.into(), key.into(), Content::Stream(Box::new(open)))
    }

    /// An object that is a file; a symbolic link is opened only if `follow`.
    pub(crate) fn file(bucket: Arc<str>, key: String, path: PathBuf, follow: bool) -> Object {
        Object::with(bucket, key, Content::File { path, follow })
    }

    fn with(bucket: Arc<str>, key: String, content: Content) -> Object {
        let storage_class = Cow::Borrowed("STANDARD");
        Object {
            bucket,
            key,
            size: None,
            modified: None,
            storage_class,
            content,
        }
    }

    /// Whether the object can be opened more than once.
    pub fn can_reopen(&self) -> bool {
        matches!(self.content, Content::File { .. })
    }

    /// Opens the object for reading.
    ///
    /// # Errors
    ///
    /// If it went away, may not be read, or turns out to be no file.
    pub fn open(&self) -> Result<Body, Trouble> {
        match &self.content {
            Content::File { path, follow } => Body::open(path, *follow),
            Content::Stream(open) => match open() {
                Ok(stream) => Ok(Body::stream(stream)),
                Err(error) => Err(Trouble::from_io("opening it", &error)),
            },
        }
    }

    /// The object's eTag once it was read: a file is read again for it.
    /// `None` if it is no longer what was read, or was not read to its end.
    pub fn etag(&self, finished: &Finished) -> Option<String> {
        match &self.content {
            Content::Stream(_) => finished.etag.clone(),
            Content::File { .. } => self.etag_of(finished.unchanged()?),
        }
    }

    /// The eTag of a file while it is in the state that it was opened in: what
    /// [`Object::etag`] says once it was read, if it stays so. `None` if it is
    /// not, or the object is a stream.
    pub fn etag_of(&self, version: Version) -> Option<String> {
        let Content::File { path, follow } = &self.content else {
            return None;
        };
        let body = Body::open(path, *follow).ok()?;
        (body.version() == Some(version))
            .then(|| body.etag())
            .flatten()
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("bucket", &self.bucket)
            .field("key", &self.key)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
