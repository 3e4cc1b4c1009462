//! The content of an object while it is read.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::SystemTime;

use tracie_finding::detection::Reason;

#[cfg(unix)]
use crate::etag::Parts;
use crate::etag::{Hash, Upload};
use crate::kind::{Kind, not_a_file};
use crate::trouble::Trouble;

/// An opened object. Reads it from its start to the size that it had when it
/// was opened.
pub struct Body {
    input: Input,
    read: u64,
    /// Bytes that were read of the file at any place.
    read_anywhere: Arc<AtomicU64>,
    ended: bool,
}

/// The file of an object, to be read at any place up to the size that it had
/// when it was opened.
pub struct FileAt {
    file: File,
    size: u64,
    read: Arc<AtomicU64>,
}

impl FileAt {
    /// Bytes that there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads from an offset on, as much as there is up to the size of `into`.
    ///
    /// # Errors
    ///
    /// Those of the file.
    pub fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let left = self.size.saturating_sub(offset).min(into.len() as u64) as usize;
        let n = read_file_at(&self.file, offset, &mut into[..left])?;
        self.read.fetch_add(n as u64, Relaxed);
        Ok(n)
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, offset: u64, into: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, offset)
}

#[cfg(windows)]
fn read_file_at(file: &File, offset: u64, into: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, offset)
}

enum Input {
    File {
        file: File,
        version: Version,
    },
    Stream {
        stream: Box<dyn Read + Send>,
        hash: Option<Hash>,
    },
}

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    size: u64,
    modified: Option<SystemTime>,
}

impl Version {
    pub(crate) fn size(self) -> u64 {
        self.size
    }

    fn of(metadata: &Metadata) -> Version {
        Version {
            size: metadata.len(),
            modified: metadata.modified().ok(),
        }
    }
}

/// What reading an object ended with.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Bytes that were read.
    pub bytes: u64,
    /// Whether the object changed meanwhile, or ended before its size.
    pub changed: bool,
    /// The eTag, if the object was hashed on the way and read to its end.
    pub etag: Option<String>,
    version: Option<Version>,
}

impl Finished {
    /// The state of the file that was read, if it stayed as it was.
    pub(crate) fn unchanged(&self) -> Option<Version> {
        self.version.filter(|_| !self.changed)
    }
}

impl Body {
    pub(crate) fn stream(stream: Box<dyn Read + Send>) -> Body {
        Body::new(Input::Stream {
            stream,
            hash: Some(Hash::default()),
        })
    }

    pub(crate) fn open(path: &Path, follow: bool) -> Result<Body, Trouble> {
        let failed = |error| Trouble::from_io("opening it", &error);
        let file = open_file(path, follow).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        match Kind::of(metadata.file_type()) {
            Kind::File => Ok(Body::new(Input::File {
                file,
                version: Version::of(&metadata),
            })),
            Kind::Special(name) => Err(not_a_file(name)),
            Kind::Directory | Kind::Link => {
                let remark = "it was replaced by a directory after it was listed";
                Err(Trouble::new(Reason::SourceObjectNoLongerAvailable, remark))
            }
        }
    }

    fn new(input: Input) -> Body {
        Body {
            input,
            read: 0,
            read_anywhere: Arc::default(),
            ended: false,
        }
    }

    /// The file, to be read at any place; `None` for a stream, and for a file
    /// of no size, which may have content all the same.
    pub fn anywhere(&self) -> Option<FileAt> {
        match &self.input {
            Input::File { file, version } if version.size > 0 => Some(FileAt {
                file: file.try_clone().ok()?,
                size: version.size,
                read: Arc::clone(&self.read_anywhere),
            }),
            _ => None,
        }
    }

    /// The size of the object, unless it is a stream.
    pub fn size(&self) -> Option<u64> {
        self.version().map(|version| version.size)
    }

