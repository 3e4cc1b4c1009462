//! Numbers and the words that stand for values.

/// A value that is neither a string nor holds others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// A number.
    Number,
    /// `true`, `false`, or one of the words for odd numbers that many programs
    /// write although the standard knows none.
    Word,
    /// No value at all.
    Null,
}

const WORDS: [&[u8]; 6] = [
    b"true",
    b"false",
    b"null",
    b"NaN",
    b"Infinity",
    b"-Infinity",
];

/// The scalar that begins at an offset, and where it ends.
#[inline(always)]
pub(crate) fn read(bytes: &[u8], at: usize) -> Option<(Scalar, usize)> {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let first = at + usize::from(bytes[at] == b'-');
    if !digit(first) {
        return word(bytes, at);
    }
    let whole = digits(bytes, first);
    if bytes[first] == b'0' && whole > first + 1 {
        return None;
    }
    let end = match bytes.get(whole) {
        Some(b'.' | b'e' | b'E') => fraction(bytes, whole)?,
        _ => whole,
    };
    Some((Scalar::Number, end))
}

fn fraction(bytes: &[u8], at: usize) -> Option<usize> {
    let end = if bytes[at] == b'.' {
        some_digits(bytes, at + 1)?
    } else {
        at
    };
    match bytes.get(end) {
        Some(b'e' | b'E') => {
            let signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
            some_digits(bytes, end + 1 + usize::from(signed))
        }
        _ => Some(end),
    }
}

fn some_digits(bytes: &[u8], at: usize) -> Option<usize> {
    let end = digits(bytes, at);
    (end > at).then_some(end)
}

#[inline(always)]
fn digits(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

fn word(bytes: &[u8], at: usize) -> Option<(Scalar, usize)> {
    let word = WORDS
        .iter()
        .copied()
        .find(|word| bytes[at..].starts_with(word))?;
    let kind = match word {
        b"null" => Scalar::Null,
        _ => Scalar::Word,
    };
    Some((kind, at + word.len()))
}

/// Whether a byte ends a scalar: white space, or what begins another token.
#[inline(always)]
pub(crate) fn may_follow(byte: u8) -> bool {
    matches!(
        byte,
        b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"' | b' ' | b'\n' | b'\r' | b'\t'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_are_those_of_the_standard_and_a_few_more() {
        for good in ["0", "-0", "12", "-3.25", "1e9", "1E+09", "0.5e-3", "10.0"] {
            assert_eq!(
                read(good.as_bytes(), 0),
                Some((Scalar::Number, good.len())),
                "{good}"
            );
        }
        assert_eq!(read(b"null", 0), Some((Scalar::Null, 4)));
        for good in ["true", "false", "NaN", "Infinity", "-Infinity"] {
            assert_eq!(
                read(good.as_bytes(), 0),
                Some((Scalar::Word, good.len())),
                "{good}"
            );
        }
        for wrong in [
            "01", "-", "+1", ".5", "1.", "1e", "1e+", "tru", "nul", "x", "-x",
        ] {
            assert_eq!(read(wrong.as_bytes(), 0), None, "{wrong}");
        }
        assert_eq!(
            read(b"12x", 0),
            Some((Scalar::Number, 2)),
            "what may follow is not asked here"
        );
    }
}
