//! The hash by which words are looked up. Shared with the build script.

use crate::eight::{self, SMALL, TOP};

/// A hash of folded words, fed letter by letter, or several at once.
#[derive(Clone, Copy)]
pub(crate) struct Hash {
    /// Of all letters but the last few.
    state: u64,
    /// The last few, the first of them lowest.
    letters: u64,
    count: u32,
}

impl Hash {
    /// A hash for one of several tables: words of different `seed`s differ.
    pub(crate) fn new(seed: u8) -> Hash {
        Hash {
            state: 0x9E37_79B9_7F4A_7C15 ^ (u64::from(seed) << 32),
            letters: 0,
            count: 0,
        }
    }

    /// Adds a letter.
    #[inline]
    pub(crate) fn add(&mut self, byte: u8) {
        self.letters |= u64::from(byte) << (8 * self.count);
        self.count += 1;
        if self.count == 8 {
            self.state = mixed(self.state, self.letters);
            (self.letters, self.count) = (0, 0);
        }
    }

    /// Adds a word if all of it is plain letters, in either case; tells whether it
    /// was.
    #[inline]
    pub(crate) fn add_plain(&mut self, word: &[u8]) -> bool {
        let (chunks, rest) = word.as_chunks();
        let before = *self;
        let mut plain = TOP;
        for chunk in chunks {
            let letters = u64::from_le_bytes(*chunk);
            plain &= eight::letters(letters);
            self.add_some(letters | SMALL, 8);
        }
        // The last ones, all eight if there are so many, are loaded at once.
        let letters = match word.last_chunk() {
            Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (8 * (8 - rest.len())),
            _ => eight::few(rest),
        };
        let inside = eight::lowest(rest.len());
        if plain != TOP || eight::letters(letters) != TOP & inside {
            *self = before;
            return false;
        }
        self.add_some((letters | SMALL) & inside, rest.len() as u32);
        true
    }

    /// Adds up to eight letters, the first of them lowest.
    #[inline(always)]
    fn add_some(&mut self, letters: u64, count: u32) {
        let all = self.letters | letters << (8 * self.count);
        if self.count + count < 8 {
            (self.letters, self.count) = (all, self.count + count);
            return;
        }
        self.state = mixed(self.state, all);
        self.letters = match self.count {
            0 => 0,
            held => letters >> (8 * (8 - held)),
        };
        self.count = self.count + count - 8;
    }

    /// The hash of all letters added, mixed so that any of its bits will do.
    #[inline]
    pub(crate) fn finish(self) -> u64 {
        // No letter is a zero, so that it counts how many there are.
        let all = mixed(self.state, self.letters);
        let all = (all ^ (all >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        all ^ (all >> 32)
    }
}

#[inline]
fn mixed(state: u64, letters: u64) -> u64 {
    let mixed = (state ^ letters).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed ^ (mixed >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Bits of the filter of given names: 2^19, 64 KiB.
pub(crate) const FILTER_BITS: u32 = 19;

/// The two bits of the filter that a hash stands for.
pub(crate) fn filter_bits(hash: u64) -> [usize; 2] {
    let mask = (1_u64 << FILTER_BITS) - 1;
    [
        (hash & mask) as usize,
        ((hash >> FILTER_BITS) & mask) as usize,
    ]
}

/// The bit that a particle has in a filter of 512.
pub(crate) fn particle_bit(word: &[u8]) -> Option<usize> {
    let (first, last) = (word.first()?, word.last()?);
    Some((usize::from(first | 0x20) * 31 + usize::from(last | 0x20) * 7 + word.len()) % 512)
}
