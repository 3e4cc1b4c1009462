//! A word folded in place.

use crate::fold::{Hyphen, fold};

/// A short text folded, without allocation; what is too long is cut.
pub(crate) struct Folded {
    bytes: [u8; 48],
    len: usize,
}

impl Folded {
    /// Folds a word, hyphens dropped.
    pub(crate) fn of(word: &[u8]) -> Folded {
        let mut folded = Folded {
            bytes: [0; 48],
            len: 0,
        };
        fold(word, Hyphen::Join, |byte| {
            if let Some(slot) = folded.bytes.get_mut(folded.len) {
                *slot = byte;
                folded.len += 1;
            }
        });
        folded
    }

    /// Its letters.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}
