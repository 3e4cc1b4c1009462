//! Hashes, and keys that are made of passwords by them.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A hash by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) fn named(name: &str) -> Option<Hash> {
        Some(match name.to_ascii_uppercase().replace('-', "").as_str() {
            "MD5" => Hash::Md5,
            "SHA1" => Hash::Sha1,
            "SHA256" => Hash::Sha256,
            "SHA384" => Hash::Sha384,
            "SHA512" => Hash::Sha512,
            _ => return None,
        })
    }

    /// The hash of parts one behind the other.
    pub(crate) fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hash = D::new();
            parts.iter().for_each(|part| hash.update(part));
            hash.finalize().to_vec()
        }
        match self {
            Hash::Md5 => digest::<Md5>(parts),
            Hash::Sha1 => digest::<Sha1>(parts),
            Hash::Sha256 => digest::<Sha256>(parts),
            Hash::Sha384 => digest::<Sha384>(parts),
            Hash::Sha512 => digest::<Sha512>(parts),
        }
    }
}

/// A password as Windows writes it.
pub(crate) fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn hmac_sha1(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut block = [0; 64];
    let short = if key.len() > 64 {
        Hash::Sha1.of(&[key])
    } else {
        key.to_vec()
    };
    block[..short.len()].copy_from_slice(&short);
    let inner = block.map(|byte| byte ^ 0x36);
    let outer = block.map(|byte| byte ^ 0x5C);
    let parts: Vec<&[u8]> = std::iter::once(&inner[..])
        .chain(parts.iter().copied())
        .collect();
    Hash::Sha1.of(&[&outer, &Hash::Sha1.of(&parts)])
}

/// A key of so many bytes, by PBKDF2.
pub(crate) fn pbkdf2_sha1(password: &[u8], salt: &[u8], rounds: u32, len: usize) -> Vec<u8> {
    let mut key = Vec::new();
    for number in 1_u32.. {
        if key.len() >= len {
            break;
        }
        let mut last = hmac_sha1(password, &[salt, &number.to_be_bytes()]);
        let mut sum = last.clone();
        for _ in 1..rounds {
            last = hmac_sha1(password, &[&last]);
            sum.iter_mut()
                .zip(&last)
                .for_each(|(sum, byte)| *sum ^= byte);
        }
        key.extend(sum);
    }
    key.truncate(len);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_holds() {
        // RFC 6070.
        let key = pbkdf2_sha1(b"password", b"salt", 2, 20);
        assert_eq!(key[..4], [0xEA, 0x6C, 0x01, 0x4D]);
        assert_eq!(pbkdf2_sha1(b"password", b"salt", 1, 25).len(), 25);
    }

    #[test]
    fn hashes_have_names() {
        assert_eq!(Hash::named("SHA-512"), Some(Hash::Sha512));
        assert_eq!(Hash::named("sha1"), Some(Hash::Sha1));
        assert_eq!(Hash::named("other"), None);
        assert_eq!(Hash::Md5.of(&[b"a", b"b"]), Hash::Md5.of(&[b"ab"]));
    }
}
