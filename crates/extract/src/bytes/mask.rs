//! Classes of bytes as bit masks: bit *i* of a word is byte *i* of a block.
//!
//! Written so that the compiler turns it into vector instructions.

use tracie_pattern::class::top_bits;

/// As many bytes as a word has bits.
pub(crate) type Block = [u8; 64];

/// The bytes that pass a test. The test must be free of branches.
#[inline(always)]
pub(crate) fn mask(block: &Block, test: impl Fn(u8) -> bool) -> u64 {
    let mut marked = [0_u8; 64];
    for (mark, byte) in marked.iter_mut().zip(block) {
        *mark = if test(*byte) { u8::MAX } else { 0 };
    }
    top_bits(&marked)
}

/// The bytes that equal one.
#[inline(always)]
pub(crate) fn equal(block: &Block, wanted: u8) -> u64 {
    mask(block, |byte| byte == wanted)
}

/// Bit *i* is the parity of bits 0 to *i*: turns the marks of quotes into the
/// stretches between an opening one, inclusive, and a closing one, exclusive.
#[inline(always)]
pub(crate) fn parity(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ (bits << 32)
}

/// The block at an offset, and how many of its bytes are real: what lies past
/// the end of `bytes` reads as `padding`.
#[inline(always)]
pub(crate) fn block_at(bytes: &[u8], at: usize, padding: u8) -> (Block, usize) {
    match bytes[at..].first_chunk::<64>() {
        Some(block) => (*block, 64),
        None => last_block(&bytes[at..], padding),
    }
}

#[cold]
fn last_block(rest: &[u8], padding: u8) -> (Block, usize) {
    let mut block = [padding; 64];
    block[..rest.len()].copy_from_slice(rest);
    (block, rest.len())
}

/// All bits from one on; none from 64 on.
#[inline(always)]
pub(crate) fn from_bit(bit: usize) -> u64 {
    if bit < 64 { u64::MAX << bit } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> Block {
        std::array::from_fn(|at| (at * 37 % 251) as u8)
    }

    #[test]
    fn a_mask_has_the_bits_of_the_bytes_that_pass() {
        let block = block();
        let odd = mask(&block, |byte| byte % 2 == 1);
        for (at, byte) in block.iter().enumerate() {
            assert_eq!(odd >> at & 1 == 1, byte % 2 == 1);
        }
        assert_eq!(equal(&block, block[63]) >> 63, 1);
    }

    #[test]
    fn parity_spans_from_opening_to_closing() {
        assert_eq!(parity(0b0100_0100), 0b0011_1100);
        assert_eq!(parity(1 << 63), 1 << 63);
        assert_eq!(parity(1), u64::MAX);
    }

    #[test]
    fn blocks_past_the_end_are_padded() {
        let bytes = [7; 70];
        assert_eq!(block_at(&bytes, 0, b' '), ([7; 64], 64));
        let (last, real) = block_at(&bytes, 64, b' ');
        assert_eq!((real, last[5], last[6]), (6, 7, b' '));
    }

    #[test]
    fn bits_from_one_on() {
        assert_eq!(from_bit(0), u64::MAX);
        assert_eq!(from_bit(63), 1 << 63);
        assert_eq!(from_bit(64), 0);
    }
}
