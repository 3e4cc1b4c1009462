//! Streams, compressed block by block.

use std::io::{self, Read};

use flate2::read::DeflateDecoder;

use super::lzo;
use crate::anywhere::Anywhere;
use crate::extractor::Fault;

/// How blocks are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Codec {
    kind: Kind,
    /// Bytes that a block may expand to.
    block: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    None,
    Zlib,
    Snappy,
    Lzo,
    Lz4,
    Zstd,
}

/// The largest block that is expanded, whatever the file says.
const LARGEST: u64 = 16 << 20;
/// As much is read at once of what is not compressed.
const AT_ONCE: u64 = 64 << 10;
/// Bytes in front of a block.
const HEADER: usize = 3;

impl Codec {
    pub(super) fn of(number: u64, block: u64) -> Result<Codec, Fault> {
        let kind = match number {
            0 => Kind::None,
            1 => Kind::Zlib,
            2 => Kind::Snappy,
            3 => Kind::Lzo,
            4 => Kind::Lz4,
            5 => Kind::Zstd,
            _ => return Err(Fault::malformed("compressed in a way that is not read")),
        };
        let block = block.clamp(1 << 10, LARGEST) as usize;
        Ok(Codec { kind, block })
    }

    /// Expands a block.
    fn expand(self, data: &[u8], into: &mut Vec<u8>) -> io::Result<()> {
        let failed = || io::Error::from(io::ErrorKind::InvalidData);
        into.clear();
        match self.kind {
            Kind::None => into.extend_from_slice(data),
            Kind::Zlib => {
                let most = self.block as u64;
                DeflateDecoder::new(data).take(most).read_to_end(into)?;
            }
            Kind::Snappy => {
                let len = snap::raw::decompress_len(data).map_err(|_| failed())?;
                if len > self.block {
                    return Err(failed());
                }
                into.resize(len, 0);
                let mut decoder = snap::raw::Decoder::new();
                decoder.decompress(data, into).map_err(|_| failed())?;
            }
            Kind::Lzo => lzo::expand(data, into, self.block).ok_or_else(failed)?,
            Kind::Lz4 => {
                into.resize(self.block, 0);
                let len = lz4_flex::block::decompress_into(data, into).map_err(|_| failed())?;
                into.truncate(len);
            }
            Kind::Zstd => *into = zstd::bulk::decompress(data, self.block)?,
        }
        Ok(())
    }
}

/// Reads a stream.
pub(super) struct Blocks {
    content: Anywhere,
    codec: Codec,
    at: u64,
    end: u64,
    block: Vec<u8>,
    taken: usize,
}

impl Blocks {
    pub(super) fn new(content: &Anywhere, codec: Codec, at: u64, len: u64) -> Blocks {
        Blocks {
            content: content.clone(),
            codec,
            at,
            end: at.saturating_add(len).min(content.size()),
            block: Vec::new(),
            taken: 0,
        }
    }

    /// All of it.
    pub(super) fn all(mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let this: &mut dyn Read = &mut self;
        this.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn byte(&mut self) -> io::Result<u8> {
        if self.taken == self.block.len() && !self.fill()? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.taken += 1;
        Ok(self.block[self.taken - 1])
    }

    /// Goes to the next block; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.taken = 0;
        self.block.clear();
        while self.block.is_empty() {
            let left = self.end.saturating_sub(self.at);
            if left == 0 {
                return Ok(false);
            }
            if self.codec.kind == Kind::None {
                let len = left.min(AT_ONCE);
                self.block
                    .extend_from_slice(&self.content.bytes(self.at, len as usize)?);
                self.at += len;
                continue;
            }
            let header = self.content.bytes(self.at, HEADER)?;
            let header = u32::from_le_bytes([header[0], header[1], header[2], 0]);
            let len = u64::from(header >> 1);
            self.at += HEADER as u64;
            let data = self
                .content
                .bytes(self.at, len.min(self.end - self.at.min(self.end)) as usize)?;
            self.at += len;
            match header & 1 {
                1 => self.block.extend_from_slice(&data),
                _ => self.codec.expand(&data, &mut self.block)?,
            }
        }
        Ok(true)
    }

    /// A number of seven bits in each byte.
    pub(super) fn varint(&mut self) -> io::Result<u64> {
        Ok(self.long_varint()? as u64)
    }

    /// A number of seven bits in each byte, up to 128 in all.
    pub(super) fn long_varint(&mut self) -> io::Result<u128> {
        let (mut value, mut shift) = (0_u128, 0);
        loop {
            let byte = self.byte()?;
            value |= u128::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
            shift += 7;
            if shift > 133 {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
    }
}

impl Read for Blocks {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.block.len() && !self.fill()? {
            return Ok(0);
        }
        let rest = &self.block[self.taken..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.taken += n;
        Ok(n)
    }
}
