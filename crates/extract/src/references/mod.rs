//! Characters that stand as references in HTML: `&uuml;`, `&#252;`, `&#xFC;`.

mod names;

use memchr::memchr;

use names::NAMES;

/// The longest reference, without its ends.
const LONGEST: usize = 10;

/// Appends text with references in place of which their characters stand.
/// What is no reference stays as it is.
pub(crate) fn decode(text: &str, into: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        into.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        match first(rest) {
            Some((character, len)) => {
                into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[len..];
            }
            None => {
                into.push(b'&');
                rest = &rest[1..];
            }
        }
    }
    into.extend_from_slice(rest.as_bytes());
}

/// How many bytes at the end of text may be the beginning of a reference.
pub(crate) fn begun(text: &str) -> usize {
    let bytes = text.as_bytes();
    let from = bytes.len().saturating_sub(LONGEST + 1);
    let Some(at) = bytes[from..].iter().rposition(|byte| *byte == b'&') else {
        return 0;
    };
    let inside = &bytes[from + at + 1..];
    let open = inside
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    if open { inside.len() + 1 } else { 0 }
}

/// The character of the reference that text begins with, and its length.
fn first(text: &str) -> Option<(char, usize)> {
    let inside = &text.as_bytes()[1..text.len().min(LONGEST + 2)];
    let end = memchr(b';', inside)?;
    let inside = &text[1..=end];
    let code = match inside.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        },
        None => NAMES[NAMES.binary_search_by_key(&inside, |name| name.0).ok()?].1,
    };
    Some((char::from_u32(code)?, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let mut out = Vec::new();
        decode(text, &mut out);
        String::from_utf8(out).expect("only valid text goes in")
    }

    #[test]
    fn references_become_characters() {
        assert_eq!(
            decoded("M&uuml;ller &amp; S&#246;hne&#x21; &lt;x&gt;"),
            "M\u{fc}ller & S\u{f6}hne! <x>"
        );
        assert_eq!(decoded("a&nbsp;b"), "a\u{a0}b");
    }

    #[test]
    fn what_is_none_stays() {
        for text in [
            "a & b", "&", "&;", "&nosuch;", "&#xD800;", "&#;", "&uuml", "AT&T;",
        ] {
            assert_eq!(decoded(text), text);
        }
    }

    #[test]
    fn names_are_in_order() {
        assert!(NAMES.is_sorted_by_key(|name| name.0));
    }

    #[test]
    fn a_begun_reference_is_told() {
        assert_eq!(begun("M&uu"), 3);
        assert_eq!(begun("M&"), 1);
        assert_eq!(begun("M&uuml; x"), 0);
        assert_eq!(begun("&averyverylongword"), 0);
    }
}
