//! Escapes as logs and source text write them.

use tracie_pattern::class::is_word_byte;

use super::{Mark, letters, punctuation};

/// The next escape from a position on of a mark that a word follows, or that stands in
/// base64. Others hide nothing.
pub(super) fn next(text: &[u8], mut from: usize) -> Option<Mark> {
    loop {
        let at = from + memchr::memchr3(b'\\', b'%', b'&', &text[from..])?;
        if let Some((length, plain)) = escape(&text[at..])
            && hides(text, at, length, plain)
        {
            return Some((at, length, char::from(plain)));
        }
        if let Some((length, letter)) = letters::reference(text, at) {
            return Some((at, length, letter));
        }
        from = at + 1;
    }
}

/// Whether a mark for which an escape stands hides a value.
fn hides(text: &[u8], at: usize, length: usize, plain: u8) -> bool {
    if text[at + 1] == b'/' {
        return is_in_token(text, at);
    }
    let behind = &text[at + length..];
    is_before_word(behind)
        || text[at] == b'%' && (is_before_escaped(behind) || closes(&text[..at], plain))
        || is_base64(plain) && (joins(&text[..at]) || begins_with_base64(behind))
}

/// Whether a mark ends what stands before it.
fn closes(before: &[u8], mark: u8) -> bool {
    b"\"'),;&".contains(&mark) && before.last().is_some_and(|it| is_word_byte(*it))
}

fn is_before_word(behind: &[u8]) -> bool {
    behind.first().is_some_and(|it| is_word_byte(*it))
}

/// So many escapes before a word belong to it: `%22%3A%20%22%2B1`.
const CHAIN: usize = 6;

/// Whether other escapes of an address and then a word follow, or a blank of one.
fn is_before_escaped(mut behind: &[u8]) -> bool {
    for _ in 0..CHAIN {
        match *behind {
            [b'+', next, ..] => return is_word_byte(next) || next == b'-',
            [b'%', high, low, ref rest @ ..] => match byte(high, low) {
                Some(..0x80) => behind = rest,
                // The first byte of a letter is one of a word.
                letter => return letter.is_some(),
            },
            [next, ..] => return is_word_byte(next) || next == b'-',
            [] => return false,
        }
    }
    false
}

/// What of the marks stands in base64.
fn is_base64(mark: u8) -> bool {
    matches!(mark, b'+' | b'/')
}

/// Whether a text ends in what may go on with a mark of base64.
fn joins(text: &[u8]) -> bool {
    text.last()
        .is_some_and(|it| it.is_ascii_alphanumeric() || is_base64(*it))
}

/// Whether there is another mark of base64, be it escaped or not.
fn begins_with_base64(text: &[u8]) -> bool {
    let plain = match escape(text) {
        Some((_, plain)) => Some(plain),
        None => text.first().copied(),
    };
    plain.is_some_and(is_base64)
}

/// JSON may escape a slash, and writes each address so. Only in so long a run of base64
/// can one hide a value.
const TOKEN: usize = 40;

/// Whether a place lies in a long run of base64 in which slashes may be escaped.
fn is_in_token(text: &[u8], at: usize) -> bool {
    let holds = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/\\".contains(byte);
    let before = text[..at]
        .iter()
        .rev()
        .take(TOKEN)
        .take_while(holds)
        .count();
    let missing = TOKEN - before;
    missing == 0 || text[at..].iter().take(missing).take_while(holds).count() == missing
}

/// An escape at the beginning of a text: its length, and what it stands for.
fn escape(text: &[u8]) -> Option<(usize, u8)> {
    let (length, plain) = match *text {
        [b'\\', b'n', ..] => (2, b'\n'),
        [b'\\', b't', ..] => (2, b'\t'),
        [b'\\', b'r', ..] => (2, b' '),
        [b'\\', b'/', ..] => (2, b'/'),
        [b'\\', b'x', high, low, ..] => (4, byte(high, low)?),
        [b'\\', b'u', b'0', b'0', high, low, ..] => (6, byte(high, low)?),
        [b'%', high, low, ..] => (3, byte(high, low)?),
        [b'&', ..] => entity(text)?,
        _ => return None,
    };
    let is_mark = plain.is_ascii() && !plain.is_ascii_alphanumeric();
    is_mark.then_some((length, plain))
}

/// What HTML and XML write for a mark.
fn entity(text: &[u8]) -> Option<(usize, u8)> {
    if text.starts_with(b"&#") {
        let (length, number) = number(text)?;
        return Some((length, plain(number)?));
    }
    let known = ENTITIES.iter().find(|it| text.starts_with(it.0))?;
    Some((known.0.len(), known.1))
}

static ENTITIES: [(&[u8], u8); 14] = [
    (b"&nbsp;", b' '),
    (b"&quot;", b'"'),
    (b"&apos;", b'\''),
    (b"&amp;", b'&'),
    (b"&ensp;", b' '),
    (b"&emsp;", b' '),
    (b"&thinsp;", b' '),
    (b"&ndash;", b'-'),
    (b"&mdash;", b'-'),
    (b"&minus;", b'-'),
    (b"&hyphen;", b'-'),
    (b"&lsquo;", b'\''),
    (b"&rsquo;", b'\''),
    (b"&colon;", b':'),
];

/// The length of a reference to a character by its number, and the number.
pub(super) fn number(text: &[u8]) -> Option<(usize, u32)> {
    let number = text.strip_prefix(b"&#")?;
    let (radix, start) = match number {
        [b'x' | b'X', ..] => (16, 1),
        _ => (10, 0),
    };
    let digits = &number[start..number.len().min(start + DIGITS + 1)];
    let len = digits.iter().position(|it| *it == b';')?;
    let number = digits[..len].iter().try_fold(0, |number, digit| {
        Some(number * radix + char::from(*digit).to_digit(radix)?)
    })?;
    Some((b"&#;".len() + start + len, number))
}

/// The mark that a number stands for, in plain.
fn plain(number: u32) -> Option<u8> {
    match number {
        0 => None,
        0xA0 => Some(b' '),
        0x2000..=0x203F => punctuation((number - 0x2000) as u8 + 0x80),
        0x2212 => Some(b'-'),
        _ => u8::try_from(number).ok(),
    }
}

/// As many digits say what is ASCII, with zeros in front of them.
const DIGITS: usize = 6;

/// The byte of two hexadecimal digits.
pub(super) fn byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    Some((digit(high)? << 4 | digit(low)?) as u8)
}
