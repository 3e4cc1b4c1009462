//! Office documents that are encrypted: packages since 2007, and workbooks
//! before that. Other documents from before are told apart and not opened.

use tracie_finding::detection::Reason;

use super::compound::Compound;
use crate::budget::Budget;
use crate::crypt::{Aes, Hash, Rc4, utf16};
use crate::extractor::{Fault, Whole};
use crate::format::zip::{u16_at, u32_at};
use crate::xml::{Event, Xml};

/// What Excel takes where a workbook is locked without a password of its own.
const DEFAULT: &str = "VelvetSweatshop";
/// The most rounds that a key is made by; the usual are 100,000.
const MOST_ROUNDS: u32 = 2_000_000;

/// Tries passwords, the default one first.
fn first<T>(
    budget: &Budget,
    mut attempt: impl FnMut(&str) -> Result<Option<T>, Fault>,
) -> Result<T, Fault> {
    let passwords = &budget.limits.passwords;
    for password in std::iter::once(DEFAULT).chain(passwords.iter()) {
        budget.check()?;
        if let Some(opened) = attempt(password)? {
            return Ok(opened);
        }
    }
    let remark = format!("Office document, {}", passwords.refusal());
    Err(Fault::encrypted(remark))
}

fn unread() -> Fault {
    Fault::encrypted("Office document, encrypted in a way that is not read")
}

/// The package that an encrypted document holds.
pub(super) fn package(file: &Compound, budget: &Budget) -> Result<Vec<u8>, Fault> {
    let info = file.read_in(0, "EncryptionInfo");
    let data = file.read_in(0, "EncryptedPackage");
    let size = data.first_chunk().map_or(0, |it| u64::from_le_bytes(*it));
    let mut content = data.get(8..).unwrap_or_default().to_vec();
    match (u16_at(&info, 0), u16_at(&info, 2)) {
        (4, 4) => {
            let agile = Agile::read(info.get(8..).unwrap_or_default()).ok_or_else(unread)?;
            let key = first(budget, |password| agile.key(password, budget))?;
            agile.decrypt(&key, &mut content)?;
        }
        (2..=4, 2) => {
            let standard = Standard::read(&info).ok_or_else(unread)?;
            let aes = first(budget, |password| standard.open(password, budget))?;
            aes.each(&mut content);
        }
        _ => return Err(unread()),
    }
    content.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(content)
}

