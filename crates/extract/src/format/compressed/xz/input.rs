//! What the streams, their blocks and their decoders read from in turn.

use std::cell::RefCell;
use std::io::{self, BufRead as _, BufReader, Read};
use std::rc::Rc;

/// Content that the decoder of a block and what is around it take turns to
/// read; it counts.
pub(super) struct Input<R>(Rc<RefCell<Counting<R>>>);

struct Counting<R> {
    inner: BufReader<R>,
    read: u64,
}

impl<R> Clone for Input<R> {
    fn clone(&self) -> Input<R> {
        Input(Rc::clone(&self.0))
    }
}

impl<R: Read> Input<R> {
    pub(super) fn new(inner: R) -> Input<R> {
        let inner = BufReader::with_capacity(64 << 10, inner);
        Input(Rc::new(RefCell::new(Counting { inner, read: 0 })))
    }

    /// Bytes that were read.
    pub(super) fn offset(&self) -> u64 {
        self.0.borrow().read
    }

    pub(super) fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    /// Whether there is nothing more.
    pub(super) fn is_at_end(&mut self) -> io::Result<bool> {
        Ok(self.0.borrow_mut().inner.fill_buf()?.is_empty())
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let counting = &mut *self.0.borrow_mut();
        let n = counting.inner.read(into)?;
        counting.read += n as u64;
        Ok(n)
    }
}

/// A number of seven bits a byte, the lowest first; nine bytes at most.
pub(super) fn number(from: &mut impl Read) -> io::Result<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let mut byte = [0];
        from.read_exact(&mut byte)?;
        number |= u64::from(byte[0] & 0x7F) << shift;
        if byte[0] & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(broken())
}

pub(super) fn broken() -> io::Error {
    io::ErrorKind::InvalidData.into()
}
