//! One bit a byte: which bytes of a text are of a class.

use std::ops::Range;

/// Bits from any position on that one load of bytes brings.
const KNOWN: usize = 57;

/// The bits of one class, with a zero word behind the last so that a window
/// may reach over the end.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    pub(super) words: Vec<u64>,
}

impl Mask {
    /// The word of 64 bytes from `64 * block` on.
    #[inline(always)]
    pub fn word(&self, block: usize) -> u64 {
        self.words.get(block).copied().unwrap_or(0)
    }

    /// The word of a block and the one behind it.
    #[inline(always)]
    pub fn pair(&self, block: usize) -> u128 {
        u128::from(self.word(block + 1)) << 64 | u128::from(self.word(block))
    }

    /// 64 bits from any position on.
    #[inline(always)]
    pub fn window(&self, at: usize) -> u64 {
        (self.pair(at / 64) >> (at % 64)) as u64
    }

    /// The first [`KNOWN`] bits from a position on, and any above them: one load where
    /// the machine counts bytes from the lowest on.
    #[inline(always)]
    pub(crate) fn bits(&self, at: usize) -> u64 {
        #[cfg(target_endian = "little")]
        if at / 8 + 8 <= 8 * self.words.len() {
            let bytes = self.words.as_ptr().cast::<u8>();
            // SAFETY: the eight bytes lie within the words, as was checked.
            let word = unsafe { bytes.add(at / 8).cast::<u64>().read_unaligned() };
            return word >> (at % 8);
        }
        self.window(at)
    }

    /// Whether the bit at a position is set.
    #[inline(always)]
    pub fn get(&self, at: usize) -> bool {
        self.word(at / 64) >> (at % 64) & 1 == 1
    }

    /// The first set bit from a position on; the highest number if there is none.
    #[inline(always)]
    pub(crate) fn next(&self, from: usize) -> usize {
        let mut word = self.word(from / 64) & u64::MAX << (from % 64);
        let mut block = from / 64;
        while word == 0 {
            block += 1;
            if block >= self.words.len() {
                return usize::MAX;
            }
            word = self.words[block];
        }
        64 * block + word.trailing_zeros() as usize
    }

    /// How many bits in a range are set.
    #[inline]
    pub(crate) fn count(&self, range: Range<usize>) -> usize {
        let parts = range.clone().step_by(KNOWN);
        let bits = |from: usize| {
            let length = (range.end - from).min(KNOWN);
            self.bits(from) & ((1 << length) - 1)
        };
        parts.map(|it| bits(it).count_ones() as usize).sum()
    }

    /// Whether any bit in a range is set.
    #[inline(always)]
    pub(crate) fn any(&self, range: Range<usize>) -> bool {
        // Where there are many, one is among the first.
        let first = self.bits(range.start) & ((1 << range.len().min(KNOWN)) - 1);
        first != 0 || range.len() > KNOWN && self.any_of_many(range.start + KNOWN..range.end)
    }

    fn any_of_many(&self, range: Range<usize>) -> bool {
        let starts = range.clone().step_by(64);
        let mut windows = starts.map(|at| (self.window(at), (range.end - at).min(64)));
        windows.any(|(bits, inside)| bits & u64::MAX >> (64 - inside) != 0)
    }

    /// The words of so many blocks.
    #[inline(always)]
    pub(crate) fn first(&self, blocks: usize) -> &[u64] {
        &self.words[..blocks]
    }

    /// The words of a block and of those behind it, and of as many from the next
    /// block on.
    #[inline(always)]
    pub(crate) fn words_at<const N: usize>(&self, block: usize) -> [[u64; N]; 2] {
        [self.words_from(block), self.words_from(block + 1)]
    }

    /// The words of a block and of those behind it; zeros behind the end.
    #[inline(always)]
    fn words_from<const N: usize>(&self, block: usize) -> [u64; N] {
        match self.words.get(block..).and_then(<[u64]>::first_chunk) {
            Some(words) => *words,
            None => {
                let mut words = [0; N];
                let rest = self.words.get(block..).unwrap_or_default();
                words[..rest.len()].copy_from_slice(rest);
                words
            }
        }
    }

    /// The words of some blocks from the one before a block on; near an end of the text
    /// with zeros where no block is.
    #[inline(always)]
    pub(crate) fn around<'m, const N: usize>(
        &'m self,
        block: usize,
        padded: &'m mut [u64; N],
    ) -> &'m [u64; N] {
        let words = block.checked_sub(1).and_then(|it| self.words.get(it..));
        match words.and_then(<[u64]>::first_chunk) {
            Some(words) => words,
            None => {
                self.pad(block, padded);
                padded
            }
        }
    }

    #[cold]
    fn pad(&self, block: usize, padded: &mut [u64]) {
        padded.fill(0);
        let (from, padding) = match block.checked_sub(1) {
            Some(before) => (before, 0),
            None => (0, 1),
        };
        let known = self.words.get(from..).unwrap_or_default();
        let places = padded[padding..].iter_mut().zip(known);
        places.for_each(|(place, word)| *place = *word);
    }

    pub(super) fn clear_to(&mut self, words: usize) {
        self.words.clear();
        self.words.resize(words, 0);
    }
}
