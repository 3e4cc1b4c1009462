//! What it takes to open encrypted archives and documents with a password.

mod aes;
mod hash;
mod rc4;
mod stream;
mod zip;

pub(crate) use aes::{Aes, Cbc};
pub(crate) use hash::{Hash, utf16};
pub(crate) use rc4::Rc4;
pub(crate) use stream::Decrypted;
pub(crate) use zip::{ZipAes, ZipCrypto};
