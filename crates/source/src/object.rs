//! What sources list.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use tracie_finding::{Attributes, Sizes};

use crate::body::{Body, Finished, Version};
use crate::etag;
use crate::trouble::Trouble;

/// Something that lists objects.
pub trait Source {
    /// All that there is to look at, in the order of the bytes of the keys;
    /// the same order each time for the same content. Listing is lazy: an
    /// entry is looked at when the iterator comes to it.
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_>;

    /// Those of the only bucket of the source whose keys are this one or
    /// come after it, and trouble with the root of a directory, `/`, which
    /// comes before all else. A source that can begin there without listing
    /// what is before does; by default all is listed.
    fn objects_from(&self, key: &str) -> Box<dyn Iterator<Item = Entry> + '_> {
        let key = key.to_owned();
        let is_due = move |entry: &Entry| match entry {
            Entry::Skipped(skipped) if skipped.key == "/" => true,
            entry => *entry.key() >= *key,
        };
        Box::new(self.objects().filter(is_due))
    }
}

impl<S: Source + ?Sized> Source for Box<S> {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        (**self).objects()
    }

    fn objects_from(&self, key: &str) -> Box<dyn Iterator<Item = Entry> + '_> {
        (**self).objects_from(key)
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
#[expect(clippy::large_enum_variant, reason = "nearly all are objects")]
pub enum Entry {
    /// Something to read.
    Object(Object),
    /// Something that will not be read.
    Skipped(Skipped),
}

impl Entry {
    /// The bucket that it stands in.
    pub fn bucket(&self) -> &Arc<str> {
        match self {
            Entry::Object(object) => &object.bucket,
            Entry::Skipped(skipped) => &skipped.bucket,
        }
    }

    /// Its key; that of a directory ends in `/`.
    pub fn key(&self) -> &str {
        match self {
            Entry::Object(object) => &object.key,
            Entry::Skipped(skipped) => &skipped.key,
        }
    }
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
    /// What else its source knows of it.
    pub attributes: Attributes,
    /// Its eTag, where its source knows it; otherwise it is worked out from
    /// the content.
    pub known_etag: Option<String>,
    /// What a user should know of it beyond what reading it shows; a sentence
    /// without a full stop.
    pub remark: Option<String>,
    /// The sizes that a member of an archive must have to be looked at;
    /// members of any size are where this is `None`.
    pub member_sizes: Option<Sizes>,
    /// What opening it shows of it, once it was opened.
    pub(crate) learned: Arc<OnceLock<Attributes>>,
    /// Whether what is read is a copy, and what is known is of the original.
    copied: bool,
    content: Content,
}

/// Opens a stream.
type Opener = Box<dyn Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync>;

/// Opens a stream as often as it takes.
type Reopener = Box<dyn Fn() -> Result<Box<dyn Read + Send>, Trouble> + Send + Sync>;

enum Content {
    File { path: PathBuf, follow: bool },
    Stream(Opener),
    Remote(Reopener),
    Refused(Trouble),
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

