//! Which keys may occur, and what they arm: one load says it.

use crate::groups::Bits;

/// Fewest words, as a logarithm: keys that many texts hold by chance are few then.
const FEWEST: u32 = 11;
/// Most words, as a logarithm: more are far away.
const MOST: u32 = 15;

/// A table of words by the hash of a key: in each a bit for each of 32 ways in which
/// the hash may go on, and above these the groups of all keys in the word.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    words: Vec<u64>,
    /// The logarithm of their number.
    bits: u32,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter::new(&[])
    }
}

/// Where the groups stand in a word.
pub(super) const GROUPS: u32 = 32;

impl Filter {
    /// Of the hashes of keys, each with the groups of patterns that it arms.
    pub(super) fn new(keys: &[(u32, Bits)]) -> Filter {
        let bits = keys.len().next_power_of_two().trailing_zeros() + 1;
        let bits = bits.clamp(FEWEST, MOST);
        let mut filter = Filter {
            words: vec![0; 1 << bits],
            bits,
        };
        for &(hash, groups) in keys {
            let (word, bit) = filter.place(hash);
            filter.words[word] |= 1 << bit | u64::from(groups) << GROUPS;
        }
        filter
    }

    /// Whether a key may occur that arms one of some groups.
    #[inline(always)]
    pub(super) fn may_hold(&self, hash: u32, groups: Bits) -> bool {
        let (word, bit) = self.place(hash);
        let word = self.words[word];
        // Both are told at once: what waits for one of them is a guess.
        (word >> bit & 1 == 1) & (word >> GROUPS & u64::from(groups) != 0)
    }

    /// A word and the bit in it.
    #[inline(always)]
    fn place(&self, hash: u32) -> (usize, u32) {
        let word = hash >> (32 - self.bits);
        (word as usize, hash >> (32 - self.bits - 5) & 31)
    }

    /// The words, of which there are as many as bits of a hash count, and how many
    /// bits those are.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn words(&self) -> (&[u64], u32) {
        (&self.words, self.bits)
    }

    pub(super) fn memory_usage(&self) -> usize {
        8 * self.words.len()
    }
}
