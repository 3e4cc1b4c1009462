//! Where rows end: at the speed of reading, and exactly as [`split`] sees it.
//!
//! [`split`]: super::split::split

use memchr::{memchr, memrchr};
use tracie_pattern::class::{Engine, Task};

use super::dialect::Dialect;
use crate::bytes::mask;

/// Follows the quotes and keeps the last end of a row.
pub(crate) struct RowEnds {
    dialect: Dialect,
    /// What has been read ends here.
    at: usize,
    state: State,
    last: Option<usize>,
}

/// Where in a row an offset lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the start of a cell.
    Start,
    /// In a cell, outside quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// After a quote that closes, unless the next byte doubles it.
    Closed,
}

struct Read<'a> {
    ends: &'a mut RowEnds,
    bytes: &'a [u8],
}

impl Task for Read<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.ends.read_here(self.bytes);
    }
}

impl RowEnds {
    /// At the start of a row.
    pub(crate) fn new(start: usize, dialect: Dialect) -> RowEnds {
        RowEnds {
            dialect,
            at: start,
            state: State::Start,
            last: None,
        }
    }

    /// The offset after the last end of a row. A `\r` that may belong to a
    /// `\r\n` does not count.
    pub(crate) fn last(&self) -> Option<usize> {
        self.last
    }

    /// Whether what was read ends between quotes.
    pub(crate) fn in_quotes(&self) -> bool {
        self.state == State::Quoted
    }

    /// Reads on to the end of `bytes`; what was read before must be unchanged.
    pub(crate) fn read(&mut self, bytes: &[u8]) {
        Engine::detect().run(Read { ends: self, bytes });
    }

    #[inline(always)]
    fn read_here(&mut self, bytes: &[u8]) {
        while self.at < bytes.len() {
            let rest = &bytes[self.at..];
            let quote = self.dialect.quote.and_then(|quote| memchr(quote, rest));
            match quote.unwrap_or(rest.len()) {
                near if near < 64 => self.read_block(bytes),
                far => self.skip(bytes, self.at + far),
            }
        }
    }

    /// Reads up to `end` where there is no quote.
    fn skip(&mut self, bytes: &[u8], end: usize) {
        if self.state != State::Quoted {
            let part = &bytes[self.at..end];
            if let Some(at) = memrchr(b'\n', part) {
                self.last = Some(self.at + at + 1);
            } else if let Some(at) = memrchr(b'\r', part) {
                self.return_at(bytes, self.at + at);
            }
            self.state = self.after(bytes[end - 1]);
        }
        self.at = end;
    }

    /// A `\r` outside quotes.
    fn return_at(&mut self, bytes: &[u8], at: usize) {
        if bytes.get(at + 1).is_some_and(|next| *next != b'\n') {
            self.last = Some(at + 1);
        }
    }

    /// The state after a byte outside quotes that is no quote.
    fn after(&self, byte: u8) -> State {
        if self.dialect.ends_cell(byte) {
            State::Start
        } else {
            State::Plain
        }
    }

    /// Reads up to 64 bytes at once if each quote in them is where it belongs:
    /// then those between which the parity of quotes is odd are quoted.
    #[inline(always)]
    fn read_block(&mut self, bytes: &[u8]) {
        let (block, real) = mask::block_at(bytes, self.at, 0);
        let is_real = !mask::from_bit(real);
        let (ends, quotes) = self.dialect.marks(&block);
        let (ends, quotes) = (ends & is_real, quotes & is_real);
        let quoted_before = if self.state == State::Quoted {
            u64::MAX
        } else {
            0
        };
        let quoted = mask::parity(quotes) ^ quoted_before;
        let may_open = u64::from(matches!(self.state, State::Start | State::Closed));
        if quotes & quoted & !((ends | quotes) << 1 | may_open) != 0 {
            return self.read_slowly(bytes, self.at + real);
        }
        let feeds = mask::equal(&block, b'\n') & is_real & !quoted;
        if feeds != 0 {
            self.last = Some(self.at + 64 - feeds.leading_zeros() as usize);
        }
        let last = real - 1;
        self.state = match (quoted >> last & 1, quotes >> last & 1) {
            (1, _) => State::Quoted,
            (_, 1) => State::Closed,
            _ => self.after(block[last]),
        };
        self.at += real;
    }

    /// Reads byte by byte, however odd the quotes are.
    #[cold]
    fn read_slowly(&mut self, bytes: &[u8], end: usize) {
        for (at, byte) in bytes[..end].iter().copied().enumerate().skip(self.at) {
            let is_quote = Some(byte) == self.dialect.quote;
            self.state = match self.state {
                State::Quoted if is_quote => State::Closed,
                State::Quoted => State::Quoted,
                State::Start | State::Closed if is_quote => State::Quoted,
                State::Plain if is_quote => State::Plain,
                _ => self.after(byte),
            };
            if byte == b'\n' && self.state == State::Start {
                self.last = Some(at + 1);
            }
        }
        self.at = end;
    }
}
