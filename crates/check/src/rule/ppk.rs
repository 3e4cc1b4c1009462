//! A private key file of PuTTY, version 2 or 3.

use crate::base64::is_base64;
use crate::wrapped::Wrapped;

/// Whether `Public-Lines` and `Private-Lines` are followed by as many lines of
/// base64 as they say, and `Private-MAC` by hexadecimal digits.
pub(crate) fn holds(value: &[u8]) -> bool {
    const MAC: &[u8] = b"Private-MAC:";
    let Some(at) = value.windows(MAC.len()).rposition(|it| it == MAC) else {
        return false;
    };
    let key = Wrapped::of(&value[..at]);
    value.starts_with(b"PuTTY-User-Key-File-")
        && has_lines(key, b"Public-Lines:")
        && has_lines(key, b"Private-Lines:")
        && is_hex(value[at + MAC.len()..].trim_ascii())
}

/// Whether a field is followed by as many lines as it says.
fn has_lines(key: Wrapped<'_>, name: &[u8]) -> bool {
    let mut rest = key.lines().filter(|line| !line.is_empty());
    let count = rest.find_map(|line| str::from_utf8(line.strip_prefix(name)?).ok());
    let count = count.and_then(|count| count.trim().parse().ok());
    count.is_some_and(|count: usize| count > 0 && rest.take(count).filter(is_data).count() == count)
}

/// Whether a line is base64; JSON may escape its slashes.
fn is_data(line: &&[u8]) -> bool {
    line.iter().all(|&byte| is_base64(byte) || byte == b'\\')
}

fn is_hex(text: &[u8]) -> bool {
    text.len() >= 40 && text.iter().all(u8::is_ascii_hexdigit)
}
