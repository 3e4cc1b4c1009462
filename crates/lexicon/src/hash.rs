//! The hash by which words are looked up. Shared with the build script.

/// A hash of folded words, fed letter by letter.
#[derive(Clone, Copy)]
pub(crate) struct Hash(u64);

impl Hash {
    /// A hash for one of several tables: words of different `seed`s differ.
    pub(crate) fn new(seed: u8) -> Hash {
        Hash(0x9E37_79B9_7F4A_7C15 ^ (u64::from(seed) << 32))
    }

    /// Adds a letter.
    pub(crate) fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }

    /// The hash of all letters added, mixed so that any of its bits will do.
    pub(crate) fn finish(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        mixed ^ (mixed >> 32)
    }
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
