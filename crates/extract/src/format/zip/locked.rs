//! Entries that are encrypted.

use std::io::{BufRead, Read};

use super::decode::{Method, decode};
use super::local::{Local, Lock};
use crate::crypt::{Decrypted, ZipAes, ZipCrypto};
use crate::extractor::Fault;
use crate::lease::{Lease, Stream};
use crate::passwords::Passwords;

/// The decoded content of an encrypted entry, if a password opens it.
pub(super) fn open<'r>(
    mut lease: Lease<Stream<'r>>,
    lock: Lock,
    local: &Local,
    passwords: &Passwords,
) -> Result<Box<dyn Read + 'r>, Fault> {
    let refused = || Fault::encrypted(passwords.refusal());
    match lock {
        Lock::Weak(check) => {
            let mut header = [0; ZipCrypto::HEADER];
            lease.read_exact(&mut header)?;
            let opened = |password| ZipCrypto::open(password, &header, check);
            let cipher = passwords.iter().find_map(opened).ok_or_else(refused)?;
            let left = local
                .compressed
                .map(|it| it.saturating_sub(header.len() as u64));
            decoded(lease, left, local, |data| Decrypted::new(data, cipher))
        }
        Lock::Aes(strength) => {
            let salt = ZipAes::salt(strength).ok_or_else(refused)?;
            let mut header = vec![0; salt + ZipAes::CHECK];
            lease.read_exact(&mut header)?;
            let check = [header[salt], header[salt + 1]];
            let opened = |password| ZipAes::open(password, &header[..salt], check);
            let cipher = passwords.iter().find_map(opened).ok_or_else(refused)?;
            let around = header.len() as u64 + ZipAes::TRAILER;
            let left = local.compressed.map(|it| it.saturating_sub(around));
            decoded(lease, left, local, |data| Decrypted::new(data, cipher))
        }
        Lock::Other => Err(refused()),
    }
}

/// Decrypts data, up to their end if that is told, and decodes them.
fn decoded<'r, D: BufRead + 'r>(
    lease: Lease<Stream<'r>>,
    left: Option<u64>,
    local: &Local,
    decrypted: impl FnOnce(Box<dyn BufRead + 'r>) -> D,
) -> Result<Box<dyn Read + 'r>, Fault> {
    let data: Box<dyn BufRead + 'r> = match left {
        Some(left) => Box::new(lease.take(left)),
        // Where it ends shows only once it is decoded.
        None if local.method == Method::Stored => {
            return Err(Fault::encrypted(
                "encrypted, and of unknown size: not analysed",
            ));
        }
        None => Box::new(lease),
    };
    decode(decrypted(data), local.method, local.size)
}
