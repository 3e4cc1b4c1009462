//! Words of Latin letters in UTF-8 text, and how they are capitalised.

use std::ops::Range;

use crate::eight::{self, TOP};
use crate::entity;

/// The longest word, in bytes; what is longer is no name.
pub(crate) const MAX_WORD: usize = 36;

/// How a word is capitalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Starts with a small letter.
    Lower,
    /// A single capital.
    Initial,
    /// A capital, then small letters: `Anna`, `O'Neill`, `Hans-Werner`.
    Title,
    /// Capitals only.
    Upper,
    /// A capital inside, such as `McDonald`, or `JavaScript`.
    Camel,
}

/// A word in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) case: Case,
}

impl Word {
    /// Its bytes.
    pub(crate) fn of<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.start..self.end]
    }

    /// Whether it starts with a capital.
    pub(crate) fn capital(&self) -> bool {
        self.case != Case::Lower
    }
}

/// How long the Latin letter at `at` is, in bytes; 0 if there is none.
#[inline]
pub(crate) fn letter(text: &[u8], at: usize) -> usize {
    let byte = |n: usize| text.get(at + n).copied().unwrap_or(0);
    match byte(0) {
        b'A'..=b'Z' | b'a'..=b'z' => 1,
        // Not the signs for times and division.
        0xC3 if byte(1) & 0xDF == 0x97 => 0,
        0xC3..=0xC5 | 0xCC | 0xCD if byte(1) & 0xC0 == 0x80 => 2,
        0xE1 if (0xB8..=0xBB).contains(&byte(1)) && byte(2) & 0xC0 == 0x80 => 3,
        b'&' => entity::letter(&text[at..]),
        _ => 0,
    }
}

/// How long the Latin letter before `at` is, in bytes; 0 if there is none.
pub(crate) fn letter_before(text: &[u8], at: usize) -> usize {
    let is = |back: &usize| at >= *back && letter(text, at - back) == *back;
    let found = (1..=3).find(is);
    found
        .or_else(|| entities_before(text, at).find(is))
        .unwrap_or(0)
}

/// How long an entity that ends at `at` may be: none if there is none.
fn entities_before(text: &[u8], at: usize) -> Range<usize> {
    if at > 0 && text[at - 1] == b';' {
        5..entity::LONGEST + 1
    } else {
        0..0
    }
}

/// How long the apostrophe or hyphen at `at` is; in a string of SQL an
/// apostrophe is two.
fn joint(text: &[u8], at: usize) -> usize {
    match text.get(at) {
        Some(b'\'') if text.get(at + 1) == Some(&b'\'') => 2,
        Some(b'\'' | b'-') => 1,
        Some(0xE2) if text[at..].starts_with("’".as_bytes()) => 3,
        Some(b'&') => entity::apostrophe(&text[at..]),
        _ => 0,
    }
}

fn joint_before(text: &[u8], at: usize) -> usize {
    let is = |back: &usize| at >= *back && joint(text, at - back) == *back;
    let found = [2, 1, 3].into_iter().find(is);
    found
        .or_else(|| entities_before(text, at).find(is))
        .unwrap_or(0)
}

/// Whether the letter at `at` is a capital.
pub(crate) fn is_capital(text: &[u8], at: usize) -> bool {
    let next = text.get(at + 1).copied().unwrap_or(0);
    match text[at] {
        b'A'..=b'Z' => true,
        0xC3 => next < 0x9F,
        // In these blocks capitals and small letters alternate.
        0xC4 if next < 0xB8 => next & 1 == 0,
        0xC4 => next & 1 == 1,
        0xC5 if (0x89..0xB8).contains(&next) => next & 1 == 0,
        0xC5 => next & 1 == 1 || next == 0xB8,
        0xE1 => text.get(at + 2).is_some_and(|last| last & 1 == 0),
        b'&' => next.is_ascii_uppercase(),
        _ => false,
    }
}

/// A run of plain letters: how long it is, and how many are capitals.
struct Run {
    len: usize,
    capitals: u32,
}

impl Run {
    /// The letters from `at` on; a few more than [`MAX_WORD`] of a longer run.
    #[inline(always)]
    fn from(text: &[u8], at: usize) -> Run {
        let mut run = Run {
            len: 0,
            capitals: 0,
        };
        while run.len <= MAX_WORD {
            let bytes = eight::from(text, at + run.len);
            let count = (!eight::letters(bytes) & TOP).trailing_zeros() as usize / 8;
            run.capitals += (eight::capitals(bytes) & eight::lowest(count)).count_ones();
            run.len += count;
            if count < 8 {
                break;
            }
        }
        run
    }

