//! Classes of bytes as bit masks: one bit a byte, 64 bytes a word.
//!
//! Everything that the search looks for begins at the edge of a word or a
//! number, so the text is reduced to three masks once, by SIMD where the
//! machine has it, and all plans read those.

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
mod engine;
mod kept;
#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
mod run;
mod scalar;
mod top;
#[cfg(target_arch = "x86_64")]
pub(crate) mod x86;

use std::ops::Range;

pub use engine::Engine;
pub(crate) use engine::Instructions;
pub use run::Task;
pub use top::top_bits;

/// Bits from any position on that one load of bytes brings.
const KNOWN: usize = 57;

/// The bits of one class, with a zero word behind the last so that a window
/// may reach over the end.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    words: Vec<u64>,
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
        if range.len() <= KNOWN {
            return self.bits(range.start) & ((1 << range.len()) - 1) != 0;
        }
        self.any_of_many(range)
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

    fn clear_to(&mut self, words: usize) {
        self.words.clear();
        self.words.resize(words, 0);
    }
}

/// Which bytes of a text are digits, letters, capitals. Bytes from 0x80 on
/// count as letters: they belong to words in every encoding that matters.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    /// `0` to `9`.
    pub digit: Mask,
    /// ASCII letters and bytes from 0x80 on.
    pub letter: Mask,
    /// `A` to `Z`.
    pub upper: Mask,
    /// The space and the control characters before it.
    pub space: Mask,
    /// By block, what else names and addresses are told by; only where it was wanted.
    pub(crate) marks: Vec<Marks>,
    /// Whether letters and capitals of the whole text are known.
    complete: bool,
    plain: Plain,
}

/// Which bytes of a block are of some classes more, one bit a byte.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(
    not(target_arch = "x86_64"),
    allow(dead_code, reason = "only AVX-512 makes them")
)]
pub(crate) struct Marks {
    /// What parts words.
    pub(crate) gap: u64,
    /// What that may stand behind, besides letters.
    pub(crate) joint: u64,
    /// The sign of an assignment.
    pub(crate) equals: u64,
    /// Bytes from 0x80 on.
    pub(crate) wide: u64,
}

/// What is told of a text as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// Whether all bytes are ASCII.
    pub ascii: bool,
    /// Whether one of them is an escape, with which the colors of a terminal begin.
    pub escape: bool,
}

const ESCAPE: u8 = 0x1B;

/// Blocks that are near once they were classified: they stay in the nearest cache.
#[cfg(target_arch = "x86_64")]
const PART: usize = 16;

impl Masks {
    /// Classifies digits and spaces of a text; the other masks are known only after
    /// [`Masks::fill_words`].
    pub fn fill_digits(&mut self, engine: Engine, text: &[u8]) {
        self.make_room(text);
        #[cfg(target_arch = "x86_64")]
        if engine.instructions() == Instructions::Avx512 {
            return self.fill_all(text);
        }
        self.plain = Plain {
            ascii: text.is_ascii(),
            escape: memchr::memchr(ESCAPE, text).is_some(),
        };
        let (blocks, tail) = text.as_chunks::<64>();
        digits(engine, blocks, &mut self.digit.words, &mut self.space.words);
        let (mut digit, mut space) = ([0], [0]);
        digits(engine, &[padded(tail)], &mut digit, &mut space);
        self.digit.words[blocks.len()] = digit[0] & below(tail.len());
        self.space.words[blocks.len()] = space[0] & below(tail.len());
    }

    fn make_room(&mut self, text: &[u8]) {
        self.complete = false;
        self.marks.clear();
        let words = text.len().div_ceil(64) + 2;
        self.digit.clear_to(words);
        self.space.clear_to(words);
        if self.letter.words.len() < words {
            self.letter.words.resize(words, 0);
            self.upper.words.resize(words, 0);
        }
    }

    /// All masks of a text, where they cost no more than some.
    #[cfg(target_arch = "x86_64")]
    fn fill_all(&mut self, text: &[u8]) {
        self.fill_parts(text, |_| {});
    }

