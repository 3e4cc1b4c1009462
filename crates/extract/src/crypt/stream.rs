//! A stream that is decrypted as it is read, and not a byte further.

use std::io::{self, BufRead, Read};

/// What makes plain bytes of encrypted ones, in their order.
pub(crate) trait Cipher {
    fn apply(&mut self, data: &mut [u8]);
}

/// A stream that is decrypted as it is read. Of the stream below it takes as
/// much as is taken of it.
pub(crate) struct Decrypted<R, C> {
    inner: R,
    cipher: C,
    buffer: Vec<u8>,
    at: usize,
}

/// Bytes that are decrypted at once.
const AT_ONCE: usize = 32 << 10;

impl<R: BufRead, C: Cipher> Decrypted<R, C> {
    pub(crate) fn new(inner: R, cipher: C) -> Decrypted<R, C> {
        Decrypted {
            inner,
            cipher,
            buffer: Vec::new(),
            at: 0,
        }
    }
}

impl<R: BufRead, C: Cipher> BufRead for Decrypted<R, C> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            let ahead = self.inner.fill_buf()?;
            self.buffer
                .extend_from_slice(&ahead[..ahead.len().min(AT_ONCE)]);
            self.cipher.apply(&mut self.buffer);
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
        self.inner.consume(n);
    }
}

impl<R: BufRead, C: Cipher> Read for Decrypted<R, C> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = self.fill_buf()?;
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.consume(n);
        Ok(n)
    }
}
