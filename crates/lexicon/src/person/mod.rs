//! Full names of people.
//!
//! A sweep finds capitals after a gap; the word before must be a capital
//! too, and pass for a given name, or stand where a name is announced. Then
//! the words are collected, weighed, and weighed against their surroundings.

mod around;
mod collect;
mod edges;
mod elided;
mod extent;
mod family_first;
mod inverted;
mod lead;
mod query;
mod relief;
mod straight;
mod titled;
mod weigh;
mod well_known;
mod whereabouts;
mod wide;

use std::ops::Range;

use crate::Field;
use crate::class::{PARTICLE, SUFFIX};
use crate::filter::maybe_particle;
use crate::glance::{self, Glance};
use crate::sweep::{Around, Stops, is_gap, sweep};
use crate::table::{class, maybe_given};
use crate::word::{Case, Word, letter, word_at, word_before};

/// The longest name, in bytes: what the result depends on stays near.
const MAX_NAME: usize = 72;

/// The value in which a name must lie, and what is known of it.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) field: Field,
    /// What a name must weigh in it.
    pub(crate) least: i32,
}

impl<'a> Scene<'a> {
    fn of(text: &'a [u8], field: Field) -> Scene<'a> {
        let least = weigh::ENOUGH;
        Scene { text, field, least }
    }
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
    let scene = Scene::of(text, field);
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
        None => sweep(text, range, before_capital, |at| found.consider(scene, at)),
        Some(stops) if !found.is_complete() => stops.each(range, |at| {
            if before_capital(Around::of(text, at)) && !after_initial(text, at) {
                found.consider(scene, at);
            }
            !found.is_complete()
        }),
        Some(_) => {}
    }
}

/// A gap between a letter, a comma, a space or carriage return and a capital (or a letter
/// that is not plain and may be one), or an equals sign before one.
fn before_capital(around: Around) -> bool {
    let Around {
        before,
        here,
        after,
        ..
    } = around;
    let letter = (before | 0x20).wrapping_sub(b'a') < 26;
    let blank = (before == b' ') | (before == b'\r');
    let joins = letter | (before == b',') | (before >= 0x80) | blank;
    let capital = (after.wrapping_sub(b'A') < 26) | (after.wrapping_sub(0xC3) < 0x1F);
    ((is_gap(here) & joins) | (here == b'=')) & capital
}

/// Whether a single capital stands before a space, with which no name begins.
#[inline(always)]
fn after_initial(text: &[u8], space: usize) -> bool {
    match text[..space] {
        _ if text[space] == b'=' => false,
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
    /// Looks closer at a gap. A name across a wide one takes nothing from those beside it.
    #[inline]
    fn consider(&mut self, scene: Scene<'_>, gap: usize) {
        let name = look(scene, gap);
        let plain = || scene.text[gap] == b' ' && scene.text[gap - 1] > b' ';
        if name.is_some_and(|name| name.0 >= self.until || plain()) {
            self.add(name);
        }
    }

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

/// A closer look at a gap or sign before a capital.
fn look(scene: Scene<'_>, gap: usize) -> Option<(usize, usize)> {
    let before = *scene.text[..gap].last()?;
    match scene.text[gap] {
        b' ' if before == b',' => inverted::name(scene, gap - 1),
        b' ' if before > b' ' => beside(scene, gap),
        b'\'' => elided::name(scene, gap),
        b'=' => query::name(scene, gap),
        _ => wide::name(scene, gap),
    }
}

/// The name of which a space before a capital is a part.
fn beside(scene: Scene<'_>, space: usize) -> Option<(usize, usize)> {
    if !may_begin(scene.text, space) {
        return None;
    }
    name_from(scene, capital_before(scene.text, space)?).map(|found| with_given(scene, found))
}

/// Whether the word before `space` may begin a name or be a particle in it: false is
/// sure.
fn may_begin(text: &[u8], space: usize) -> bool {
    match glance::before(text, space) {
        Glance::Small(0 | 6..) => false,
        Glance::Small(len) => maybe_particle(&text[space - len..space]),
        _ => true,
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
    let untitled = (expected && !ends_in_abbreviation(text, first))
        .then(|| weigh::name(scene, &collect::parts(text, first)))
        .flatten();
    match untitled {
        Some(end) => Some((first.start, end)),
        None => titled::name(text, first),
    }
}

/// Whether a name could go on with nothing but two or three capitals that are none, and a
/// letter: `Mac OS X`. Whatever stands around it, that weighs too little, and logs of
/// requests are full of it.
fn ends_in_abbreviation(text: &[u8], first: Word) -> bool {
    let behind = |word: Word| {
        let space = text.get(word.end) == Some(&b' ');
        space.then(|| word_at(text, word.end + 1)).flatten()
    };
    let short = |word: &Word| word.case == Case::Upper && word.end - word.start < 4;
    let Some(second) = behind(first).filter(short) else {
        return false;
    };
    let class = class(second.of(text));
    let other = class.given() == 0 && class.family() == 0 && !class.is(SUFFIX.with(PARTICLE));
    let is_last = |third: Word| {
        third.case == Case::Initial && text.get(third.end) != Some(&b'.') && behind(third).is_none()
    };
    other && behind(second).is_none_or(is_last)
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
    let name = weigh::name(scene, &collect::any_case(text, first)).map(|end| (start, end));
    name.or_else(|| wide::whole(scene, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: [&str; 9] = [
        "Mac", "Anna", "John", "Mark", "Smith", "JOHN", "Kim", "Rose", "Jean-Luc",
    ];
    const SECOND: [&str; 8] = ["OS", "NT", "QX", "ZK", "XYZ", "ID", "USA", "IT"];
    const BEFORE: [&str; 9] = [
        "",
        "by ",
        "Mr. ",
        "Dr. ",
        "Name: ",
        "Customer: ",
        "Employee ",
        "17 ",
        "BY THE ORDER OF ",
    ];
    const BEHIND: [&str; 8] = [
        "",
        " X",
        " X 10_15",
        ".",
        " 42",
        " <a@b.example>",
        ", born",
        "\n",
    ];

    #[test]
    fn what_ends_in_an_abbreviation_is_no_name_whatever_stands_around() {
        let mut told = 0;
        for (first, second) in FIRST.iter().flat_map(|it| SECOND.map(|other| (it, other))) {
            for (before, behind) in BEFORE.iter().flat_map(|it| BEHIND.map(|other| (it, other))) {
                let text = format!("{before}{first} {second}{behind}");
                let bytes = text.as_bytes();
                let word = word_at(bytes, before.len()).expect("a word");
                if !ends_in_abbreviation(bytes, word) {
                    continue;
                }
                told += 1;
                for field in [Field::Text, Field::Value, Field::Named, Field::Other] {
                    let scene = Scene::of(bytes, field);
                    let name = weigh::name(scene, &collect::parts(bytes, word));
                    assert_eq!(name, None, "{text:?} {field:?}");
                }
            }
        }
        assert!(told > 3000, "{told}");
    }
}
