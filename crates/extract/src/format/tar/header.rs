//! The block in front of a member.

use std::io;

use crate::lease::Stream;

pub(super) const BLOCK: usize = 512;

/// A block; `None` at the end, also if it breaks off.
pub(super) fn read_block(stream: &mut Stream<'_>) -> io::Result<Option<[u8; BLOCK]>> {
    let block = stream.peek(BLOCK)?.first_chunk().copied();
    stream.skip(BLOCK as u64)?;
    Ok(block)
}

/// The block in front of a member.
pub(super) struct Header<'a>(pub(super) &'a [u8; BLOCK]);

impl Header<'_> {
    /// Whether its checksum is right.
    pub(super) fn is_sound(&self) -> bool {
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
    pub(super) fn number(&self, at: usize, len: usize) -> Option<u64> {
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

    pub(super) fn size(&self) -> u64 {
        self.number(124, 12).unwrap_or(0)
    }

    pub(super) fn name(&self) -> String {
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
pub(super) fn text(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
