//! Trying passwords, and keys that are slow to make of them.

use crate::budget::Budget;
use crate::crypt::{Hash, utf16};
use crate::extractor::Fault;

/// What Excel takes where a workbook is locked without a password of its own.
const DEFAULT: &str = "VelvetSweatshop";
/// The most rounds that a key is made by; the usual are 100,000.
pub(super) const MOST_ROUNDS: u32 = 2_000_000;

/// Tries passwords, the default one first.
pub(super) fn first<T>(
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

pub(super) fn unread() -> Fault {
    Fault::encrypted("Office document, encrypted in a way that is not read")
}

/// The hash of a password, hashed many times over.
pub(super) fn spin(
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
