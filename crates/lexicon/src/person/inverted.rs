//! The family name first, a comma after it: `Smith, John Q.`. In running text
//! that is mostly an enumeration, so such a name must fill its value or line,
//! or be announced.

use super::around;
use super::collect::{Part, compound, parts};
use super::{MAX_NAME, Scene, whereabouts};
use crate::Field;
use crate::class::{Class, LEAD, PLACE};
use crate::table::{class, maybe_given};
use crate::word::{Case, Word, opens, word_at, word_before};

/// The longest number before a name in its line.
const MOST_DIGITS: usize = 12;

/// The name whose comma stands at `comma`.
pub(crate) fn name(scene: Scene<'_>, comma: usize) -> Option<(usize, usize)> {
    let text = scene.text;
    let given = word_at(text, comma + 2).filter(|word| maybe_given(word.of(text)))?;
    let family =
        word_before(text, comma).filter(|word| word.capital() && word.case != Case::Initial)?;
    let start = first_of(text, family);
    let end = last_of(text, given)?;
    let expected = announced(scene, start);
    let alone = !behind_word(text, family.start);
    let [family, name] = [family, given].map(|word| compound(word.of(text)));
    let weight = family.family() + name.given();
    let lies = || whereabouts::lies(&text[start..comma], given.of(text), expected);
    let stands = || {
        expected
            || frames(text, start, end)
            || weight >= 5 && (closes_value(text.get(end)) && text[..start].ends_with(b": "))
            || weight >= 5 && (by_someone(text, start, end) || numbered(text, start, end))
    };
    // Behind a label a family name need not be known.
    let fills = expected && closes_value(text.get(end)) && alone;
    let enough = weight >= 4 || fills && name.given() > 1 && family == Class::default();
    (name.given() > 0
        && end - start <= MAX_NAME
        && opens(text, start)
        && enough
        && !(listed(text, start) && family.is(PLACE) && name.is(PLACE))
        && !(family.given() > 1 && is_followed(text, end))
        && stands()
        && !lies())
    .then_some((start, end))
}

/// Whether it stands in a list, as places do: `Bath, Wells; London, Chester`.
fn listed(text: &[u8], start: usize) -> bool {
    text[..start].ends_with(b"; ")
}

/// Whether what may be a family name stands directly behind: `Bob, Katarzyna Nowak`
/// are two.
fn is_followed(text: &[u8], end: usize) -> bool {
    let space = text.get(end) == Some(&b' ');
    let word = space.then(|| word_at(text, end + 1)).flatten();
    word.filter(Word::capital).is_some_and(|it| {
        let class = compound(it.of(text));
        class.family() > 0 || class == Class::default()
    })
}

/// Whether a word stands directly before, as in `Bruno Haible, Paul`.
fn behind_word(text: &[u8], start: usize) -> bool {
    let space = start.checked_sub(1).filter(|&at| text[at] == b' ');
    space.is_some_and(|at| word_before(text, at).is_some())
}

/// `signed by Smith, John on Monday`; what follows ends an enumeration.
fn by_someone(text: &[u8], start: usize, end: usize) -> bool {
    let rest = &text[end..];
    let ended = match rest {
        [] | [b'\n' | b'\r' | b'.' | b')', ..] => true,
        [b' ', b'0'..=b'9' | b'(', ..] => true,
        _ => [&b" on "[..], b" at "]
            .iter()
            .any(|it| rest.starts_with(it)),
    };
    let by = start
        .checked_sub(1)
        .filter(|&at| ended && text[at] == b' ')
        .and_then(|at| word_before(text, at));
    by.is_some_and(|by| class(by.of(text)).is(LEAD))
}

/// `00045 Smith, John` in a line, or in a column of one.
fn numbered(text: &[u8], start: usize, end: usize) -> bool {
    let column = closes_value(text.get(end)) || text[end..].starts_with(b"  ");
    column && starts_line(text, start)
}

/// Whether a number and a space are all that stands before `start` in its line.
fn starts_line(text: &[u8], start: usize) -> bool {
    let Some(space) = start.checked_sub(1).filter(|&at| text[at] == b' ') else {
        return false;
    };
    let limit = space.saturating_sub(MOST_DIGITS);
    let before = (limit..space).rev().find(|&at| !text[at].is_ascii_digit());
    let first = before.map_or(limit, |at| at + 1);
    first < space && (first == 0 || text[first - 1] == b'\n')
}

/// Further words of the family name: `García Márquez`, `van der Berg`.
fn first_of(text: &[u8], family: Word) -> usize {
    let mut start = family.start;
    for _ in 0..3 {
        let before = start
            .checked_sub(1)
            .filter(|&at| text[at] == b' ')
            .and_then(|at| word_before(text, at));
        let Some(word) = before else { break };
        let part = Part {
            word,
            class: compound(word.of(text)),
            end: word.end,
            ordinary: false,
            doubtful: false,
            binds: false,
            elided: false,
        };
        let name = word.capital() && part.class.family() > 1;
        if !part.is_particle() && !name {
            break;
        }
        start = word.start;
    }
    further(text, start)
}

/// A family name that the lists hardly have, if its line or value starts with
/// it: `Rosell Ramos, María Luisa`.
fn further(text: &[u8], start: usize) -> usize {
    let before = start
        .checked_sub(1)
        .filter(|&at| text[at] == b' ')
        .and_then(|at| word_before(text, at));
    let fits = |word: &Word| {
        let class = compound(word.of(text));
        let family = class.family() > 0 || class == Class::default();
        let name = family && class.given() < 3;
        word.case == Case::Title && name && class.word() == 0 && opens_value(text, word.start)
    };
    before.filter(fits).map_or(start, |word| word.start)
}

/// The end of the given names: `Mary Ann`, `John Q.`.
fn last_of(text: &[u8], given: Word) -> Option<usize> {
    let found = parts(text, given);
    let fits = |part: &&Part| part.is_initial() || part.class.given() > 0;
    found
        .iter()
        .take_while(fits)
        .take(3)
        .last()
        .map(|part| part.end)
}

/// Whether nothing else stands in its value or line.
fn frames(text: &[u8], start: usize, end: usize) -> bool {
    opens_value(text, start) && (closes_value(text.get(end)) || text[end..].starts_with(b" |"))
}

/// Whether a value or line starts at `start`, that of a list or table behind a
/// blank.
fn opens_value(text: &[u8], start: usize) -> bool {
    match text[..start] {
        [.., b';' | b'|', b' '] => true,
        _ => closes_value(start.checked_sub(1).map(|at| &text[at])),
    }
}

/// Whether a value or line ends at a byte, or the text.
fn closes_value(byte: Option<&u8>) -> bool {
    matches!(
        byte,
        None | Some(b'\n' | b'\r' | b'"' | b'\t' | b';' | b'|' | b'<' | b'>')
    )
}

fn announced(scene: Scene<'_>, start: usize) -> bool {
    scene.field == Field::Named || around::announced(scene.text, start)
}
