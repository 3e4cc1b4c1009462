//! How packages are encrypted since 2010.

use super::passwords::{MOST_ROUNDS, spin, unread};
use crate::budget::Budget;
use crate::crypt::{Aes, Hash};
use crate::extractor::{Fault, Whole};
use crate::xml::{Event, Xml};

/// How a package is encrypted since 2010.
#[derive(Default)]
pub(super) struct Agile {
    /// Of the content.
    salt: Vec<u8>,
    hash: Option<Hash>,
    block: usize,
    /// Of the key.
    key_salt: Vec<u8>,
    key_hash: Option<Hash>,
    key_len: usize,
    rounds: u32,
    input: Vec<u8>,
    input_hash: Vec<u8>,
    value: Vec<u8>,
}

impl Agile {
    pub(super) fn read(info: &[u8]) -> Option<Agile> {
        let mut xml = Xml::new(Whole::new(info.to_vec()));
        let mut agile = Agile::default();
        loop {
            match xml.next().ok()? {
                Event::Start if xml.name() == b"keyData" => {
                    agile.salt = base64(&xml, b"saltValue");
                    agile.hash = Hash::named(&xml.attribute(b"hashAlgorithm")?);
                    agile.block = xml.attribute(b"blockSize")?.parse().ok()?;
                    (xml.attribute(b"cipherAlgorithm")? == "AES").then_some(())?;
                    (xml.attribute(b"cipherChaining")? == "ChainingModeCBC").then_some(())?;
                }
                Event::Start if xml.name() == b"encryptedKey" => {
                    agile.key_salt = base64(&xml, b"saltValue");
                    agile.key_hash = Hash::named(&xml.attribute(b"hashAlgorithm")?);
                    agile.key_len = xml.attribute(b"keyBits")?.parse::<usize>().ok()? / 8;
                    agile.rounds = xml.attribute(b"spinCount")?.parse().ok()?;
                    agile.input = base64(&xml, b"encryptedVerifierHashInput");
                    agile.input_hash = base64(&xml, b"encryptedVerifierHashValue");
                    agile.value = base64(&xml, b"encryptedKeyValue");
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let sound = agile.rounds <= MOST_ROUNDS && matches!(agile.key_len, 16 | 24 | 32);
        (sound && agile.hash.is_some() && agile.key_hash.is_some()).then_some(agile)
    }

    /// The key of the content, if the password is the one.
    pub(super) fn key(&self, password: &str, budget: &Budget) -> Result<Option<Vec<u8>>, Fault> {
        let Some(hash) = self.key_hash else {
            return Ok(None);
        };
        let spun = spin(hash, &self.key_salt, password, self.rounds, budget)?;
        let open = |block: [u8; 8], data: &[u8]| {
            let mut key = hash.of(&[&spun, &block]);
            key.resize(self.key_len, 0x36);
            let mut data = data.to_vec();
            Aes::new(&key)?.chain(&mut start(&self.key_salt), &mut data);
            Some(data)
        };
        let input = open(
            [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79],
            &self.input,
        );
        let told = open(
            [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E],
            &self.input_hash,
        );
        let (Some(input), Some(told)) = (input, told) else {
            return Ok(None);
        };
        if !told.starts_with(&hash.of(&[&input])) {
            return Ok(None);
        }
        let mut key = open(
            [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6],
            &self.value,
        );
        if let Some(key) = &mut key {
            key.truncate(self.key_len);
        }
        Ok(key)
    }

    pub(super) fn decrypt(&self, key: &[u8], content: &mut [u8]) -> Result<(), Fault> {
        let (Some(aes), Some(hash)) = (Aes::new(key), self.hash) else {
            return Err(unread());
        };
        for (number, segment) in content.chunks_mut(4096).enumerate() {
            let mut vector = hash.of(&[&self.salt, &(number as u32).to_le_bytes()]);
            vector.resize(self.block.min(64), 0x36);
            aes.chain(&mut start(&vector), segment);
        }
        Ok(())
    }
}

/// What a chain begins with.
fn start(salt: &[u8]) -> [u8; 16] {
    let mut start = [0x36; 16];
    let len = salt.len().min(16);
    start[..len].copy_from_slice(&salt[..len]);
    start
}

fn base64(xml: &Xml<'_>, name: &[u8]) -> Vec<u8> {
    let text = xml.attribute(name).unwrap_or_default();
    crate::format::mail::base64(text.as_bytes())
}
