//! Tar archives: v7, ustar, GNU and pax.
//!
//! What lies behind a damaged header is not lost: the next block that is one
//! goes on. Links, directories and devices have no content.

use std::io::{self, Read};

use tracie_finding::mime;

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

const BLOCK: usize = 512;
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
                let left = entry.size;
                let content = MemberContent { lease, left };
                return Ok(Step::Member(Entry {
                    name: entry.name,
                    modified: entry.modified,
                    content: Ok(Box::new(content)),
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

/// A block; `None` at the end, also if it breaks off.
fn read_block(stream: &mut Stream<'_>) -> io::Result<Option<[u8; BLOCK]>> {
    let block = stream.peek(BLOCK)?.first_chunk().copied();
    stream.skip(BLOCK as u64)?;
    Ok(block)
}

struct Found {
    name: String,
    size: u64,
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
                let long = std::mem::take(&mut self.long);
                skip_sparse_map(header, stream)?;
                self.next = stream.offset();
                return Ok(Some(self.found(header, long, size)));
            }
            _ => {
                let long = std::mem::take(&mut self.long);
                let size = long.size.unwrap_or(size);
                let found = self.found(header, long, size);
                return Ok((!found.name.ends_with('/')).then_some(found));
            }
        }
        Ok(None)
    }

    fn found(&mut self, header: &Header<'_>, long: Long, size: u64) -> Found {
        self.pass(size);
        let modified = long.modified.or_else(|| header.number(136, 12));
        Found {
            name: long.name.unwrap_or_else(|| header.name()),
            size,
            modified: modified.and_then(time::rfc3339),
        }
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
                b"path" | b"GNU.sparse.name" => self.long.name = Some(value),
                b"size" => self.long.size = value.parse().ok(),
                b"mtime" => {
                    self.long.modified = value.split('.').next().and_then(|it| it.parse().ok());
                }
                _ => {}
            }
        }
    }
}

/// Old sparse files of GNU tar have more blocks of their map behind the header.
fn skip_sparse_map(header: &Header<'_>, stream: &mut Stream<'_>) -> io::Result<()> {
    let mut more = header.0[482] == 1;
    while more {
        more = read_block(stream)?.is_some_and(|block| block[504] == 1);
    }
    Ok(())
}

/// The block in front of a member.
struct Header<'a>(&'a [u8; BLOCK]);

impl Header<'_> {
    /// Whether its checksum is right.
    fn is_sound(&self) -> bool {
        let told = self.number(148, 8);
        let sum = |signed: bool| -> i64 {
            let value = |byte: u8| {
                if signed {
                    i64::from(byte as i8)
                } else {
                    i64::from(byte)
                }
            };
            let spaces = 8 * i64::from(b' ');
            let all: i64 = self.0.iter().map(|byte| value(*byte)).sum();
            let own: i64 = self.0[148..156].iter().map(|byte| value(*byte)).sum();
            all - own + spaces
        };
        told.is_some_and(|told| told as i64 == sum(false) || told as i64 == sum(true))
    }

    /// A number: octal digits, or binary where the first bit is set.
    fn number(&self, at: usize, len: usize) -> Option<u64> {
        let field = &self.0[at..at + len];
        if field[0] & 0x80 != 0 {
            let last: [u8; 8] = *field.last_chunk()?;
            return Some(u64::from_be_bytes(last) & (u64::MAX >> 1));
        }
        let digits: Vec<u8> = field
            .iter()
            .copied()
            .skip_while(|byte| *byte == b' ')
            .take_while(u8::is_ascii_digit)
            .collect();
        u64::from_str_radix(std::str::from_utf8(&digits).ok()?, 8).ok()
    }

    fn size(&self) -> u64 {
        self.number(124, 12).unwrap_or(0)
    }

    fn name(&self) -> String {
        let name = text(&self.0[..100]);
        let prefix = match self.0[257..].starts_with(b"ustar\0") {
            true => text(&self.0[345..500]),
            false => String::new(),
        };
        match prefix.is_empty() {
            true => name,
            false => format!("{prefix}/{name}"),
        }
    }
}

/// Bytes up to the first NUL.
fn text(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
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
