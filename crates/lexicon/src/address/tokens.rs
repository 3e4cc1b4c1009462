//! The words, numbers and separators before a position, read backwards.

use crate::class::{BOX, Class, INNER, PARTICLE, STREET, UNIT};
use crate::generated::STREET_ENDS;
use crate::label::{labelled, says_address};
use crate::table::class;
use crate::word::{Word, is_capital, letter, word_at, word_before};

/// The most tokens that are read.
const MOST: usize = 20;
/// How far back they are read, in bytes.
const REACH: usize = 150;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, and whether it starts with a capital.
    Word { capital: bool },
    /// A house number or the like: `12`, `12b`, `12-14`, `3/5`, `#4`, `2º`.
    Number,
    /// A comma, a line break, a `<br>`.
    Break,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

impl Token {
    /// What the lists say of it; one that ends like a street is one.
    pub(crate) fn class(&self, text: &[u8]) -> Class {
        self.class_and_compound(text).0
    }

    /// What the lists say of it, and whether it is a street by its ending only.
    pub(crate) fn class_and_compound(&self, text: &[u8]) -> (Class, bool) {
        match self.kind {
            Kind::Word { .. } if self.is_sign(text) => (STREET, !class(self.of(text)).is(STREET)),
            Kind::Word { .. } => street_class(self.of(text)),
            Kind::Number | Kind::Break => (Class::default(), false),
        }
    }

    fn of<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        &text[self.start..self.end]
    }

    /// `C/`, as one writes for a street, or `C. de`.
    fn is_sign(&self, text: &[u8]) -> bool {
        self.of(text).ends_with(b"/") || self.is_calle(text)
    }

    /// `C. de Alarcón`, for a street: no initial of somebody.
    fn is_calle(&self, text: &[u8]) -> bool {
        self.of(text).eq_ignore_ascii_case(b"c.") && text[self.end..].starts_with(b" de")
    }

    /// Whether it may stand in a street line.
    fn in_line(&self, text: &[u8]) -> bool {
        let small = STREET.with(UNIT).with(BOX).with(PARTICLE);
        self.kind != Kind::Word { capital: false } || self.class(text).is(small)
    }

    /// Whether it is the month of a day after which a street is named: `rue du 8 mai 1945`.
    fn is_month(&self, text: &[u8]) -> bool {
        let day = matches!(text[..self.start], [.., b'0'..=b'9', b' ']);
        day && matches!(
            text[self.end..],
            [b' ', b'1' | b'2', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', ..]
        )
    }

    /// Whether it is a small word inside the name of a place: `upon`.
    fn is_inner(&self, text: &[u8]) -> bool {
        let before = self.start.checked_sub(1).filter(|&at| text[at] == b' ');
        let is_word = matches!(self.kind, Kind::Word { .. }) && !self.is_sign(text);
        is_word
            && class(bare(self.of(text))).is(INNER)
            && before
                .and_then(|at| word_before(text, at))
                .is_some_and(|word| word.capital())
    }
}

/// The tokens before `end`, the nearest first; ends where no address goes on.
pub(crate) struct Before {
    tokens: [Option<Token>; MOST],
    len: usize,
}

impl Before {
    /// Reads them.
    pub(crate) fn read(text: &[u8], end: usize) -> Before {
        let mut found = Before {
            tokens: [None; MOST],
            len: 0,
        };
        let limit = end.saturating_sub(REACH);
        let mut at = end;
        while found.len < MOST && at > limit {
            let Some((token, next)) = token_before(text, at) else {
                break;
            };
            at = next;
            if !token.in_line(text) && !token.is_inner(text) && !token.is_month(text) {
                break;
            }
            found.tokens[found.len] = Some(token);
            found.len += 1;
        }
        found
    }

    /// The tokens, the nearest first, but so many.
    pub(crate) fn from(&self, skipped: usize) -> impl Iterator<Item = Token> {
        self.tokens[skipped.min(self.len)..self.len]
            .iter()
            .flatten()
            .copied()
    }
}

