//! What content ended with.

use std::io::{self, Read};

/// Reads content and keeps the last bytes of what was read.
pub(crate) struct Ending<R> {
    inner: R,
    last: [u8; LAST],
}

const LAST: usize = 10;

impl<R> Ending<R> {
    pub(crate) fn new(inner: R) -> Ending<R> {
        Ending {
            inner,
            last: [0; LAST],
        }
    }

    /// The last bytes of what was read; zeros in front of it.
    pub(crate) fn last(&self) -> &[u8; LAST] {
        &self.last
    }
}

impl<R: Read> Read for Ending<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        let new = &into[n.saturating_sub(LAST)..n];
        self.last.copy_within(new.len().., 0);
        self.last[LAST - new.len()..].copy_from_slice(new);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bytes_are_the_same_however_much_is_read_at_once() {
        for step in 1..20 {
            let mut content = Ending::new(&b"0123456789abcdefghij"[..]);
            let mut part = vec![0; step];
            while content.read(&mut part).is_ok_and(|n| n > 0) {}
            assert_eq!(content.last(), b"abcdefghij", "{step} at once");
        }
    }
}
