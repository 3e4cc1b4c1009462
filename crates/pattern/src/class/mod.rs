//! Classes of bytes as bit masks: one bit a byte, 64 bytes a word.
//!
//! Everything that the search looks for begins at the edge of a word or a
//! number, so the text is reduced to three masks once, by SIMD where the
//! machine has it, and all plans read those.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod engine;
mod kept;
mod kinds;
mod marks;
mod mask;
#[cfg(target_arch = "aarch64")]
mod neon;
mod run;
mod scalar;
mod top;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::ops::Range;

pub use engine::Engine;
pub(crate) use engine::Instructions;
pub(crate) use marks::Marks;
pub use mask::Mask;
pub use run::Task;
pub use top::top_bits;

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
    /// What else names and addresses are told by; only where it was wanted.
    pub(crate) marks: Marks,
    blocks: usize,
    /// Whether letters and capitals of the whole text are known.
    complete: bool,
    plain: Plain,
}

/// What is told of a text as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// Whether all bytes are ASCII.
    pub ascii: bool,
    /// Whether one of them is an escape, with which the colors of a terminal begin.
    pub escape: bool,
}

impl Plain {
    /// What is told of a text and of what goes on behind it.
    fn add(&mut self, behind: Plain) {
        self.ascii &= behind.ascii;
        self.escape |= behind.escape;
    }
}

const ESCAPE: u8 = 0x1B;

/// Blocks that are near once they were classified: they stay in the nearest cache.
const PART: usize = 16;

impl Masks {
    /// Classifies digits and spaces of a text; the other masks are known only after
    /// [`Masks::fill_words`].
    pub fn fill_digits(&mut self, engine: Engine, text: &[u8]) {
        #[cfg(target_arch = "x86_64")]
        if engine.instructions() == Instructions::Avx512 {
            // All masks cost no more than some.
            return self.fill_between(engine, text, false, |_| {});
        }
        self.make_room(text, false);
        self.complete = false;
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

    /// Classifies all bytes of a text, also by what shows where names and addresses may
    /// be.
    pub fn fill_all(&mut self, engine: Engine, text: &[u8]) {
        self.fill_between(engine, text, true, |_| {});
    }

    /// As [`Masks::fill_all`], without marks if they are not wanted, and between times
    /// what is to be done with each part of the text while it is near, in order.
    pub(crate) fn fill_between(
        &mut self,
        engine: Engine,
        text: &[u8],
        marks: bool,
        mut between: impl FnMut(Range<usize>),
    ) {
        self.make_room(text, marks);
        let (blocks, tail) = text.as_chunks::<64>();
        let mut plain = Plain {
            ascii: true,
            escape: false,
        };
        for (part, at) in blocks.chunks(PART).zip((0..).step_by(PART)) {
            plain.add(self.fill_part(engine, part, at, marks));
            between(64 * at..64 * (at + part.len()));
        }
        let last = blocks.len();
        between(64 * last..text.len());
        if !tail.is_empty() {
            plain.add(self.fill_part(engine, &[padded(tail)], last, marks));
            self.space.words[last] &= below(tail.len());
        }
        self.plain = plain;
        self.complete = true;
    }

    /// Classifies some blocks in every way, from a block on.
    fn fill_part(
        &mut self,
        engine: Engine,
        blocks: &[[u8; 64]],
        from: usize,
        marks: bool,
    ) -> Plain {
        #[cfg(target_arch = "x86_64")]
        match engine.instructions() {
            Instructions::Avx512 => return avx512::fill(blocks, self, from, marks),
            Instructions::Avx2 if marks => return x86::fill(blocks, self, from),
            _ => {}
        }
        let (digit, space) = (&mut self.digit.words, &mut self.space.words);
        digits(engine, blocks, &mut digit[from..], &mut space[from..]);
        let (letter, upper) = (&mut self.letter.words, &mut self.upper.words);
        words(engine, blocks, &mut letter[from..], &mut upper[from..]);
        if marks {
            self::marks(engine, blocks, &mut self.marks, from);
        }
        let text = blocks.as_flattened();
        Plain {
            ascii: text.is_ascii(),
            escape: memchr::memchr(ESCAPE, text).is_some(),
        }
    }

    /// Makes room for the words of a text, of which none behind its blocks has a bit set.
    fn make_room(&mut self, text: &[u8], marks: bool) {
        let Masks {
            digit,
            letter,
            upper,
            space,
            blocks,
            ..
        } = self;
        let last = text.len() / 64;
        *blocks = last + 1;
        let marks = self.marks.all().into_iter().filter(|_| marks);
        for mask in [digit, letter, upper, space].into_iter().chain(marks) {
            mask.words.resize(text.len().div_ceil(64) + 2, 0);
            mask.words[last..].fill(0);
        }
    }

    /// How many blocks the last text that was classified takes, the last of them perhaps
    /// empty.
    pub(crate) fn blocks(&self) -> usize {
        self.blocks
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
        self.marks.memory_usage()
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

fn marks(engine: Engine, blocks: &[[u8; 64]], marks: &mut Marks, from: usize) {
    match engine.instructions() {
        Instructions::Scalar => scalar::marks(blocks, marks, from),
        // The others fill all masks at once.
        #[cfg(target_arch = "x86_64")]
        Instructions::Sse2 | Instructions::Avx2 | Instructions::Avx512 => {
            x86::marks_sse2(blocks, marks, from);
        }
        #[cfg(target_arch = "aarch64")]
        Instructions::Neon => neon::marks(blocks, marks, from),
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

        #[test]
        fn every_engine_gives_all_masks_at_once(
            text in proptest::collection::vec(any::<u8>(), 0..3000),
            before in 0..3000usize,
        ) {
            for engine in Engine::available() {
                let (mut apart, mut masks) = (Masks::default(), Masks::default());
                apart.fill_digits(engine, &text);
                apart.fill_words(engine, &text, 0..text.len() / 64 + 1);
                // What was there before does not shine through.
                masks.fill_all(engine, &vec![b'A'; before]);
                masks.fill_all(engine, &vec![b'9'; before]);
                let mut to = 0;
                masks.fill_between(engine, &text, true, |part| {
                    assert_eq!(part.start, to);
                    to = part.end;
                });
                prop_assert_eq!(to, text.len());
                prop_assert_eq!(masks.plain(), apart.plain());
                let all = |it: &Masks| [&it.digit, &it.letter, &it.upper, &it.space].map(Mask::clone);
                for (mask, apart) in all(&masks).iter().zip(all(&apart)) {
                    prop_assert_eq!(&mask.words, &apart.words);
                }
                let Marks { gap, joint, equals, wide } = &masks.marks;
                prop_assert_eq!(bits(gap, text.len()), naive(&text, |b| kinds::GAPS.contains(&b)));
                prop_assert_eq!(bits(joint, text.len()), naive(&text, |b| kinds::JOINTS.contains(&b)));
                prop_assert_eq!(bits(equals, text.len()), naive(&text, |b| b == b'='));
                prop_assert_eq!(bits(wide, text.len()), naive(&text, |b| b >= 0x80));
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
