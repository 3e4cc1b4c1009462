//! A stream that an archive and its members take turns to read.

use std::cell::RefCell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use crate::extractor::Content;

/// Content with some of it buffered, so that it can be looked at ahead.
pub(crate) struct Stream<'r> {
    content: Content<'r>,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    /// Offset in the content of what is read next.
    offset: u64,
}

/// As much is buffered.
const BUFFER: usize = 64 << 10;

impl<'r> Stream<'r> {
    pub(crate) fn new(content: Content<'r>) -> Stream<'r> {
        Stream {
            content,
            buffer: vec![0; BUFFER],
            at: 0,
            end: 0,
            offset: 0,
        }
    }

    /// Offset in the content of what is read next.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// The next bytes, as many as asked for unless the content ends; at most
    /// half of the buffer.
    pub(crate) fn peek(&mut self, len: usize) -> io::Result<&[u8]> {
        while self.end - self.at < len {
            if self.at > 0 {
                self.buffer.copy_within(self.at..self.end, 0);
                (self.at, self.end) = (0, self.end - self.at);
            }
            match self.read_more()? {
                0 => break,
                n => self.end += n,
            }
        }
        let until = self.end.min(self.at + len);
        Ok(&self.buffer[self.at..until])
    }

    fn read_more(&mut self) -> io::Result<usize> {
        loop {
            match self.content.read(&mut self.buffer[self.end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    /// Passes over bytes; how many there were.
    pub(crate) fn skip(&mut self, len: u64) -> io::Result<u64> {
        let mut left = len;
        while left > 0 {
            let n = (self.fill_buf()?.len() as u64).min(left);
            if n == 0 {
                break;
            }
            self.consume(n as usize);
            left -= n;
        }
        Ok(len - left)
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = self.fill_buf()?;
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end {
            (self.at, self.end) = (0, 0);
            self.end = self.read_more()?;
        }
        Ok(&self.buffer[self.at..self.end])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
        self.offset += n as u64;
    }
}

/// Where a stream is while nobody reads it.
pub(crate) struct Stand<T>(Rc<RefCell<Option<Box<T>>>>);

impl<T> Stand<T> {
    pub(crate) fn new(stream: T) -> Stand<T> {
        Stand(Rc::new(RefCell::new(Some(Box::new(stream)))))
    }

    /// Takes the stream; it goes back when the lease is dropped.
    ///
    /// # Errors
    ///
    /// If another one reads it still.
    pub(crate) fn lease(&self) -> io::Result<Lease<T>> {
        let stream = self.0.borrow_mut().take();
        let stream = stream.ok_or_else(|| io::Error::other("a stream is read by two"))?;
        Ok(Lease {
            stand: Rc::clone(&self.0),
            stream: Some(stream),
        })
    }
}

/// A stream on loan.
pub(crate) struct Lease<T> {
    stand: Rc<RefCell<Option<Box<T>>>>,
    /// There until it is dropped.
    stream: Option<Box<T>>,
}

impl<T> Lease<T> {
    pub(crate) fn stream(&mut self) -> io::Result<&mut T> {
        self.stream
            .as_deref_mut()
            .ok_or_else(|| io::Error::other("the lease is over"))
    }
}

impl<T> Drop for Lease<T> {
    fn drop(&mut self) {
        *self.stand.borrow_mut() = self.stream.take();
    }
}

impl<T: Read> Read for Lease<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream()?.read(into)
    }
}

impl<T: BufRead> BufRead for Lease<T> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.stream()?.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        if let Ok(stream) = self.stream() {
            stream.consume(n);
        }
    }
}
