//! Mailing addresses.
//!
//! A sweep finds digits beside a space. If they are a postal code, the place
//! beside it is read and looked up, then the street line before them; what was
//! found is weighed.

mod code;
pub(crate) mod country;
mod place;
mod street;
mod tail;
mod tokens;

use std::ops::Range;

use crate::Field;
use crate::label::{labelled, says_address};
use crate::sweep::{Around, Stops, is_blank, sweep};
use code::{Code, Reading};
use place::{Match, Place};
use tokens::Before;

/// How far an address may start before its code, in bytes.
const BEFORE: usize = 240;
/// How far it may end after the sweep's first look at the code.
const AFTER: usize = 112;
/// What an address must weigh.
const ENOUGH: i32 = 6;
/// What its line and place weigh at most. No other reading is better, unless only that
/// one had a label.
const MOST: i32 = street::MOST + place::MOST;
/// The weight of a name or label that announces one.
const NAMED: i32 = 2;

/// Finds addresses; see [`crate::postal_addresses`] and
/// [`crate::postal_addresses_at`].
pub(crate) fn find(
    text: &[u8],
    owned: Range<usize>,
    field: Field,
    stops: Option<Stops<'_>>,
    sink: &mut dyn FnMut(usize, usize),
) {
    let range = owned.start.saturating_sub(AFTER)..owned.end.saturating_add(BEFORE).min(text.len());
    let mut until = 0;
    let mut consider = |at: usize| {
        let ways = code::ways(text, at);
        if ways == [false; 3] {
            return;
        }
        let Some((start, end)) = look(text, at, ways, field) else {
            return;
        };
        if start >= until && owned.contains(&start) {
            sink(start, end);
        }
        until = until.max(end);
    };
    match stops {
        None => sweep(text, range, beside_a_digit, consider),
        Some(stops) => each_stop(text, range, stops, &mut consider),
    }
}

/// Calls `found` for the stops in a range; also for the spaces so near to an end
/// of the text that they have no stops.
#[inline(always)]
fn each_stop(text: &[u8], range: Range<usize>, stops: Stops<'_>, found: &mut impl FnMut(usize)) {
    let last = text.len().saturating_sub(code::AFTER).max(code::BEFORE);
    let part = |from: usize, to: usize| from.max(range.start)..to.min(range.end);
    singly(text, part(0, code::BEFORE), found);
    stops.each(part(code::BEFORE, last), |at| {
        // Of the gaps all but the apostrophe.
        if text[at] <= b' ' {
            found(at);
        }
        true
    });
    singly(text, part(last, text.len()), found);
}

fn singly(text: &[u8], range: Range<usize>, found: &mut impl FnMut(usize)) {
    for at in range {
        if is_blank(text[at]) && beside_a_digit(Around::of(text, at)) {
            found(at);
        }
    }
}

/// White space beside what may be the end or the start of a code.
fn beside_a_digit(around: Around) -> bool {
    let digit = |byte: u8| byte.wrapping_sub(b'0') < 10;
    let capital = |byte: u8| (byte.wrapping_sub(b'A') < 26) | (byte >= 0xC3);
    let Around {
        before,
        after,
        second,
        ..
    } = around;
    let first = digit(before) & capital(after);
    let last = digit(after) & (digit(second) | capital(second));
    let joined = capital(after) & (digit(second) | capital(second));
    is_blank(around.here) & (first | last | joined)
}

/// An address that weighs enough.
#[derive(Clone, Copy)]
struct Address {
    start: usize,
    end: usize,
    weight: i32,
    fit: Match,
}

/// The best address around a space beside a digit, the first of those that weigh the
/// same. A place that one country knows under another code is not taken for an unknown
/// place of the next.
fn look(text: &[u8], space: usize, ways: [bool; 3], field: Field) -> Option<(usize, usize)> {
    let (mut best, mut wrong): (Option<Address>, bool) = (None, false);
    let most = MOST + NAMED * i32::from(field == Field::Named);
    for reading in code::readings(text, space, ways).into_iter().flatten() {
        let mut tokens = None;
        for code in reading.codes(text) {
            let tokens = tokens.get_or_insert_with(|| Before::read(text, reading.start));
            let Some(place) = place::beside(text, &code, tokens) else {
                continue;
            };
            wrong |= place.fit == Match::Wrong;
            let Some(address) = weigh(text, &code, tokens, &place, field) else {
                continue;
            };
            if address.weight >= most {
                return Some((address.start, address.end));
            }
            if best.is_none_or(|best| address.weight > best.weight) {
                best = Some(address);
            }
        }
    }
    let best = best.filter(|best| !(wrong && best.fit == Match::Unknown))?;
    Some((best.start, best.end))
}

/// The address with a code and a place, if it weighs enough.
fn weigh(
    text: &[u8],
    code: &Code,
    tokens: &Before,
    place: &Place,
    field: Field,
) -> Option<Address> {
    let Reading { start, end, .. } = code.reading;
    let line = street::line(text, tokens.from(place.tokens));
    let start = line.map_or(place.start.min(start), |line| line.start);
    let named = field == Field::Named || labelled(text, start, says_address);
    if line.is_none() && !(named && place.weight > 2) {
        return None;
    }
    let weight = line.map_or(0, |line| line.weight) + place.weight + NAMED * i32::from(named);
    let address = Address {
        start,
        end: tail::end(text, place.end.max(end)),
        weight,
        fit: place.fit,
    };
    (weight >= ENOUGH).then_some(address)
}
