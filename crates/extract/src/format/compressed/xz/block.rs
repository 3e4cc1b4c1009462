//! Blocks: which filters made them, and how long they are.

use std::io::{self, Read};

use flate2::Crc;
use lzma_rust2::Lzma2Reader;
use lzma_rust2::filter::bcj::BcjReader;
use lzma_rust2::filter::delta::DeltaReader;

use super::input::{broken, number};

/// Memory that decoding may take, in KiB.
const MEMORY: u32 = 128 << 10;

/// What stands in front of a block.
pub(super) struct Block {
    /// Its compressed size, where that is told.
    pub(super) packed: Option<u64>,
    /// What comes out of it, where that is told.
    pub(super) size: Option<u64>,
    /// The filters, in the order of packing, with their properties.
    filters: Vec<(u64, Vec<u8>)>,
}

impl Block {
    /// Reads what stands in front of a block, whose first byte was read.
    pub(super) fn read(first: u8, input: &mut impl Read) -> io::Result<Block> {
        let mut bytes = vec![0; 4 * (usize::from(first) + 1)];
        bytes[0] = first;
        input.read_exact(&mut bytes[1..])?;
        let (content, told) = bytes.split_last_chunk().ok_or_else(broken)?;
        let mut crc = Crc::new();
        crc.update(content);
        if crc.sum() != u32::from_le_bytes(*told) {
            return Err(broken());
        }
        let flags = content[1];
        let mut rest = &content[2..];
        if flags & 0x3C != 0 {
            return Err(broken());
        }
        let mut when = |bit: u8| match flags & bit {
            0 => Ok(None),
            _ => number(&mut rest).map(Some),
        };
        let (packed, size) = (when(0x40)?, when(0x80)?);
        let mut filters = Vec::new();
        for _ in 0..=flags & 3 {
            let (id, len) = (number(&mut rest)?, number(&mut rest)?);
            let len = usize::try_from(len).map_err(|_| broken())?;
            let properties = rest.split_off(..len).ok_or_else(broken)?;
            filters.push((id, properties.to_vec()));
        }
        match rest.iter().all(|byte| *byte == 0) {
            true => Ok(Block {
                packed,
                size,
                filters,
            }),
            false => Err(broken()),
        }
    }

    /// What undoes the filters, the last of which was the packing itself.
    pub(super) fn decoder<'r>(&self, input: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
        let mut filters = self.filters.iter().rev();
        let Some((0x21, properties)) = filters.next() else {
            return Err(unread());
        };
        let dictionary = match properties[..] {
            [40] => u32::MAX,
            [bits @ 0..40] => (2 | u32::from(bits) & 1) << (bits / 2 + 11),
            _ => return Err(broken()),
        };
        let unpacked = Lzma2Reader::new_mem_limit(input, dictionary, MEMORY, None)?;
        filters.try_fold(Box::new(unpacked) as Box<dyn Read>, |from, filter| {
            undo(from, filter)
        })
    }
}

fn undo<'r>(
    from: Box<dyn Read + 'r>,
    (id, properties): &(u64, Vec<u8>),
) -> io::Result<Box<dyn Read + 'r>> {
    let start = match properties[..] {
        [a, b, c, d] => u32::from_le_bytes([a, b, c, d]) as usize,
        _ => 0,
    };
    Ok(match (id, properties.len()) {
        (3, 1) => Box::new(DeltaReader::new(from, usize::from(properties[0]) + 1)),
        (4, 0 | 4) => Box::new(BcjReader::new_x86(from, start)),
        (5, 0 | 4) => Box::new(BcjReader::new_ppc(from, start)),
        (6, 0 | 4) => Box::new(BcjReader::new_ia64(from, start)),
        (7, 0 | 4) => Box::new(BcjReader::new_arm(from, start)),
        (8, 0 | 4) => Box::new(BcjReader::new_arm_thumb(from, start)),
        (9, 0 | 4) => Box::new(BcjReader::new_sparc(from, start)),
        (10, 0 | 4) => Box::new(BcjReader::new_arm64(from, start)),
        (11, 0 | 4) => Box::new(BcjReader::new_riscv(from, start)),
        _ => return Err(unread()),
    })
}

fn unread() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "an unknown filter")
}
