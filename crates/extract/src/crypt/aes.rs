//! AES, block by block.

use std::io::{self, Read};

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256, Block};

/// AES with a key of some length.
pub(crate) enum Aes {
    Short(Box<Aes128>),
    Middle(Box<Aes192>),
    Long(Box<Aes256>),
}

pub(crate) const BLOCK: usize = 16;

impl Aes {
    /// `None` if the key is of no length that there is.
    pub(crate) fn new(key: &[u8]) -> Option<Aes> {
        Some(match key.len() {
            16 => Aes::Short(Box::new(Aes128::new_from_slice(key).ok()?)),
            24 => Aes::Middle(Box::new(Aes192::new_from_slice(key).ok()?)),
            32 => Aes::Long(Box::new(Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        })
    }

    pub(crate) fn encrypt(&self, bytes: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = Block::from(bytes);
        match self {
            Aes::Short(aes) => aes.encrypt_block(&mut block),
            Aes::Middle(aes) => aes.encrypt_block(&mut block),
            Aes::Long(aes) => aes.encrypt_block(&mut block),
        }
        block.into()
    }

    pub(crate) fn decrypt(&self, bytes: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = Block::from(bytes);
        match self {
            Aes::Short(aes) => aes.decrypt_block(&mut block),
            Aes::Middle(aes) => aes.decrypt_block(&mut block),
            Aes::Long(aes) => aes.decrypt_block(&mut block),
        }
        block.into()
    }

    /// Decrypts whole blocks, each on its own; what is left over stays.
    pub(crate) fn each(&self, data: &mut [u8]) {
        for chunk in data.as_chunks_mut::<BLOCK>().0 {
            *chunk = self.decrypt(*chunk);
        }
    }

    /// Decrypts whole blocks of a chain that begins with `last`, and leaves
    /// there what goes on with.
    pub(crate) fn chain(&self, last: &mut [u8; BLOCK], data: &mut [u8]) {
        for chunk in data.as_chunks_mut::<BLOCK>().0 {
            let encrypted = *chunk;
            *chunk = self.decrypt(encrypted);
            for (byte, before) in chunk.iter_mut().zip(&*last) {
                *byte ^= before;
            }
            *last = encrypted;
        }
    }
}

/// A chain of blocks, as a stream.
pub(crate) struct Cbc<R> {
    inner: R,
    aes: Aes,
    last: [u8; BLOCK],
    buffer: Vec<u8>,
    at: usize,
}

impl<R: Read> Cbc<R> {
    pub(crate) fn new(inner: R, aes: Aes, start: [u8; BLOCK]) -> Cbc<R> {
        Cbc {
            inner,
            aes,
            last: start,
            buffer: Vec::new(),
            at: 0,
        }
    }
}

/// Bytes that are decrypted at once.
const AT_ONCE: u64 = 64 << 10;

impl<R: Read> Read for Cbc<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            (&mut self.inner)
                .take(AT_ONCE)
                .read_to_end(&mut self.buffer)?;
            self.aes.chain(&mut self.last, &mut self.buffer);
        }
        let rest = &self.buffer[self.at..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_holds() {
        // FIPS 197, appendix C.
        let key: Vec<u8> = (0..16).collect();
        let plain: [u8; 16] = std::array::from_fn(|n| n as u8 * 0x11);
        let aes = Aes::new(&key).expect("16 bytes");
        let encrypted = aes.encrypt(plain);
        assert_eq!(encrypted[..4], [0x69, 0xC4, 0xE0, 0xD8]);
        assert_eq!(aes.decrypt(encrypted), plain);
        assert!(Aes::new(&key[..15]).is_none());
    }

    #[test]
    fn chains_go_on_however_they_are_read() {
        let aes = || Aes::new(&[7; 32]).expect("32 bytes");
        let plain: Vec<u8> = (0..160).collect();
        let (mut last, mut encrypted) = ([9; BLOCK], Vec::new());
        for chunk in plain.as_chunks::<BLOCK>().0 {
            let mixed = std::array::from_fn(|n| chunk[n] ^ last[n]);
            last = aes().encrypt(mixed);
            encrypted.extend(last);
        }
        let mut read = Vec::new();
        Cbc::new(&encrypted[..], aes(), [9; BLOCK])
            .read_to_end(&mut read)
            .expect("in memory");
        assert_eq!(read, plain);
    }
}
