//! What stands on a page, seen along the direction of its lines.

use crate::format::csv::is_data;
use crate::rows::has_letter;

use super::super::matrix::Point;

/// A text of a page and where it stands.
#[derive(Clone, Copy)]
pub(in super::super) struct Placed<'t> {
    pub(in super::super) text: &'t str,
    pub(in super::super) from: Point,
    pub(in super::super) to: Point,
    pub(in super::super) height: f64,
    /// The direction of the line, of length 1.
    pub(in super::super) along: Point,
    /// Whether it is what somebody filled in, whatever it is.
    pub(in super::super) is_filled_in: bool,
}

/// What a text may be to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Value,
    /// Words that may be the label of a value.
    Label,
    /// Long text, or what is neither.
    Other,
}

/// The same in a system in which lines go from left to right.
pub(super) struct Item<'t> {
    pub(super) text: &'t str,
    pub(super) kind: Kind,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Where its baseline is; higher lines have more.
    pub(super) base: f64,
    pub(super) height: f64,
    /// Its number among all texts, as they are painted.
    pub(super) at: usize,
}

/// What stands beyond that is on no page.
const FARTHEST: f64 = 1e6;
/// Bytes of what may be a label or value.
const LONGEST: usize = 96;
/// Digits in what may be a label.
const MOST_DIGITS: usize = 4;
/// Words of a line of running text.
const SENTENCE: usize = 5;
/// Words of letters beside the digits of a value.
const MOST_WORDS: usize = 3;

impl<'t> Placed<'t> {
    /// What it is among the texts of its direction, which is told in degrees.
    pub(super) fn item(&self, at: usize) -> Option<(i16, Item<'t>)> {
        let degrees = self.along.y.atan2(self.along.x).to_degrees().round();
        let turned = degrees.to_radians();
        let along = Point::new(turned.cos(), turned.sin());
        let up = Point::new(-along.y, along.x);
        let item = Item {
            text: self.text,
            kind: match self.is_filled_in {
                true => Kind::Value,
                false => Kind::of(self.text),
            },
            left: self.from.along(along),
            right: self.to.along(along),
            base: self.from.along(up),
            height: self.height,
            at,
        };
        let numbers = [item.left, item.right, item.base, item.height];
        // What is no number is on no page either.
        let is_there = numbers.iter().all(|it| it.abs() < FARTHEST);
        // Both ways to say half a turn are one.
        let direction = if degrees <= -180.0 { 180.0 } else { degrees };
        (is_there && item.left <= item.right).then_some((direction as i16, item))
    }
}

impl Item<'_> {
    /// How far two of them stand side by side, seen from above.
    pub(super) fn overlap(&self, left: f64, right: f64) -> f64 {
        self.right.min(right) - self.left.max(left)
    }

    /// Whether one right of it is so many heights away.
    pub(super) fn is_near(&self, next: &Item<'_>, heights: f64) -> bool {
        next.left - self.right < heights * next.height
    }

    pub(super) fn is_label(&self) -> bool {
        self.kind == Kind::Label
    }

    pub(super) fn is_value(&self) -> bool {
        self.kind == Kind::Value
    }

    /// Whether it has as many words as a line of running text.
    pub(super) fn is_sentence(&self) -> bool {
        self.text
            .split_ascii_whitespace()
            .nth(SENTENCE - 1)
            .is_some()
    }
}

pub(super) fn is_sentence(text: &str) -> bool {
    text.split_ascii_whitespace().nth(SENTENCE - 1).is_some()
}

impl Kind {
    fn of(text: &str) -> Kind {
        if text.len() > LONGEST {
            return Kind::Other;
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        match () {
            () if digits > 0 && is_value(text, digits) => Kind::Value,
            () if digits <= MOST_DIGITS && has_letter(text.as_bytes()) => Kind::Label,
            () => Kind::Other,
        }
    }
}

fn is_value(text: &str, digits: usize) -> bool {
    let has_digit = |word: &&str| word.bytes().any(|byte| byte.is_ascii_digit());
    let words = text.split_ascii_whitespace();
    let of_letters = words
        .filter(|word| word.len() > 1 && !has_digit(word))
        .count();
    let is_number = digits > MOST_DIGITS && of_letters <= MOST_WORDS;
    let is_code = || text.len() > MOST_DIGITS && is_one_code(text.as_bytes());
    is_number || is_data(text.as_bytes()) || is_code()
}

/// Whether it is one word of letters and digits, which does not begin with a word of
/// letters: `Box12` and `table-2` name things.
fn is_one_code(text: &[u8]) -> bool {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic());
    !text.contains(&b' ') && text.is_ascii() && letters.count() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_labels_are_told_apart() {
        for value in [
            "401-22-7715",
            "DE89 3704 0044 0532 0130 00",
            "12 March 1984",
            "D1234567",
            "No. 512345678",
            "AB12C",
            "123",
        ] {
            assert_eq!(Kind::of(value), Kind::Value, "{value}");
        }
        for label in [
            "SSN",
            "a Employee's social security number",
            "Box 12",
            "Name:",
            "Geburtsdatum",
            "生年月日",
            "Tax year 2023",
        ] {
            assert_eq!(Kind::of(label), Kind::Label, "{label}");
        }
        for other in [
            "---",
            "in all we found that there were 123456 of them",
            &"x".repeat(97),
        ] {
            assert_eq!(Kind::of(other), Kind::Other, "{other}");
        }
    }

    #[test]
    fn texts_of_any_direction_are_seen_alike() {
        let turns = [
            (1.0, 0.0, 0),
            (0.0, 1.0, 90),
            (-1.0, 0.0, 180),
            (0.0, -1.0, -90),
        ];
        for (x, y, degrees) in turns {
            let along = Point::new(x, y);
            let placed = Placed {
                text: "a",
                from: along.times(5.0),
                to: along.times(9.0),
                height: 1.0,
                along,
                is_filled_in: false,
            };
            let (direction, item) = placed.item(0).expect("it is on the page");
            assert_eq!(direction, degrees);
            let seen = [item.left, item.right, item.base].map(f64::round);
            assert_eq!(seen, [5.0, 9.0, 0.0]);
        }
        let nowhere = Placed {
            text: "a",
            from: Point::new(f64::NAN, 0.0),
            to: Point::new(1e9, 0.0),
            height: 1.0,
            along: Point::new(1.0, 0.0),
            is_filled_in: false,
        };
        assert!(nowhere.item(0).is_none());
    }
}