    /// All masks of a text by AVX-512, and between times what is to be done with each
    /// part while it is near, in order.
    #[cfg(target_arch = "x86_64")]
    fn fill_parts(&mut self, text: &[u8], mut between: impl FnMut(Range<usize>)) {
        let (blocks, tail) = text.as_chunks::<64>();
        let mut plain = Plain {
            ascii: true,
            escape: false,
        };
        for (part, at) in blocks.chunks(PART).zip((0..).step_by(PART)) {
            let here = avx512::fill(part, self, at);
            plain.ascii &= here.ascii;
            plain.escape |= here.escape;
            between(64 * at..64 * (at + part.len()));
        }
        between(64 * blocks.len()..text.len());
        if !tail.is_empty() {
            let last = avx512::fill(&[padded(tail)], self, blocks.len());
            plain.ascii &= last.ascii;
            plain.escape |= last.escape;
        }
        let last = blocks.len();
        let end = last + usize::from(!tail.is_empty());
        self.space.words[last] &= below(tail.len());
        self.letter.words[end..].fill(0);
        self.upper.words[end..].fill(0);
        self.plain = plain;
        self.complete = true;
    }

    /// As [`Masks::fill_digits`] by AVX-512, which fills all masks, and between times
    /// what is to be done with each part of the text while it is near, in order.
    #[cfg(target_arch = "x86_64")]
    /// If marks are wanted, fills them, too.
    pub(crate) fn fill_between(
        &mut self,
        text: &[u8],
        marks: bool,
        between: impl FnMut(Range<usize>),
    ) {
        self.make_room(text);
        if marks {
            self.marks.resize(text.len() / 64 + 1, Marks::default());
        }
        self.fill_parts(text, between);
    }

    /// What the last text that was classified is as a whole.
    pub fn plain(&self) -> Plain {
        self.plain
    }

    /// Classifies letters and capitals of some blocks; more than there are do
    /// no harm.
    pub fn fill_words(&mut self, engine: Engine, text: &[u8], range: Range<usize>) {
        if self.complete {
            return;
        }
        let Range {
            start: from,
            end: to,
        } = range;
        let (blocks, tail) = text.as_chunks::<64>();
        let whole = to.min(blocks.len());
        if from < whole {
            let (letters, uppers) = (&mut self.letter.words, &mut self.upper.words);
            words(
                engine,
                &blocks[from..whole],
                &mut letters[from..],
                &mut uppers[from..],
            );
        }
        if to > blocks.len() {
            let last = [padded(tail)];
            let (mut letter, mut upper) = ([0], [0]);
            words(engine, &last, &mut letter, &mut upper);
            self.letter.words[blocks.len()] = letter[0] & below(tail.len());
            self.upper.words[blocks.len()] = upper[0] & below(tail.len());
            self.letter.words[blocks.len() + 1] = 0;
            self.upper.words[blocks.len() + 1] = 0;
        }
    }

    /// Bytes of memory held.
    pub fn memory_usage(&self) -> usize {
        size_of::<Marks>() * self.marks.capacity()
            + 8 * (self.digit.words.capacity()
                + self.letter.words.capacity()
                + self.upper.words.capacity()
                + self.space.words.capacity())
    }
}

/// The bits of a block from one of its positions on, with those of the next behind them.
#[inline(always)]
pub(crate) fn onward(here: u64, next: u64, bit: u32) -> u64 {
    here >> bit | next << 1 << (63 - bit)
}

/// The lowest `n` bits, `n` below 64.
#[inline(always)]
fn below(n: usize) -> u64 {
    (1u64 << n) - 1
}

fn padded(tail: &[u8]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..tail.len()].copy_from_slice(tail);
    block
}

fn digits(engine: Engine, blocks: &[[u8; 64]], out: &mut [u64], spaces: &mut [u64]) {
    match engine.instructions() {
        Instructions::Scalar => scalar::digits(blocks, out, spaces),
        #[cfg(target_arch = "x86_64")]
        Instructions::Sse2 => x86::digits_sse2(blocks, out, spaces),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => x86::digits(blocks, out, spaces),
        // It fills all masks at once.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => x86::digits(blocks, out, spaces),
        #[cfg(target_arch = "aarch64")]
        Instructions::Neon => neon::digits(blocks, out, spaces),
    }
}

