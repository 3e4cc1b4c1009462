//! How addresses of a country look, as its sheet says.

use crate::eight::{self, TOP};
use crate::fold::{Hyphen, fold};
use crate::generated::COUNTRIES;
use crate::hash::Hash;
use crate::table::{PLACES, zone_set};

/// A range of code prefixes of a length, both ends inclusive: their bytes as one
/// number, the first of them highest.
pub(crate) struct Prefixes {
    pub(crate) len: usize,
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// One country sheet; see `identifiers/lists/countries`.
pub(crate) struct Country {
    /// Shapes of codes: `9` a digit, `A` a letter, `a` a letter of the end.
    pub(crate) shapes: &'static [&'static [u8]],
    /// Whether the code stands before the place.
    pub(crate) code_first: bool,
    /// Whether a region stands between place and code.
    pub(crate) region: bool,
    pub(crate) letters: &'static [u8],
    pub(crate) inward: &'static [u8],
    /// The codes of each zone.
    pub(crate) zones: &'static [&'static [Prefixes]],
}

impl Country {
    /// Whether a code has one of the shapes.
    pub(crate) fn fits(&self, code: &[u8]) -> bool {
        self.shapes
            .iter()
            .any(|shape| shape.len() == code.len() && self.has_shape(code, shape))
    }

    fn has_shape(&self, code: &[u8], shape: &[u8]) -> bool {
        code.iter().zip(shape).all(|(byte, sign)| match sign {
            b'9' => byte.is_ascii_digit(),
            b'A' => self.letters.contains(byte),
            b'a' => self.inward.contains(byte),
            sign => byte == sign,
        })
    }

    /// Whether a code that begins so belongs to a zone.
    pub(crate) fn in_zone(&self, zone: u8, start: &Start) -> bool {
        let ranges = self.zones.get(usize::from(zone));
        ranges.is_some_and(|ranges| ranges.iter().any(|range| start.is_within(range)))
    }

    /// Whether a code that begins so belongs to any zone.
    pub(crate) fn in_some_zone(&self, start: &Start) -> bool {
        let mut ranges = self.zones.iter().copied().flatten();
        ranges.any(|range| start.is_within(range))
    }
}

/// What a code begins with.
pub(crate) struct Start {
    /// Its first eight bytes, zeros behind its end; the first of them highest.
    bytes: u64,
    len: usize,
    letters: usize,
}

impl Start {
    pub(crate) fn of(code: &[u8]) -> Start {
        let bytes = eight::from(code, 0);
        let letters = (!eight::letters(bytes) & TOP).trailing_zeros() / 8;
        Start {
            bytes: bytes.swap_bytes(),
            len: code.len(),
            letters: letters as usize,
        }
    }

    fn is_within(&self, range: &Prefixes) -> bool {
        // A code that starts with letters has all of them in the prefix.
        if self.letters > 0 && range.len != self.letters {
            return false;
        }
        let prefix = self.bytes >> (64 - 8 * range.len);
        range.len <= self.len && (range.from..=range.to).contains(&prefix)
    }
}

/// The zones of a place, if it is one of the country with this number.
pub(crate) fn place_zones(country: usize, place: &[u8]) -> Option<&'static [u8]> {
    PLACES.get(hash(2 * country + 1, place)).map(zone_set)
}

/// The zone of a region, by its name or abbreviation.
pub(crate) fn region(country: usize, name: &[u8]) -> Option<u8> {
    PLACES
        .get(hash(2 * country + 2, name))
        .map(|payload| (payload - 1) as u8)
}

/// The first seed of the names of countries, as in `build/countries.rs`.
const NAMES: usize = 128;

/// Whether a place lies in what is named behind it: `Austin` in `Texas`, `Paris`
/// in `France`.
pub(crate) fn lies_in(place: &[u8], name: &[u8]) -> bool {
    COUNTRIES.iter().enumerate().any(|(country, sheet)| {
        place_zones(country, place).is_some_and(|zones| {
            let region = || region(country, name).filter(|_| sheet.region);
            PLACES.get(hash(NAMES + country, name)).is_some()
                || region().is_some_and(|region| zones.contains(&region))
        })
    })
}

/// The hash of a text of several words, however they are separated.
fn hash(seed: usize, text: &[u8]) -> u64 {
    let mut hash = Hash::new(seed as u8);
    if hash.add_plain(text) {
        return hash.finish();
    }
    let (mut pending, mut any) = (false, false);
    fold(text, Hyphen::Split, |byte| {
        if byte.is_ascii_whitespace() {
            pending = any;
        } else {
            if std::mem::take(&mut pending) {
                hash.add(b' ');
            }
            any = true;
            hash.add(byte);
        }
    });
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places_of(code: &[u8], place: &str) -> usize {
        let fits = |(index, country): &(usize, &Country)| {
            let zones = place_zones(*index, place.as_bytes()).unwrap_or_default();
            country.fits(code)
                && zones
                    .iter()
                    .any(|&zone| country.in_zone(zone, &Start::of(code)))
        };
        COUNTRIES.iter().enumerate().filter(fits).count()
    }

    #[test]
    fn codes_belong_to_places() {
        for (code, place) in [
            ("98101", "Seattle"),
            ("K1P 1J1", "OTTAWA"),
            ("3000", "Melbourne"),
            ("OX1 3BG", "Oxford"),
            ("59000", "Lille"),
            ("42000", "St-Etienne"),
            ("41001", "Sevilla"),
            ("50122", "Firenze"),
            ("60311", "Frankfurt am Main"),
            ("80331", "Munchen"),
            ("EC1A 1BB", "London"),
            ("08002", "Barcelona"),
        ] {
            assert!(places_of(code.as_bytes(), place) > 0, "{code} {place}");
        }
        for (code, place) in [
            ("98101", "Berlin"),
            ("OX1 3BG", "Glasgow"),
            ("K1P 1J1", "Vancouver"),
            ("3000", "Sydney"),
        ] {
            assert_eq!(places_of(code.as_bytes(), place), 0, "{code} {place}");
        }
    }

    #[test]
    fn places_lie_in_regions_and_countries() {
        for (place, name, lies) in [
            ("Austin", "Texas", true),
            ("Wells", "MAINE", true),
            ("Paris", "France", true),
            ("Florence", "Italy", true),
            ("Chester", "England", true),
            ("Austin", "Ontario", false),
            ("Austin", "England", false),
            ("Anna", "Houston", false),
        ] {
            assert_eq!(
                lies_in(place.as_bytes(), name.as_bytes()),
                lies,
                "{place} {name}"
            );
        }
    }
}
