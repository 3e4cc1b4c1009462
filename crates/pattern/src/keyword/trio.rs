//! Which groups of patterns a word may arm, by its first three letters: a cheap look that
//! turns most words away.

use crate::groups::Bits;

/// How many bits of a hash count: there are few ways in which keywords begin.
const BITS: u32 = 12;

/// For each hash of three letters the groups of all keys that begin with them.
#[derive(Clone, Debug)]
pub(super) struct Trios {
    groups: Box<[Bits; 1 << BITS]>,
}

impl Default for Trios {
    fn default() -> Trios {
        Trios {
            groups: Box::new([0; 1 << BITS]),
        }
    }
}

impl Trios {
    /// Lets a key through that arms some groups. Of shorter keys nothing is told.
    pub(super) fn add(&mut self, key: u64, groups: Bits) {
        self.groups[hash(key as u32)] |= groups;
    }

    /// Whether a word with at least three letters may be one that arms one of some groups,
    /// by its first four bytes.
    #[inline(always)]
    pub(super) fn may_hold(&self, head: u32, groups: Bits) -> bool {
        self.groups[hash(head)] & groups != 0
    }

    pub(super) fn memory_usage(&self) -> usize {
        size_of_val(&*self.groups)
    }
}

/// Of three letters whatever their case.
#[inline(always)]
fn hash(head: u32) -> usize {
    ((head & 0x1F_1F1F).wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}
