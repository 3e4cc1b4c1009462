//! Entries that are stored as they are, of unknown size.

use std::io::{self, BufRead as _, Read};

use flate2::Crc;

use crate::bytes::little::u32_at;
use crate::lease::{Lease, Stream};

/// Stored data up to the descriptor behind it, which tells their size and
/// checksum: by both it is known from what only looks like one.
pub(crate) struct UntilDescriptor<'r> {
    lease: Lease<Stream<'r>>,
    crc: Crc,
    ended: bool,
}

/// Bytes of the longest descriptor.
const DESCRIPTOR: usize = 24;
const SIGNATURE: &[u8; 4] = b"PK\x07\x08";

impl<'r> UntilDescriptor<'r> {
    pub(crate) fn new(lease: Lease<Stream<'r>>) -> UntilDescriptor<'r> {
        UntilDescriptor {
            lease,
            crc: Crc::new(),
            ended: false,
        }
    }

    /// Whether what comes next is the descriptor of what came before.
    fn is_descriptor(&self, ahead: &[u8]) -> bool {
        ahead.starts_with(SIGNATURE)
            && u32_at(ahead, 4) == self.crc.sum()
            && u32_at(ahead, 8) == self.crc.amount()
    }
}

impl Read for UntilDescriptor<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.ended || into.is_empty() {
            return Ok(0);
        }
        let len = into.len().clamp(DESCRIPTOR, 16 << 10);
        let stream = self.lease.stream()?;
        let ahead = stream.peek(len)?.to_vec();
        if self.is_descriptor(&ahead) || ahead.is_empty() {
            self.ended = true;
            return Ok(0);
        }
        // Up to what may be a descriptor, and at least one byte.
        let next = memchr::memmem::find(&ahead[1..], SIGNATURE).map(|at| at + 1);
        let safe = next.unwrap_or(ahead.len().saturating_sub(3).max(1));
        let n = safe.min(into.len());
        into[..n].copy_from_slice(&ahead[..n]);
        self.crc.update(&ahead[..n]);
        self.lease.consume(n);
        Ok(n)
    }
}
