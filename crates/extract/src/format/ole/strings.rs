//! Strings as compound files have them.

use encoding_rs::UTF_16LE;

use crate::bytes::little::u32_at;

/// UTF-16 without its terminator.
pub(crate) fn utf16(bytes: &[u8]) -> String {
    let text = UTF_16LE.decode_without_bom_handling(bytes).0;
    text.trim_end_matches('\0').to_owned()
}

/// The name and content of an embedded file, as packed for embedding.
pub(crate) fn native(bytes: &[u8]) -> Option<(String, Vec<u8>)> {
    // The size of all, two bytes, a label, the name, four bytes more and the
    // name of a temporary file.
    let mut rest = bytes.get(6..)?;
    let mut take = || {
        let end = memchr::memchr(0, rest)?;
        let text = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        Some(text)
    };
    let name = take()?;
    take()?;
    let rest = rest.get(4..)?;
    let len = u32_at(rest, 0) as usize;
    let rest = rest.get(4 + len..)?;
    let size = u32_at(rest, 0) as usize;
    let content = rest.get(4..)?;
    let content = content.get(..size).unwrap_or(content);
    (!name.is_empty()).then(|| (name, content.to_vec()))
}
