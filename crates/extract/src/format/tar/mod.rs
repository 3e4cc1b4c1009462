//! Tar archives: v7, ustar, GNU and pax.
//!
//! What lies behind a damaged header is not lost: the next block that is one
//! goes on. Links, directories and devices have no content.

mod header;
mod sparse;

use std::io::{self, Read};

use tracie_finding::mime;

use header::{BLOCK, Header, read_block, text};
use sparse::{Claimed, Map};

use super::{Confidence, Format, Head, Nature, Opening};
use crate::bytes::time;
use crate::extractor::{Content, Entry, Extractor, Fault, Out, Step};
use crate::lease::{Lease, Stand, Stream};

/// Tar archives.
pub(crate) struct Tar;

impl Format for Tar {
    fn name(&self) -> &'static str {
        "tar archive"
    }

    fn mime_type(&self) -> &'static str {
        mime::TAR
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tar"]
    }

    fn nature(&self) -> Nature {
        Nature::Archive
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let first = head.bytes.first_chunk::<BLOCK>();
        Confidence::certain_if(first.is_some_and(|block| Header(block).is_sound()))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        _opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        Ok(Box::new(Members {
            stand: Stand::new(Stream::new(content)),
            next: 0,
            damaged: 0,
            long: Long::default(),
        }))
    }
}

/// Names and attributes longer than this are not read.
const LONGEST: u64 = 1 << 20;

struct Members<'r> {
    stand: Stand<Stream<'r>>,
    /// Offset of the next header.
    next: u64,
    /// Blocks that should have been headers.
    damaged: u64,
    long: Long,
}

/// What was said ahead of a header about its member.
#[derive(Default)]
struct Long {
    name: Option<String>,
    size: Option<u64>,
    modified: Option<u64>,
    sparse: Claimed,
}

impl<'r> Extractor<'r> for Members<'r> {
    fn step(&mut self, _out: &mut Out) -> Result<Step<'r>, Fault> {
        let mut lease = self.stand.lease()?;
        let stream = lease.stream()?;
        loop {
            let behind = self.next.saturating_sub(stream.offset());
            if stream.skip(behind)? < behind {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            let Some(block) = read_block(stream)? else {
                break;
            };
            self.next = stream.offset();
            let header = Header(&block);
            if !header.is_sound() {
                // Zeros end an archive, but more may follow.
                self.damaged += u64::from(block != [0; BLOCK]);
                continue;
            }
            if let Some(entry) = self.header(&header, stream)? {
                let stored = MemberContent {
                    lease,
                    left: entry.size,
                };
                return Ok(Step::Member(Entry {
                    name: entry.name,
                    modified: entry.modified,
                    content: Ok(match entry.map {
                        Some(map) => Box::new(map.content(stored)),
                        None => Box::new(stored),
                    }),
                }));
            }
        }
        match self.damaged {
            0 => Ok(Step::End),
            n => Err(Fault::malformed(format!(
                "{n} damaged blocks were passed over"
            ))),
        }
    }
}

struct Found {
    name: String,
    /// As it is stored.
    size: u64,
    /// Where what is stored lies in the file, if it has holes.
    map: Option<Map>,
    modified: Option<String>,
}

impl Members<'_> {
    /// What a header says; a file if it is one.
    fn header(
        &mut self,
        header: &Header<'_>,
        stream: &mut Stream<'_>,
    ) -> Result<Option<Found>, Fault> {
        let size = header.size();
        match header.0[156] {
            b'L' => self.long.name = Some(text(&self.attributes(stream, size)?)),
            b'x' => {
                let attributes = self.attributes(stream, size)?;
                self.pax(&attributes);
            }
            b'K' | b'g' | b'V' | b'D' => self.pass(size),
            b'1'..=b'6' => self.long = Long::default(),
            b'S' => {
                let mut long = std::mem::take(&mut self.long);
                long.sparse.read_old(header, stream)?;
                self.next = stream.offset();
                return self.found(header, long, stream).map(Some);
            }
            _ => {
                let long = std::mem::take(&mut self.long);
                let found = self.found(header, long, stream)?;
                return Ok((!found.name.ends_with('/')).then_some(found));
            }
        }
        Ok(None)
    }

    fn found(
        &mut self,
        header: &Header<'_>,
        long: Long,
        stream: &mut Stream<'_>,
    ) -> Result<Found, Fault> {
        let mut size = long.size.unwrap_or_else(|| header.size());
        self.pass(size);
        let modified = long.modified.or_else(|| header.number(136, 12));
        let name = long.sparse.name.clone();
        let map = long.sparse.map(&mut size, stream)?;
        Ok(Found {
            name: name.or(long.name).unwrap_or_else(|| header.name()),
            size,
            map,
            modified: modified.and_then(time::rfc3339),
        })
    }

    /// The next header stands behind so many bytes, in whole blocks.
    fn pass(&mut self, size: u64) {
        self.next = self
            .next
            .saturating_add(size.div_ceil(512).saturating_mul(512));
    }

    fn attributes(&mut self, stream: &mut Stream<'_>, size: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        stream.take(size.min(LONGEST)).read_to_end(&mut bytes)?;
        self.pass(size);
        let behind = self.next.saturating_sub(stream.offset());
        stream.skip(behind)?;
        Ok(bytes)
    }

    /// Records of the form `18 path=some/name\n`.
    fn pax(&mut self, mut records: &[u8]) {
        while let Some(space) = memchr::memchr(b' ', records) {
            let len = text(&records[..space]).parse::<usize>().unwrap_or(0);
            let Some(record) = records.get(space + 1..len.saturating_sub(1)) else {
                return;
            };
            records = &records[len..];
            let Some(equals) = memchr::memchr(b'=', record) else {
                continue;
            };
            let value = text(&record[equals + 1..]);
            match &record[..equals] {
                b"GNU.sparse.name" => self.long.sparse.name = Some(value),
                b"path" => self.long.name = Some(value),
                b"size" => self.long.size = value.parse().ok(),
                b"mtime" => {
                    self.long.modified = value.split('.').next().and_then(|it| it.parse().ok());
                }
                name => self.long.sparse.pax(name, &value),
            }
        }
    }
}

/// The content of a member.
struct MemberContent<'r> {
    lease: Lease<Stream<'r>>,
    left: u64,
}

impl Read for MemberContent<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = (into.len() as u64).min(self.left) as usize;
        let n = self.lease.read(&mut into[..len])?;
        if n == 0 && len > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= n as u64;
        Ok(n)
    }
}
