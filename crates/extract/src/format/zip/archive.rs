//! Zip archives, read from their start to their end: nothing is held in
//! memory, an archive within an archive needs no more, and no byte is read
//! twice, however entries claim to overlap.
//!
//! What a local header says of sizes is not believed where the data show
//! otherwise. The directory at the end is only compared: what it lists and
//! what was found must be as many.

use std::cell::Cell;
use std::io::{BufRead as _, Read};
use std::rc::Rc;

use tracie_finding::mime;

use super::checked::{Checked, Told};
use super::decode::{Method, decode};
use super::local::{LOCAL, Local};
use super::locked;
use super::until::UntilDescriptor;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::{Content, Entry, Extractor, Fault, Out, Step};
use crate::format::{Confidence, Format, Head, Nature, Opening};
use crate::lease::{Lease, Stand, Stream};
use crate::passwords::Passwords;

/// Zip archives of no more special kind.
pub(crate) struct Zip;

impl Format for Zip {
    fn name(&self) -> &'static str {
        "ZIP archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::ZIP
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[
            "zip", "jar", "war", "ear", "apk", "aar", "whl", "kmz", "xpi", "nupkg", "vsix",
        ]
    }

    fn nature(&self) -> Nature {
        Nature::Archive
    }

    fn alike(&self) -> &'static str {
        ALIKE
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(is_zip(head.bytes))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        Ok(members(content, &opening.budget.limits.passwords))
    }
}

/// All that is zipped may go under each other's names.
pub(crate) const ALIKE: &str = "zip";

/// Whether content begins as a zip archive does.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    [LOCAL, EMPTY, *b"PK\x07\x08", *b"PK00"]
        .iter()
        .any(|signature| head.starts_with(signature))
}

/// What hands out the members of a zip archive.
pub(crate) fn members<'r>(
    content: Content<'r>,
    passwords: &Passwords,
) -> Box<dyn Extractor<'r> + 'r> {
    Box::new(Members {
        passwords: passwords.clone(),
        stand: Stand::new(Stream::new(content)),
        found: 0,
        listed: 0,
        found_bytes: Some(0),
        listed_bytes: 0,
        before: 0,
        skip_to: 0,
        sum: Rc::default(),
        changed: 0,
    })
}

/// In front of an entry of the directory, and at the end.
const LISTED: [u8; 4] = *b"PK\x01\x02";
const EMPTY: [u8; 4] = *b"PK\x05\x06";

struct Members<'r> {
    passwords: Passwords,
    stand: Stand<Stream<'r>>,
    /// Entries that were found, and those that the directory lists.
    found: u64,
    listed: u64,
    /// Bytes of either; none where some are not told.
    found_bytes: Option<u64>,
    listed_bytes: u64,
    /// Volumes of a set that lie before this one.
    before: u16,
    /// Where the entry ends that was handed out, if that is certain.
    skip_to: u64,
    /// The checksum of what was read of it, if it is told behind it.
    sum: Rc<Cell<Option<u32>>>,
    /// Entries that have another checksum than is told behind them.
    changed: u64,
}

impl<'r> Extractor<'r> for Members<'r> {
    fn step(&mut self, _out: &mut Out) -> Result<Step<'r>, Fault> {
        loop {
            let mut lease = self.stand.lease()?;
            let stream = lease.stream()?;
            let behind = self.skip_to.saturating_sub(stream.offset());
            stream.skip(behind)?;
            self.changed += u64::from(is_changed(stream, self.sum.take())?);
            if !self.find_local(stream)? {
                return self.end();
            }
            let Some(local) = Local::read(stream)? else {
                return Err(Fault::malformed("the archive breaks off"));
            };
            self.found += 1;
            self.found_bytes = self
                .found_bytes
                .zip(local.compressed)
                .map(|it| it.0.saturating_add(it.1));
            if local.name.ends_with('/') && local.compressed.unwrap_or(0) == 0 {
                continue;
            }
            let refusal = local.refusal(&self.passwords);
            let certain = local.lock.is_some() || local.method == Method::Stored;
            if refusal.is_some() || certain {
                let size = local.compressed.unwrap_or(0);
                self.skip_to = stream.offset().saturating_add(size);
            }
            let content = match refusal {
                Some(fault) => Err(fault),
                None => self.content(lease, &local),
            };
            return Ok(Step::Member(Entry {
                name: local.name,
                modified: local.modified,
                content,
            }));
        }
    }
}

