//! A PEM block whose body is an OpenSSH private key.

use crate::base64::decode;
use crate::pem::Body;

const MAGIC: &[u8] = b"openssh-key-v1\0";

/// Whether the body decodes to bytes that begin with `openssh-key-v1`.
pub(crate) fn holds(value: &[u8]) -> bool {
    Body::of(value).is_some_and(|body| {
        let bytes = decode(body.characters());
        bytes.take(MAGIC.len()).eq(MAGIC.iter().copied())
    })
}
