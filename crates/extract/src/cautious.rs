//! Decoders that lose what they decoded in a call that comes upon damage.

use std::io::{self, Read};

/// As much is asked of a decoder at most.
const MOST: u64 = 64 << 10;

/// Asks little of a decoder at first, and later a part of what came; always as
/// much at the same place, however much is asked of this: what is lost where the
/// content is damaged is little, and always the same.
pub(crate) struct Cautious<R> {
    inner: R,
    /// Bytes that are asked for at first.
    least: u64,
    read: u64,
    /// What came and was not taken yet.
    buffer: Vec<u8>,
    taken: usize,
}

impl<R> Cautious<R> {
    pub(crate) fn new(inner: R, least: u64) -> Cautious<R> {
        Cautious {
            inner,
            least,
            read: 0,
            buffer: Vec::new(),
            taken: 0,
        }
    }

    /// How much to ask for.
    fn next(&self) -> usize {
        (self.least + self.read / 256).min(MOST) as usize
    }
}

impl<R: Read> Read for Cautious<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken < self.buffer.len() || into.is_empty() {
            return Ok(self.take(into));
        }
        let next = self.next();
        if let Some(into) = into.get_mut(..next) {
            let n = self.inner.read(into)?;
            self.read += n as u64;
            return Ok(n);
        }
        self.taken = 0;
        self.buffer.resize(next, 0);
        let read = self.inner.read(&mut self.buffer);
        self.buffer.truncate(*read.as_ref().unwrap_or(&0));
        self.read += read? as u64;
        Ok(self.take(into))
    }
}

impl<R> Cautious<R> {
    /// Takes of what came.
    fn take(&mut self, into: &mut [u8]) -> usize {
        let rest = &self.buffer[self.taken..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.taken += n;
        n
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts up to where it is damaged, but loses what a call had before that.
    struct Damaged(usize);

    const DAMAGE: usize = 100_000;

    impl Read for Damaged {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0 + into.len() > DAMAGE {
                return Err(io::ErrorKind::InvalidData.into());
            }
            into.iter_mut()
                .zip(self.0..)
                .for_each(|(byte, at)| *byte = at as u8);
            self.0 += into.len();
            Ok(into.len())
        }
    }

    #[test]
    fn little_is_lost_and_always_the_same() {
        let mut lengths = Vec::new();
        for step in [1, 7, 512, 1 << 20] {
            let mut reader = Cautious::new(Damaged(0), 1);
            let (mut all, mut part) = (Vec::new(), vec![0; step]);
            while let Ok(n) = reader.read(&mut part) {
                all.extend_from_slice(&part[..n]);
            }
            assert!(all.iter().enumerate().all(|(at, byte)| *byte == at as u8));
            lengths.push(all.len());
        }
        assert!(lengths.iter().all(|it| *it == lengths[0]));
        assert!(DAMAGE - lengths[0] < DAMAGE / 200, "{lengths:?}");
    }
}
