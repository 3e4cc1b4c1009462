//! The street line before a place or code.

use super::tokens::{Kind, Token};
use crate::class::{BOX, PARTICLE, STREET, UNIT, WEAK};

/// What a line weighs at most.
pub(super) const MOST: i32 = 4;

/// How many parts between commas may stand before the place.
const PARTS: usize = 4;

/// Behind a number, of which several houses have the same.
const REPEATED: [&[u8]; 3] = [b"bis", b"ter", b"quater"];

/// A street line: where it starts, and what it weighs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) start: usize,
    pub(crate) weight: i32,
    /// Whether it has a street word, and a number.
    street: bool,
    number: bool,
    /// Whether it is a box.
    boxed: bool,
}

/// The street line among the tokens before a place, with floor and flat
/// before or after it.
pub(crate) fn line(text: &[u8], tokens: impl Iterator<Item = Token>) -> Option<Line> {
    let mut best: Option<Line> = None;
    let mut part = Part::default();
    let (mut parts, mut above) = (0, false);
    for token in tokens {
        if token.kind != Kind::Break {
            part.add(text, token);
            continue;
        }
        if above && part.ends_another(best) {
            return best;
        }
        parts += usize::from(!part.is_empty());
        close(&mut part, &mut best);
        if parts == PARTS {
            break;
        }
        above |= best.is_some() && text[token.start..token.end].contains(&b'\n');
    }
    if !(above && part.ends_another(best)) {
        close(&mut part, &mut best);
    }
    best
}

/// Weighs a part that is complete and keeps the better line. A part before
/// the line that only names a flat or a floor is joined to it.
fn close(part: &mut Part, best: &mut Option<Line>) {
    let part = std::mem::take(part);
    if part.is_empty() {
        return;
    }
    match best {
        Some(line) if part.unit && !part.street => line.start = part.start,
        Some(line) if part.house && !line.number => line.start = part.start,
        // `12 rue des Lilas, BP 123`.
        Some(line) if line.boxed && part.street && part.number.is_some() => {
            line.start = part.from();
        }
        // `21, rue de Verdun`.
        Some(line) if part.is_number() && line.street && !line.number => {
            *line = Line {
                start: part.start,
                weight: MOST,
                number: true,
                ..*line
            };
        }
        Some(line) if part.weight() <= line.weight => {}
        _ if part.weight() > 1 => {
            *best = Some(Line {
                start: part.from(),
                weight: part.weight(),
                street: part.street,
                number: part.number.is_some(),
                boxed: part.boxed,
            });
        }
        _ => {}
    }
}

/// What stands between two commas.
#[derive(Default)]
struct Part {
    start: usize,
    /// Where its leftmost number starts, with the unit word before it.
    number: Option<usize>,
    street_after_number: bool,
    street: bool,
    unit: bool,
    /// Whether its last word is that of a house or an estate: `Rose Cottage`.
    house: bool,
    boxed: bool,
    /// Whether its last word tells one house of several with a number.
    repeated: bool,
    /// Whether a number in it is long enough for a postal code.
    code: bool,
    words: usize,
    tokens: usize,
}

impl Part {
    fn is_empty(&self) -> bool {
        self.tokens == 0
    }

    /// Whether it is the number of a house and nothing else: `21`, `21 bis`.
    fn is_number(&self) -> bool {
        self.tokens == 1 + usize::from(self.repeated) && self.number.is_some() && !self.code
    }

    /// Whether it is in a line above a street line and not of the same address.
    fn ends_another(&self, line: Option<Line>) -> bool {
        match line {
            _ if self.is_empty() => false,
            Some(line) if line.street && line.number => !self.unit,
            _ => self.code && !self.street,
        }
    }

    /// Adds a token; they come from the right.
    fn add(&mut self, text: &[u8], token: Token) {
        self.start = token.start;
        self.tokens += 1;
        if token.kind == Kind::Number {
            self.code |= token.end - token.start > 3;
            self.number = Some(token.start);
            self.street_after_number = self.street;
            return;
        }
        self.repeated |= self.tokens == 1 && REPEATED.contains(&&text[token.start..token.end]);
        let (class, compound) = token.class_and_compound(text);
        self.house |= self.tokens == 1 && class.is(WEAK) && !class.is(PARTICLE);
        // `Lindenweg` is a whole street, `Weg` is not.
        self.words += 1 + usize::from(compound);
        self.street |= class.is(STREET);
        self.boxed |= class.is(BOX);
        if class.is(UNIT) {
            self.unit = true;
            self.number = self.number.map(|_| token.start);
        }
    }

    /// What it weighs as a street line.
    fn weight(&self) -> i32 {
        match () {
            () if self.house && self.words > 1 && !self.street && self.number.is_none() => 2,
            () if self.boxed && self.number.is_some() => MOST,
            () if self.street && self.number.is_some() && self.words > 1 => MOST,
            () if self.street && self.number.is_some() => 3,
            () if self.street && self.words > 1 => 3,
            () if self.number.is_some() && self.words > 0 && !self.unit => 2,
            () => 0,
        }
    }

    /// Where the line starts: at its number if the street follows that, else
    /// at its first word.
    fn from(&self) -> usize {
        if self.street_after_number && !self.boxed {
            self.number.unwrap_or(self.start)
        } else {
            self.start
        }
    }
}
