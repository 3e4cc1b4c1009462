//! Where words start in some blocks, and where letters go on.

use super::TOGETHER;
use crate::class::Masks;

/// The words of some blocks, and of the block behind them.
#[derive(Default)]
pub(super) struct Words {
    /// Where they start, in each block.
    pub(super) starts: [u64; TOGETHER],
    /// Those of them that a hump may cut short: behind whose first letter one is near.
    pub(super) cut: [u64; TOGETHER],
    /// Where at least three letters stand.
    pub(super) long: [u64; TOGETHER],
    /// Where they start within a longer run of letters.
    pub(super) humps: [u64; TOGETHER + 1],
    pub(super) letters: [u64; TOGETHER + 1],
}

/// The words of a mask from the block before some on, up to two behind them.
type Around = [u64; TOGETHER + 3];

impl Words {
    /// Words start where [`super::entry::is_boundary`] holds and a letter follows; unless
    /// `digit_behind_one` those are left out behind whose first letter a digit stands. Codes
    /// are full of them.
    #[inline(always)]
    pub(super) fn fill(&mut self, masks: &Masks, first: usize, digit_behind_one: bool) {
        let mut padded = [[0; TOGETHER + 3]; 3];
        let [letters, uppers, digits] = &mut padded;
        let letters = masks.letter.around(first, letters);
        self.find_starts(letters, masks.upper.around(first, uppers));
        self.letters.copy_from_slice(&letters[1..TOGETHER + 2]);
        if !digit_behind_one {
            let digits: &Around = masks.digit.around(first, digits);
            for (at, starts) in self.starts.iter_mut().enumerate() {
                *starts &= !(digits[at + 1] >> 1 | digits[at + 2] << 63);
            }
        }
        for at in 0..TOGETHER {
            self.cut[at] = self.starts[at] & before(self.humps[at], self.humps[at + 1]);
            let (here, next) = (self.letters[at], self.letters[at + 1]);
            self.long[at] = here & (here >> 1 | next << 63) & (here >> 2 | next << 62);
        }
    }

    #[inline(always)]
    fn find_starts(&mut self, letters: &Around, uppers: &Around) {
        for at in 0..=TOGETHER {
            let lower = |at: usize| letters[at] & !uppers[at];
            let (letter, upper) = (letters[at + 1], uppers[at + 1]);
            let previous_letter = letter << 1 | letters[at] >> 63;
            let previous_lower = lower(at + 1) << 1 | lower(at) >> 63;
            let next_lower = lower(at + 1) >> 1 | lower(at + 2) << 63;
            let humps = upper & (previous_lower | previous_letter & next_lower);
            self.humps[at] = humps;
            if let Some(starts) = self.starts.get_mut(at) {
                *starts = letter & !previous_letter | humps;
            }
        }
    }
}

/// The positions with a hump among the seven bytes behind them.
#[inline(always)]
fn before(here: u64, next: u64) -> u64 {
    let (two, two_next) = (
        here >> 1 | here >> 2 | next << 62 | next << 63,
        next >> 1 | next >> 2,
    );
    let (four, four_next) = (two | two >> 2 | two_next << 62, two_next | two_next >> 2);
    four | four >> 3 | four_next << 61
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::{Engine, is_letter};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_start_at_boundaries(
            text in "([a-z]{1,9}|[A-Z]{1,9}|[0-9é]{1,3}|[ .]{1,70}){0,120}",
            first in 0..30usize,
        ) {
            let text = text.as_bytes();
            let mut masks = Masks::default();
            masks.fill_all(Engine::detect(), text);
            let letter = |at: usize| text.get(at).is_some_and(|it| is_letter(*it));
            let boundary = |at: usize| super::super::entry::is_boundary(text, at);
            let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
            for digit_behind_one in [false, true] {
                let mut words = Words::default();
                words.fill(&masks, first, digit_behind_one);
                for at in 64 * first..64 * (first + TOGETHER) {
                    let told = |all: &[u64]| all[at / 64 - first] >> (at % 64) & 1 == 1;
                    let starts = letter(at) && boundary(at);
                    let hump = starts && at > 0 && letter(at - 1);
                    let starts = starts && (digit_behind_one || !digit(at + 1));
                    let cut = |it: usize| letter(it) && letter(it - 1) && boundary(it);
                    prop_assert_eq!(told(&words.letters), letter(at));
                    prop_assert_eq!(told(&words.humps), hump);
                    prop_assert_eq!(told(&words.starts), starts);
                    prop_assert_eq!(told(&words.cut), starts && (at + 1..at + 8).any(cut));
                    let long = told(&words.long);
                    prop_assert_eq!(long, (at..at + 3).all(letter));
                }
            }
        }
    }
}
