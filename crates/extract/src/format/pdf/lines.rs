//! Glyphs, gathered into words and lines.

use std::time::Duration;

use super::clock::worked;
use super::face::Glyph;
use super::line::{Line, MOST_PHRASES, Stand};
use super::matrix::{Matrix, Point};
use super::phrase::Phrase;

/// Bytes of text on a page.
const MOST: usize = 64 << 20;
/// A gap of so much of the height of a glyph is a space; other readers of PDF
/// take as much.
const GAP: f64 = 0.1;
/// A line is another if it is so much of the height off.
const OFF: f64 = 0.5;
/// The clock is looked at once in so many ticks.
const TICKS: u32 = 256;

/// Gathers glyphs into words and lines.
pub(super) struct Lines {
    text: String,
    /// The phrases in the text; none if there are too many.
    phrases: Vec<Phrase>,
    crowded: bool,
    line: Line,
    /// Steps along the line, and back.
    forth: u32,
    back: u32,
    last: Option<Stand>,
    ticks: u32,
    /// Ends once this thread has worked for so long.
    until: Duration,
}

/// How glyphs stand that are shown one after the other.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// From thousandths of the size to the page; it shifts nothing.
    scale: Matrix,
    height: f64,
    /// The direction of the line, of length 1.
    along: Point,
}

impl Run {
    /// By what takes the size of the font to the page.
    pub(super) fn new(size: &Matrix) -> Run {
        let [a, b, c, d, _, _] = size.0.map(|it| it / 1000.0);
        let scale = Matrix([a, b, c, d, 0.0, 0.0]);
        let along = scale.turn(Point::new(1000.0, 0.0));
        Run {
            scale,
            height: scale.turn(Point::new(0.0, 1000.0)).length().max(1e-6),
            along: along.times(1.0 / along.length().max(1e-6)),
        }
    }
}

/// What ends a page that takes too long, or holds too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

impl Lines {
    pub(super) fn new(until: Duration) -> Lines {
        Lines {
            text: String::new(),
            phrases: Vec::new(),
            crowded: false,
            line: Line::default(),
            forth: 0,
            back: 0,
            last: None,
            ticks: 0,
            until,
        }
    }

    /// All lines, and the phrases in them.
    pub(super) fn into_text(mut self) -> (String, Vec<Phrase>) {
        self.end_line();
        (self.text, self.phrases)
    }

    /// Whether nothing was written yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.line.text.trim().is_empty()
    }

    /// Counts a step of reading the page.
    pub(super) fn tick(&mut self) -> Result<(), TooMuch> {
        self.ticks += 1;
        if self.ticks < TICKS {
            return Ok(());
        }
        self.look()
    }

    /// Ends a page that takes too long.
    pub(super) fn look(&mut self) -> Result<(), TooMuch> {
        self.ticks = 0;
        match worked() > self.until || self.text.len() + self.line.text.len() > MOST {
            true => Err(TooMuch),
            false => Ok(()),
        }
    }

    /// Adds a glyph whose origin is at a point of the page.
    pub(super) fn glyph(&mut self, glyph: &Glyph, run: &Run, origin: Point) {
        let Some(character) = glyph.first else {
            return;
        };
        let start = origin.plus(run.scale.turn(glyph.shift));
        let width = run.scale.turn(Point::new(glyph.width * glyph.stretch, 0.0));
        let now = Stand {
            start,
            end: start.plus(width),
            height: run.height,
            character,
        };
        let along = run.along.times(glyph.stretch.signum());
        self.separate(now, along);
        if !self.is_again(now) {
            self.line.add(glyph, now, along);
        }
        self.last = Some(now);
    }

    /// Bold is made by painting a glyph twice.
    fn is_again(&self, now: Stand) -> bool {
        self.last.is_some_and(|last| {
            last.character == now.character
                && now.start.minus(last.start).length() < 0.1 * now.height
        })
    }

    /// Writes what separates a glyph from the last one.
    fn separate(&mut self, now: Stand, along: Point) {
        let Some(last) = self.last else {
            return;
        };
        let step = now.start.minus(last.end);
        let height = now.height.max(last.height);
        let (forth, off) = (step.along(along), step.aside(along).abs());
        if off.is_nan() || off > OFF * height {
            self.end_line();
        } else if forth > GAP * height || forth < -height {
            self.line.part();
        }
        let step = now.start.minus(last.start).along(along);
        self.forth += u32::from(step > 0.0);
        self.back += u32::from(step < 0.0);
    }

    fn end_line(&mut self) {
        let line = &mut self.line;
        line.end();
        let from = self.text.len();
        if !line.text.is_empty() {
            match self.forth > self.back && !line.text.is_ascii() && is_leftwards(&line.text) {
                true => {
                    self.text.push_str(&turned(&line.text));
                    whole(&mut line.phrases, line.text.len());
                }
                false => self.text.push_str(&line.text),
            }
            self.text.push('\n');
        }
        self.crowded |= self.phrases.len() + line.phrases.len() > MOST_PHRASES;
        match self.crowded {
            true => self.phrases = Vec::new(),
            false => {
                let phrases = line.phrases.drain(..).map(|it| it.shifted(from));
                self.phrases.extend(phrases);
            }
        }
        line.clear();
        (self.forth, self.back) = (0, 0);
    }
}

/// Of a line that was turned it is known where it stands if it is one phrase.
fn whole(phrases: &mut Vec<Phrase>, line: usize) {
    match &mut phrases[..] {
        [one] => one.text = 0..line,
        _ => phrases.clear(),
    }
}

/// Whether most of a line is written from right to left.
fn is_leftwards(line: &str) -> bool {
    let letters = line.chars().filter(|it| it.is_alphabetic());
    let (mut all, mut leftwards) = (0, 0);
    for letter in letters {
        all += 1;
        leftwards += u32::from(is_leftward(letter));
    }
    2 * leftwards > all
}

pub(super) fn is_leftward(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// A line that was painted from left to right, as it is read: numbers and
/// words of other scripts keep their order.
fn turned(line: &str) -> String {
    let mut turned = String::with_capacity(line.len());
    let mut run = String::new();
    for character in line.chars().rev() {
        if character.is_alphanumeric() && !is_leftward(character) {
            run.insert(0, character);
        } else {
            turned.push_str(&run);
            run.clear();
            turned.push(character);
        }
    }
    turned.push_str(&run);
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_from_right_to_left_are_turned() {
        assert!(is_leftwards("\u{5d0}\u{5d1} x"));
        assert!(!is_leftwards("abc"));
        assert_eq!(turned("\u{5d1}\u{5d0} 123"), "123 \u{5d0}\u{5d1}");
    }
}
