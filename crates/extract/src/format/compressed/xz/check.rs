//! What stands behind a block so that damage shows.

use flate2::Crc;
use sha2::{Digest as _, Sha256};

/// The bytes that each kind takes.
const SIZES: [usize; 16] = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

/// A sum of what came out of a block. Kinds that nobody defined are passed
/// over, as by other programs.
pub(super) enum Sum {
    Crc32(Box<Crc>),
    Crc64(u64),
    Sha256(Box<Sha256>),
    Other,
}

/// How many bytes a kind takes.
pub(super) fn size(kind: u8) -> usize {
    SIZES[usize::from(kind & 15)]
}

impl Sum {
    pub(super) fn new(kind: u8) -> Sum {
        match kind & 15 {
            1 => Sum::Crc32(Box::default()),
            4 => Sum::Crc64(u64::MAX),
            10 => Sum::Sha256(Box::default()),
            _ => Sum::Other,
        }
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        match self {
            Sum::Crc32(crc) => crc.update(bytes),
            Sum::Crc64(crc) => *crc = crc64(*crc, bytes),
            Sum::Sha256(hash) => hash.update(bytes),
            Sum::Other => {}
        }
    }

    /// Whether it is as told.
    pub(super) fn is(self, told: &[u8]) -> bool {
        match self {
            Sum::Crc32(crc) => told == crc.sum().to_le_bytes(),
            Sum::Crc64(crc) => told == (!crc).to_le_bytes(),
            Sum::Sha256(hash) => told == &hash.finalize()[..],
            Sum::Other => true,
        }
    }
}

/// The polynomial of ECMA-182, its bits in reverse.
const POLYNOMIAL: u64 = 0xC96C_5795_D787_0F42;
/// What eight bytes more make of the sum, by the place of the byte and the byte.
static TABLES: [[u64; 256]; 8] = tables();

const fn tables() -> [[u64; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u64;
        let mut bit = 0;
        while bit < 8 {
            sum = (sum >> 1) ^ (POLYNOMIAL & 0_u64.wrapping_sub(sum & 1));
            bit += 1;
        }
        tables[0][byte] = sum;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = (before >> 8) ^ tables[0][(before & 255) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

fn crc64(mut sum: u64, bytes: &[u8]) -> u64 {
    let (eights, rest) = bytes.as_chunks::<8>();
    for eight in eights {
        let word = sum ^ u64::from_le_bytes(*eight);
        sum = 0;
        for (at, table) in TABLES.iter().rev().enumerate() {
            sum ^= table[(word >> (8 * at)) as usize & 255];
        }
    }
    for byte in rest {
        sum = (sum >> 8) ^ TABLES[0][(sum as u8 ^ byte) as usize];
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_the_published_ones() {
        let text = b"123456789";
        let mut whole = Sum::new(4);
        whole.add(text);
        assert!(whole.is(&0x995D_C9BB_DF19_39FA_u64.to_le_bytes()));
        for cut in 0..text.len() {
            let mut parts = Sum::new(4);
            parts.add(&text[..cut]);
            parts.add(&text[cut..]);
            assert!(parts.is(&0x995D_C9BB_DF19_39FA_u64.to_le_bytes()));
        }
        let mut crc = Sum::new(1);
        crc.add(text);
        assert!(crc.is(&0xCBF4_3926_u32.to_le_bytes()));
    }
}