/// The token before `at`, past blanks, and where it starts.
fn token_before(text: &[u8], at: usize) -> Option<(Token, usize)> {
    let (end, broken) = gap(text, at)?;
    if let Some(start) = broken {
        return Some((
            Token {
                start,
                end: at,
                kind: Kind::Break,
            },
            start,
        ));
    }
    if let Some(start) = number(text, end).or_else(|| number_with_letter(text, end)) {
        return Some((
            Token {
                start,
                end,
                kind: Kind::Number,
            },
            start,
        ));
    }
    if let Some(start) = rarer_number(text, end) {
        let kind = Kind::Number;
        return Some((Token { start, end, kind }, start));
    }
    let last = text[end - 1];
    let (slash, dot) = (last == b'/', last == b'.');
    let dotted = end - usize::from(slash || dot);
    let mut word = word_before(text, dotted)?;
    if slash && dotted - word.start > 2 {
        return None;
    }
    unescape(text, &mut word);
    let token = Token {
        start: word.start,
        end,
        kind: Kind::Word {
            capital: word.capital() || is_elided(word.of(text)),
        },
    };
    // A dot ends an abbreviation, or a sentence and with it the address.
    let abbreviation =
        || dotted - word.start < 4 || token.class(text).is(STREET.with(UNIT).with(BOX));
    (dotted > word.start && (dotted == end || abbreviation())).then_some((token, word.start))
}

/// Whether a word is a capitalised one with an article: `d'Alene`.
fn is_elided(word: &[u8]) -> bool {
    match word {
        [b'd' | b'l', b'\'', rest @ ..] | [b'd' | b'l', 0xE2, 0x80, 0x99, rest @ ..] => {
            !rest.is_empty() && is_capital(rest, 0)
        }
        _ => false,
    }
}

/// The blanks before `at`: where they start, and where the break among them
/// starts if there is one. `None` where an address cannot go on.
fn gap(text: &[u8], at: usize) -> Option<(usize, Option<usize>)> {
    // Most often that is one blank behind a word or number.
    if let [.., before, b' '] = text[..at]
        && (before.is_ascii_digit()
            || before.is_ascii_alphabetic() && !matches!(before, b'n' | b'r'))
    {
        return Some((at - 1, None));
    }
    let (mut start, mut lines, mut broken) = (at, 0, false);
    loop {
        let rest = &text[..start];
        let step = match rest.last()? {
            b' ' => 1,
            b'\n' => {
                lines += 1;
                1
            }
            b'\r' | b'\t' => 1,
            // Directories part the lines of an address with a dollar sign.
            b',' | b';' | b'$' => 1,
            b'>' => tag(rest)?,
            b')' if start + 1 == at => 1,
            b'(' if is_closed(text, at) => 1,
            b'n' | b'r' if rest.ends_with(b"\\n") || rest.ends_with(b"\\r") => 2,
            b'-' | b'|' | b'/' | 0x80.. if start < at => match sign(rest) {
                Some(len) => len,
                None => break,
            },
            _ => break,
        };
        broken |= step > 1 || rest.last() != Some(&b' ');
        start -= step;
        if lines > 1 || at - start > 24 {
            return None;
        }
    }
    Some((start, broken.then_some(start)))
}

/// Whether a bracket before `at` is closed soon: `Montréal (Québec)`.
fn is_closed(text: &[u8], at: usize) -> bool {
    text[at..].iter().take(24).any(|&byte| byte == b')')
}

/// The length of a sign between blanks that parts a street from a place.
fn sign(text: &[u8]) -> Option<usize> {
    let signs = ["-", "–", "—", "·", "•", "|", "/"].map(str::as_bytes);
    let sign = signs.into_iter().find(|sign| text.ends_with(sign))?;
    let before = text[..text.len() - sign.len()].last();
    (before == Some(&b' ')).then_some(sign.len())
}

/// The length of a line-break tag.
fn tag(text: &[u8]) -> Option<usize> {
    [&b"<br>"[..], b"<br/>", b"<br />", b"<BR>"]
        .into_iter()
        .find(|tag| text.ends_with(tag))
        .map(<[u8]>::len)
}

fn number(text: &[u8], end: usize) -> Option<usize> {
    // Three letters are a word.
    if let [.., first, second, third] = &text[..end]
        && [first, second, third]
            .iter()
            .all(|byte| byte.is_ascii_alphabetic())
    {
        return None;
    }
    let in_number = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b'#' | 0xC2 | 0xAA | 0xBA)
    };
    let limit = end.saturating_sub(8);
    let before = (limit..end).rev().find(|&at| !in_number(text[at]));
    let start = match before {
        Some(at) => at + 1,
        None if limit == 0 => 0,
        None => return None,
    };
    let count = |is: fn(&u8) -> bool| text[start..end].iter().filter(|byte| is(byte)).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    let start = (digits > 0 && letters <= 2 && starts_number(text, start)).then_some(start)?;
    Some(with_sign(text, start))
}

