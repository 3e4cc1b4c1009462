//! Letters and apostrophes as HTML may have them: `M&uuml;ller`, `O&#39;Brien`.
//! Shared with the build script, for folding.

/// The longest, in bytes.
pub(crate) const LONGEST: usize = 8;

/// What follows the letter in the names of those with marks.
const MARKS: [&[u8]; 11] = [
    b"uml;", b"acute;", b"grave;", b"circ;", b"tilde;", b"cedil;", b"ring;", b"slash;", b"caron;",
    b"zlig;", b"Elig;",
];

const APOSTROPHES: [&[u8]; 5] = [b"&#39;", b"&#039;", b"&apos;", b"&#x27;", b"&rsquo;"];

/// How long the letter is that the text starts with, in bytes; 0 if it is none.
#[cold]
pub(crate) fn letter(text: &[u8]) -> usize {
    match text {
        [b'&', letter, rest @ ..] if letter.is_ascii_alphabetic() => {
            let mark = MARKS.iter().find(|mark| starts(rest, mark));
            mark.map_or(0, |mark| 2 + mark.len())
        }
        _ => 0,
    }
}

/// The letter below the mark, with a second one of those that stand for two.
pub(crate) fn base(text: &[u8]) -> (u8, Option<u8>) {
    let second = match text.get(2).map(u8::to_ascii_lowercase) {
        Some(b'z') => Some(b's'),
        Some(b'e') => Some(b'e'),
        _ => None,
    };
    (text[1].to_ascii_lowercase(), second)
}

/// How long the apostrophe is that the text starts with, likewise.
#[cold]
pub(crate) fn apostrophe(text: &[u8]) -> usize {
    let all = APOSTROPHES.iter().find(|it| text.starts_with(it));
    all.map_or(0, |it| it.len())
}

fn starts(text: &[u8], mark: &[u8]) -> bool {
    text.get(..mark.len())
        .is_some_and(|text| text.eq_ignore_ascii_case(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_apostrophes() {
        for (text, len) in [
            ("&uuml;ller", 6),
            ("&Eacute;", 8),
            ("&szlig;", 7),
            ("&AElig;", 7),
            ("&ccedil;a", 8),
            ("&amp;", 0),
            ("&nbsp;", 0),
            ("&u", 0),
            ("", 0),
        ] {
            assert_eq!(letter(text.as_bytes()), len, "{text}");
            assert!(len <= LONGEST);
        }
        assert_eq!(apostrophe(b"&#39;Brien"), 5);
        assert_eq!(apostrophe(b"&#38;"), 0);
        assert_eq!(base(b"&Uuml;"), (b'u', None));
        assert_eq!(base(b"&szlig;"), (b's', Some(b's')));
        assert_eq!(base(b"&aelig;"), (b'a', Some(b'e')));
    }
}
