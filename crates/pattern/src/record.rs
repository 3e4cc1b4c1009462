//! Numbers, sets and what has a length, as bytes.

use std::borrow::Cow;

/// Writes bytes with their number.
pub(crate) fn push(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Reads that back.
pub(crate) fn take<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (count, rest) = bytes.split_first_chunk::<4>()?;
    let (taken, rest) = rest.split_at_checked(u32::from_le_bytes(*count) as usize)?;
    *bytes = rest;
    Some(taken)
}

/// Reads a number of two bytes.
pub(crate) fn take_word(bytes: &mut &[u8]) -> Option<u16> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u16::from_le_bytes(*number))
}

/// Reads a number of eight bytes.
pub(crate) fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*number))
}

/// Words of 16 bits, in little-endian order: where they stand, if they can be read there.
pub(crate) fn words(bytes: &'static [u8]) -> Option<Cow<'static, [u16]>> {
    // SAFETY: any two bytes are a word.
    let (before, words, behind) = unsafe { bytes.align_to::<u16>() };
    if cfg!(target_endian = "little") && before.is_empty() && behind.is_empty() {
        return Some(words.into());
    }
    let (words, []) = bytes.as_chunks() else {
        return None;
    };
    Some(words.iter().map(|it| u16::from_le_bytes(*it)).collect())
}

/// A set of bytes, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByteSet {
    words: [u64; 4],
}

impl ByteSet {
    pub(crate) fn insert(&mut self, byte: u8) {
        self.words[usize::from(byte) / 64] |= 1 << (byte % 64);
    }

    /// Calls back with those that are in it, ascending.
    pub(crate) fn each(&self, mut found: impl FnMut(u8)) {
        for (word, from) in self.words.iter().zip((0..).step_by(64)) {
            let mut rest = *word;
            while rest != 0 {
                found(from + rest.trailing_zeros() as u8);
                rest &= rest - 1;
            }
        }
    }

    pub(crate) fn to_bytes(self) -> impl Iterator<Item = u8> {
        self.words.into_iter().flat_map(u64::to_le_bytes)
    }

    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> ByteSet {
        let (words, _) = bytes.as_chunks();
        ByteSet {
            words: std::array::from_fn(|at| u64::from_le_bytes(words[at])),
        }
    }
}

/// Which bytes are in a set, a bit each.
pub(crate) fn bits(holds: &[bool; 256]) -> [u8; 32] {
    std::array::from_fn(|at| {
        let eight = holds[8 * at..8 * at + 8].iter().zip(0..);
        eight.fold(0, |bits, (holds, bit)| bits | u8::from(*holds) << bit)
    })
}

/// The set back.
pub(crate) fn flags(bits: &[u8; 32]) -> [bool; 256] {
    std::array::from_fn(|at| bits[at / 8] >> (at % 8) & 1 == 1)
}