    /// When the object was last modified, unless it is a stream.
    pub fn modified(&self) -> Option<SystemTime> {
        self.version().and_then(|version| version.modified)
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.read + self.read_anywhere.load(Relaxed)
    }

    /// Appends what is left of it.
    ///
    /// # Errors
    ///
    /// Those of reading, and of memory that there is not. What was read until then is
    /// appended.
    pub fn read_whole(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        let from = into.len();
        match &self.input {
            // Not by way of `read`, for which the memory would be made zero first.
            Input::File { file, version } if version.size > 0 => {
                let left = version.size - self.read;
                into.try_reserve(usize::try_from(left).unwrap_or(usize::MAX))?;
                let result = file.take(left).read_to_end(into);
                self.read += (into.len() - from) as u64;
                self.ended |= result.is_ok();
                result.map(|_| ())
            }
            _ => self.read_to_end(into).map(|_| ()),
        }
    }

    /// Reads a stream without hashing it. A file is not hashed anyway.
    pub fn without_etag(mut self) -> Body {
        if let Input::Stream { hash, .. } = &mut self.input {
            *hash = None;
        }
        self
    }

    /// Ends reading, and tells whether the object stayed as it was.
    pub fn finish(&mut self) -> Finished {
        let (read, ended) = (self.read, self.ended);
        match &mut self.input {
            Input::Stream { hash, .. } => {
                let etag = hash.take().filter(|_| ended).and_then(Hash::etag);
                Finished {
                    bytes: read,
                    changed: false,
                    etag,
                    version: None,
                }
            }
            Input::File { file, version } => {
                let version = *version;
                let now = file.metadata().ok().map(|metadata| Version::of(&metadata));
                let changed = now != Some(version) || (ended && read < version.size);
                Finished {
                    bytes: read,
                    changed,
                    etag: None,
                    version: Some(version),
                }
            }
        }
    }

    /// The eTag of the whole object, if it stays as it is until its end.
    pub(crate) fn etag(mut self, upload: Upload) -> Option<String> {
        let etag = self.hash(upload).ok()??;
        (!self.finish().changed).then_some(etag)
    }

    fn hash(&mut self, upload: Upload) -> io::Result<Option<String>> {
        #[cfg(unix)]
        if upload == Upload::AsCli
            && let Input::File { file, version } = &self.input
            && let Some(parts) = Parts::of(version.size)
        {
            return parts.etag(file).map(Some);
        }
        Hash::of(self, upload)
    }

    /// The state that the file was in when it was opened; `None` for a stream.
    pub fn version(&self) -> Option<Version> {
        match &self.input {
            Input::File { version, .. } => Some(*version),
            Input::Stream { .. } => None,
        }
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match &mut self.input {
            Input::File { file, version } => {
                let room = room(version.size, self.read, buffer.len());
                file.read(&mut buffer[..room])?
            }
            Input::Stream { stream, hash } => {
                let n = stream.read(buffer)?;
                if let Some(hash) = hash {
                    hash.update(&buffer[..n]);
                }
                n
            }
        };
        self.read += n as u64;
        self.ended |= n == 0 && !buffer.is_empty();
        Ok(n)
    }
}

/// How much of a buffer may be filled. A file that grows for ever is read to
/// the size that it had. One that has no size may still have content, as
/// those that the kernel makes up while they are read: it is read to its end.
fn room(size: u64, read: u64, buffer: usize) -> usize {
    match size {
        0 => buffer,
        _ => usize::try_from(size - read).map_or(buffer, |left| left.min(buffer)),
    }
}

#[cfg(unix)]
fn open_file(path: &Path, follow: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // The file may have been replaced after it was listed. Opening a pipe
    // must not wait for its writer, nor a terminal become the process's own.
    let flags = libc::O_NONBLOCK | libc::O_NOCTTY;
    let flags = if follow {
        flags
    } else {
        flags | libc::O_NOFOLLOW
    };
    File::options().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open_file(path: &Path, _follow: bool) -> io::Result<File> {
    File::open(path)
}