fn words(engine: Engine, blocks: &[[u8; 64]], letters: &mut [u64], uppers: &mut [u64]) {
    match engine.instructions() {
        Instructions::Scalar => scalar::words(blocks, letters, uppers),
        #[cfg(target_arch = "x86_64")]
        Instructions::Sse2 => x86::words_sse2(blocks, letters, uppers),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => x86::words(blocks, letters, uppers),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => x86::words(blocks, letters, uppers),
        #[cfg(target_arch = "aarch64")]
        Instructions::Neon => neon::words(blocks, letters, uppers),
    }
}

/// Whether a byte continues a word or number.
#[inline(always)]
pub fn is_word_byte(byte: u8) -> bool {
    static WORD: [bool; 256] = {
        let (mut table, mut byte) = ([true; 256], 0_u8);
        while byte < 0x80 {
            table[byte as usize] = byte.is_ascii_alphanumeric();
            byte += 1;
        }
        table
    };
    WORD[usize::from(byte)]
}

/// Whether a byte is a letter for the purposes of keywords.
#[inline(always)]
pub fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(text: &[u8], test: impl Fn(u8) -> bool) -> Vec<bool> {
        text.iter().map(|&byte| test(byte)).collect()
    }

    fn bits(mask: &Mask, len: usize) -> Vec<bool> {
        (0..len).map(|at| mask.get(at)).collect()
    }

    proptest! {
        #[test]
        fn every_engine_gives_the_masks_of_the_definition(
            text in proptest::collection::vec(any::<u8>(), 0..400)
        ) {
            for engine in Engine::available() {
                let mut masks = Masks::default();
                masks.fill_digits(engine, &text);
                masks.fill_words(engine, &text, 0..text.len() / 64 + 1);
                prop_assert_eq!(bits(&masks.digit, text.len()), naive(&text, |b| b.is_ascii_digit()));
                prop_assert_eq!(bits(&masks.letter, text.len()), naive(&text, is_letter));
                prop_assert_eq!(bits(&masks.space, text.len()), naive(&text, |b| b <= b' '));
                prop_assert_eq!(bits(&masks.upper, text.len()), naive(&text, |b| b.is_ascii_uppercase()));
                prop_assert!(!masks.digit.get(text.len()) && !masks.letter.get(text.len()));
                let plain = Plain { ascii: text.is_ascii(), escape: text.contains(&ESCAPE) };
                prop_assert_eq!(masks.plain(), plain);
                // What was there before does not shine through.
                masks.fill_digits(engine, b"1");
                masks.fill_words(engine, b"1", 0..1);
                prop_assert_eq!((masks.letter.pair(0), masks.upper.pair(0)), (0, 0));
            }
        }
    }

    #[test]
    fn any_bit_in_a_range() {
        let mask = Mask {
            words: vec![1 << 63, 0b100, 0, 1, 0],
        };
        for (range, any) in [
            (0..63, false),
            (0..64, true),
            (63..64, true),
            (64..66, false),
            (64..67, true),
            (67..192, false),
            (67..193, true),
            (5..5, false),
            (1_000..2_000, false),
        ] {
            assert_eq!(mask.any(range.clone()), any, "{range:?}");
        }
    }

    #[test]
    fn the_next_bit_may_be_far_away() {
        let mask = Mask {
            words: vec![1 << 63 | 1, 0, 0b100, 0],
        };
        for (from, next) in [
            (0, 0),
            (1, 63),
            (63, 63),
            (64, 130),
            (130, 130),
            (131, usize::MAX),
            (900, usize::MAX),
        ] {
            assert_eq!(mask.next(from), next, "{from}");
        }
    }

    #[test]
    fn a_window_crosses_words() {
        let mask = Mask {
            words: vec![1 << 63, 0b101, 0],
        };
        assert_eq!(mask.window(63), 0b1011);
        assert_eq!(mask.window(10_000), 0);
    }
}
