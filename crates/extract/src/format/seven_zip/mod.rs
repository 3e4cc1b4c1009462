//! 7z archives.
//!
//! They begin at their end: the header there tells of folders, each a stream
//! that was compressed as one, and of the files that they hold one behind the
//! other. Folders are read from their start to their end, one at a time.

mod coders;
mod header;
mod input;

use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

use tracie_finding::mime;

use super::zip::{Checked, Told};
use super::{Confidence, Format, Head, Nature, Opening};
use crate::anywhere::Anywhere;
use crate::budget::Budget;
use crate::extractor::{Content, Entry, Extractor, Fault, Out, Step};
use crate::lease::{Lease, Stand};
use header::{File, Header};

/// 7z archives.
pub(crate) struct SevenZip;

const MAGIC: &[u8] = b"7z\xBC\xAF\x27\x1C";

impl Format for SevenZip {
    fn name(&self) -> &'static str {
        "7-Zip archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::SEVEN_ZIP
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["7z"]
    }

    fn nature(&self) -> Nature {
        Nature::Archive
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(head.bytes.starts_with(MAGIC))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let content = opening.anywhere(content)?;
        let budget = &opening.budget;
        let header = Header::read(&content, |streams| {
            coders::open(&content, streams, 0, budget)
        })?;
        Ok(Box::new(Members {
            content,
            budget: Rc::clone(&opening.budget),
            files: header.files.clone().into(),
            header,
            folder: None,
        }))
    }
}

struct Members {
    content: Anywhere,
    budget: Rc<Budget>,
    header: Header,
    files: VecDeque<File>,
    /// The folder that is read, and its stream.
    folder: Option<(usize, Folder)>,
}

/// A folder that is read, or why it is not.
enum Folder {
    Open(Stand<Stream>, u64),
    Closed(Fault),
}

/// The content of a folder, and how much of it was read.
struct Stream {
    inner: Box<dyn Read>,
    read: u64,
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.read += n as u64;
        Ok(n)
    }
}

impl<'r> Extractor<'r> for Members {
    fn step(&mut self, _out: &mut Out) -> Result<Step<'r>, Fault> {
        let Some(file) = self.files.pop_front() else {
            return match self.header.damaged {
                true => Err(Fault::malformed(
                    "damaged: its header is not as it was written",
                )),
                false => Ok(Step::End),
            };
        };
        let content = match file.folder {
            Some(folder) => self.content(folder, file.size),
            None => Ok(Box::new(io::empty()) as Box<dyn Read>),
        };
        let content = content.map(|content| match file.sum {
            Some(sum) => Box::new(Checked::new(content, Told::Here(sum))),
            None => content,
        });
        Ok(Step::Member(Entry {
            name: file.name.replace('\\', "/"),
            modified: file.modified,
            content,
        }))
    }
}

impl Members {
    /// The next file of a folder.
    fn content<'r>(&mut self, folder: usize, size: u64) -> Result<Box<dyn Read + 'r>, Fault> {
        if self.folder.as_ref().is_none_or(|it| it.0 != folder) {
            let opened = coders::open(&self.content, &self.header.streams, folder, &self.budget);
            let opened = match opened {
                Ok(inner) => Folder::Open(Stand::new(Stream { inner, read: 0 }), 0),
                Err(fault) => Folder::Closed(fault),
            };
            self.folder = Some((folder, opened));
        }
        let stand = match &mut self.folder {
            Some((_, Folder::Open(stand, end))) => {
                *end = end.saturating_add(size);
                (stand.lease()?, *end)
            }
            Some((_, Folder::Closed(fault))) => return Err(fault.clone()),
            None => return Err(Fault::malformed("damaged")),
        };
        let (mut lease, end) = stand;
        // What of the files before was not read.
        let start = end.saturating_sub(size);
        let behind = start.saturating_sub(lease.stream()?.read);
        pass(lease.stream()?, behind, &self.budget)?;
        Ok(Box::new(Part { lease, end }))
    }
}

/// Passes over bytes, unless that takes too long.
fn pass(stream: &mut Stream, mut len: u64, budget: &Budget) -> Result<(), Fault> {
    while len > 0 {
        budget.check()?;
        let now = len.min(1 << 20);
        if io::copy(&mut (&mut *stream).take(now), &mut io::sink())? < now {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        len -= now;
    }
    Ok(())
}

/// The content of a file.
struct Part {
    lease: Lease<Stream>,
    /// Where it ends in its folder.
    end: u64,
}

impl Read for Part {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let stream = self.lease.stream()?;
        let left = self.end.saturating_sub(stream.read).min(into.len() as u64) as usize;
        if left == 0 {
            return Ok(0);
        }
        match stream.read(&mut into[..left])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            n => Ok(n),
        }
    }
}
