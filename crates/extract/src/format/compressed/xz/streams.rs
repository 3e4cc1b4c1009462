//! Streams one behind the other, each a row of blocks and an index of them.

use std::io::{self, Read};

use flate2::Crc;

use super::block::Block;
use super::check::{self, Sum};
use super::input::{Input, broken, number};

pub(super) const MAGIC: &[u8; 6] = b"\xFD7zXZ\0";

/// What streams of xz hold, one behind the other. What came before damage was
/// read; of what the index says only its length counts, as there is nothing to
/// find in it.
pub(super) struct Streams<'r, R> {
    input: Input<R>,
    state: State<'r>,
}

enum State<'r> {
    /// A stream begins, the first or another one.
    Start {
        first: bool,
    },
    /// A block or the index begins; the kind of check is known.
    Between(u8),
    Within(Open<'r>),
    Ended,
}

/// A block that is read.
struct Open<'r> {
    kind: u8,
    sum: Sum,
    decoder: Box<dyn Read + 'r>,
    /// Where what was packed begins, and how long that is, if it is told.
    start: u64,
    packed: Option<u64>,
    /// What is still to come out, if that is told.
    left: Option<u64>,
}

impl<'r, R: Read + 'r> Streams<'r, R> {
    pub(super) fn new(input: R) -> Streams<'r, R> {
        Streams {
            input: Input::new(input),
            state: State::Start { first: true },
        }
    }

    /// Goes on to where content may come.
    fn advance(&mut self) -> io::Result<()> {
        // Whatever goes wrong here, nothing more can be read.
        self.state = match std::mem::replace(&mut self.state, State::Ended) {
            State::Start { first } => self.start(first)?,
            State::Between(kind) => self.next(kind)?,
            State::Within(open) => self.close(open)?,
            State::Ended => State::Ended,
        };
        Ok(())
    }

    /// The head of a stream, behind zeros if it is not the first.
    fn start(&mut self, first: bool) -> io::Result<State<'r>> {
        let mut head = [0; 12];
        loop {
            if !first && self.input.is_at_end()? {
                return Ok(State::Ended);
            }
            self.input.read_exact(&mut head[..4])?;
            if first || head[..4] != [0; 4] {
                break;
            }
        }
        self.input.read_exact(&mut head[4..])?;
        let sound = head.starts_with(MAGIC) && head[6] == 0 && head[7] < 16;
        match sound && crc(&head[6..8]) == head[8..] {
            true => Ok(State::Between(head[7])),
            false => Err(broken()),
        }
    }

    /// The next block, or what stands behind all of them.
    fn next(&mut self, kind: u8) -> io::Result<State<'r>> {
        let first = self.input.byte()?;
        if first == 0 {
            self.pass_index(kind)?;
            return Ok(State::Start { first: false });
        }
        let block = Block::read(first, &mut self.input)?;
        let packed = self.input.clone().take(block.packed.unwrap_or(u64::MAX));
        Ok(State::Within(Open {
            kind,
            sum: Sum::new(kind),
            decoder: block.decoder(packed)?,
            start: self.input.offset(),
            packed: block.packed,
            left: block.size,
        }))
    }

    /// What stands behind a block.
    fn close(&mut self, open: Open<'r>) -> io::Result<State<'r>> {
        let packed = self.input.offset() - open.start;
        let lied = open.packed.is_some_and(|told| told != packed);
        if lied || open.left.is_some_and(|left| left > 0) {
            return Err(broken());
        }
        while !(self.input.offset() - open.start).is_multiple_of(4) {
            if self.input.byte()? != 0 {
                return Err(broken());
            }
        }
        let mut told = [0; 64];
        let told = &mut told[..check::size(open.kind)];
        self.input.read_exact(told)?;
        match open.sum.is(told) {
            true => Ok(State::Between(open.kind)),
            false => Err(broken()),
        }
    }

    /// Passes over the index, whose first byte was read, and what follows it.
    fn pass_index(&mut self, kind: u8) -> io::Result<()> {
        let start = self.input.offset() - 1;
        let count = number(&mut self.input)?;
        for _ in 0..count {
            number(&mut self.input)?;
            number(&mut self.input)?;
        }
        while !(self.input.offset() - start).is_multiple_of(4) {
            if self.input.byte()? != 0 {
                return Err(broken());
            }
        }
        // Its checksum, and the end of the stream with another.
        let mut end = [0; 16];
        self.input.read_exact(&mut end)?;
        let sound = end[4..8] == crc(&end[8..14]) && end[12..] == [0, kind, b'Y', b'Z'];
        sound.then_some(()).ok_or_else(broken)
    }
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum().to_le_bytes()
}

impl<'r, R: Read + 'r> Read for Streams<'r, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match &mut self.state {
                State::Ended => return Ok(0),
                State::Within(open) => {
                    let n = open.read(into)?;
                    if n > 0 || into.is_empty() {
                        return Ok(n);
                    }
                }
                _ => {}
            }
            self.advance()?;
        }
    }
}

impl Read for Open<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.decoder.read(into)?;
        self.sum.add(&into[..n]);
        if let Some(left) = &mut self.left {
            *left = left.checked_sub(n as u64).ok_or_else(broken)?;
        }
        Ok(n)
    }
}
