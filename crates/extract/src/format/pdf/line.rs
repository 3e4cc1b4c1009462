//! A line as it is painted, and the phrases in it.

use std::ops::Range;

use super::comb::{self, Comb};
use super::face::{Glyph, is_special};
use super::leaders::{self, is_leader};
use super::matrix::Point;
use super::phrase::Phrase;

/// Phrases of a page. Where there are more, none is kept.
pub(super) const MOST_PHRASES: usize = 1 << 16;

/// Words of a line. Where there are more, they are no boxes.
const MOST_WORDS: usize = 1 << 14;

/// How a glyph stands on the page.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    pub(super) start: Point,
    pub(super) end: Point,
    pub(super) height: f64,
    pub(super) character: char,
}

impl Stand {
    pub(super) fn middle(&self) -> Point {
        self.start.plus(self.end).times(0.5)
    }

    pub(super) fn is_blank(&self) -> bool {
        self.character.is_whitespace()
    }
}

/// A word: what no gap parts. Blanks that are painted part none.
pub(super) struct Word {
    /// Where it begins in the line.
    pub(super) at: usize,
    /// How many it has, but for blanks.
    pub(super) glyphs: usize,
    /// Whether a blank is its last one.
    pub(super) ends_blank: bool,
    /// How its first glyph stands.
    pub(super) first: Stand,
}

/// A line as it is painted.
#[derive(Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) phrases: Vec<Phrase>,
    words: Vec<Word>,
    /// Whether the next glyph begins a word.
    parted: bool,
    /// Dots and the like.
    leaders: usize,
}

impl Line {
    /// Adds a glyph that stands there, in a line of this direction.
    pub(super) fn add(&mut self, glyph: &Glyph, now: Stand, along: Point) {
        let from = self.text.len();
        self.push(glyph);
        self.count(from, now);
        if is_leader(now.character) {
            self.leaders += 1;
        } else if !now.is_blank() && self.text.len() > from {
            self.extend(from, now, along);
        }
    }

    fn push(&mut self, glyph: &Glyph) {
        if glyph.plain {
            return self.text.push_str(&glyph.text);
        }
        for character in glyph.text.chars() {
            match character {
                '\0' | '\u{ad}' => {}
                other if is_special(other) => self.space(),
                other => self.text.push(other),
            }
        }
    }

    fn space(&mut self) {
        if !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// A gap parts what follows from what was before.
    pub(super) fn part(&mut self) {
        self.space();
        self.parted = true;
    }

    fn count(&mut self, at: usize, now: Stand) {
        if self.words.len() == MOST_WORDS {
            return;
        }
        match self.words.last_mut() {
            Some(word) if !self.parted => {
                word.glyphs += usize::from(!now.is_blank());
                word.ends_blank = now.is_blank();
            }
            _ => self.words.push(Word {
                at,
                glyphs: 1,
                ends_blank: now.is_blank(),
                first: now,
            }),
        }
        self.parted = false;
    }

    /// The glyph whose text begins there is part of the last phrase, or of another.
    fn extend(&mut self, from: usize, now: Stand, along: Point) {
        let to = self.text.len();
        if let Some(last) = self.phrases.last_mut()
            && last.goes_on(&now, along)
        {
            last.extend(to, &now);
        } else if self.phrases.len() <= MOST_PHRASES {
            self.phrases.push(Phrase {
                text: from..to,
                from: now.start,
                to: now.end,
                height: now.height,
                along,
            });
        }
    }

    /// Ends the line: what is not meant by the text is left out.
    pub(super) fn end(&mut self) {
        let combs = match self.words.len() {
            MOST_WORDS => Vec::new(),
            _ => comb::combs(&self.words),
        };
        unite(&mut self.phrases, &combs);
        let mut cuts: Vec<_> = combs.into_iter().flat_map(|it| it.gaps).collect();
        if self.leaders >= leaders::FEWEST {
            cuts.extend(leaders::excess(&self.text));
            cuts.sort_by_key(|it| it.start);
        }
        if !cuts.is_empty() {
            cut(&mut self.text, &mut self.phrases, &cuts);
        }
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        // A glyph may be a character with a blank behind it.
        self.phrases.retain_mut(|it| {
            it.text.end = it.text.end.min(end);
            it.text.start < it.text.end
        });
    }

    /// Begins another line.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.phrases.clear();
        self.words.clear();
        (self.parted, self.leaders) = (false, 0);
    }
}

/// What stands in boxes is one phrase.
fn unite(phrases: &mut Vec<Phrase>, combs: &[Comb]) {
    let mut combs = combs.iter().peekable();
    phrases.dedup_by(|next, last| {
        while combs.next_if(|it| it.text.end <= next.text.start).is_some() {}
        let is_in = |it: &&Comb| it.text.start <= last.text.start;
        let is_one = combs.peek().is_some_and(is_in);
        if is_one {
            (last.text.end, last.to) = (next.text.end, next.to);
        }
        is_one
    });
}

/// Cuts out parts of a text, told by where they begin. Phrases between which nothing is
/// left are one.
fn cut(text: &mut String, phrases: &mut Vec<Phrase>, cuts: &[Range<usize>]) {
    let mut kept = Kept::new(text, cuts);
    for phrase in phrases.iter_mut() {
        phrase.text = kept.up_to(phrase.text.start)..kept.up_to(phrase.text.end);
    }
    kept.up_to(text.len());
    *text = kept.rest;
    phrases.dedup_by(|next, last| {
        let is_one = next.text.start == last.text.end;
        if is_one {
            (last.text.end, last.to) = (next.text.end, next.to);
        }
        is_one
    });
}

/// What is kept of a text.
struct Kept<'t> {
    text: &'t str,
    cuts: std::slice::Iter<'t, Range<usize>>,
    cut: Range<usize>,
    rest: String,
    done: usize,
}

impl<'t> Kept<'t> {
    fn new(text: &'t str, cuts: &'t [Range<usize>]) -> Kept<'t> {
        Kept {
            text,
            cuts: cuts.iter(),
            cut: 0..0,
            rest: String::with_capacity(text.len()),
            done: 0,
        }
    }

    /// Keeps what is not cut out up to there, and tells how much that is.
    fn up_to(&mut self, at: usize) -> usize {
        while self.done < at {
            if self.cut.end <= self.done {
                let end = self.text.len();
                self.cut = self.cuts.next().cloned().unwrap_or(end..end + 1);
                continue;
            }
            let start = self.cut.start.clamp(self.done, at);
            self.rest.push_str(&self.text[self.done..start]);
            self.done = match start == at {
                true => at,
                false => self.cut.end.min(at),
            };
        }
        self.rest.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: Range<usize>) -> Phrase {
        Phrase {
            text,
            from: Point::default(),
            to: Point::default(),
            height: 1.0,
            along: Point::new(1.0, 0.0),
        }
    }

    #[test]
    fn phrases_move_with_what_is_cut_out() {
        let mut text = "ab 1 2 3 cd".to_owned();
        let mut phrases: Vec<Phrase> = [0..2, 3..4, 5..6, 7..8, 9..11].map(phrase).into();
        cut(&mut text, &mut phrases, &[4..5, 4..5, 6..7]);
        assert_eq!(text, "ab 123 cd");
        let ranges: Vec<_> = phrases.iter().map(|it| it.text.clone()).collect();
        assert_eq!(ranges, [0..2, 3..6, 7..9]);
    }
}
