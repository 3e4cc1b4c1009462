//! JSON Web Token in compact form (RFC 7515, RFC 7516, RFC 7519).

use crate::base64::decode;
use crate::json::object_has;

/// Whether the first part is a JSON object with the member `alg`, and the
/// second a JSON object too.
///
/// A header that begins and ends as most do passes even if a byte within it
/// was damaged: the token is still one that should not lie about.
///
/// The signature may be empty or, with its point, be missing. Of five parts
/// the second is an encrypted key and can be anything, also nothing; its header
/// names the encryption, too.
pub(crate) fn holds(value: &[u8]) -> bool {
    let mut parts = value.trim_ascii().split(|&byte| byte == b'.');
    let (Some(header), Some(payload)) = (parts.next(), parts.next()) else {
        return false;
    };
    let is_token = match parts.count() {
        0 | 1 => has(payload, b"").is_some(),
        3 => has(header, b"enc") == Some(true),
        _ => false,
    };
    is_token && (has(header, b"alg") == Some(true) || is_damaged_header(header))
}

fn has(part: &[u8], member: &[u8]) -> Option<bool> {
    let mut decoded = decode(part.iter().copied());
    let found = object_has(decoded.by_ref(), member)?;
    decoded.is_clean().then_some(found)
}

fn is_damaged_header(part: &[u8]) -> bool {
    const BEGINNING: &[u8] = b"{\"alg\":";
    let mut decoded = decode(part.iter().copied());
    let begins = BEGINNING.iter().all(|byte| decoded.next() == Some(*byte));
    begins && decoded.by_ref().last() == Some(b'}') && decoded.is_clean()
}
