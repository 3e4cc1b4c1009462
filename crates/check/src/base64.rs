//! Base64 and base64url, decoded byte by byte.

use crate::symbols::value_of;

/// The bytes that base64 text stands for, up to its padding, its end, or the
/// first byte of neither alphabet.
pub(crate) struct Decoded<I> {
    text: I,
    bits: u32,
    waiting: u32,
    clean: bool,
}

/// Decodes text of the standard or the URL-safe alphabet.
pub(crate) fn decode<I: Iterator<Item = u8>>(text: I) -> Decoded<I> {
    Decoded {
        text,
        bits: 0,
        waiting: 0,
        clean: true,
    }
}

impl<I: Iterator<Item = u8>> Decoded<I> {
    /// Whether nothing but base64 was met so far, and no character is left
    /// over that makes no whole byte.
    pub(crate) fn is_clean(&self) -> bool {
        self.clean && self.waiting < 6
    }
}

impl<I: Iterator<Item = u8>> Iterator for Decoded<I> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        while self.waiting < 8 {
            let byte = self.text.next().filter(|&byte| byte != b'=')?;
            let Some(six) = six_bits(byte) else {
                self.clean = false;
                return None;
            };
            self.bits = self.bits << 6 | six;
            self.waiting += 6;
        }
        self.waiting -= 8;
        Some((self.bits >> self.waiting) as u8)
    }
}

fn six_bits(byte: u8) -> Option<u32> {
    let value = u32::from(value_of(byte));
    match byte {
        b'A'..=b'Z' => Some(value - 10),
        b'a'..=b'z' => Some(value + 16),
        b'0'..=b'9' => Some(value + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Whether a byte stands in text of either alphabet, padding included.
pub(crate) fn is_base64(byte: u8) -> bool {
    byte == b'=' || six_bits(byte).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> (Vec<u8>, bool) {
        let mut decoded = decode(text.bytes());
        let bytes = decoded.by_ref().collect();
        (bytes, decoded.is_clean())
    }

    #[test]
    fn decodes_the_examples_of_rfc_4648() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(all(text), (plain.as_bytes().to_vec(), true));
        }
        assert_eq!(all("+/-_").0, [0xFB, 0xFF, 0xBF]);
    }

    #[test]
    fn notices_what_is_not_base64() {
        assert!(!all("Zm9v!").1);
        assert!(!all("Zm9vY").1, "six bits are no byte");
    }
}