    /// The letters before `end`, likewise.
    #[inline(always)]
    fn before(text: &[u8], end: usize) -> Run {
        let mut run = Run {
            len: 0,
            capitals: 0,
        };
        while run.len <= MAX_WORD {
            let bytes = eight::before(text, end - run.len);
            let count = (!eight::letters(bytes) & TOP).leading_zeros() as usize / 8;
            run.capitals += (eight::capitals(bytes) & !eight::lowest(8 - count)).count_ones();
            run.len += count;
            if count < 8 {
                break;
            }
        }
        run
    }

    /// The case of the word that starts with `first`; `None` if it is none or
    /// that takes a closer look.
    #[inline(always)]
    fn case(&self, first: u8) -> Option<Case> {
        match (self.len, self.capitals as usize) {
            (0, _) => None,
            (len, _) if len > MAX_WORD => None,
            _ if first.is_ascii_lowercase() => Some(Case::Lower),
            (1, _) => Some(Case::Initial),
            (_, 1) => Some(Case::Title),
            (len, capitals) if len == capitals => Some(Case::Upper),
            _ => None,
        }
    }
}

/// Whether the word goes on beyond a byte that is no plain letter; an entity begins
/// or ends with `sign`.
#[inline(always)]
fn goes_on(byte: Option<&u8>, sign: u8) -> bool {
    byte.is_some_and(|&byte| byte >= 0x80 || byte == sign || matches!(byte, b'\'' | b'-'))
}

/// The word that starts at `at`, without a possessive `'s`.
#[inline]
pub(crate) fn word_at(text: &[u8], at: usize) -> Option<Word> {
    let first = *text.get(at)?;
    let run = Run::from(text, at);
    let end = at + run.len;
    match run.case(first).filter(|_| !goes_on(text.get(end), b'&')) {
        Some(case) => Some(Word {
            start: at,
            end,
            case,
        }),
        None => any_word_at(text, at),
    }
}

#[cold]
fn any_word_at(text: &[u8], at: usize) -> Option<Word> {
    let mut end = at;
    loop {
        let len = letter(text, end);
        let join = joint(text, end);
        if len > 0 {
            end += len;
        } else if join > 0
            && end > at
            && letter(text, end + join) > 0
            && !possessive(text, end + join)
        {
            end += join;
        } else {
            break;
        }
        if end - at > MAX_WORD {
            return None;
        }
    }
    (end > at).then(|| Word {
        start: at,
        end,
        case: case(text, at, end),
    })
}

fn possessive(text: &[u8], at: usize) -> bool {
    matches!(text[at], b's' | b'S') && letter(text, at + 1) == 0
}

/// The word that ends at `end`.
#[inline]
pub(crate) fn word_before(text: &[u8], end: usize) -> Option<Word> {
    let run = Run::before(text, end);
    let start = end - run.len;
    let case = text.get(start).and_then(|first| run.case(*first));
    match case.filter(|_| !goes_on(text[..start].last(), b';')) {
        Some(case) => Some(Word { start, end, case }),
        None => any_word_before(text, end),
    }
}

#[cold]
fn any_word_before(text: &[u8], end: usize) -> Option<Word> {
    let mut start = end;
    loop {
        let len = letter_before(text, start);
        let join = joint_before(text, start);
        if len > 0 {
            start -= len;
        } else if join > 0 && start < end && letter_before(text, start - join) > 0 {
            start -= join;
        } else {
            break;
        }
        if end - start > MAX_WORD {
            return None;
        }
    }
    (end > start).then(|| Word {
        start,
        end,
        case: case(text, start, end),
    })
}

fn case(text: &[u8], start: usize, end: usize) -> Case {
    if !is_capital(text, start) {
        return Case::Lower;
    }
    let (mut letters, mut capitals, mut inner) = (0, 0, false);
    let (mut at, mut small_before) = (start, false);
    while at < end {
        let len = letter(text, at);
        if len > 0 {
            let capital = is_capital(text, at);
            letters += 1;
            capitals += usize::from(capital);
            inner |= capital && small_before;
            small_before = !capital;
        } else {
            small_before = false;
        }
        at += len.max(1);
    }
    match (letters, capitals) {
        (1, _) => Case::Initial,
        (all, capitals) if all == capitals => Case::Upper,
        _ if inner => Case::Camel,
        _ => Case::Title,
    }
}

