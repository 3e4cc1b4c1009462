//! The pages of a database.

use bytes::Bytes;

use crate::anywhere::Anywhere;
use crate::extractor::Fault;

/// The pages of a database, each of which is read once.
pub(super) struct Pages {
    content: Anywhere,
    size: usize,
    /// Bytes of a page that are used.
    usable: usize,
    encoding: Encoding,
    /// Whether a page that was read breaks off.
    pub(super) breaks_off: bool,
    /// A bit for each page that was read.
    read: Vec<u64>,
    /// The next page that lists free ones, and those that it lists.
    pub(super) trunk: u32,
    pub(super) free: Vec<u32>,
}

/// The encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Little,
    Utf16Big,
}

/// Bytes in front of the first page's tree.
pub(super) const HEADER: usize = 100;

impl Pages {
    pub(super) fn new(content: Anywhere) -> Result<Pages, Fault> {
        let header = content.bytes(0, HEADER)?;
        let size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            size => usize::from(size),
        };
        let usable = size.saturating_sub(usize::from(header[20]));
        if !size.is_power_of_two() || size < 512 || usable < 480 {
            return Err(Fault::malformed("damaged: pages of no size that can be"));
        }
        let word = |at: usize| u32_at(&header, at).unwrap_or(0);
        let encoding = match word(56) {
            2 => Encoding::Utf16Little,
            3 => Encoding::Utf16Big,
            _ => Encoding::Utf8,
        };
        let pages = content.size() / size as u64 + 1;
        Ok(Pages {
            read: vec![0; (pages / 64 + 1) as usize],
            breaks_off: false,
            size,
            usable,
            encoding,
            trunk: word(32),
            free: Vec::new(),
            content,
        })
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(super) fn usable(&self) -> usize {
        self.usable
    }

    /// A page, by its number from 1.
    pub(super) fn page(&mut self, number: u32) -> Result<Bytes, Fault> {
        let at = u64::from(number)
            .checked_sub(1)
            .map(|it| it * self.size as u64);
        let at = at.filter(|at| *at < self.content.size());
        let at = at.ok_or_else(|| Fault::malformed("damaged: a page that is not there"))?;
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        match self.read.get_mut(word) {
            Some(read) if *read & bit == 0 => *read |= bit,
            _ => return Err(Fault::malformed("damaged: a page that is used twice")),
        }
        let len = (self.content.size() - at).min(self.usable as u64);
        self.breaks_off |= len < self.usable as u64;
        Ok(self.content.bytes(at, len as usize)?)
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(usize::from(u16::from_be_bytes(*bytes)))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The number at an offset, which goes behind it: seven bits in each byte, the
/// high ones first, and eight in the ninth.
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for n in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if n == 8 {
            return Some(value << 8 | u64::from(byte));
        }
        value = value << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::varint;

    #[test]
    fn numbers_of_many_lengths_are_read() {
        for (bytes, expected) in [
            (&[0x7F][..], 127),
            (&[0x81, 0], 128),
            (&[0xFF; 9], u64::MAX),
        ] {
            let mut at = 0;
            assert_eq!(varint(bytes, &mut at), Some(expected));
            assert_eq!(at, bytes.len());
        }
        assert_eq!(varint(&[0x81], &mut 0), None);
    }
}
