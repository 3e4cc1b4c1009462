//! Archives that break off, which the crate refuses as a whole: an end is put
//! where the next header would be, so that what came before is read.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::Crc;

use crate::anywhere::{Anywhere, Cursor};
use crate::bytes::little::{u16_at, u32_at};

/// The signatures of the versions, and how long they are.
const NEW: &[u8] = b"Rar!\x1A\x07\x01\0";
const OLD: &[u8] = b"Rar!\x1A\x07\0";
/// The end of an old archive.
const OLD_END: [u8; 7] = [0xC4, 0x3D, 0x7B, 0, 0x40, 7, 0];
/// Bytes that are looked at of a header, and headers that are looked at.
const HEADER: usize = 64;
const MOST: usize = 1 << 20;

/// Content with an end of its own.
pub(super) struct Ended {
    content: Cursor,
    /// How much of the content counts.
    len: u64,
    /// Where the end stands. What would be between is missing.
    at: u64,
    end: Vec<u8>,
    position: u64,
}

impl Ended {
    /// The content with an end, if its headers can be followed to where it
    /// breaks off.
    pub(super) fn new(content: &Anywhere) -> Option<Ended> {
        let first = content.bytes(0, NEW.len()).ok()?;
        let new = first.starts_with(NEW);
        if !new && !first.starts_with(OLD) {
            return None;
        }
        let size = content.size();
        let mut at = if new { NEW.len() } else { OLD.len() } as u64;
        for _ in 0..MOST {
            let mut header = [0; HEADER];
            let n = content.read_at(at, &mut header).ok()?;
            let len = match new {
                true => new_block(&header[..n]),
                false => old_block(&header[..n]),
            };
            let next = len.and_then(|(own, data)| Some((at.checked_add(own)?, data)));
            let Some((behind, data)) = next.filter(|it| it.0 <= size) else {
                // The header itself is cut.
                return Some(Ended::at(content, at, at, new));
            };
            at = behind.checked_add(data)?;
            if at > size {
                return Some(Ended::at(content, size, at, new));
            }
        }
        None
    }

    fn at(content: &Anywhere, len: u64, at: u64, new: bool) -> Ended {
        Ended {
            content: Cursor::new(content.clone(), 0),
            len,
            at,
            end: if new { new_end() } else { OLD_END.to_vec() },
            position: 0,
        }
    }
}

/// How long the header of a block is, and what belongs to it.
fn new_block(header: &[u8]) -> Option<(u64, u64)> {
    let mut rest = header.get(4..)?;
    let size = number(&mut rest)?;
    let own = 4 + (header.len() - 4 - rest.len()) as u64 + size;
    let (_kind, flags) = (number(&mut rest)?, number(&mut rest)?);
    if flags & 1 != 0 {
        number(&mut rest)?;
    }
    let data = if flags & 2 != 0 {
        number(&mut rest)?
    } else {
        0
    };
    Some((own, data))
}

fn old_block(header: &[u8]) -> Option<(u64, u64)> {
    let header = header.get(..7).map(|_| header)?;
    let (kind, flags, own) = (header[2], u16_at(header, 3), u64::from(u16_at(header, 5)));
    let is_file = matches!(kind, 0x74 | 0x7A);
    let low = match is_file || flags & 0x8000 != 0 {
        true => u64::from(u32_at(header.get(..11)?, 7)),
        false => 0,
    };
    let high = match is_file && flags & 0x100 != 0 {
        true => u64::from(u32_at(header.get(..36)?, 32)),
        false => 0,
    };
    (own >= 7).then_some((own, high << 32 | low))
}

/// Seven bits a byte, the lowest first.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let byte = rest.split_off_first()?;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn new_end() -> Vec<u8> {
    // A block of the kind that ends, without more.
    let block = [3, 5, 4, 0];
    let mut crc = Crc::new();
    crc.update(&block);
    [crc.sum().to_le_bytes(), block].concat()
}

impl Read for Ended {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = if self.position < self.len {
            let left = (self.len - self.position).min(into.len() as u64) as usize;
            self.content.seek(SeekFrom::Start(self.position))?;
            self.content.read(&mut into[..left])?
        } else if self.position < self.at {
            return Err(io::ErrorKind::UnexpectedEof.into());
        } else {
            let from = (self.position - self.at).min(self.end.len() as u64) as usize;
            (&self.end[from..]).read(into)?
        };
        self.position += n as u64;
        Ok(n)
    }
}

impl Seek for Ended {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let end = self.at.saturating_add(self.end.len() as u64);
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => end.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
