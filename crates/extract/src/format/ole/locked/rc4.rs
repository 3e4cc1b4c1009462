//! Keys of RC4, as documents before 2007 are encrypted by it.

use super::passwords::{first, unread};
use super::standard::Standard;
use crate::budget::Budget;
use crate::bytes::little::u16_at;
use crate::crypt::{Hash, Rc4, utf16};
use crate::extractor::Fault;

/// What makes a key of RC4 for each block.
pub(super) enum Keys {
    Old(Vec<u8>),
    New(Vec<u8>, usize),
}

impl Keys {
    /// The keys that a password opens; what tells how stands behind its version.
    pub(super) fn open(info: &[u8], budget: &Budget) -> Result<Keys, Fault> {
        match (u16_at(info, 0), u16_at(info, 2)) {
            (1, 1) => first(budget, |password| Ok(Keys::open_old(info, password))),
            (2..=4, 2) => {
                let standard = Standard::read(info)
                    .filter(|it| it.rc4)
                    .ok_or_else(unread)?;
                first(budget, |password| Ok(Keys::open_new(&standard, password)))
            }
            _ => Err(unread()),
        }
    }

    fn open_new(standard: &Standard, password: &str) -> Option<Keys> {
        let hash = Hash::Sha1.of(&[&standard.salt, &utf16(password)]);
        let keys = Keys::New(hash, standard.key_len);
        keys.fits(&standard.verifier, &standard.verifier_hash, Hash::Sha1)
            .then_some(keys)
    }

    fn open_old(info: &[u8], password: &str) -> Option<Keys> {
        let keys = Keys::old(password, info.get(4..20)?);
        keys.fits(info.get(20..36)?, info.get(36..52)?, Hash::Md5)
            .then_some(keys)
    }

    /// Decrypts bytes that stand at the start of a stream, by one key for each
    /// so many of them.
    pub(super) fn decrypt(&self, stream: &mut [u8], block: usize) {
        for (number, bytes) in stream.chunks_mut(block).enumerate() {
            self.cipher(number as u32).apply(bytes);
        }
    }

    pub(super) fn old(password: &str, salt: &[u8]) -> Keys {
        let hash = Hash::Md5.of(&[&utf16(password)]);
        let once = [&hash[..5], salt].concat();
        let mut key = Hash::Md5.of(&[&once.repeat(16)]);
        key.truncate(5);
        Keys::Old(key)
    }

    pub(super) fn cipher(&self, block: u32) -> Rc4 {
        match self {
            Keys::Old(key) => Rc4::new(&Hash::Md5.of(&[key, &block.to_le_bytes()])),
            Keys::New(hash, len) => {
                let mut key = Hash::Sha1.of(&[hash, &block.to_le_bytes()]);
                key.truncate(*len);
                if *len == 5 {
                    key.resize(16, 0);
                }
                Rc4::new(&key)
            }
        }
    }

    pub(super) fn fits(&self, verifier: &[u8], told: &[u8], hash: Hash) -> bool {
        let (mut verifier, mut told) = (verifier.to_vec(), told.to_vec());
        let mut cipher = self.cipher(0);
        cipher.apply(&mut verifier);
        cipher.apply(&mut told);
        told == hash.of(&[&verifier])
    }
}
