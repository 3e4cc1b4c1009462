//! People that do not exist: names, addresses, telephone and other numbers.

use crate::pen::Pen;
use crate::words::{CITIES, DOMAINS, FIRST_NAMES, LAST_NAMES, STREET_KINDS, STREETS};

/// Area codes of cities in North America.
const AREAS: [u32; 12] = [201, 206, 212, 214, 404, 415, 503, 512, 602, 617, 702, 808];

/// A full name, and an e-mail address made of it.
pub(crate) struct Person {
    first: &'static str,
    last: &'static str,
}

impl Person {
    pub(crate) fn new(pen: &mut Pen) -> Person {
        Person {
            first: pen.choose(&FIRST_NAMES),
            last: pen.choose(&LAST_NAMES),
        }
    }

    /// Such as `Maria Novak`.
    pub(crate) fn name(&self, pen: &mut Pen) {
        pen.text(self.first);
        pen.byte(b' ');
        pen.text(self.last);
    }

    /// An address at a domain that is reserved for examples.
    pub(crate) fn email(&self, pen: &mut Pen) {
        let start = pen.bytes.len();
        pen.text(self.first);
        pen.byte(b'.');
        pen.text(self.last);
        pen.bytes[start..].make_ascii_lowercase();
        pen.between(1, 99);
        pen.byte(b'@');
        pen.word(&DOMAINS);
    }
}

/// Such as `742 Maple Street, Springfield, IL 62704`.
pub(crate) fn address(pen: &mut Pen) {
    pen.between(1, 9899);
    pen.byte(b' ');
    pen.word(&STREETS);
    pen.byte(b' ');
    pen.word(&STREET_KINDS);
    pen.text(", ");
    pen.word(&CITIES);
}

/// Such as `+1 212-555-0142`: numbers of this exchange are kept for fiction.
pub(crate) fn phone(pen: &mut Pen) {
    let area = *pen.random.pick(&AREAS);
    let line = pen.random.between(100, 199);
    let (open, close) = *pen
        .random
        .pick(&[("+1 ", "-"), ("+1 (", ") "), ("+1-", "-")]);
    pen.text(open);
    pen.number(u64::from(area));
    pen.text(close);
    pen.text("555-");
    pen.padded(u64::from(line), 4);
}

/// A social security number with hyphens.
pub(crate) fn ssn(pen: &mut Pen) {
    let area = pen.random.between(1, 664);
    let group = pen.random.between(1, 99);
    // Published numbers that are never anyone's have other serials.
    let serial = pen.random.between(2000, 4999);
    hyphenated(pen, area, group, serial);
}

/// The shape of a social security number of an area that does not exist.
pub(crate) fn wrong_ssn(pen: &mut Pen) {
    let area = *pen.random.pick(&[0, 666]);
    let (group, serial) = (pen.random.between(1, 99), pen.random.between(1, 9999));
    hyphenated(pen, area, group, serial);
}

fn hyphenated(pen: &mut Pen, area: u32, group: u32, serial: u32) {
    pen.padded(u64::from(area), 3);
    pen.byte(b'-');
    pen.padded(u64::from(group), 2);
    pen.byte(b'-');
    pen.padded(u64::from(serial), 4);
}

/// A Canadian passport number of the series that ends in two letters: the one
/// form that no other country's passports share.
pub(crate) fn passport(pen: &mut Pen) {
    pen.letters(b"ABDENPRT", 1);
    pen.digits(6);
    pen.letters(b"ABCDEGHJKLMNPRST", 2);
}
