//! Masks of some parts of a text: in all others no byte is of any class.

use std::ops::Range;

use super::{Mask, Masks};

impl Mask {
    /// Makes it that of so many blocks, in which no bit is set.
    pub fn clear(&mut self, blocks: usize) {
        self.clear_to(blocks + 1);
    }

    /// Sets the bits of a range.
    #[inline]
    pub fn set(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let last = range.end - 1;
        let from = u64::MAX << (range.start % 64);
        let to = u64::MAX >> (63 - last % 64);
        if range.start / 64 == last / 64 {
            self.words[last / 64] |= from & to;
            return;
        }
        self.words[range.start / 64] |= from;
        self.words[range.start / 64 + 1..last / 64].fill(u64::MAX);
        self.words[last / 64] |= to;
    }

    /// Makes it another one where `kept` is set, and zeros elsewhere.
    fn keep(&mut self, other: &Mask, kept: &Mask) {
        let words = other.words.iter().zip(&kept.words);
        self.words.clear();
        self.words.extend(words.map(|(word, kept)| word & kept));
        // The other may still have the length of a longer text.
        self.words.resize(kept.words.len(), 0);
    }
}

impl Masks {
    /// Makes letters and capitals those of other masks where `kept` is set, so that
    /// no word is elsewhere. No other class is known.
    pub(crate) fn keep_words(&mut self, other: &Masks, kept: &Mask) {
        self.letter.keep(&other.letter, kept);
        self.upper.keep(&other.upper, kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Engine;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_kept_is_set_and_of_its_class(
            text in "[aB1 ]{0,300}",
            ranges in proptest::collection::vec((0..300usize, 0..150usize), 0..4),
        ) {
            let text = text.as_bytes();
            let blocks = text.len().div_ceil(64);
            let (mut kept, mut bits) = (Mask::default(), vec![false; text.len()]);
            kept.clear(blocks);
            for (start, length) in ranges {
                let range = start.min(text.len())..(start + length).min(text.len());
                kept.set(range.clone());
                bits[range].fill(true);
            }
            let mut masks = Masks::default();
            masks.fill_digits(Engine::scalar(), text);
            masks.fill_words(Engine::scalar(), text, 0..blocks + 1);
            let mut some = Masks::default();
            some.keep_words(&masks, &kept);
            for at in 0..64 * (blocks + 1) {
                let set = bits.get(at).copied().unwrap_or(false);
                prop_assert_eq!(kept.get(at), set);
                prop_assert_eq!(some.letter.get(at), set && masks.letter.get(at));
                prop_assert_eq!(some.upper.get(at), set && masks.upper.get(at));
            }
        }
    }
}
