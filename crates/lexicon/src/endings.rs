//! What words end with, of a list.

use crate::folded::Folded;

/// Endings, folded.
pub(crate) struct Endings {
    pub(crate) all: &'static [&'static [u8]],
    /// For each last letter the letters that may stand before it, by bits: most
    /// words end with no such two.
    pub(crate) pairs: [u32; 26],
}

impl Endings {
    /// Whether a word has one of them behind at least `before` letters.
    pub(crate) fn end(&self, word: &[u8], before: usize) -> bool {
        if !self.may_end(word) {
            return false;
        }
        let folded = Folded::of(word);
        let folded = folded.bytes();
        self.all
            .iter()
            .any(|end| folded.len() >= end.len() + before && folded.ends_with(end))
    }

    fn may_end(&self, word: &[u8]) -> bool {
        match word {
            [.., first, last] if first.is_ascii_alphabetic() && last.is_ascii_alphabetic() => {
                let number = |letter: &u8| (letter | 0x20) - b'a';
                self.pairs[usize::from(number(last))] >> number(first) & 1 == 1
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::generated::{STREET_ENDS, WORD_ENDS};

    #[test]
    fn endings_are_found_however_they_are_written() {
        for (word, ends) in [
            ("Lindenweg", true),
            ("LINDENSTRASSE", true),
            ("Lindenstra\u{df}e", true),
            ("Linden-Str", true),
            ("Weg", false),
            ("Xyweg", false),
            ("Xyzweg", true),
            ("Avenue", false),
        ] {
            assert_eq!(STREET_ENDS.end(word.as_bytes(), 3), ends, "{word}");
        }
        assert!(WORD_ENDS.end(b"Foundation", 0) && WORD_ENDS.end(b"ment", 0));
        assert!(!WORD_ENDS.end(b"Anna", 0) && !WORD_ENDS.end(b"t", 0) && !WORD_ENDS.end(b"", 0));
    }

    #[test]
    fn every_ending_passes_the_first_look() {
        for end in STREET_ENDS.all.iter().chain(WORD_ENDS.all) {
            let word = [b"Xyz", *end].concat();
            assert!(STREET_ENDS.end(&word, 3) || WORD_ENDS.end(&word, 3));
        }
    }
}
