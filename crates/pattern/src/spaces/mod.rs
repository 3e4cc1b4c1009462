//! Gaps beside which words or numbers stand that may belong together: where
//! those who know words look closer.
//!
//! One pass over a text makes two masks of them, one bit a byte, 64 bytes at
//! once. A gap is a blank, a tab, a line break or an apostrophe; what stands in a query has an equals
//! sign before it. Bytes from 0x80 on may be letters of either case.

#[cfg(target_arch = "x86_64")]
mod avx512;
pub(crate) mod kinds;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "x86_64")]
use crate::class::Masks;
use crate::class::{Engine, Instructions, Mask};

/// The gaps of a text that are worth a closer look. Scratch space: reuse it.
///
/// ```
/// use tracie_pattern::Spaces;
/// use tracie_pattern::class::{Engine, Masks};
///
/// let text = b"in London, at 10 Downing or 12345 Berlin";
/// let (mut masks, mut spaces) = (Masks::default(), Spaces::default());
/// masks.fill_digits(Engine::detect(), text);
/// spaces.fill(Engine::detect(), text, &masks.digit);
/// assert_eq!(spaces.before_capitals()[0], 1 << 2);
/// assert_eq!(spaces.beside_codes()[0], 1 << 27 | 1 << 33);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Spaces {
    capitals: Vec<u64>,
    codes: Vec<u64>,
}

/// Which bytes of a block are of a class, one bit a byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Classes {
    /// What parts words: blanks, line breaks and apostrophes.
    gap: u64,
    /// What a gap before a word may stand behind: letters, the comma, a space, a
    /// carriage return and bytes from 0x80 on.
    joins: u64,
    /// The sign of an assignment.
    equals: u64,
    digit: u64,
    /// ASCII letters.
    letter: u64,
    /// Capitals among them.
    capital: u64,
    /// Bytes from 0x80 on.
    wide: u64,
}

impl Spaces {
    /// Looks through a text of which the digits are known.
    pub fn fill(&mut self, engine: Engine, text: &[u8], digits: &Mask) {
        let blocks = text.len() / 64 + 1;
        self.capitals.resize(blocks, 0);
        self.codes.resize(blocks, 0);
        match engine.instructions() {
            Instructions::Scalar => scalar::fill(self, text, digits),
            #[cfg(target_arch = "x86_64")]
            Instructions::Sse2 => x86::fill_sse2(self, text, digits),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => x86::fill(self, text, digits),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => avx512::fill(self, text, digits),
            #[cfg(target_arch = "aarch64")]
            Instructions::Neon => neon::fill(self, text, digits),
        }
    }

    /// The gaps between a letter, a comma, a space or a carriage return and a capital,
    /// and the equals signs before one.
    #[inline]
    pub fn before_capitals(&self) -> &[u64] {
        &self.capitals
    }

    /// The gaps beside what has the shape of a postal code: three digits before
    /// and a capital after; four digits after and neither a digit nor `=` before; a
    /// letter or digit before, and a digit, a capital, a letter or digit after; or five
    /// capitals and digits after, of which the first is a capital and the second or
    /// third the first digit.
    #[inline]
    pub fn beside_codes(&self) -> &[u64] {
        &self.codes
    }

    /// Bytes of memory held.
    pub(crate) fn memory_usage(&self) -> usize {
        8 * (self.capitals.capacity() + self.codes.capacity())
    }

    /// As [`Spaces::fill`], from masks of the text with its marks, as AVX-512 makes
    /// them.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn fill_from(&mut self, masks: &Masks) {
        let blocks = masks.marks.len();
        self.capitals.resize(blocks, 0);
        self.codes.resize(blocks, 0);
        avx512::fill_from(self, masks);
    }

    /// Goes over the blocks of a text, of which `classes` tells all but the digits.
    #[inline(always)]
    fn each(&mut self, text: &[u8], digits: &Mask, classes: impl Fn(&[u8; 64]) -> Classes) {
        let (blocks, tail) = text.as_chunks::<64>();
        let mut last = [0; 64];
        last[..tail.len()].copy_from_slice(tail);
        self.each_of(|at| {
            let others = match blocks.get(at) {
                Some(block) => classes(block),
                None if at == blocks.len() => classes(&last),
                None => return Classes::default(),
            };
            let digit = digits.word(at);
            Classes { digit, ..others }
        });
    }

    /// Goes over all blocks, by what is in each.
    #[inline(always)]
    fn each_of(&mut self, classes: impl Fn(usize) -> Classes) {
        let mut before = Classes::default();
        let mut here = classes(0);
        let outs = self.capitals.iter_mut().zip(&mut self.codes);
        for (at, (capitals, codes)) in outs.enumerate() {
            let next = classes(at + 1);
            let around = Around { before, here, next };
            (*capitals, *codes) = (around.before_capitals(), around.beside_codes());
            (before, here) = (here, next);
        }
    }
}

/// A block between two others.
#[derive(Clone, Copy)]
struct Around {
    before: Classes,
    here: Classes,
    next: Classes,
}

impl Around {
    /// The class of the byte so many before each.
    #[inline(always)]
    fn behind(&self, by: u32, class: impl Fn(&Classes) -> u64) -> u64 {
        class(&self.here) << by | class(&self.before) >> (64 - by)
    }

