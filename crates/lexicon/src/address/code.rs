//! Postal codes beside a space.

use super::country::{Country, Start};
use crate::generated::{COUNTRIES, LENGTHS};
use crate::glance::{self, Glance};

/// The longest code, in bytes.
const MAX_CODE: usize = 10;

/// Letters and digits that may be a postal code.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Past a country's letters before it: where its own digits start.
    digits: usize,
    /// Where its place starts if that is to be sought after it.
    place: Option<usize>,
}

/// A postal code, and the country whose shape it has.
pub(crate) struct Code {
    pub(crate) reading: Reading,
    /// Number of the country among the sheets.
    pub(crate) country: usize,
    pub(crate) sheet: &'static Country,
    /// What it begins with.
    begin: Start,
}

impl Code {
    /// Where its place starts if that is to be sought after it.
    pub(crate) fn place(&self) -> Option<usize> {
        self.reading.place
    }

    /// Whether it begins with a letter.
    pub(crate) fn has_letters(&self, text: &[u8]) -> bool {
        self.of(text)[0].is_ascii_alphabetic()
    }

    /// Whether it belongs to a zone of its country.
    pub(crate) fn in_zone(&self, zone: u8) -> bool {
        self.sheet.in_zone(zone, &self.begin)
    }

    /// Whether it belongs to any zone of its country.
    pub(crate) fn in_some_zone(&self) -> bool {
        self.sheet.in_some_zone(&self.begin)
    }

    /// The code itself.
    pub(crate) fn of<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        self.reading.of(text)
    }
}

impl Reading {
    fn of<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.digits..self.end]
    }

    /// The countries whose codes are so long, one bit each: those that write them on this
    /// side of the place, and those that sometimes do.
    fn countries(&self) -> [u32; 2] {
        let length = self.end - self.digits;
        let countries = |order: usize| LENGTHS[order].get(length).map_or(0, |some| *some);
        match self.place.is_some() {
            true => [countries(1), 0],
            false => [countries(0), countries(2)],
        }
    }

    /// Whether codes of any country are so long.
    fn is_of_some_country(&self) -> bool {
        self.countries() != [0; 2]
    }

    /// The codes that it may be, one of a country: first of those that write it on this
    /// side of the place.
    #[inline]
    pub(crate) fn codes(self, text: &[u8]) -> impl Iterator<Item = Code> {
        let [mut left, mut others] = self.countries();
        std::iter::from_fn(move || {
            while left | others != 0 {
                if left == 0 {
                    left = std::mem::take(&mut others);
                }
                let country = left.trailing_zeros() as usize;
                left &= left - 1;
                let sheet = &COUNTRIES[country];
                if sheet.fits(self.of(text)) {
                    return Some(Code {
                        reading: self,
                        country,
                        sheet,
                        begin: Start::of(self.of(text)),
                    });
                }
            }
            None
        })
    }
}

/// So many bytes before and from a space on tell how to read what is around it;
/// nearer to the ends of the text all ways are tried.
pub(crate) const BEFORE: usize = 3;
pub(crate) const AFTER: usize = 4;

/// What a glance at the bytes around a space says of the three ways to read
/// them: the code before it and the place after it, a code after it, or both
/// halves of a code.
#[inline]
pub(crate) fn ways(text: &[u8], space: usize) -> [bool; 3] {
    let Some(window) = space
        .checked_sub(BEFORE)
        .and_then(|start| text[start..].first_chunk::<8>())
    else {
        return [true; 3];
    };
    let [b, c, d, _, w, x, y, z] = *window;
    let digit = |byte: u8| byte.is_ascii_digit();
    let first = digit(b) & digit(c) & digit(d) & (w.is_ascii_uppercase() | (w >= 0xC3))
        && before(text, space).is_some_and(|it| it.is_of_some_country());
    // What stands behind an equals sign is a number that something has.
    let digits = !digit(d) & (d != b'=') & digit(w) & digit(x) & digit(y) & digit(z);
    let second = (digits && !is_date(text, space)
        || w.is_ascii_uppercase() && joined(&text[space + 1..]))
        && (space < 8 || follows(d))
        && has_place(text, space);
    let both =
        d.is_ascii_alphanumeric() & digit(w) & x.is_ascii_uppercase() & y.is_ascii_alphanumeric();
    [first, second, both]
}

