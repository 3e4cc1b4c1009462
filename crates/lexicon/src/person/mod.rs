//! Full names of people.
//!
//! A sweep finds capitals after a space; the word before must be a capital
//! too, and pass for a given name, or stand where a name is announced. Then
//! the words are collected, weighed, and weighed against their surroundings.

mod around;
mod collect;
mod edges;
mod extent;
mod inverted;
mod lead;
mod relief;
mod titled;
mod weigh;
mod well_known;
mod whereabouts;

use std::ops::Range;

use crate::Field;
use crate::class::PARTICLE;
use crate::filter::maybe_particle;
use crate::glance::{self, Glance};
use crate::sweep::{Around, Stops, spaces};
use crate::table::{class, maybe_given};
use crate::word::{Case, Word, letter, word_at, word_before};

/// The longest name, in bytes: what the result depends on stays near.
const MAX_NAME: usize = 72;

/// The value in which a name must lie, and what is known of it.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) field: Field,
}

/// Finds full names; see [`crate::person_names`] and
/// [`crate::person_names_at`].
pub(crate) fn find(
    text: &[u8],
    owned: Range<usize>,
    field: Field,
    stops: Option<Stops<'_>>,
    sink: &mut dyn FnMut(usize, usize),
) {
    let scene = Scene { text, field };
    let range =
        owned.start.saturating_sub(MAX_NAME)..owned.end.saturating_add(MAX_NAME).min(text.len());
    let mut found = Found {
        owned,
        until: 0,
        sink,
    };
    if field == Field::Named {
        found.add(named(scene));
    }
    match stops {
        None => spaces(text, range, capital_after_word, |at| {
            found.add(look(scene, at));
        }),
        Some(stops) if !found.is_complete() => stops.each(range, |at| {
            if capital_after_word(Around::of(text, at)) && !after_initial(text, at) {
                found.add(look(scene, at));
            }
            !found.is_complete()
        }),
        Some(_) => {}
    }
}

/// A space between a letter or comma and a capital (or a letter that is not
/// plain and may be one).
fn capital_after_word(Around { before, after, .. }: Around) -> bool {
    let letter = (before | 0x20).wrapping_sub(b'a') < 26;
    (letter | (before == b',') | (before >= 0x80))
        & ((after.wrapping_sub(b'A') < 26) | (after.wrapping_sub(0xC3) < 0x1F))
}

/// Whether a single capital stands before a space, with which no name begins.
#[inline(always)]
fn after_initial(text: &[u8], space: usize) -> bool {
    match text[..space] {
        [.., before, b'A'..=b'Z'] => {
            before < 0x80 && !before.is_ascii_alphabetic() && !matches!(before, b'\'' | b'-')
        }
        _ => false,
    }
}

/// What was found so far: of two names that overlap the first is kept.
struct Found<'a> {
    owned: Range<usize>,
    until: usize,
    sink: &'a mut dyn FnMut(usize, usize),
}

impl Found<'_> {
    fn add(&mut self, name: Option<(usize, usize)>) {
        let Some((start, end)) = name else { return };
        if start >= self.until && self.owned.contains(&start) {
            (self.sink)(start, end);
        }
        self.until = self.until.max(end);
    }

    /// Whether nothing more can be found.
    fn is_complete(&self) -> bool {
        self.until >= self.owned.end
    }
}

/// A closer look at a space before a capital.
fn look(scene: Scene<'_>, space: usize) -> Option<(usize, usize)> {
    if scene.text[space - 1] == b',' {
        return inverted::name(scene, space - 1);
    }
    match glance::before(scene.text, space) {
        Glance::Small(0 | 6..) => None,
        Glance::Small(len) if !maybe_particle(&scene.text[space - len..space]) => None,
        _ => name_from(scene, capital_before(scene.text, space)?)
            .map(|found| with_given(scene, found)),
    }
}

/// Two family names that given ones follow: `García López, María`.
fn with_given(scene: Scene<'_>, (start, end): (usize, usize)) -> (usize, usize) {
    let text = scene.text;
    let comma = matches!(text[end..], [b',', b' ', next, ..] if next.is_ascii_uppercase());
    let family = || class(word_at(text, start).map_or(&[], |word| word.of(text)));
    let comma = comma && family().family() > family().given();
    let whole = comma.then(|| inverted::name(scene, end)).flatten();
    whole
        .filter(|whole| whole.0 <= start)
        .unwrap_or((start, end))
}

/// The capitalised word before a space, past up to three particles:
/// the `Ludwig` of `Ludwig van Beethoven`.
fn capital_before(text: &[u8], mut space: usize) -> Option<Word> {
    for _ in 0..4 {
        let word = word_before(text, space)?;
        if word.capital() {
            return Some(word);
        }
        if let Some(word) = behind_elision(text, word) {
            return Some(word);
        }
        if word.end - word.start > 5
            || !maybe_particle(word.of(text))
            || !class(word.of(text)).is(PARTICLE)
        {
            return None;
        }
        space = word.start.checked_sub(1).filter(|&at| text[at] == b' ')?;
    }
    None
}

/// The `Anna` of `d'Anna`, `dell'Anna`.
fn behind_elision(text: &[u8], word: Word) -> Option<Word> {
    let bytes = word.of(text);
    let at = bytes.iter().position(|byte| !byte.is_ascii_lowercase())?;
    let joint = match bytes[at..] {
        [b'\'', ..] => 1,
        [0xE2, 0x80, 0x99, ..] => 3,
        _ => return None,
    };
    word_at(text, word.start + at + joint).filter(|word| (1..6).contains(&at) && word.capital())
}

/// The name that starts with the word `first`, if there is one.
fn name_from(scene: Scene<'_>, first: Word) -> Option<(usize, usize)> {
    let text = scene.text;
    if first.case == Case::Initial || !edges::starts(text, first.start) {
        return None;
    }
    let expected = scene.field == Field::Named
        || maybe_given(first.of(text))
        || first.of(text).contains(&b'-')
        || around::announced(text, first.start)
        || family_in_capitals(text, first);
    let untitled = expected
        .then(|| weigh::name(scene, &collect::parts(text, first)))
        .flatten();
    match untitled {
        Some(end) => Some((first.start, end)),
        None => titled::name(text, first),
    }
}

/// `DUPONT Jean`: the family name first, told by its capitals.
fn family_in_capitals(text: &[u8], first: Word) -> bool {
    let next = || word_at(text, first.end + 1);
    first.case == Case::Upper
        && next().is_some_and(|next| next.case == Case::Title && maybe_given(next.of(text)))
}

/// A whole value under a name that announces a person: small letters will do.
fn named(scene: Scene<'_>) -> Option<(usize, usize)> {
    let text = scene.text;
    let start = text
        .iter()
        .position(|byte| !byte.is_ascii_whitespace() && *byte != b'"')?;
    if letter(text, start) == 0 {
        return None;
    }
    let first = word_at(text, start)?;
    if start == 0 && well_known::fill(text, first) {
        return Some((0, text.len()));
    }
    weigh::name(scene, &collect::any_case(text, first)).map(|end| (start, end))
}
