//! How packages were encrypted in 2007, and other documents by then.

use super::passwords::{spin, unread};
use crate::budget::Budget;
use crate::bytes::little::u32_at;
use crate::crypt::{Aes, Hash};
use crate::extractor::Fault;

/// How packages were encrypted in 2007, and other documents by then.
pub(super) struct Standard {
    pub(super) salt: Vec<u8>,
    pub(super) verifier: Vec<u8>,
    pub(super) verifier_hash: Vec<u8>,
    /// Bytes of the key.
    pub(super) key_len: usize,
    pub(super) rc4: bool,
}

impl Standard {
    /// Reads what stands behind the version.
    pub(super) fn read(info: &[u8]) -> Option<Standard> {
        let header_len = u32_at(info, 8) as usize;
        let (algorithm, bits) = (u32_at(info, 20), u32_at(info, 28) as usize);
        let rest = info.get(12_usize.checked_add(header_len)?..)?;
        let salt = u32_at(rest, 0) as usize;
        let verifier = rest.get(4..4_usize.checked_add(salt)?)?;
        let rc4 = algorithm == 0x6801;
        let after = rest.get(4 + salt..)?;
        let hash_len = if rc4 { 20 } else { 32 };
        let key_len = match (rc4, bits) {
            // Not said: as it was at first.
            (true, 0) => 5,
            (_, bits) => bits / 8,
        };
        let sound = match rc4 {
            true => (5..=16).contains(&key_len),
            false => matches!(key_len, 16 | 24 | 32),
        };
        sound.then_some(Standard {
            salt: verifier.to_vec(),
            verifier: after.get(..16)?.to_vec(),
            verifier_hash: after.get(20..20 + hash_len)?.to_vec(),
            key_len,
            rc4,
        })
    }

    /// AES, if the password is the one.
    pub(super) fn open(&self, password: &str, budget: &Budget) -> Result<Option<Aes>, Fault> {
        if self.rc4 {
            return Err(unread());
        }
        let spun = spin(Hash::Sha1, &self.salt, password, 50_000, budget)?;
        let last = Hash::Sha1.of(&[&spun, &[0; 4]]);
        let half = |pad: u8| {
            let mut block = [pad; 64];
            block
                .iter_mut()
                .zip(&last)
                .for_each(|(byte, hash)| *byte ^= hash);
            Hash::Sha1.of(&[&block])
        };
        let mut key = [half(0x36), half(0x5C)].concat();
        key.truncate(self.key_len);
        let Some(aes) = Aes::new(&key) else {
            return Ok(None);
        };
        let (mut verifier, mut told) = (self.verifier.clone(), self.verifier_hash.clone());
        aes.each(&mut verifier);
        aes.each(&mut told);
        let is_it = told.starts_with(&Hash::Sha1.of(&[&verifier]));
        Ok(is_it.then_some(aes))
    }
}
