//! Office documents that are encrypted: packages since 2007, and documents of
//! Word, Excel and PowerPoint before that.

mod agile;
mod presentation;
mod rc4;
mod standard;
mod word;
mod workbook;
mod xor;

use crate::budget::Budget;
use crate::crypt::{Hash, utf16};
use crate::extractor::Fault;
use crate::format::ole::compound::Compound;
use crate::format::zip::u16_at;
use agile::Agile;
pub(super) use presentation::presentation;
use standard::Standard;
pub(super) use word::word;
pub(super) use workbook::workbook;

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

#[cfg(test)]
mod tests {
    use super::rc4::Keys;
    use super::*;
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