/// Whether a word may start at `at`: nothing before it binds to it.
pub(crate) fn opens(text: &[u8], at: usize) -> bool {
    let Some(&before) = at.checked_sub(1).and_then(|at| text.get(at)) else {
        return true;
    };
    match before {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => false,
        b'_' | b'@' | b'#' | b'$' | b'.' | b'-' | b'&' | b'%' | b'~' | b'/' => false,
        0x80.. => !letter_of_any_script_before(text, at),
        _ => true,
    }
}

/// Whether a word may end at `at`.
pub(crate) fn closes(text: &[u8], at: usize) -> bool {
    let after = |n: usize| text.get(at + n).copied().unwrap_or(b' ');
    match after(0) {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'@' | b'(' | b'[' | b'$' | b'#' => false,
        b'.' | b':' => !(after(1).is_ascii_alphanumeric() || after(1) == b':' || after(1) == b'_'),
        b'/' | b'-' => !after(1).is_ascii_alphanumeric(),
        // Signs and general punctuation; all else is a letter of some script.
        0x80.. => matches!(after(0), 0xC2 | 0xE2 | 0xEF) || after(0) == 0xE3 && after(1) == 0x80,
        _ => true,
    }
}

fn letter_of_any_script_before(text: &[u8], at: usize) -> bool {
    let lead = (1..=4.min(at))
        .map(|back| text[at - back])
        .find(|byte| byte & 0xC0 != 0x80);
    !matches!(lead, Some(0xC2 | 0xE2 | 0xEF | 0xE3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> (&str, Case) {
        let word = word_at(text.as_bytes(), 0).expect("a word");
        (&text[word.start..word.end], word.case)
    }

    #[test]
    fn words_and_their_case() {
        assert_eq!(at("Élodie Lamy"), ("Élodie", Case::Title));
        assert_eq!(at("O'Neill’s"), ("O'Neill", Case::Title));
        assert_eq!(at("O''Neill''s, ''"), ("O''Neill", Case::Title));
        assert_eq!(at("Ralf-Dieter,"), ("Ralf-Dieter", Case::Title));
        assert_eq!(at("MÜLLER "), ("MÜLLER", Case::Upper));
        assert_eq!(at("Q. "), ("Q", Case::Initial));
        assert_eq!(at("McDonald"), ("McDonald", Case::Camel));
        assert_eq!(at("élan"), ("élan", Case::Lower));
        assert!(word_at("Лев".as_bytes(), 0).is_none());
    }

    #[test]
    fn a_word_is_the_same_from_both_ends() {
        for text in [
            "Élodie",
            "O’Neill",
            "O''Neill",
            "Hans-Werner",
            "Łukasz",
            "Nguyễn",
        ] {
            let word = word_before(text.as_bytes(), text.len()).expect("a word");
            assert_eq!((word.start, word.end), (0, text.len()), "{text}");
        }
    }

    #[test]
    fn plain_words_are_read_as_any_others() {
        let letters = b"abcAnnaMcDonaldWOLFESCHLEGELSTEINHAUSENbergerdorffandmoreofit";
        for start in 0..letters.len() {
            for end in start..letters.len() {
                for (before, after) in [
                    ("", ""),
                    (" ", " "),
                    ("-", "."),
                    ("x ", "'s"),
                    ("1", "\u{e9}"),
                ] {
                    let word = &letters[start..end];
                    let text = [before.as_bytes(), word, after.as_bytes()].concat();
                    let spans = |word: Option<Word>| word.map(|it| (it.start, it.end, it.case));
                    let (from, to) = (before.len(), before.len() + word.len());
                    let found = (word_at(&text, from), any_word_at(&text, from));
                    assert_eq!(spans(found.0), spans(found.1), "{text:?}");
                    let found = (word_before(&text, to), any_word_before(&text, to));
                    assert_eq!(spans(found.0), spans(found.1), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn borders() {
        assert!(opens("«Anna".as_bytes(), 2));
        assert!(!opens("жAnna".as_bytes(), 2));
        assert!(!opens(b"_Anna", 1));
        assert!(closes(b"Smith.", 5) && closes(b"Smith, x", 5));
        assert!(!closes(b"Smith.x", 5) && !closes(b"Smith::x", 5) && !closes(b"Smith()", 5));
    }
}
