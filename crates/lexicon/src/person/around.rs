//! What stands around a name and speaks for or against it.

use crate::class::{
    ARTICLE, BEGINS, Class, HONORIFIC, LABEL, LEAD, NAMEWORD, NOTPERSON, ORG, PARTICLE, PLACE,
    STREETLEAD,
};
use crate::glance::{self, Glance};
use crate::label::{
    is_separated, labelled, labels_something_else, names_a_thing, says_name, says_person,
};
use crate::table::{class, pair_class};
use crate::word::{Case, Word, word_at, word_before};

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

/// The weight of a label of something else before a name.
const BEHIND_ANOTHER_LABEL: i32 = -3;

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
            return match labelled(text, start, says_name) {
                true if names_a_thing(text, start) => BEHIND_ANOTHER_LABEL,
                says_name => 3 - i32::from(says_name),
            };
        }
        if labelled(text, start, labels_something_else) {
            return BEHIND_ANOTHER_LABEL;
        }
    }
    match word_ending(text, start, b" ") {
        Some(word) if !behind_digit(text, word) => direct(text, word, start),
        _ if number_before(text, start) => AFTER_NUMBER,
        Some(_) => 0,
        None => i32::from(lead_line(text, start)),
    }
}

fn direct(text: &[u8], word: Word, start: usize) -> i32 {
    let class = class(without_article(word.of(text)));
    match () {
        () if word.capital() && begins_place(text, word, class, start) => -6,
        () if class.is(LEAD) => 1,
        () if class.is(STREETLEAD) => -6,
        // `Employee Anna Smith`: what a person is, not a part of the name.
        () if class.is(LABEL.with(NAMEWORD)) && word.capital() => 1,
        () if word.capital() && word.end - word.start > 1 => -1,
        () => 0,
    }
}

/// The weight of an article before a name. Of other languages `a` and `an` are
/// prepositions: `Scrisse a Giulia Rossi ieri`.
pub(crate) fn article(text: &[u8], start: usize, end: usize) -> i32 {
    let word = word_ending(text, start, b" ")
        .filter(|&word| is_article(class(word.of(text))) && !behind_digit(text, word));
    let Some(article) = word else { return 0 };
    match article.of(text) {
        b"a" | b"an" | b"A" | b"An" if !is_indefinite(text, article, start, end) => 0,
        marked if !marked.is_ascii() => 0,
        _ => -3,
    }
}

/// Particles are articles only where a name would begin with one.
fn is_article(class: Class) -> bool {
    class.is(ARTICLE) && !class.is(PARTICLE)
}

/// Whether an `a` or `an` is the indefinite article: it fits the sound that
/// follows, and a noun stands behind the name.
fn is_indefinite(text: &[u8], article: Word, start: usize, end: usize) -> bool {
    let vowel = matches!(text[start], b'A' | b'E' | b'I' | b'O' | b'U');
    let sounds = vowel == (article.end - article.start == 2);
    let noun = match text[end..] {
        [b' ', ..] => word_at(text, end + 1),
        _ => None,
    };
    let noun = noun.is_some_and(|noun| noun.end - noun.start > 3 || noun.capital());
    let before = word_ending(text, article.start, b" ");
    let known = before.is_none_or(|word| class(word.of(text)).word() > 0);
    sounds && noun && known
}

/// Whether a word and the name's first are a place: `Los Angeles Dodgers`.
fn begins_place(text: &[u8], word: Word, class: Class, start: usize) -> bool {
    class.is(BEGINS)
        && word_at(text, start).is_some_and(|first| {
            pair_class(word.of(text), first.of(text)).is(NOTPERSON.with(PLACE))
        })
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

/// Whether a name of capitals alone has such words around it: in a text without
/// small letters they say nothing against it.
pub(crate) fn among_capitals(text: &[u8], start: usize, end: usize) -> bool {
    let upper = |word: Option<Word>| word.is_some_and(|word| word.case == Case::Upper);
    let around = || {
        upper(word_ending(text, start, b" "))
            || text.get(end) == Some(&b' ') && upper(word_at(text, end + 1))
    };
    text[end - 1].is_ascii_uppercase() && upper(word_at(text, start)) && around()
}

/// Words before a place, of several languages.
const WITHIN: [&[u8]; 9] = [
    b"in", b"at", b"near", b"the", b"into", b"around", b"via", b"im", b"am",
];

/// Whether a name stands as one of a place does: `in Hyde Park`.
pub(crate) fn is_within(text: &[u8], start: usize) -> bool {
    word_ending(text, start, b" ").is_some_and(|word| WITHIN.contains(&word.of(text)))
}

/// Whether a sentence goes on behind a name, or ends.
pub(crate) fn is_followed(text: &[u8], end: usize) -> bool {
    match text[end..] {
        [b' ', next, ..] => next.is_ascii_lowercase(),
        [b'.' | b',' | b'\'', ..] => true,
        _ => false,
    }
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
