//! Files with holes: what is stored of them, and where it lies.
//!
//! GNU tar has four ways to say so: in the header and blocks behind it, in two
//! kinds of attributes, and in front of what is stored. Holes read as zeros,
//! which count as any other bytes that came out.

use std::io::{self, Read};

use super::header::{BLOCK, Header, read_block, text};
use crate::lease::Stream;

/// Parts that are stored of a file; of one with more, what is stored is read
/// as it stands.
const MOST: usize = 1 << 18;
/// Bytes that their list may take in front of what is stored.
const LONGEST: u64 = 8 << 20;

/// What was said of a file with holes.
#[derive(Default)]
pub(super) struct Claimed {
    pub(super) name: Option<String>,
    /// Offsets and lengths in turn.
    numbers: Vec<u64>,
    real: Option<u64>,
    /// Whether the numbers stand in front of what is stored.
    in_front: bool,
}

impl Claimed {
    /// Takes note of an attribute.
    pub(super) fn pax(&mut self, name: &[u8], value: &str) {
        match name {
            b"GNU.sparse.size" | b"GNU.sparse.realsize" => self.real = value.parse().ok(),
            b"GNU.sparse.major" => self.in_front = value == "1",
            b"GNU.sparse.offset" | b"GNU.sparse.numbytes" => self.add(value),
            b"GNU.sparse.map" => value.split(',').for_each(|it| self.add(it)),
            _ => {}
        }
    }

    /// What is no number makes the list useless.
    fn add(&mut self, number: &str) {
        self.push(number.trim().parse().unwrap_or(u64::MAX));
    }

    fn push(&mut self, number: u64) {
        if self.numbers.len() <= 2 * MOST {
            self.numbers.push(number);
        }
    }

    /// Reads what the old way has in the header and in blocks behind it.
    pub(super) fn read_old(
        &mut self,
        header: &Header<'_>,
        stream: &mut Stream<'_>,
    ) -> io::Result<()> {
        self.real = header.number(483, 12);
        self.add_old(header, 386, 4);
        let mut more = header.0[482] == 1;
        while more {
            let Some(block) = read_block(stream)? else {
                break;
            };
            self.add_old(&Header(&block), 0, 21);
            more = block[504] == 1;
        }
        Ok(())
    }

    fn add_old(&mut self, block: &Header<'_>, from: usize, count: usize) {
        for at in (from..).step_by(24).take(count) {
            let pair = block.number(at, 12).zip(block.number(at + 12, 12));
            if let Some((offset, len)) = pair {
                self.push(offset);
                self.push(len);
            }
        }
    }

    /// Where what is stored lies, if there are holes and all that was said
    /// holds together. The list in front of what is stored is taken off it.
    pub(super) fn map(
        mut self,
        size: &mut u64,
        stream: &mut Stream<'_>,
    ) -> io::Result<Option<Map>> {
        if self.in_front {
            self.read_front(size, stream)?;
        }
        let Some(real) = self.real else {
            return Ok(None);
        };
        let pairs = self.numbers.chunks_exact(2);
        let parts: Vec<Part> = pairs
            .map(|pair| Part {
                offset: pair[0],
                len: pair[1],
            })
            .filter(|part| part.len > 0)
            .collect();
        let sound = parts.len() < MOST && self.numbers.len().is_multiple_of(2);
        Ok((sound && hold(&parts, real, *size)).then_some(Map { parts, real }))
    }

    /// Reads the list in front of what is stored: lines of decimal digits, the
    /// first of which is how many parts follow, in whole blocks.
    fn read_front(&mut self, size: &mut u64, stream: &mut Stream<'_>) -> io::Result<()> {
        let mut list = Vec::new();
        let mut expected = None;
        let mut came = 0;
        while came < (*size).min(LONGEST) {
            let Some(block) = read_block(stream)? else {
                break;
            };
            came += BLOCK as u64;
            list.extend_from_slice(&block);
            while let Some(end) = memchr::memchr(b'\n', &list) {
                let number: u64 = text(&list[..end]).trim().parse().unwrap_or(u64::MAX);
                list.drain(..=end);
                match expected {
                    None => expected = Some(number.saturating_mul(2)),
                    Some(_) => self.push(number),
                }
                if expected == Some(self.numbers.len() as u64) {
                    *size = size.saturating_sub(came);
                    return Ok(());
                }
            }
        }
        *size = size.saturating_sub(came);
        self.real = None;
        Ok(())
    }
}

/// Whether parts lie one behind the other within the file, and no more is in
/// them than is stored.
fn hold(parts: &[Part], real: u64, stored: u64) -> bool {
    let (mut end, mut sum) = (0_u64, 0_u64);
    for part in parts {
        let Some(next) = part.offset.checked_add(part.len) else {
            return false;
        };
        if part.offset < end || next > real {
            return false;
        }
        end = next;
        sum += part.len;
    }
    sum <= stored
}

/// A part that is stored.
struct Part {
    offset: u64,
    len: u64,
}

/// Where what is stored lies in the file.
pub(super) struct Map {
    parts: Vec<Part>,
    /// The size of the file.
    real: u64,
}

impl Map {
    /// The file, made of what is stored of it.
    pub(super) fn content<R: Read>(self, stored: R) -> Content<R> {
        Content {
            map: self,
            stored,
            next: 0,
            at: 0,
        }
    }
}

/// The content of a file with holes.
pub(super) struct Content<R> {
    map: Map,
    stored: R,
    /// The part that is read or comes next.
    next: usize,
    /// How much of the file was read.
    at: u64,
}

impl<R: Read> Read for Content<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let part = self.map.parts.get(self.next);
        let (start, end) = part.map_or((self.map.real, self.map.real), |it| {
            (it.offset, it.offset + it.len)
        });
        let until = if self.at < start { start } else { end };
        let len = (until - self.at).min(into.len() as u64) as usize;
        let into = &mut into[..len];
        let n = if self.at < start {
            into.fill(0);
            len
        } else {
            self.stored.read(into)?
        };
        if n == 0 && len > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += n as u64;
        if part.is_some() && self.at == end {
            self.next += 1;
        }
        Ok(n)
    }
}