/// How a package is encrypted since 2010.
#[derive(Default)]
struct Agile {
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
    fn read(info: &[u8]) -> Option<Agile> {
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
    fn key(&self, password: &str, budget: &Budget) -> Result<Option<Vec<u8>>, Fault> {
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

    fn decrypt(&self, key: &[u8], content: &mut [u8]) -> Result<(), Fault> {
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

/// The hash of a password, hashed many times over.
fn spin(
    hash: Hash,
    salt: &[u8],
    password: &str,
    rounds: u32,
    budget: &Budget,
) -> Result<Vec<u8>, Fault> {
    let mut spun = hash.of(&[salt, &utf16(password)]);
    for round in 0..rounds {
        if round.is_multiple_of(1 << 14) {
            budget.check()?;
        }
        spun = hash.of(&[&round.to_le_bytes(), &spun]);
    }
    Ok(spun)
}

/// How packages were encrypted in 2007, and other documents by then.
struct Standard {
    salt: Vec<u8>,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    /// Bytes of the key.
    key_len: usize,
    rc4: bool,
}

impl Standard {
    /// Reads what stands behind the version.
    fn read(info: &[u8]) -> Option<Standard> {
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
    fn open(&self, password: &str, budget: &Budget) -> Result<Option<Aes>, Fault> {
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

    /// What makes the keys of RC4, if the password is the one.
    fn open_rc4(&self, password: &str) -> Option<Keys> {
        let hash = Hash::Sha1.of(&[&self.salt, &utf16(password)]);
        let keys = Keys::New(hash, self.key_len);
        keys.fits(&self.verifier, &self.verifier_hash, Hash::Sha1)
            .then_some(keys)
    }
}

/// What makes a key of RC4 for each kilobyte.
enum Keys {
    Old(Vec<u8>),
    New(Vec<u8>, usize),
}

/// Bytes for which one key is used.
const KILOBYTE: usize = 1024;

impl Keys {
    fn old(password: &str, salt: &[u8]) -> Keys {
        let hash = Hash::Md5.of(&[&utf16(password)]);
        let once = [&hash[..5], salt].concat();
        let mut key = Hash::Md5.of(&[&once.repeat(16)]);
        key.truncate(5);
        Keys::Old(key)
    }

    fn cipher(&self, block: u32) -> Rc4 {
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

    fn fits(&self, verifier: &[u8], told: &[u8], hash: Hash) -> bool {
        let (mut verifier, mut told) = (verifier.to_vec(), told.to_vec());
        let mut cipher = self.cipher(0);
        cipher.apply(&mut verifier);
        cipher.apply(&mut told);
        told == hash.of(&[&verifier])
    }
}

const LOCKED: u16 = 0x2F;
/// A record that says nothing.
const OPENED: u16 = 0x0FFF;
/// Where sheets begin, which stands plain in front of their names.
const SHEET: u16 = 0x85;
/// Records that are plain: where streams begin, and what is needed to open
/// them.
const PLAIN: [u16; 9] = [
    0x0009, 0x0209, 0x0409, 0x0809, LOCKED, 0x0194, 0x0195, 0x00E1, 0x0138,
];

/// Decrypts the stream of a workbook, if it is encrypted.
pub(super) fn workbook(stream: &mut [u8], budget: &Budget) -> Result<(), Fault> {
    let Some((at, lock)) = lock(stream) else {
        return Ok(());
    };
    let keys = match (u16_at(&lock, 0), u16_at(&lock, 2)) {
        (1, 1) => first(budget, |password| {
            let salt = lock.get(6..22).unwrap_or_default();
            let keys = Keys::old(password, salt);
            let (verifier, told) = (lock.get(22..38), lock.get(38..54));
            let fits = verifier
                .zip(told)
                .is_some_and(|it| keys.fits(it.0, it.1, Hash::Md5));
            Ok(fits.then_some(keys))
        })?,
        (1, 2..=4) => {
            let standard = Standard::read(&lock[2..])
                .filter(|it| it.rc4)
                .ok_or_else(unread)?;
            first(budget, |password| Ok(standard.open_rc4(password)))?
        }
        _ => {
            let remark = "workbook, hidden by XOR, which is not read";
            return Err(Fault::new(Reason::InvalidEncryption, remark));
        }
    };
    decrypt(stream, &keys);
    // It is open now.
    stream[at..at + 2].copy_from_slice(&OPENED.to_le_bytes());
    Ok(())
}

/// The record that says how the others are encrypted, and where it is.
fn lock(stream: &[u8]) -> Option<(usize, Vec<u8>)> {
    let mut at = 0;
    // It stands among the first.
    for _ in 0..64 {
        let header = stream.get(at..at + 4)?;
        let (kind, len) = (u16_at(header, 0), usize::from(u16_at(header, 2)));
        if kind == LOCKED {
            return Some((at, stream.get(at + 4..at + 4 + len)?.to_vec()));
        }
        at += 4 + len;
    }
    None
}

/// Decrypts the content of records; the key counts their headers.
fn decrypt(stream: &mut [u8], keys: &Keys) {
    let mut plain = Vec::new();
    let mut at = 0;
    while at + 4 <= stream.len() {
        let (kind, len) = (u16_at(stream, at), usize::from(u16_at(stream, at + 2)));
        let end = (at + 4 + len).min(stream.len());
        let shown = match kind {
            SHEET => (at + 8).min(end),
            kind if PLAIN.contains(&kind) => end,
            _ => at + 4,
        };
        plain.push((at, shown));
        at = end;
    }
    let mut kept = plain.iter().peekable();
    let blocks = stream.chunks_mut(KILOBYTE).enumerate();
    for (number, block) in blocks {
        let mut cipher = keys.cipher(number as u32);
        for (n, byte) in block.iter_mut().enumerate() {
            let at = number * KILOBYTE + n;
            let mixed = *byte ^ cipher.byte();
            while kept.peek().is_some_and(|it| it.1 <= at) {
                kept.next();
            }
            if kept.peek().is_none_or(|it| at < it.0) {
                *byte = mixed;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_records_stay_as_they_are() {
        // A record in the clear, one of three bytes, and one of a sheet.
        let plain = [
            &[0x09, 0x08, 2, 0, 1, 2][..],
            &[0x03, 0x02, 3, 0, b'a', b'b', b'c'],
            &[0x85, 0, 6, 0, 9, 9, 9, 9, b'x', b'y'],
        ]
        .concat();
        let keys = Keys::old("secret", &[7; 16]);
        let mut twice = plain.clone();
        decrypt(&mut twice, &keys);
        assert_eq!(twice[..10], plain[..10], "up to the first content");
        assert_ne!(twice[10..13], plain[10..13]);
        assert_eq!(twice[13..21], plain[13..21]);
        decrypt(&mut twice, &keys);
        assert_eq!(twice, plain, "RC4 undoes itself");
    }
}
