//! Office documents that are encrypted: packages since 2007, and documents of
//! Word, Excel and PowerPoint before that.

mod agile;
mod passwords;
mod presentation;
mod rc4;
mod standard;
mod word;
mod workbook;
mod xor;

use bytes::Bytes;

use crate::budget::Budget;
use crate::bytes::little::u16_at;
use crate::extractor::Fault;
use crate::format::ole::compound::Compound;
use agile::Agile;
use passwords::{first, unread};
use standard::Standard;

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

/// Decrypts the streams of a document, if they are encrypted.
pub(super) fn word(stream: &mut Bytes, table: &mut Bytes, budget: &Budget) -> Result<(), Fault> {
    if !word::is_locked(stream) {
        return Ok(());
    }
    opened(stream, |stream| {
        opened(table, |table| word::word(stream, table, budget))
    })
}

/// Decrypts the stream of a workbook, if it is encrypted.
pub(super) fn workbook(stream: &mut Bytes, budget: &Budget) -> Result<(), Fault> {
    match workbook::is_locked(stream) {
        true => opened(stream, |stream| workbook::workbook(stream, budget)),
        false => Ok(()),
    }
}

/// Decrypts the stream of a presentation that is encrypted.
pub(super) fn presentation(user: &[u8], stream: &mut Bytes, budget: &Budget) -> Result<(), Fault> {
    opened(stream, |stream| {
        presentation::presentation(user, stream, budget)
    })
}

/// Opens a stream in memory of its own: others share what it was.
fn opened(
    stream: &mut Bytes,
    open: impl FnOnce(&mut [u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut bytes = Vec::from(std::mem::take(stream));
    open(&mut bytes)?;
    *stream = bytes.into();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::rc4::Keys;
    use super::*;
    use crate::crypt::{Hash, utf16};
    use crate::limits::Limits;
    use crate::passwords::Passwords;

    pub(super) fn budget(passwords: &str) -> Budget {
        Budget::new(Limits {
            passwords: Passwords::from_lines(passwords),
            ..Limits::default()
        })
    }

    /// How a document is locked by RC4 with 128 bits of key, and its keys.
    pub(super) fn lock(password: &str) -> (Vec<u8>, Keys) {
        let (salt, verifier) = ([3; 16], [5; 16]);
        let keys = Keys::New(Hash::Sha1.of(&[&salt, &utf16(password)]), 16);
        let mut secret = [verifier.to_vec(), Hash::Sha1.of(&[&verifier])].concat();
        keys.cipher(0).apply(&mut secret);
        let number = |number: u32| number.to_le_bytes().to_vec();
        let header = [0, 0, 0x6801, 0x8004, 128, 1, 0, 0].map(number).concat();
        let info = [
            [2, 0, 2, 0, 4, 0, 0, 0].to_vec(),
            number(header.len() as u32),
            header,
            number(16),
            salt.to_vec(),
            secret[..16].to_vec(),
            number(20),
            secret[16..].to_vec(),
        ];
        (info.concat(), keys)
    }
}
