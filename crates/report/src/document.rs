//! JSON that is safe to look at.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Serializer, Value};

use crate::text::steers;

/// Writes a document on one line. What could steer a terminal or turn the
/// direction of writing is escaped, which changes nothing for whoever reads it
/// as JSON.
pub(crate) fn write(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    write_by(&mut Vec::with_capacity(USUAL), out, document)
}

/// The same by way of some memory, which is kept for the next unless it became large.
pub(crate) fn write_by(
    line: &mut Vec<u8>,
    out: &mut dyn Write,
    document: &impl Serialize,
) -> io::Result<()> {
    // In one go: a document has hundreds of parts.
    line.clear();
    line.shrink_to(MOST);
    document.serialize(&mut Serializer::with_formatter(&mut *line, Visible))?;
    out.write_all(line)
}

/// Bytes of memory that are kept.
const MOST: usize = 1 << 20;

/// Bytes that most findings fit in.
const USUAL: usize = 8 << 10;

/// The same as a text.
pub(crate) fn text(document: &Value) -> String {
    let mut out = Vec::new();
    // Memory can be written to, and all values are JSON.
    let _ = write(&mut out, document);
    String::from_utf8(out).unwrap_or_default()
}

/// Without white space, as serde_json's own compact form.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly all are, and quickly told.
        if is_plain(fragment.as_bytes()) {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|it| steers(it.1)) {
            out.write_all(&rest.as_bytes()[..at])?;
            // All that steers is in the basic plane.
            write!(out, "\\u{:04x}", u32::from(character))?;
            rest = &rest[at + character.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

/// Whether all is printable ASCII, of which control characters are escaped already but for
/// the last. Eight bytes are told at once.
fn is_plain(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOPS: u64 = ONES << 7;
    let (words, rest) = bytes.as_chunks();
    let mut last = [0; 8];
    for (to, byte) in last.iter_mut().zip(rest) {
        *to = *byte;
    }
    let words = words.iter().chain([&last]);
    // With one more, the last of ASCII has the top bit; others that carry have it as they are.
    let tops = words.fold(0, |tops, word| {
        let word = u64::from_ne_bytes(*word);
        tops | word | word.wrapping_add(ONES)
    });
    tops & TOPS == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_escaped_and_read_back() {
        let name = "a\u{9b}2J\u{7f}b\u{202e}c\u{2028}\u{1b}\n\"é𝕏";
        let written = text(&Value::from(name));
        assert_eq!(written, r#""a\u009b2J\u007fb\u202ec\u2028\u001b\n\"é𝕏""#);
        assert_eq!(
            serde_json::from_str::<String>(&written).expect("JSON"),
            name
        );
    }
}