    /// An object that is read through `open`, which may be called any number of
    /// times and says in Macie's terms what keeps it from being read.
    pub fn again<F>(bucket: impl Into<Arc<str>>, key: impl Into<String>, open: F) -> Object
    where
        F: Fn() -> Result<Box<dyn Read + Send>, Trouble> + Send + Sync + 'static,
    {
        Object::with(bucket.into(), key.into(), Content::Remote(Box::new(open)))
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
            attributes: Attributes::default(),
            known_etag: None,
            remark: None,
            member_sizes: None,
            learned: Arc::default(),
            copied: false,
            content,
        }
    }

    /// What is known of the object is that of an original elsewhere, of which
    /// the content is a copy: it is held against the content, and goes before
    /// what the file system says.
    pub fn copy_of_original(mut self) -> Object {
        self.copied = true;
        self
    }

    /// Whether [`Object::copy_of_original`] was said.
    pub fn is_copy(&self) -> bool {
        self.copied
    }

    /// The object cannot be opened any more: that ends in this trouble. What
    /// is known of it stays.
    ///
    /// ```
    /// use tracie_finding::detection::Reason;
    /// use tracie_source::{Object, refusal};
    ///
    /// let object = Object::new("bucket", "old.csv", || Ok(Box::new(std::io::empty())));
    /// let trouble = refusal::by_storage_class("GLACIER").expect("it is not read");
    /// let object = object.refuse(trouble);
    /// assert_eq!(object.open().err().map(|it| it.reason), Some(Reason::InvalidObjectState));
    /// ```
    pub fn refuse(mut self, trouble: Trouble) -> Object {
        self.content = Content::Refused(trouble);
        self
    }

    /// Adds to the remark.
    pub fn add_remark(&mut self, remark: impl Into<String>) {
        let remark = remark.into();
        self.remark = Some(match self.remark.take() {
            Some(before) => format!("{before}; {remark}"),
            None => remark,
        });
    }

    /// Whether the object can be opened more than once.
    pub fn can_reopen(&self) -> bool {
        matches!(self.content, Content::File { .. } | Content::Remote(_))
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
                Ok(stream) if self.known_etag.is_some() => Ok(Body::stream(stream).without_etag()),
                Ok(stream) => Ok(Body::stream(stream)),
                Err(error) => Err(Trouble::from_io("opening it", &error)),
            },
            Content::Remote(open) => match open()? {
                stream if self.known_etag.is_some() => Ok(Body::stream(stream).without_etag()),
                stream => Ok(Body::stream(stream)),
            },
            Content::Refused(trouble) => Err(trouble.clone()),
        }
    }

    /// What is known of it besides: what its source said, or what opening it
    /// has shown.
    pub fn known_attributes(&self) -> Attributes {
        match self.learned.get() {
            Some(learned) => {
                let mut learned = learned.clone();
                // Tags may be known since it was listed.
                learned.tags = learned.tags.or_else(|| self.attributes.tags.clone());
                learned
            }
            None => self.attributes.clone(),
        }
    }

    /// The object's eTag once it was read: a file is read again for it.
    /// `None` if it is no longer what was read, or was not read to its end.
    pub fn etag(&self, finished: &Finished) -> Option<String> {
        match &self.content {
            Content::Stream(_) | Content::Remote(_) | Content::Refused(_) => finished.etag.clone(),
            Content::File { .. } => self.etag_of(finished.unchanged()?),
        }
    }

    /// The eTag of a file while it is in the state that it was opened in: what
    /// [`Object::etag`] says once it was read, if it stays so. `None` if it is
    /// not, or the object is a stream. Where the eTag that is known tells that
    /// the object was uploaded at once, this is the MD5 of all of it.
    pub fn etag_of(&self, version: Version) -> Option<String> {
        self.body_of(version)?.etag(self.upload())
    }

    /// The state of the file of which [`Object::etag`] works the eTag out, given what
    /// reading it ended with. `None` if there is nothing to be worked out.
    pub fn etag_due(&self, finished: &Finished) -> Option<Version> {
        let is_file = matches!(self.content, Content::File { .. });
        finished.unchanged().filter(|_| is_file)
    }

    /// The file, opened once more, if it is in this state.
    pub(crate) fn body_of(&self, version: Version) -> Option<Body> {
        let Content::File { path, follow } = &self.content else {
            return None;
        };
        let body = Body::open(path, *follow).ok()?;
        (body.version() == Some(version)).then_some(body)
    }

    /// Whether its eTag is the MD5 of all of it, whatever its size.
    pub(crate) fn is_uploaded_at_once(&self) -> bool {
        self.upload() == etag::Upload::AtOnce
    }

    /// How the object was uploaded, as far as its eTag shows.
    fn upload(&self) -> etag::Upload {
        match &self.known_etag {
            Some(etag) if !etag.contains('-') => etag::Upload::AtOnce,
            _ => etag::Upload::AsCli,
        }
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
