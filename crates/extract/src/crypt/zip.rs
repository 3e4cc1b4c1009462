//! The two ways in which entries of zip archives are encrypted.

use super::aes::{Aes, BLOCK};
use super::hash::pbkdf2_sha1;
use super::stream::Cipher;

/// The old way, which is weak.
#[derive(Clone)]
pub(crate) struct ZipCrypto {
    keys: [u32; 3],
}

impl ZipCrypto {
    /// Bytes in front of the data.
    pub(crate) const HEADER: usize = 12;

    /// What decrypts the data behind a header, if the password is likely to be
    /// the one: a byte tells.
    pub(crate) fn open(
        password: &str,
        header: &[u8; ZipCrypto::HEADER],
        check: [u8; 2],
    ) -> Option<ZipCrypto> {
        let mut cipher = ZipCrypto {
            keys: [0x1234_5678, 0x2345_6789, 0x3456_7890],
        };
        password.bytes().for_each(|byte| cipher.mix(byte));
        let mut header = *header;
        cipher.apply(&mut header);
        check.contains(&header[11]).then_some(cipher)
    }

    fn mix(&mut self, plain: u8) {
        let [first, second, third] = &mut self.keys;
        *first = crc(*first, plain);
        *second = second.wrapping_add(*first & 0xFF);
        *second = second.wrapping_mul(134_775_813).wrapping_add(1);
        *third = crc(*third, (*second >> 24) as u8);
    }
}

/// A checksum that goes on with a byte, without the inversions.
fn crc(before: u32, byte: u8) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut n = 0;
        while n < 256 {
            let (mut value, mut bit) = (n as u32, 0);
            while bit < 8 {
                value = if value & 1 == 1 {
                    value >> 1 ^ 0xEDB8_8320
                } else {
                    value >> 1
                };
                bit += 1;
            }
            table[n] = value;
            n += 1;
        }
        table
    };
    before >> 8 ^ TABLE[(before as u8 ^ byte) as usize]
}

impl Cipher for ZipCrypto {
    fn apply(&mut self, data: &mut [u8]) {
        for byte in data {
            let mixed = self.keys[2] | 2;
            *byte ^= (mixed.wrapping_mul(mixed ^ 1) >> 8) as u8;
            self.mix(*byte);
        }
    }
}

/// AES in counter mode, with keys of three lengths.
pub(crate) struct ZipAes {
    aes: Aes,
    counter: u128,
    block: [u8; BLOCK],
    used: usize,
}

impl ZipAes {
    /// Bytes of the salt in front of the data; `None` for a strength that
    /// there is not.
    pub(crate) fn salt(strength: u8) -> Option<usize> {
        (1..=3)
            .contains(&strength)
            .then(|| 4 + 4 * usize::from(strength))
    }

    /// Bytes behind the salt that tell whether the password is the one, and
    /// those behind the data.
    pub(crate) const CHECK: usize = 2;
    pub(crate) const TRAILER: u64 = 10;

    /// What decrypts the data, if the password is likely to be the one.
    pub(crate) fn open(password: &str, salt: &[u8], check: [u8; 2]) -> Option<ZipAes> {
        let len = 2 * salt.len();
        let key = pbkdf2_sha1(password.as_bytes(), salt, 1000, 2 * len + ZipAes::CHECK);
        (key[2 * len..] == check).then_some(())?;
        Some(ZipAes {
            aes: Aes::new(&key[..len])?,
            counter: 0,
            block: [0; BLOCK],
            used: BLOCK,
        })
    }
}

impl Cipher for ZipAes {
    fn apply(&mut self, data: &mut [u8]) {
        for byte in data {
            if self.used == BLOCK {
                self.counter += 1;
                self.block = self.aes.encrypt(self.counter.to_le_bytes());
                self.used = 0;
            }
            *byte ^= self.block[self.used];
            self.used += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use flate2::Crc;

    use super::*;

    #[test]
    fn the_checksum_is_that_of_zip() {
        let own = b"tracie".iter().fold(u32::MAX, |sum, byte| crc(sum, *byte));
        let mut other = Crc::new();
        other.update(b"tracie");
        assert_eq!(!own, other.sum());
    }

    #[test]
    fn a_password_that_is_not_the_one_is_told() {
        assert!(ZipAes::open("wrong", &[1; 8], [0, 0]).is_none());
        assert_eq!(ZipAes::salt(3), Some(16));
        assert_eq!(ZipAes::salt(4), None);
    }
}
