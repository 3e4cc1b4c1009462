//! Where the tokens of JSON begin, found 64 bytes at a time.

use memchr::memchr;

use crate::bytes::mask::{self, Block};

/// Finds brackets, colons, commas, quotes (opening and closing) and the first
/// bytes of anything else that is no whitespace; in lines also line ends. What
/// lies in strings is passed over, and so is an operator right behind a
/// closing quote: whoever reads the string sees it anyway.
pub(crate) struct Tokens<'a> {
    bytes: &'a [u8],
    lines: bool,
    /// Where the block begins whose tokens these are.
    block: usize,
    tokens: u64,
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
    pub(crate) fn new(bytes: &'a [u8], from: usize, lines: bool) -> Tokens<'a> {
        let mut tokens = Tokens {
            bytes,
            lines,
            block: from,
            tokens: 0,
            in_string: 0,
            escapes: false,
            in_scalar: false,
            closed: false,
            backslash: 0,
            control: usize::MAX,
        };
        if from < bytes.len() {
            tokens.load(from);
        }
        tokens
    }

    /// The next token; none at the end of the bytes.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<usize> {
        while self.tokens == 0 {
            if self.block + 64 >= self.bytes.len() {
                return None;
            }
            self.load(self.block + 64);
        }
        let bit = self.tokens.trailing_zeros();
        self.tokens &= self.tokens - 1;
        Some(self.block + bit as usize)
    }

    /// Where a control character lies in a string that begins before `end`;
    /// there must be none.
    #[inline(always)]
    pub(crate) fn control_before(&self, end: usize) -> Option<usize> {
        (self.control < end).then_some(self.control)
    }

    /// Whether there is a backslash in a string.
    #[inline(always)]
    pub(crate) fn has_escape(&self, start: usize, end: usize) -> bool {
        start < self.backslash && memchr(b'\\', &self.bytes[start..end]).is_some()
    }

    #[inline(never)]
    fn load(&mut self, at: usize) {
        let (block, _) = mask::block_at(self.bytes, at, b' ');
        self.block = at;
        let quotes = mask::equal(&block, b'"') & !self.escaped(&block);
        let strings = mask::parity(quotes) ^ self.in_string;
        // The sign bit says whether the block ends within a string.
        self.in_string = ((strings as i64) >> 63) as u64;
        self.find_controls(&block, strings);
        let operators = mask::mask(&block, is_operator) & !strings;
        let spaces = mask::mask(&block, is_space);
        let scalars = !(operators | spaces | strings | quotes);
        let first = scalars & !(scalars << 1 | u64::from(self.in_scalar));
        self.in_scalar = scalars >> 63 == 1;
        let ends = if self.lines {
            mask::equal(&block, b'\n') & !strings
        } else {
            0
        };
        let closing = quotes & !strings;
        let attached = closing << 1 | u64::from(self.closed);
        self.closed = closing >> 63 == 1;
        self.tokens = operators & !attached | quotes | first | ends;
    }

    /// The bytes that a backslash escapes.
    #[inline(always)]
    fn escaped(&mut self, block: &Block) -> u64 {
        let backslashes = mask::equal(block, b'\\');
        let carried = u64::from(std::mem::take(&mut self.escapes));
        if backslashes == 0 {
            return carried;
        }
        self.backslash = self.block + 64;
        self.escaped_by(backslashes, carried)
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

    #[inline(always)]
    fn find_controls(&mut self, block: &Block, strings: u64) {
        let controls = mask::mask(block, |byte| byte < 0x20) & strings;
        if controls != 0 && self.control == usize::MAX {
            self.control = self.block + controls.trailing_zeros() as usize;
        }
    }
}

/// Whether a byte is a bracket, colon or comma.
#[inline(always)]
pub(crate) fn is_operator(byte: u8) -> bool {
    // The bit that tells braces from square brackets is set.
    let bracket = byte | 0x20;
    (bracket == b'{') | (bracket == b'}') | (byte == b':') | (byte == b',')
}

#[inline(always)]
fn is_space(byte: u8) -> bool {
    (byte == b' ') | (byte == b'\n') | (byte == b'\r') | (byte == b'\t')
}
