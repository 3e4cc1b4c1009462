//! Gaps beside which words or numbers stand that may belong together: where
//! those who know words look closer.
//!
//! One pass over a text makes two masks of them, one bit a byte, 64 bytes at
//! once. A gap is a blank, a tab, a line break or an apostrophe; what stands in a query has an equals
//! sign before it. Bytes from 0x80 on may be letters of either case.

use crate::class::{Engine, Masks, Task};

/// The gaps of a text that are worth a closer look. Scratch space: reuse it.
///
/// ```
/// use tracie_pattern::Spaces;
/// use tracie_pattern::class::{Engine, Masks};
///
/// let text = b"in London, at 10 Downing or 12345 Berlin";
/// let (mut masks, mut spaces) = (Masks::default(), Spaces::default());
/// masks.fill_all(Engine::detect(), text);
/// spaces.fill(Engine::detect(), &masks);
/// assert_eq!(spaces.before_capitals()[0], 1 << 2);
/// assert_eq!(spaces.beside_codes()[0], 1 << 27 | 1 << 33);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Spaces {
    capitals: Vec<u64>,
    codes: Vec<u64>,
}

impl Spaces {
    /// Finds those of a text of which all masks are known; see [`Masks::fill_all`].
    pub fn fill(&mut self, engine: Engine, masks: &Masks) {
        let blocks = masks.blocks();
        self.capitals.resize(blocks, 0);
        self.codes.resize(blocks, 0);
        let (capitals, codes) = (&mut self.capitals[..], &mut self.codes[..]);
        engine.run(Fill {
            masks,
            capitals,
            codes,
        });
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
}

/// Blocks that are looked at together, in vectors.
const LANES: usize = 16;

/// Which bytes of some blocks are of a class, and of the block before them and of that
/// behind them.
type Words = [u64; LANES + 2];

/// Goes over the masks of a text.
struct Fill<'a> {
    masks: &'a Masks,
    capitals: &'a mut [u64],
    codes: &'a mut [u64],
}

impl Task for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let capitals = self.capitals.chunks_mut(LANES);
        let outs = capitals.zip(self.codes.chunks_mut(LANES));
        let mut padded = Padded::default();
        for ((capitals, codes), block) in outs.zip((0..).step_by(LANES)) {
            let (mut before_capitals, mut beside_codes) = ([0; LANES], [0; LANES]);
            let around = Around::of(self.masks, block, &mut padded);
            for lane in 0..LANES {
                before_capitals[lane] = around.before_capitals(lane);
                beside_codes[lane] = around.beside_codes(lane);
            }
            capitals.copy_from_slice(&before_capitals[..capitals.len()]);
            codes.copy_from_slice(&beside_codes[..codes.len()]);
        }
    }
}

/// Room for the words near an end of a text.
type Padded = [Words; 7];

/// What is around some blocks.
struct Around<'m> {
    digit: &'m Words,
    /// ASCII letters and bytes from 0x80 on.
    letter: &'m Words,
    capital: &'m Words,
    gap: &'m Words,
    joint: &'m Words,
    equals: &'m Words,
    wide: &'m Words,
}

impl<'m> Around<'m> {
    #[inline(always)]
    fn of(masks: &'m Masks, block: usize, padded: &'m mut Padded) -> Around<'m> {
        let [digit, letter, capital, gap, joint, equals, wide] = padded;
        let marks = &masks.marks;
        Around {
            digit: masks.digit.around(block, digit),
            letter: masks.letter.around(block, letter),
            capital: masks.upper.around(block, capital),
            gap: marks.gap.around(block, gap),
            joint: marks.joint.around(block, joint),
            equals: marks.equals.around(block, equals),
            wide: marks.wide.around(block, wide),
        }
    }

    #[inline(always)]
    fn before_capitals(&self, lane: usize) -> u64 {
        let joins = Near::of(lane, |at| self.letter[at] | self.joint[at]);
        let parted = self.gap[lane + 1] & joins.behind(1);
        (parted | self.equals[lane + 1]) & self.high(lane).ahead(1)
    }

    #[inline(always)]
    fn beside_codes(&self, lane: usize) -> u64 {
        let digit = Near::of(lane, |at| self.digit[at]);
        let capital = Near::of(lane, |at| self.capital[at]);
        let either = Near::of(lane, |at| self.letter[at] & !self.wide[at] | self.digit[at]);
        let mixed = Near::of(lane, |at| self.capital[at] | self.digit[at]);
        let no_start = Near::of(lane, |at| self.digit[at] | self.equals[at]);
        let next = digit.ahead(1);
        let first = digit.behind(1) & digit.behind(2) & digit.behind(3) & self.high(lane).ahead(1);
        let second = !no_start.behind(1) & next & digit.ahead(2) & digit.ahead(3) & digit.ahead(4);
        let both = either.behind(1) & next & capital.ahead(2) & either.ahead(3);
        let joined = capital.ahead(1)
            & (digit.ahead(2) | capital.ahead(2) & digit.ahead(3))
            & (mixed.ahead(3) & mixed.ahead(4) & mixed.ahead(5));
        self.gap[lane + 1] & (first | second | both | joined)
    }

    /// Capitals and bytes from 0x80 on.
    #[inline(always)]
    fn high(&self, lane: usize) -> Near {
        Near::of(lane, |at| self.capital[at] | self.wide[at])
    }
}

/// Which bytes are of a class in a block, in the one before it and in the next.
struct Near {
    before: u64,
    here: u64,
    next: u64,
}

impl Near {
    #[inline(always)]
    fn of(lane: usize, class: impl Fn(usize) -> u64) -> Near {
        Near {
            before: class(lane),
            here: class(lane + 1),
            next: class(lane + 2),
        }
    }

    /// The class of the byte so many before each.
    #[inline(always)]
    fn behind(&self, by: u32) -> u64 {
        self.here << by | self.before >> (64 - by)
    }

    /// The class of the byte so many after each.
    #[inline(always)]
    fn ahead(&self, by: u32) -> u64 {
        self.here >> by | self.next << (64 - by)
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
                0..1200,
            )
        ) {
            let (capitals, codes) = naive(&text);
            for engine in Engine::available() {
                let mut spaces = Spaces::default();
                let mut masks = Masks::default();
                // What was there before must not shine through.
                masks.fill_all(engine, &[b'A'; 500]);
                spaces.fill(engine, &masks);
                masks.fill_all(engine, &text);
                spaces.fill(engine, &masks);
                prop_assert_eq!(set(spaces.before_capitals()), &capitals[..], "{:?}", engine);
                prop_assert_eq!(set(spaces.beside_codes()), &codes[..], "{:?}", engine);
            }
        }
    }
}