    /// The class of the byte so many after each.
    #[inline(always)]
    fn ahead(&self, by: u32, class: impl Fn(&Classes) -> u64) -> u64 {
        class(&self.here) >> by | class(&self.next) << (64 - by)
    }

    #[inline(always)]
    fn before_capitals(&self) -> u64 {
        let parted = self.here.gap & self.behind(1, |it| it.joins);
        (parted | self.here.equals) & self.ahead(1, |it| it.capital | it.wide)
    }

    #[inline(always)]
    fn beside_codes(&self) -> u64 {
        // Most blocks of prose have no digits, nor have those beside them.
        if self.before.digit | self.here.digit | self.next.digit == 0 {
            return 0;
        }
        let before = |by| self.behind(by, |it| it.digit);
        let after = |by| self.ahead(by, |it| it.digit);
        let (last, next) = (before(1), after(1));
        let first = last & before(2) & before(3) & self.ahead(1, |it| it.capital | it.wide);
        let second =
            !self.behind(1, |it| it.digit | it.equals) & next & after(2) & after(3) & after(4);
        let both = self.behind(1, |it| it.letter | it.digit)
            & next
            & self.ahead(2, |it| it.capital)
            & self.ahead(3, |it| it.letter | it.digit);
        let capital = |by| self.ahead(by, |it| it.capital);
        let mixed = |by| self.ahead(by, |it| it.capital | it.digit);
        let joined =
            capital(1) & (after(2) | capital(2) & after(3)) & mixed(3) & mixed(4) & mixed(5);
        self.here.gap & (first | second | both | joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Masks;
    use proptest::prelude::*;

    /// What the documentation says, byte by byte.
    fn naive(text: &[u8]) -> (Vec<usize>, Vec<usize>) {
        let at = |at: isize| {
            usize::try_from(at)
                .ok()
                .and_then(|at| text.get(at))
                .copied()
        };
        let is = |at_: isize, test: fn(u8) -> bool| at(at_).is_some_and(test);
        let digit = |at| is(at, |it| it.is_ascii_digit());
        let capital = |at| is(at, |it| it.is_ascii_uppercase());
        let high = |at| is(at, |it| it.is_ascii_uppercase() || it >= 0x80);
        let either = |at| is(at, |it| it.is_ascii_alphanumeric());
        let joins = |at| {
            is(at, |it| {
                it.is_ascii_alphabetic() || b" \r,".contains(&it) || it >= 0x80
            })
        };
        let mixed = |at| is(at, |it| it.is_ascii_uppercase() || it.is_ascii_digit());
        let all = 0..text.len() as isize;
        let gap = |it: isize| is(it, |it| b" \t\n\r'".contains(&it));
        let capitals = all
            .clone()
            .filter(|&it| (gap(it) && joins(it - 1) || at(it) == Some(b'=')) && high(it + 1));
        let codes = all.filter(|&it| gap(it)).filter(|it| {
            (1..4).all(|by| digit(it - by)) && high(it + 1)
                || !digit(it - 1) && at(it - 1) != Some(b'=') && (1..5).all(|by| digit(it + by))
                || either(it - 1) && digit(it + 1) && capital(it + 2) && either(it + 3)
                || capital(it + 1)
                    && (digit(it + 2) || capital(it + 2) && digit(it + 3))
                    && (3..6).all(|by| mixed(it + by))
        });
        let places = |it: &mut dyn Iterator<Item = isize>| it.map(|at| at as usize).collect();
        (places(&mut { capitals }), places(&mut { codes }))
    }

    fn set(words: &[u64]) -> Vec<usize> {
        let bits = |word: u64| (0..64).filter(move |bit| word >> bit & 1 == 1);
        let numbered = words.iter().enumerate();
        numbered
            .flat_map(|(at, word)| bits(*word).map(move |bit| 64 * at + bit))
            .collect()
    }

    proptest! {
        #[test]
        fn every_engine_gives_the_gaps_of_the_definition(
            text in proptest::collection::vec(
                prop_oneof![
                    4 => Just(b' '),
                    8 => proptest::sample::select(&b"019azAZ,.='\n\r\t\xC3\x80/:@[`{"[..]),
                    1 => any::<u8>(),
                ],
                0..400,
            )
        ) {
            let (capitals, codes) = naive(&text);
            for engine in Engine::available() {
                let mut spaces = Spaces::default();
                let mut digits = Masks::default();
                // What was there before must not shine through.
                digits.fill_digits(engine, &[b'A'; 500]);
                spaces.fill(engine, &[b'A'; 500], &digits.digit);
                digits.fill_digits(engine, &text);
                spaces.fill(engine, &text, &digits.digit);
                prop_assert_eq!(set(spaces.before_capitals()), &capitals[..], "{:?}", engine);
                prop_assert_eq!(set(spaces.beside_codes()), &codes[..], "{:?}", engine);
                #[cfg(target_arch = "x86_64")]
                if engine.instructions() == Instructions::Avx512 {
                    let mut masks = Masks::default();
                    masks.fill_between(&[b'A'; 500], true, |_| {});
                    masks.fill_between(&text, true, |_| {});
                    spaces.fill(engine, &[b'A'; 500], &Mask::default());
                    spaces.fill_from(&masks);
                    prop_assert_eq!(set(spaces.before_capitals()), &capitals[..]);
                    prop_assert_eq!(set(spaces.beside_codes()), &codes[..]);
                }
            }
        }
    }
}
