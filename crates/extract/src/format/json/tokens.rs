//! Where the tokens of JSON begin, found 64 bytes at a time.

use memchr::memchr;
use tracie_pattern::class::{Engine, Task};

use crate::bytes::mask::{self, Block};

/// Finds brackets, colons, commas, quotes (opening and closing) and the first
/// bytes of anything else that is no whitespace; in lines also line ends. What
/// lies in strings is passed over, and so is an operator right behind a
/// closing quote: whoever reads the string sees it anyway.
pub(crate) struct Tokens<'a> {
    bytes: &'a [u8],
    /// Where the block begins whose tokens these are.
    block: usize,
    tokens: u64,
    /// Kept apart, so that the fields above can stay in registers.
    carry: &'a mut Carry,
}

/// What is known at the end of a block.
pub(crate) struct Carry {
    engine: Engine,
    lines: bool,
    /// All ones if the block ends within a string.
    in_string: u64,
    /// Whether the block ends with a backslash that escapes what follows.
    escapes: bool,
    /// Whether the block ends within a scalar.
    in_scalar: bool,
    /// Whether the block ends with a closing quote.
    closed: bool,
    /// Where the last block with a backslash ends.
    backslash: usize,
    /// The first control character within a string so far.
    control: usize,
}

/// Backslashes at odd offsets of a block.
const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;

impl<'a> Tokens<'a> {
    /// The tokens from an offset on that lies between two.
    #[inline(always)]
    pub(crate) fn new(bytes: &'a [u8], from: usize, carry: &'a mut Carry) -> Tokens<'a> {
        let tokens = if from < bytes.len() {
            carry.classify(bytes, from)
        } else {
            0
        };
        Tokens {
            bytes,
            block: from,
            tokens,
            carry,
        }
    }

    /// The next token; none at the end of the bytes.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<usize> {
        while self.tokens == 0 {
            self.block += 64;
            if self.block >= self.bytes.len() {
                self.block = self.bytes.len();
                return None;
            }
            self.tokens = self.carry.classify(self.bytes, self.block);
        }
        let bit = self.tokens.trailing_zeros();
        self.tokens &= self.tokens - 1;
        Some(self.block + bit as usize)
    }

    /// Passes over the tokens before an offset, which lies between two.
    #[inline(always)]
    pub(crate) fn skip_to(&mut self, at: usize) {
        while self.block + 64 <= at {
            self.block += 64;
            if self.block >= self.bytes.len() {
                self.tokens = 0;
                return;
            }
            self.tokens = self.carry.classify(self.bytes, self.block);
        }
        self.tokens &= u64::MAX << (at - self.block);
    }

    /// Where a control character lies in a string that begins before `end`;
    /// there must be none.
    #[inline(always)]
    pub(crate) fn control_before(&self, end: usize) -> Option<usize> {
        (self.carry.control < end).then_some(self.carry.control)
    }

    /// Whether there is a backslash in a string.
    #[inline(always)]
    pub(crate) fn has_escape(&self, start: usize, end: usize) -> bool {
        start < self.carry.backslash && memchr(b'\\', &self.bytes[start..end]).is_some()
    }
}

/// The tokens of the block at an offset.
struct Classify<'a> {
    carry: &'a mut Carry,
    bytes: &'a [u8],
    at: usize,
}

impl Task for Classify<'_> {
    type Output = u64;

    #[inline(always)]
    fn run(self) -> u64 {
        self.carry.classify_here(self.bytes, self.at)
    }
}

impl Carry {
    /// At a place between two tokens.
    pub(crate) fn new(lines: bool) -> Carry {
        Carry {
            engine: Engine::detect(),
            lines,
            in_string: 0,
            escapes: false,
            in_scalar: false,
            closed: false,
            backslash: 0,
            control: usize::MAX,
        }
    }

    // Called once in 64 bytes, from several places that are better off small.
    #[inline(never)]
    fn classify(&mut self, bytes: &[u8], at: usize) -> u64 {
        let engine = self.engine;
        engine.run(Classify {
            carry: self,
            bytes,
            at,
        })
    }

    #[inline(always)]
    fn classify_here(&mut self, bytes: &[u8], at: usize) -> u64 {
        let (block, _) = mask::block_at(bytes, at, b' ');
        let quotes = mask::equal(&block, b'"') & !self.escaped(&block, at);
        let strings = mask::parity(quotes) ^ self.in_string;
        // The sign bit says whether the block ends within a string.
        self.in_string = ((strings as i64) >> 63) as u64;
        let controls = self.controls(&block, at, strings);
        let operators = mask::mask(&block, is_operator) & !strings;
        let spaces = mask::equal(&block, b' ') | controls;
        let scalars = !(operators | spaces | strings | quotes);
        let first = scalars & !(scalars << 1 | u64::from(self.in_scalar));
        self.in_scalar = scalars >> 63 == 1;
        let closing = quotes & !strings;
        let attached = closing << 1 | u64::from(self.closed);
        self.closed = closing >> 63 == 1;
        let ends = if self.lines && controls != 0 {
            mask::equal(&block, b'\n') & !strings
        } else {
            0
        };
        operators & !attached | quotes | first | ends
    }

    /// The bytes that a backslash escapes.
    #[inline(always)]
    fn escaped(&mut self, block: &Block, at: usize) -> u64 {
        let carried = u64::from(std::mem::take(&mut self.escapes));
        match mask::equal(block, b'\\') {
            0 => carried,
            backslashes => {
                self.backslash = at + 64;
                self.escaped_by(backslashes, carried)
            }
        }
    }

    /// In a run of backslashes every second one is escaped, and so is what
    /// follows a run of odd length: adding the first of a run that begins at
    /// an odd offset carries to its end.
    fn escaped_by(&mut self, backslashes: u64, carried: u64) -> u64 {
        let backslashes = backslashes & !carried;
        let follows = backslashes << 1 | carried;
        let odd_starts = backslashes & ODD & !follows;
        let (even_runs, overflow) = odd_starts.overflowing_add(backslashes);
        self.escapes = overflow;
        let invert = even_runs << 1;
        (!ODD ^ invert) & follows
    }

    /// The control characters that are white space.
    #[inline(always)]
    fn controls(&mut self, block: &Block, at: usize, strings: u64) -> u64 {
        let controls = mask::mask(block, |byte| byte < 0x20);
        if controls == 0 {
            return 0;
        }
        let in_strings = controls & strings;
        if in_strings != 0 && self.control == usize::MAX {
            self.control = at + in_strings.trailing_zeros() as usize;
        }
        mask::mask(block, |byte| {
            (byte == b'\n') | (byte == b'\r') | (byte == b'\t')
        })
    }
}

/// Whether a byte is a bracket, colon or comma.
#[inline(always)]
pub(crate) fn is_operator(byte: u8) -> bool {
    // The bit that tells braces from square brackets is set.
    let bracket = byte | 0x20;
    (bracket == b'{') | (bracket == b'}') | (byte == b':') | (byte == b',')
}
