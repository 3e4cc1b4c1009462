//! Name and password of HTTP basic authentication (RFC 7617).

use crate::base64::{decode, is_base64};

/// Whether the base64 at the end of the value decodes to text with a colon.
///
/// Text has no control characters, in whatever encoding; but `echo` puts a line break
/// at its end.
pub(crate) fn holds(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    let start = value.iter().rposition(|&byte| !is_base64(byte));
    let token = &value[start.map_or(0, |at| at + 1)..];
    let mut decoded = decode(token.iter().copied());
    let (mut has_colon, mut ended) = (false, false);
    for byte in decoded.by_ref() {
        let ends = matches!(byte, b'\r' | b'\n');
        if !ends && (ended || byte.is_ascii_control()) {
            return false;
        }
        ended |= ends;
        has_colon |= byte == b':';
    }
    has_colon && decoded.is_clean()
}
