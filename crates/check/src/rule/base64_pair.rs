//! Name and password of HTTP basic authentication (RFC 7617).

use crate::base64::{decode, is_base64};

/// What a value begins with in which the name of the header comes last.
const SCHEME: &[u8] = b"basic";

/// Whether the base64 at the end of the value, or behind the scheme at its beginning,
/// decodes to text with a colon.
///
/// Text has no control characters, in whatever encoding; but `echo` puts a line break
/// at its end.
pub(crate) fn holds(value: &[u8]) -> bool {
    let mut decoded = decode(token(value.trim_ascii()).iter().copied());
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

fn token(value: &[u8]) -> &[u8] {
    let is_other = |byte: &u8| !is_base64(*byte);
    let head = value.split_at_checked(SCHEME.len());
    match head.filter(|it| it.0.eq_ignore_ascii_case(SCHEME)) {
        Some((_, behind)) => {
            let behind = behind.trim_ascii_start();
            &behind[..behind.iter().position(is_other).unwrap_or(behind.len())]
        }
        None => &value[value.iter().rposition(is_other).map_or(0, |at| at + 1)..],
    }
}