/// Whether a code stands behind a space, of which four bytes are known, and a place may
/// stand before the space or behind the code.
fn has_place(text: &[u8], space: usize) -> bool {
    after(text, space, 4).is_some_and(|it| {
        it.is_of_some_country() && place_before(text, space)
            || parted_of(text, it).is_some_and(|it| it.is_of_some_country())
    })
}

/// Whether a line starts behind white space with a year and what parts it from a
/// month, as those of logs do.
fn is_date(text: &[u8], space: usize) -> bool {
    text[space] == b'\n' && matches!(text.get(space + 5), Some(b'-' | b'/' | b'.'))
}

/// Whether a text begins as a code whose halves are not parted: `SW1A1AA`.
fn joined(text: &[u8]) -> bool {
    let Some([first, second, third, rest @ ..]) = text.first_chunk::<5>() else {
        return false;
    };
    let mixed = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let digit = second.is_ascii_digit() || second.is_ascii_uppercase() && third.is_ascii_digit();
    first.is_ascii_uppercase() && digit && mixed(third) && rest.iter().all(mixed)
}

/// Whether a place may end with a byte, or before blanks that end with it; as
/// [`place_before`] tells with more care where there are eight bytes.
fn follows(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || is_blank(byte) || b"/'-".contains(&byte)
}

fn is_blank(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b',' | b';' | b'|' | b'\t' | b'\n' | b'\r' | b'.' | b')' | b'>'
    )
}

/// The readings of what stands around the space at `space` in these ways.
pub(crate) fn readings(text: &[u8], space: usize, ways: [bool; 3]) -> [Option<Reading>; 4] {
    let [first, second, both] = ways;
    let first = first.then(|| before(text, space)).flatten();
    let second = second.then(|| after(text, space, 0)).flatten();
    let alone = second.filter(|_| place_before(text, space));
    let parted = second.and_then(|reading| parted_of(text, reading));
    let both = both.then(|| around(text, space)).flatten();
    [first, alone, parted, both]
}

fn before(text: &[u8], end: usize) -> Option<Reading> {
    let start = run_before(text, end);
    if start == end {
        return None;
    }
    let digits = own_digits(text, start, end);
    fits(Reading {
        start,
        digits,
        end,
        place: Some(end + 1),
    })
}

/// A code behind a space, of which so many bytes are known.
fn after(text: &[u8], space: usize, known: usize) -> Option<Reading> {
    let (start, end) = (space + 1, run_after(text, space + 1, known));
    fits(Reading {
        start,
        digits: start,
        end,
        place: None,
    })
}

/// A code and its place behind what may part them besides a blank.
fn parted_of(text: &[u8], reading: Reading) -> Option<Reading> {
    let rest = &text[reading.end..];
    let part = match rest {
        [b'\t' | b'\n', ..] => 1,
        [b' ', b'(', ..] | [b',' | b';', b' ', ..] => 2,
        [b' ', b'|' | b'-' | b'/', b' ', ..] => 3,
        _ => return None,
    };
    let capital = rest
        .get(part)
        .is_some_and(|it| it.is_ascii_uppercase() || *it >= 0xC3);
    capital.then_some(Reading {
        place: Some(reading.end + part),
        ..reading
    })
}

fn around(text: &[u8], space: usize) -> Option<Reading> {
    let (start, end) = (run_before(text, space), run_after(text, space + 1, 0));
    let right = space - start < 5 && end - space == 4 && place_before(text, start.checked_sub(1)?);
    right
        .then_some(Reading {
            start,
            digits: start,
            end,
            place: None,
        })
        .and_then(fits)
}

fn fits(reading: Reading) -> Option<Reading> {
    (4..=MAX_CODE)
        .contains(&(reading.end - reading.digits))
        .then_some(reading)
}

/// Whether the word before the blanks and commas before `at` may be a place.
fn place_before(text: &[u8], at: usize) -> bool {
    let limit = at.saturating_sub(8);
    let Some(last) = (limit..=at)
        .rev()
        .find(|&n| n < text.len() && !is_blank(text[n]))
    else {
        return false;
    };
    !matches!(glance::before(text, last + 1), Glance::Small(_)) && !begins_sentence(&text[..=last])
        || matches!(
            text[..=last],
            [.., b'/'] | [.., b'\\', b'n'] | [.., b' ', b'-']
        )
}

/// Words of two letters that are no place but begin a sentence, mostly with a year.
const BEFORE_YEARS: [&[u8; 2]; 8] = [b"In", b"By", b"On", b"At", b"To", b"As", b"En", b"Im"];