/// Where a number starts with the sign that says it is one: `# 456`, `nº 7`.
fn with_sign(text: &[u8], start: usize) -> usize {
    let before = text[..start].strip_suffix(b" ").unwrap_or(&text[..start]);
    if !matches!(before.last(), Some(b'#' | 0xB0 | 0xBA)) {
        return start;
    }
    let signs = ["#", "nº", "n°", "n.º", "n.°", "Nº", "N°"].map(str::as_bytes);
    let rest = signs.into_iter().find_map(|sign| before.strip_suffix(sign));
    match rest {
        Some(rest) if rest.last().is_some_and(|it| matches!(it, b' ' | b',')) => rest.len(),
        _ => start,
    }
}

/// Where a number starts that is written in another way: that of a day in the name of a
/// street or of a floor, or what stands where there is none.
fn rarer_number(text: &[u8], end: usize) -> Option<usize> {
    match text[end - 1] {
        b'.' => ordinal(text, end),
        b'e' | b'd' => counted(text, end),
        b'n' | b'N' => without_number(text, end),
        _ => None,
    }
}

/// `Straße des 17. Juni`, `3. OG`.
fn ordinal(text: &[u8], end: usize) -> Option<usize> {
    let start = digits_before(text, end - 1)?;
    let day = || matches!(text[..start], [.., b's' | b'm', b' ']);
    let floor = || {
        let behind = text[end..].starts_with(b" ");
        let unit = behind.then(|| word_at(text, end + 1)).flatten();
        unit.is_some_and(|unit| class(unit.of(text)).is(UNIT))
    };
    (day() || floor()).then_some(start)
}

/// `3ème étage`, `2nd Floor`.
fn counted(text: &[u8], end: usize) -> Option<usize> {
    let counts = ["ème", "ère", "nd"].map(str::as_bytes);
    let rest = counts
        .into_iter()
        .find_map(|it| text[..end].strip_suffix(it))?;
    digits_before(text, rest.len())
}

/// `s/n`
fn without_number(text: &[u8], end: usize) -> Option<usize> {
    let start = end.checked_sub(3)?;
    let none = text[start..end].eq_ignore_ascii_case(b"s/n");
    (none && matches!(text[..start].last(), Some(b' ' | b','))).then_some(start)
}

/// Where the one or two digits before `end` start.
fn digits_before(text: &[u8], end: usize) -> Option<usize> {
    let digits = text[..end]
        .iter()
        .rev()
        .take_while(|it| it.is_ascii_digit())
        .count();
    (1..3).contains(&digits).then_some(end - digits)
}

/// Where the number starts of one with a small letter apart: `14 b`.
fn number_with_letter(text: &[u8], end: usize) -> Option<usize> {
    match text[..end] {
        [.., b'0'..=b'9', b' ', b'a'..=b'z'] => number(text, end - 2),
        _ => None,
    }
}

fn starts_number(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| text[at]);
    let is_apart = match before {
        Some(b'.' | b'_' | b'+' | b'$' | b'@') => false,
        // `width=12 ...` has none.
        Some(b':' | b'=') => labelled(text, at, says_address),
        _ => true,
    };
    is_apart && matches!(text[at], b'0'..=b'9' | b'#' | b'A'..=b'Z')
}

/// Drops the letter of an escape from a word such as the `nLeeds` of `\nLeeds`.
fn unescape(text: &[u8], word: &mut Word) {
    let escaped = word.start > 0
        && text[word.start - 1] == b'\\'
        && matches!(text[word.start], b'n' | b'r' | b't');
    if escaped && letter(text, word.start + 1) > 0 {
        word.start += 1;
        word.case = word_at(text, word.start).map_or(word.case, |word| word.case);
    }
}

/// The class of a word, with its dot if there is one, and whether it is a street
/// by its ending only.
fn street_class(word: &[u8]) -> (Class, bool) {
    let bare = bare(word);
    let found = class(bare);
    if found.is(STREET) || !STREET_ENDS.end(bare, 3) {
        (found, false)
    } else {
        (found.with(STREET), true)
    }
}

/// A word without its dot.
fn bare(word: &[u8]) -> &[u8] {
    word.strip_suffix(b".").unwrap_or(word)
}
