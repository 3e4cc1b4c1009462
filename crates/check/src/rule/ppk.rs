//! A private key file of PuTTY, version 2 or 3.

use crate::base64::is_base64;
use crate::pem::lines;

/// Whether `Public-Lines` and `Private-Lines` are followed by as many lines of
/// base64 as they say, and `Private-MAC` by hexadecimal digits.
pub(crate) fn holds(value: &[u8]) -> bool {
    value.starts_with(b"PuTTY-User-Key-File-")
        && has_lines(value, b"Public-Lines:")
        && has_lines(value, b"Private-Lines:")
        && field(value, b"Private-MAC:").is_some_and(|(mac, _)| is_hex(mac))
}

/// The value of a field, and the lines after it.
fn field<'a>(key: &'a [u8], name: &[u8]) -> Option<(&'a [u8], impl Iterator<Item = &'a [u8]>)> {
    let mut rest = lines(key);
    let value = rest.find_map(|line| line.strip_prefix(name))?;
    Some((value.trim_ascii(), rest))
}

fn has_lines(key: &[u8], name: &[u8]) -> bool {
    let Some((count, rest)) = field(key, name) else {
        return false;
    };
    let count = str::from_utf8(count)
        .ok()
        .and_then(|count| count.parse().ok());
    count.is_some_and(|count: usize| count > 0 && rest.take(count).filter(is_data).count() == count)
}

fn is_data(line: &&[u8]) -> bool {
    !line.is_empty() && line.iter().all(|&byte| is_base64(byte))
}

fn is_hex(text: &[u8]) -> bool {
    text.len() >= 40 && text.iter().all(u8::is_ascii_hexdigit)
}