impl Members<'_> {
    /// Goes to the next entry, wherever it is.
    fn find_local(&mut self, stream: &mut Stream<'_>) -> Result<bool, Fault> {
        loop {
            let ahead = stream.peek(4)?;
            match ahead.first_chunk() {
                None => return Ok(false),
                Some(&LOCAL) => return Ok(true),
                Some(&LISTED) => {
                    let size = u32_at(stream.peek(24)?, 20);
                    self.listed += 1;
                    self.listed_bytes = self.listed_bytes.saturating_add(u64::from(size));
                    // It is told elsewhere.
                    self.found_bytes = self.found_bytes.filter(|_| size != u32::MAX);
                    stream.consume(4);
                }
                Some(&EMPTY) => {
                    let end = stream.peek(6)?;
                    self.before = u16_at(end, 4);
                    stream.consume(4);
                }
                Some(_) => {
                    let buffered = stream.fill_buf()?;
                    let next = memchr::memchr(b'P', &buffered[1..]).map(|at| at + 1);
                    let passed = next.unwrap_or(buffered.len());
                    stream.consume(passed);
                }
            }
        }
    }

    /// The decoded content of an entry, held against its checksum.
    fn content<'r>(
        &self,
        lease: Lease<Stream<'r>>,
        local: &Local,
    ) -> Result<Box<dyn Read + 'r>, Fault> {
        let content = content(lease, local, &self.passwords)?;
        let told = match local.checksum {
            None => return Ok(content),
            Some(checksum) => Told::by(checksum),
        };
        let told = told.unwrap_or_else(|| Told::Behind(Rc::clone(&self.sum)));
        Ok(Box::new(Checked::new(content, told)))
    }

    fn end(&self) -> Result<Step<'static>, Fault> {
        // In a large archive all is told elsewhere.
        if self.before > 0 && self.before < u16::MAX {
            let (before, listed, found) = (self.before, self.listed, self.found);
            return Err(Fault::malformed(format!(
                "the last of {} volumes: {listed} files are listed, of which {found} begin in this one, and only those were analysed",
                u32::from(before) + 1
            )));
        }
        if self.listed > self.found {
            let (listed, found) = (self.listed, self.found);
            return Err(Fault::malformed(format!(
                "{listed} files are listed, and {found} of them lie one behind the other: the rest was not analysed"
            )));
        }
        if self.listed < self.found {
            return Err(Fault::malformed("the directory at its end is not whole"));
        }
        if self.found_bytes.is_some_and(|it| it != self.listed_bytes) {
            return Err(Fault::malformed(
                "the directory at its end lists files of other sizes: the rest of them was not analysed",
            ));
        }
        if self.changed > 0 {
            let changed = self.changed;
            return Err(Fault::malformed(format!(
                "files that have another checksum than is told: {changed}"
            )));
        }
        Ok(Step::End)
    }
}

/// Whether the checksum of an entry that was read is not the one that is told where it
/// ends.
fn is_changed(stream: &mut Stream<'_>, sum: Option<u32>) -> Result<bool, Fault> {
    let Some(sum) = sum else {
        return Ok(false);
    };
    let behind = stream.peek(8)?;
    Ok(behind.starts_with(DESCRIPTOR) && behind.len() >= 8 && u32_at(behind, 4) != sum)
}

/// In front of what is told behind an entry.
const DESCRIPTOR: &[u8] = b"PK\x07\x08";

/// The decoded content of an entry.
fn content<'r>(
    lease: Lease<Stream<'r>>,
    local: &Local,
    passwords: &Passwords,
) -> Result<Box<dyn Read + 'r>, Fault> {
    if let Some(lock) = local.lock {
        return locked::open(lease, lock, local, passwords);
    }
    match (local.compressed, local.method) {
        (Some(size), method) => decode(lease.take(size), method, local.size),
        (None, Method::Stored) => Ok(Box::new(UntilDescriptor::new(lease))),
        (None, method) => decode(lease, method, local.size),
    }
}
