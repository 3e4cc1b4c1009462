//! The place beside a postal code.

use super::code::Code;
use super::country::{place_zones, region};
use super::tokens::{Before, Kind};
use crate::class::{ARTICLE, COUNTRY, PARTICLE};
use crate::table::class;
use crate::word::{Word, letter, word_at};

/// What a place weighs at most: one that is known, with a code of its own.
pub(super) const MOST: i32 = 4;

/// The most words of a place.
const WORDS: usize = 6;
/// The longest place after a code, in bytes.
const MAX_PLACE: usize = 64;

/// A place beside a code: its span, with the region if there is one, and what
/// the two together weigh.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) weight: i32,
    /// How many of the tokens before the code it takes.
    pub(crate) tokens: usize,
    /// Whether it is known.
    pub(crate) fit: Match,
}

/// How a place and a code go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// The place is known, and the code is one of its zone's.
    Right,
    /// The place is known, and the code is of another zone.
    Wrong,
    /// The place is not known.
    Unknown,
}

/// The place that goes best with a code.
pub(crate) fn beside(text: &[u8], code: &Code, tokens: &Before) -> Option<Place> {
    if let Some(start) = code.place() {
        // Behind a mark of its own only a place that fits is one.
        let plain = start == code.reading.end + 1 && text[code.reading.end] == b' ';
        return after(text, code, start).filter(|place| plain || place.fit == Match::Right);
    }
    if !code.sheet.code_first {
        let place = before(text, code, tokens);
        let right = |place: &Place| place.fit == Match::Right;
        return match place.filter(right) {
            None if code.has_letters(text) && code.of(text).contains(&b' ') => {
                let behind = after(text, code, code.reading.end + 1);
                behind.filter(right).or(place)
            }
            found => found.or(place),
        };
    }
    // On the unusual side of its code only a place that fits is one, and only
    // behind the number of a house in the same line; most numbers have none before them.
    if !text[..code.reading.start].ends_with(b" ") {
        return None;
    }
    let house = tokens.from(0).any(|token| token.kind == Kind::Number);
    let place = house.then(|| before(text, code, tokens)).flatten();
    place.filter(|place| place.fit == Match::Right)
}

fn judge(text: &[u8], code: &Code, start: usize, end: usize) -> Match {
    match place_zones(code.country, &text[start..end]) {
        None => Match::Unknown,
        Some(zones) if zones.iter().any(|&zone| code.in_zone(zone)) => Match::Right,
        Some(_) => Match::Wrong,
    }
}

/// A place after the code: the longest that is known, else the first word.
fn after(text: &[u8], code: &Code, start: usize) -> Option<Place> {
    let bracket = text.get(..start)?.ends_with(b"(");
    let first = first_word(text, start).filter(Word::capital)?;
    let mut known = None;
    let mut next = Some(first);
    for _ in 0..WORDS {
        let Some(word) = next.filter(|word| word.end - first.start <= MAX_PLACE) else {
            break;
        };
        match judge(text, code, first.start, word.end) {
            Match::Right => known = Some((word.end, true)),
            Match::Wrong => known = known.or(Some((word.end, false))),
            Match::Unknown => {}
        }
        next = (text.get(word.end) == Some(&b' '))
            .then(|| first_word(text, word.end + 1))
            .flatten();
    }
    let (end, weight, fit) = match known {
        Some((end, true)) => (end, MOST, Match::Right),
        Some((end, false)) => (end, -1, Match::Wrong),
        None if code.in_some_zone() => {
            // `12 Main Street, 40185 Visitors`
            let class = class(first.of(text));
            let other = class.word() > 0 && !class.is(ARTICLE.with(PARTICLE).with(COUNTRY));
            (first.end, 2 - i32::from(other), Match::Unknown)
        }
        None => (first.end, -1, Match::Unknown),
    };
    let end = end + usize::from(bracket && text.get(end) == Some(&b')'));
    Some(Place {
        start: first.start,
        end,
        weight,
        tokens: 0,
        fit,
    })
}

fn first_word(text: &[u8], at: usize) -> Option<Word> {
    (letter(text, at) > 0).then(|| word_at(text, at)).flatten()
}

