//! The oldest way to lock a document: a key of sixteen bits, mixed with the
//! password, over and over again.

use super::passwords::first;
use crate::budget::Budget;
use crate::bytes::little::u16_at;
use crate::extractor::Fault;

/// Bytes of a password that count.
const LONGEST: usize = 15;
/// What stands behind a password up to sixteen bytes.
const FILL: [u8; 15] = [
    0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00,
];
/// What a key begins as, by the length of the password.
const FIRST: [u16; LONGEST] = [
    0xE1F0, 0x1D0F, 0xCC9C, 0x84C0, 0x110C, 0x0E10, 0xF1CE, 0x313E, 0x1872, 0xE139, 0xD40F, 0x84F9,
    0x280C, 0xA96A, 0x4EC3,
];
/// What the lower bits of each byte add to a key, from the last bit of the
/// last byte on.
const BITS: [u16; 7 * LONGEST] = [
    0xAEFC, 0x4DD9, 0x9BB2, 0x2745, 0x4E8A, 0x9D14, 0x2A09, 0x7B61, 0xF6C2, 0xFDA5, 0xEB6B, 0xC6F7,
    0x9DCF, 0x2BBF, 0x4563, 0x8AC6, 0x05AD, 0x0B5A, 0x16B4, 0x2D68, 0x5AD0, 0x0375, 0x06EA, 0x0DD4,
    0x1BA8, 0x3750, 0x6EA0, 0xDD40, 0xD849, 0xA0B3, 0x5147, 0xA28E, 0x553D, 0xAA7A, 0x44D5, 0x6F45,
    0xDE8A, 0xAD35, 0x4A4B, 0x9496, 0x390D, 0x721A, 0xEB23, 0xC667, 0x9CEF, 0x29FF, 0x53FE, 0xA7FC,
    0x5FD9, 0x47D3, 0x8FA6, 0x0F6D, 0x1EDA, 0x3DB4, 0x7B68, 0xF6D0, 0xB861, 0x60E3, 0xC1C6, 0x93AD,
    0x377B, 0x6EF6, 0xDDEC, 0x45A0, 0x8B40, 0x06A1, 0x0D42, 0x1A84, 0x3508, 0x6A10, 0xAA51, 0x4483,
    0x8906, 0x022D, 0x045A, 0x08B4, 0x1168, 0x76B4, 0xED68, 0xCAF1, 0x85C3, 0x1BA7, 0x374E, 0x6E9C,
    0x3730, 0x6E60, 0xDCC0, 0xA9A1, 0x4363, 0x86C6, 0x1DAD, 0x3331, 0x6662, 0xCCC4, 0x89A9, 0x0373,
    0x06E6, 0x0DCC, 0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48C4,
];

/// What each sixteen bytes of content are mixed with.
pub(super) struct Xor([u8; 16]);

impl Xor {
    /// By the key and the sum of the password that a workbook names.
    pub(super) fn of_excel(lock: &[u8], budget: &Budget) -> Result<Xor, Fault> {
        Xor::find(u16_at(lock, 0), u16_at(lock, 2), budget)
    }

    /// By the same that a document of Word names.
    pub(super) fn of_word(lock: u32, budget: &Budget) -> Result<Xor, Fault> {
        Xor::find((lock >> 16) as u16, lock as u16, budget)
    }

    fn find(key: u16, sum: u16, budget: &Budget) -> Result<Xor, Fault> {
        first(budget, |password| {
            let password = narrow(password);
            let fits = self::key(&password) == key && self::sum(&password) == sum;
            Ok(fits.then(|| Xor::new(&password, key)))
        })
    }

    fn new(password: &[u8], key: u16) -> Xor {
        let key = key.to_le_bytes();
        let mut bytes = password.iter().chain(&FILL);
        Xor(std::array::from_fn(|at| {
            let byte = bytes.next().copied().unwrap_or_default();
            (byte ^ key[at % 2]).rotate_right(1)
        }))
    }

    /// Undoes it in a record of a workbook, which ends at an offset in its
    /// stream.
    pub(super) fn unmix_record(&self, end: usize, content: &mut [u8]) {
        for (at, byte) in content.iter_mut().enumerate() {
            *byte = (*byte ^ self.0[(end + at) % 16]).rotate_right(5);
        }
    }

    /// Undoes it in a stream of Word, in which zeros stay and none comes to be.
    pub(super) fn unmix_stream(&self, stream: &mut [u8]) {
        for (at, byte) in stream.iter_mut().enumerate() {
            let mixed = *byte ^ self.0[at % 16];
            if *byte != 0 && mixed != 0 {
                *byte = mixed;
            }
        }
    }
}

/// A password in bytes: of each character the lower half that is not zero.
fn narrow(password: &str) -> Vec<u8> {
    let units = password.encode_utf16().take(LONGEST);
    units
        .map(|unit| match unit as u8 {
            0 => (unit >> 8) as u8,
            low => low,
        })
        .collect()
}

fn key(password: &[u8]) -> u16 {
    let Some(first) = password.len().checked_sub(1).and_then(|it| FIRST.get(it)) else {
        return 0;
    };
    let mut bits = BITS.iter().rev();
    password.iter().rev().fold(*first, |key, byte| {
        (0..7).zip(&mut bits).fold(key, |key, (bit, add)| {
            key ^ if byte >> (6 - bit) & 1 == 1 { *add } else { 0 }
        })
    })
}

fn sum(password: &[u8]) -> u16 {
    let round = |sum: u16| sum >> 14 & 1 | sum << 1 & 0x7FFF;
    let sum = password
        .iter()
        .rev()
        .fold(0, |sum, byte| round(sum) ^ u16::from(*byte));
    round(sum) ^ password.len() as u16 ^ 0xCE4B
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_protected_sheets() {
        // As they stand in workbooks that are protected by these words.
        assert_eq!(sum(b"password"), 0x83AF);
        assert_eq!(sum(b"test"), 0xCBEB);
    }

    #[test]
    fn records_and_streams_come_back() {
        let xor = Xor::new(b"abc", key(b"abc"));
        let plain: Vec<u8> = (0..100).collect();
        let mut record = plain.clone();
        for (at, byte) in record.iter_mut().enumerate() {
            *byte = byte.rotate_left(5) ^ xor.0[(7 + at) % 16];
        }
        xor.unmix_record(7, &mut record);
        assert_eq!(record, plain);
        let mut stream = plain.clone();
        xor.unmix_stream(&mut stream);
        assert_ne!(stream, plain);
        assert_eq!(stream[0], 0, "zeros stay");
        xor.unmix_stream(&mut stream);
        assert_eq!(stream, plain);
    }
}
