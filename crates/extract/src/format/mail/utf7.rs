//! UTF-7: what is no ASCII stands as base64 of UTF-16 between `+` and `-`.

use super::decode::Base64;

/// Decodes UTF-7, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Utf7 {
    /// Whether the text stands within base64.
    within: bool,
    /// Whether nothing of it has come yet.
    fresh: bool,
    bits: Base64,
    /// Bytes that make no character yet.
    bytes: Vec<u8>,
}

pub(crate) const LABELS: [&str; 3] = ["utf-7", "unicode-1-1-utf-7", "utf7"];

impl Utf7 {
    /// Appends what bytes stand for. Bytes that are no ASCII stay.
    pub(crate) fn decode(&mut self, text: &[u8], last: bool, into: &mut Vec<u8>) {
        for byte in text {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if self.within => {
                    self.fresh = false;
                    self.bits.decode(&[*byte], &mut self.bytes);
                }
                b'+' => (self.within, self.fresh) = (true, true),
                _ if self.within => {
                    self.leave(into);
                    match (*byte, self.fresh) {
                        (b'-', true) => into.push(b'+'),
                        (b'-', false) => {}
                        _ => into.push(*byte),
                    }
                }
                _ => into.push(*byte),
            }
        }
        if last {
            self.leave(into);
        } else {
            self.flush(into);
        }
    }

    fn leave(&mut self, into: &mut Vec<u8>) {
        self.flush(into);
        self.within = false;
        self.bits = Base64::default();
        self.bytes.clear();
    }

    /// Writes the characters that are complete.
    fn flush(&mut self, into: &mut Vec<u8>) {
        let unit = |pair: &[u8]| u16::from_be_bytes([pair[0], pair[1]]);
        let mut whole = self.bytes.len() / 2 * 2;
        if whole >= 2 && (0xD800..0xDC00).contains(&unit(&self.bytes[whole - 2..whole])) {
            // The first half of a pair.
            whole -= 2;
        }
        let units = self.bytes[..whole].chunks_exact(2).map(unit);
        for character in char::decode_utf16(units) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.bytes.drain(..whole);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_between_signs_becomes_text() {
        let text = "Fr+APY-sche, 1 +- 1, +2D3eAA-!, M+APw";
        for step in [1, 3, 100] {
            let (mut decoder, mut out) = (Utf7::default(), Vec::new());
            for piece in text.as_bytes().chunks(step) {
                decoder.decode(piece, false, &mut out);
            }
            decoder.decode(b"", true, &mut out);
            assert_eq!(
                String::from_utf8_lossy(&out),
                "Fr\u{f6}sche, 1 + 1, \u{1f600}!, M\u{fc}"
            );
        }
    }
}
