//! Content as the decoder asks for it.

use std::io::{self, BufReader};

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

use crate::anywhere::{Anywhere, Cursor};

/// Content as the decoder asks for it.
#[derive(Clone)]
pub(super) struct Chunks(pub(super) Anywhere);

impl Chunks {
    /// The size that the footer is said to have.
    pub(super) fn footer(&self) -> io::Result<u64> {
        let end = self.0.bytes(self.0.size().saturating_sub(8), 8)?;
        Ok(u64::from(u32::from_le_bytes([
            end[0], end[1], end[2], end[3],
        ])))
    }

    /// The footer, which stands before its size and the last signature.
    pub(super) fn footer_bytes(&self) -> io::Result<Bytes> {
        let len = self.footer()?;
        let start = self.0.size().checked_sub(len.saturating_add(8));
        let start = start.ok_or(io::ErrorKind::UnexpectedEof)?;
        self.0.bytes(start, len as usize)
    }
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.size()
    }
}

/// Headers of pages are short.
const HEADER: usize = 512;

impl ChunkReader for Chunks {
    type T = BufReader<Cursor>;

    fn get_read(&self, start: u64) -> Result<BufReader<Cursor>> {
        let cursor = Cursor::new(self.0.clone(), start);
        Ok(BufReader::with_capacity(HEADER, cursor))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        Ok(self.0.bytes(start, length)?)
    }
}
