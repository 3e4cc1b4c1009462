//! The stream of decoded bytes that pieces are cut from.

use std::io::{self, ErrorKind, Read};

use crate::buffer::Buffer;

/// Decoded content, as those who cut it see it.
pub(crate) trait Source {
    /// Reads until the buffer holds `len` bytes or the content ends.
    fn fill(&mut self, buffer: &mut Buffer, len: usize) -> io::Result<()>;

    /// Whether the content has ended.
    fn ended(&self) -> bool;
}

/// A reader of raw bytes.
pub(crate) struct Input<R> {
    inner: R,
    ended: bool,
    read: u64,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(inner: R) -> Input<R> {
        Input {
            inner,
            ended: false,
            read: 0,
        }
    }

    /// Bytes taken from the reader.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.inner.read(into) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(n) => {
                    self.ended = n == 0;
                    self.read += n as u64;
                    return Ok(n);
                }
            }
        }
    }
}

impl<R: Read> Source for Input<R> {
    fn fill(&mut self, buffer: &mut Buffer, len: usize) -> io::Result<()> {
        while buffer.len() < len && !self.ended {
            let missing = len - buffer.len();
            let n = self.read(buffer.room(missing))?;
            buffer.advance(n);
        }
        Ok(())
    }

    fn ended(&self) -> bool {
        self.ended
    }
}
