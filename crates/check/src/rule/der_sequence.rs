//! A PEM block whose body is a DER sequence, as every key is.

use crate::base64::{decode, is_base64};
use crate::pem::Body;

const SEQUENCE: u8 = 0x30;

/// Whether the body begins with the tag and length of a sequence, or is
/// encrypted by a `Proc-Type` header so that nobody can tell, and no word such as
/// `[redacted]`.
pub(crate) fn holds(value: &[u8]) -> bool {
    Body::of(value).is_some_and(|body| {
        let mut bytes = decode(body.characters());
        let begins = bytes.next() == Some(SEQUENCE) && bytes.next().is_some_and(is_length);
        begins || body.is_encrypted() && body.runs().flatten().all(|it| is_base64(*it))
    })
}

/// Whether a length begins with this byte: itself up to 127 bytes, or how many
/// bytes of length follow, which for a key are four at most.
fn is_length(byte: u8) -> bool {
    (1..=0x84).contains(&byte) && byte != 0x80
}
