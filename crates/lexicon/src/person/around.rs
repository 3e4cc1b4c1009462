//! What stands around a name and speaks for or against it.

use crate::class::{ARTICLE, HONORIFIC, LABEL, LEAD, ORG, STREETLEAD};
use crate::glance::{self, Glance};
use crate::label::{is_separated, labelled, says_name, says_person, says_something_else};
use crate::table::class;
use crate::word::{Word, word_at, word_before};

/// Whether a name is announced: by a label or a title.
pub(crate) fn announced(text: &[u8], start: usize) -> bool {
    match text[..start] {
        [.., b'A'..=b'Z' | b'a'..=b'z', b' '] => {
            !matches!(glance::before(text, start - 1), Glance::Small(_))
                && title_before(text, start)
        }
        [.., b'.', b' '] => title_before(text, start),
        _ => labelled(text, start, says_person),
    }
}

/// The weight of a number before a name: it may be that of a house.
const AFTER_NUMBER: i32 = -2;

/// The weight of what stands before a name.
pub(crate) fn before(text: &[u8], start: usize) -> i32 {
    if start == 0 {
        return 0;
    }
    if title_before(text, start) {
        return 4;
    }
    if is_separated(text, start) {
        if labelled(text, start, says_person) {
            return 3 - i32::from(labelled(text, start, says_name));
        }
        if labelled(text, start, says_something_else) {
            return -3;
        }
    }
    match word_ending(text, start, b" ") {
        Some(word) if !behind_digit(text, word) => direct(text, word),
        _ if number_before(text, start) => AFTER_NUMBER,
        Some(_) => 0,
        None => i32::from(lead_line(text, start)),
    }
}

fn direct(text: &[u8], word: Word) -> i32 {
    let class = class(without_article(word.of(text)));
    match () {
        () if class.is(LEAD) => 1,
        () if class.is(STREETLEAD) => -6,
        () if class.is(ARTICLE) => -3,
        // `Employee Anna Smith`: what a person is, not a part of the name.
        () if class.is(LABEL) && word.capital() => 1,
        () if word.capital() && word.end - word.start > 1 => -1,
        () => 0,
    }
}

/// The word that ends before the single character of `gap` before `start`.
fn word_ending(text: &[u8], start: usize, gap: &[u8]) -> Option<Word> {
    let at = start.checked_sub(1).filter(|&at| gap.contains(&text[at]))?;
    word_before(text, at)
}

/// `Mr `, `Dr. `, `Prof. Dr. `.
fn title_before(text: &[u8], start: usize) -> bool {
    let Some(at) = start.checked_sub(1).filter(|&at| text[at] == b' ') else {
        return false;
    };
    let end = if at > 0 && text[at - 1] == b'.' {
        at - 1
    } else {
        at
    };
    word_before(text, end).is_some_and(|word| class(word.of(text)).is(HONORIFIC))
}

/// The `hôpital` of `l'hôpital`.
fn without_article(word: &[u8]) -> &[u8] {
    match word {
        [b'l' | b'L' | b'd' | b'D', b'\'', rest @ ..]
        | [b'l' | b'L' | b'd' | b'D', 0xE2, 0x80, 0x99, rest @ ..] => rest,
        _ => word,
    }
}

/// Whether a word is a letter of a number, as in `14A`.
fn behind_digit(text: &[u8], word: Word) -> bool {
    word.start > 0 && text[word.start - 1].is_ascii_digit()
}

/// `12 `, `14A `.
fn number_before(text: &[u8], start: usize) -> bool {
    match text[..start] {
        [.., b'0'..=b'9', b' '] => true,
        [.., digit, letter, b' '] => digit.is_ascii_digit() && letter.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Whether a name that ends at `end` stands between numbers, as in a row of a
/// table: `7 Antonio Lopez 1999`.
pub(crate) fn between_numbers(text: &[u8], start: usize, end: usize) -> bool {
    number_before(text, start) && matches!(text[end..], [b' ', b'0'..=b'9', ..])
}

/// A greeting on the line before, or a comma after it.
fn lead_line(text: &[u8], start: usize) -> bool {
    let limit = start.saturating_sub(6);
    let end = (limit..start)
        .rev()
        .find(|&at| !matches!(text[at], b' ' | b',' | b'\r' | b'\n' | b'*' | b'"' | b'>'));
    let word = end.and_then(|at| word_before(text, at + 1));
    word.is_some_and(|word| word.end < start && class(word.of(text)).is(LEAD))
}

/// The weight of what follows a name that ends at `end`.
pub(crate) fn after(text: &[u8], end: usize) -> i32 {
    let rest = &text[end..text.len().min(end + 48)];
    match rest {
        [b' ', b'<' | b'(', mail @ ..] => 2 * i32::from(mail_address(mail)),
        [b' ', b'0'..=b'9', b'0'..=b'9', ..] => -1,
        [b' ', ..] => word_at(text, end + 1).map_or(0, |word| follower(text, word)),
        _ => 0,
    }
}

fn follower(text: &[u8], word: Word) -> i32 {
    if class(word.of(text)).is(ORG) && word.capital() {
        return -5;
    }
    -2 * i32::from(word.capital())
}

fn mail_address(text: &[u8]) -> bool {
    let end = text
        .iter()
        .position(|byte| matches!(byte, b' ' | b'>' | b')' | b'\n'));
    text[..end.unwrap_or(text.len())].contains(&b'@')
}
