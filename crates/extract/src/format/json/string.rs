//! Escapes in strings.

/// Where in the text of a string there is an escape that does not exist.
pub(crate) fn invalid_escape(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\\', &text[at..]) {
        at += next;
        at += match text.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if unit(text, at + 2).is_some() => 6,
            _ => return Some(at),
        };
    }
    None
}

/// Appends what a string stands for. Half of a surrogate pair becomes U+FFFD,
/// as does nothing else: bytes that are no UTF-8 stay.
pub(crate) fn decode(text: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\\', &text[at..]) {
        out.extend_from_slice(&text[at..at + next]);
        at += next;
        at += decode_escape(text, at, out);
    }
    out.extend_from_slice(&text[at..]);
}

/// Appends what the escape at an offset stands for, and says how long it is.
fn decode_escape(text: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
    let simple = match text.get(at + 1) {
        Some(b'u') => return decode_unit(text, at, out),
        Some(b'b') => 0x08,
        Some(b'f') => 0x0C,
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(other) => *other,
        None => b'\\',
    };
    out.push(simple);
    2.min(text.len() - at)
}

fn decode_unit(text: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
    let Some(first) = unit(text, at + 2) else {
        out.extend_from_slice(b"\\u");
        return 2;
    };
    let escape_follows = text[at + 6..].starts_with(b"\\u");
    let second = if escape_follows {
        unit(text, at + 8)
    } else {
        None
    };
    let units = [first, second.unwrap_or(0)];
    let (character, len) = match char::decode_utf16(units).next() {
        Some(Ok(character)) if character.len_utf16() == 2 => (character, 12),
        Some(Ok(character)) => (character, 6),
        _ => (char::REPLACEMENT_CHARACTER, 6),
    };
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    len
}

/// The four hexadecimal digits at an offset.
fn unit(text: &[u8], at: usize) -> Option<u16> {
    let digits = text.get(at..at + 4)?;
    digits.iter().try_fold(0, |unit, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | value as u16)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let mut out = Vec::new();
        decode(text.as_bytes(), &mut out);
        String::from_utf8(out).expect("only valid text goes in")
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decoded(r#"a\"b\\c\/d"#), "a\"b\\c/d");
        assert_eq!(decoded(r"\b\f\n\r\t"), "\u{8}\u{c}\n\r\t");
        assert_eq!(decoded(r"\u0041\u00e4\u20AC"), "Aä€");
        assert_eq!(decoded(r"\ud83d\ude00!"), "😀!");
        assert_eq!(
            decoded(r"\ud83d!\ude00\ud83d\u0041"),
            "\u{fffd}!\u{fffd}\u{fffd}A"
        );
    }

    #[test]
    fn escapes_that_do_not_exist_are_told() {
        assert_eq!(invalid_escape(br#"\"\\\/\b\f\n\r\t\u00aF"#), None);
        assert_eq!(invalid_escape(br"ab\x"), Some(2));
        assert_eq!(invalid_escape(br"\\\u12g4"), Some(2));
        assert_eq!(invalid_escape(br"\u123"), Some(0));
    }
}
