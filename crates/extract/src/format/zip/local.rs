//! The header in front of each entry.

use std::io;

use tracie_finding::detection::Reason;

use super::decode::Method;
use crate::bytes::little::{u16_at, u32_at};
use crate::bytes::{dos, time};
use crate::extractor::Fault;
use crate::lease::Stream;
use crate::passwords::Passwords;

/// In front of an entry.
pub(crate) const LOCAL: [u8; 4] = *b"PK\x03\x04";

/// What stands in front of an entry.
pub(crate) struct Local {
    pub(crate) name: String,
    pub(crate) modified: Option<String>,
    pub(crate) method: Method,
    pub(crate) lock: Option<Lock>,
    /// Bytes of the compressed data, if they are told here.
    pub(crate) compressed: Option<u64>,
    /// Bytes of the content, where its compression does not tell its end.
    pub(crate) size: Option<u64>,
    /// The checksum of the content: none where it is authenticated, zero where it is
    /// told behind it.
    pub(crate) checksum: Option<u32>,
    /// Bytes of the header.
    pub(crate) len: usize,
}

/// How an entry is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// The old way; any of these bytes tells the password.
    Weak([u8; 2]),
    /// AES of a strength from 1 to 3.
    Aes(u8),
    /// In another way.
    Other,
}

/// Bytes of a header before the name.
const FIXED: usize = 30;
const UNKNOWN: u32 = u32::MAX;

impl Local {
    /// Takes the next header; `None` if it breaks off.
    pub(crate) fn read(stream: &mut Stream<'_>) -> io::Result<Option<Local>> {
        let ahead = stream.peek(FIXED)?;
        let Some(len) = Local::length(ahead) else {
            return Ok(None);
        };
        // Names and extras may be longer than can be looked at ahead.
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::Read::take(stream, len as u64), &mut bytes)?;
        Ok(Local::parse(&bytes))
    }

    /// The length of a header that begins so.
    pub(crate) fn length(bytes: &[u8]) -> Option<usize> {
        (bytes.len() >= FIXED)
            .then(|| FIXED + usize::from(u16_at(bytes, 26)) + usize::from(u16_at(bytes, 28)))
    }

    /// Reads a header that is in memory.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Local> {
        let len = Local::length(bytes).filter(|_| bytes.starts_with(&LOCAL))?;
        let name_end = FIXED + usize::from(u16_at(bytes, 26));
        let name = bytes.get(FIXED..name_end)?;
        let extra = bytes.get(name_end..len)?;
        let flags = u16_at(bytes, 6);
        let told = match (flags & 8 != 0, u32_at(bytes, 18), u32_at(bytes, 22)) {
            (_, UNKNOWN, _) | (_, _, UNKNOWN) => zip64(extra).filter(|_| flags & 8 == 0),
            (true, 0, _) => None,
            (_, size, _) => Some(u64::from(size)),
        };
        let (lock, method) = lock(bytes, extra);
        Some(Local {
            name: dos::text(name).replace('\\', "/"),
            modified: time::dos(u16_at(bytes, 12), u16_at(bytes, 10)),
            method,
            lock,
            compressed: told,
            checksum: match lock {
                Some(Lock::Aes(_) | Lock::Other) => None,
                _ if flags & 8 != 0 => Some(0),
                _ => Some(u32_at(bytes, 14)),
            },
            size: (flags & 0b1010 == 0).then(|| u64::from(u32_at(bytes, 22))),
            len,
        })
    }

    /// Why the entry is not read, if it is not.
    pub(crate) fn refusal(&self, passwords: &Passwords) -> Option<Fault> {
        match self.lock {
            Some(Lock::Other) => {
                return Some(Fault::encrypted("encrypted in a way that is not read"));
            }
            Some(_) if passwords.is_empty() => {
                return Some(Fault::encrypted(passwords.refusal()));
            }
            _ => {}
        }
        let unknown = || {
            Fault::new(
                Reason::UnsupportedFileType,
                format!("compressed by method {}, which is not read", self.method.0),
            )
        };
        (!self.method.is_known()).then(unknown)
    }
}

/// How an entry is encrypted, and compressed below that.
fn lock(header: &[u8], extra: &[u8]) -> (Option<Lock>, Method) {
    let (flags, method) = (u16_at(header, 6), Method(u16_at(header, 8)));
    match flags & 0x41 {
        1 if method == Method::Aes => match field(extra, 0x9901) {
            Some([_, _, _, _, strength, rest @ ..]) => {
                (Some(Lock::Aes(*strength)), Method(u16_at(rest, 0)))
            }
            _ => (Some(Lock::Other), method),
        },
        1 => (Some(Lock::Weak([header[17], header[11]])), method),
        0x41 => (Some(Lock::Other), method),
        _ => (None, method),
    }
}

/// The compressed size in the extra field of large entries.
fn zip64(extra: &[u8]) -> Option<u64> {
    let size = field(extra, 1)?.get(8..16)?;
    size.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// An extra field, by its number.
fn field(mut extra: &[u8], wanted: u16) -> Option<&[u8]> {
    while extra.len() >= 4 {
        let (id, len) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let field = extra.get(4..4 + len)?;
        if id == wanted {
            return Some(field);
        }
        extra = &extra[4 + len..];
    }
    None
}
