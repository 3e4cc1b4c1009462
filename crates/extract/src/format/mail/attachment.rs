//! What is attached to mail, as a stream.

use std::io::{self, Read};

use super::decode::Transfer;
use super::header::Headers;
use super::lines::{Line, Lines};
use crate::lease::Lease;

/// The decoded content of an attachment, up to the next boundary.
pub(crate) struct Attachment<'r> {
    lease: Lease<Lines<'r>>,
    transfer: Transfer,
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<'r> Attachment<'r> {
    pub(crate) fn new(lease: Lease<Lines<'r>>, headers: &Headers) -> Attachment<'r> {
        Attachment {
            lease,
            transfer: headers.transfer(),
            bytes: Vec::new(),
            at: 0,
            ended: false,
        }
    }
}

impl Read for Attachment<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.bytes.len() && !self.ended {
            self.bytes.clear();
            self.at = 0;
            let lines = self.lease.stream()?;
            match lines.next()? {
                Line::Text => self.transfer.decode(lines.line(), &mut self.bytes),
                ends => {
                    lines.hand_back(ends);
                    self.ended = true;
                    if self.transfer.is_broken() {
                        return Err(io::ErrorKind::InvalidData.into());
                    }
                }
            }
        }
        let rest = &self.bytes[self.at..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Ok(n)
    }
}