/// A place before the code, a region between them if the sheet says so.
fn before(text: &[u8], code: &Code, tokens: &Before) -> Option<Place> {
    let region = if code.sheet.region {
        region_before(text, code, tokens)
    } else {
        None
    };
    let (skipped, zone) = region.map_or((0, None), |(tokens, zone)| (tokens, Some(zone)));
    // `New York` is a region, too.
    let alone = || (skipped > 0).then(|| known_alone(text, code, tokens))?;
    let (part, fit) = known_place(text, code, tokens, skipped)
        .or_else(|| unknown_place(tokens, skipped))
        .or_else(alone)?;
    let own = code.of(text);
    let letters = code.has_letters(text);
    // Many other things look like a code whose halves are not parted.
    let joined = letters && !own.contains(&b' ');
    let agrees = || zone.is_some_and(|zone| code.in_zone(zone));
    let weight = match (fit, zone) {
        (Match::Right, _) => MOST,
        (Match::Wrong, Some(_)) if agrees() => 3,
        (Match::Wrong, _) => -1,
        (Match::Unknown, Some(_)) => 2 + i32::from(agrees()),
        (Match::Unknown, None) if joined => 0,
        (Match::Unknown, None) => 3 * i32::from(letters && code.in_some_zone()),
    };
    // Digits alone say little of a country.
    let weight = weight - i32::from(!letters && zone.is_none());
    Some(Place {
        start: part.start,
        end: code.reading.end,
        weight,
        tokens: part.tokens,
        fit,
    })
}

/// Some of the tokens before a code.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    tokens: usize,
}

/// The region directly before a code: how many tokens there are up to its
/// start, and its zone.
fn region_before(text: &[u8], code: &Code, tokens: &Before) -> Option<(usize, u8)> {
    let (mut end, mut words, mut best) = (None, 0, None);
    for (count, token) in tokens.from(0).enumerate() {
        match token.kind {
            Kind::Break if end.is_none() => continue,
            Kind::Word { .. } if words < 3 => words += 1,
            _ => break,
        }
        let end = *end.get_or_insert(token.end);
        if let Some(zone) = region(code.country, &text[token.start..end]) {
            best = Some((count + 1, zone));
        }
    }
    best
}

/// The place that the tokens end with, or one of the part before: a county
/// may stand between place and code.
#[inline(always)]
fn known_place(text: &[u8], code: &Code, tokens: &Before, skipped: usize) -> Option<(Part, Match)> {
    let mut best: Option<(Part, Match)> = None;
    let (mut end, mut words, mut parts) = (None, 0, 0);
    for (count, token) in tokens.from(skipped).enumerate() {
        if token.kind == Kind::Break {
            parts += usize::from(end.is_some());
            (end, words) = (None, 0);
            if parts > 1 || matches!(best, Some((_, Match::Right))) {
                break;
            }
            continue;
        }
        words += 1;
        if token.kind == Kind::Number || words > WORDS {
            break;
        }
        let part = Part {
            start: token.start,
            tokens: skipped + count + 1,
        };
        match judge(text, code, token.start, *end.get_or_insert(token.end)) {
            Match::Right => best = Some((part, Match::Right)),
            Match::Wrong if parts == 0 && best.is_none() => best = Some((part, Match::Wrong)),
            _ => {}
        }
    }
    best
}

/// As [`known_place`] without a region, which is rarely asked.
#[cold]
fn known_alone(text: &[u8], code: &Code, tokens: &Before) -> Option<(Part, Match)> {
    known_place(text, code, tokens, 0)
}

/// The capitalised words that the tokens end with, if a break stands before.
fn unknown_place(tokens: &Before, skipped: usize) -> Option<(Part, Match)> {
    let mut found: Option<Part> = None;
    for (count, token) in tokens.from(skipped).enumerate() {
        let part = Part {
            start: token.start,
            tokens: skipped + count + 1,
        };
        match (token.kind, found) {
            (Kind::Break, None) => {}
            (Kind::Break, Some(part)) => return Some((part, Match::Unknown)),
            (Kind::Word { capital }, None) if !capital => return None,
            (Kind::Word { .. }, _) if count <= WORDS => found = Some(part),
            _ => return None,
        }
    }
    None
}