/// Whether a text ends with such a word: `In 1856`.
fn begins_sentence(text: &[u8]) -> bool {
    let Some((before, word)) = text.split_last_chunk() else {
        return false;
    };
    BEFORE_YEARS.contains(&word) && !before.last().is_some_and(|it| is_letter(*it))
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// Past a country's letters, as in `D-60311`.
fn own_digits(text: &[u8], start: usize, end: usize) -> usize {
    let letters = text[start..end]
        .iter()
        .take_while(|byte| byte.is_ascii_uppercase())
        .count();
    if (1..=2).contains(&letters) && text.get(start + letters) == Some(&b'-') {
        start + letters + 1
    } else {
        start
    }
}

fn in_run(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// Where the run of digits and letters starts that ends at `end`; `end` if it
/// is too long for a code or something clings to it.
fn run_before(text: &[u8], end: usize) -> usize {
    let limit = end.saturating_sub(MAX_CODE + 4);
    let Some(before) = (limit..end).rev().find(|&at| !in_run(text[at])) else {
        return if limit == 0 { 0 } else { end };
    };
    let clings = matches!(text[before], b'.' | b'_' | b'/' | b'@' | b'#' | b'$' | b'+');
    if clings { end } else { before + 1 }
}

/// Where the run ends that starts at `start`, of which so many bytes are known, likewise.
fn run_after(text: &[u8], start: usize, known: usize) -> usize {
    let limit = text.len().min(start + MAX_CODE + 1);
    let end = (start + known..limit)
        .find(|&at| !in_run(text[at]))
        .unwrap_or(limit);
    let next = |n: usize| text.get(end + n).copied().unwrap_or(b' ');
    let clings = matches!(next(0), b'_' | b'/' | b'@' | b'%' | b':')
        || next(0) == b'.' && next(1).is_ascii_alphanumeric()
        || next(0) == b',' && next(1).is_ascii_digit()
        || next(0) >= 0x80 && next(0) != 0xC2 && next(0) != 0xE2;
    if end - start > MAX_CODE || clings {
        start
    } else {
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        for (space, _) in text.match_indices(' ') {
            for reading in readings(text.as_bytes(), space, ways(text.as_bytes(), space))
                .into_iter()
                .flatten()
            {
                found.extend(
                    reading
                        .codes(text.as_bytes())
                        .map(|code| &text[code.reading.digits..code.reading.end]),
                );
            }
        }
        found.dedup();
        found
    }

    #[test]
    fn codes_of_every_shape() {
        assert_eq!(codes("Seattle, WA 98101."), ["98101"]);
        assert_eq!(codes("Seattle, WA 98101-1234"), ["98101-1234"]);
        assert_eq!(codes("Leeds OX1 3BG"), ["OX1 3BG"]);
        assert_eq!(codes("ON K1P 1J1"), ["K1P 1J1"]);
        assert_eq!(codes("in D-60311 Frankfurt"), ["60311"]);
        assert_eq!(codes("VIC 3000"), ["3000"]);
    }

    #[test]
    fn a_number_is_refused_at_once_where_no_place_can_be() {
        for (text, expected) in [
            ("called f(count, 2891, \"x\")", [false; 3]),
            ("GET /api/v2/orders/6925 HTTP/1.1", [false; 3]),
            ("from the town of 30000, Melbourne", [false, true, false]),
            // Nobody writes so short a code first.
            ("from the town of 3000, Melbourne", [false; 3]),
            ("near Berlin 10115, by train", [false, true, false]),
            ("was old. In 1856 the house", [false; 3]),
            ("near Turin 10121 by train", [false, true, false]),
            ("moved to 10115 Berlin", [true, false, false]),
        ] {
            let told = text.match_indices(' ');
            let told = told.map(|(space, _)| ways(text.as_bytes(), space));
            let all = told.fold([false; 3], |all, it| [0, 1, 2].map(|at| all[at] | it[at]));
            assert_eq!(all, expected, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "Took 981011 ms",
            "at 12:30 on",
            "1.60311 Frankfurt",
            "V 98101.2",
            "Id 98101_7",
            "p/98101 Berlin",
            "transferred bytes 12345 from",
            "has status 2000 Ok",
        ] {
            assert_eq!(codes(text), Vec::<&str>::new(), "{text}");
        }
    }
}
