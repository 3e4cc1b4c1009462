//! The text of a page, glyph by glyph.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use hayro_cmap::BfString;
use hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro_syntax::Pdf as File;
use kurbo::{Affine, BezPath, Point, Rect, Vec2};

use crate::budget::Budget;

/// A page may take so long.
const TIME: Duration = Duration::from_secs(2);
/// Bytes of text on a page.
const MOST: usize = 64 << 20;
/// A gap of so much of the height of a glyph is a space.
const GAP: f64 = 0.18;
/// A line is another if it is so much of the height off.
const OFF: f64 = 0.5;

/// The fonts of a document, loaded once.
pub(crate) struct Fonts<'a> {
    file: &'a File,
    cache: InterpreterCache<'a>,
}

impl<'a> Fonts<'a> {
    pub(crate) fn new(file: &'a File) -> Fonts<'a> {
        let cache = InterpreterCache::new();
        Fonts { file, cache }
    }

    /// The text of a page, and whether that is all of it.
    pub(crate) fn read(&mut self, page: usize, budget: &Budget) -> (String, End) {
        let Some(page) = self.file.pages().get(page) else {
            return (String::new(), End::Damaged);
        };
        let left = budget.time_left().min(TIME);
        let mut lines = Lines::new(Instant::now() + left);
        let done = catch_unwind(AssertUnwindSafe(|| {
            let mut context = Context::new(
                Affine::IDENTITY,
                Rect::new(0.0, 0.0, 1.0, 1.0),
                &self.cache,
                self.file.xref(),
                InterpreterSettings::default(),
            );
            interpret_page(page, &mut context, &mut lines);
        }));
        let end = match &done {
            Ok(()) => End::Whole,
            Err(why) if why.is::<TooMuch>() => End::TooMuch,
            Err(_) => End::Damaged,
        };
        if end != End::Whole {
            // What it left behind may be in any state.
            self.cache = InterpreterCache::new();
        }
        lines.end_line();
        (lines.text, end)
    }
}

/// How reading a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Whole,
    Damaged,
    /// It takes too long, or holds too much.
    TooMuch,
}

/// Gathers glyphs into words and lines.
struct Lines {
    text: String,
    line: String,
    /// Steps along the line, and back.
    forth: u32,
    back: u32,
    last: Option<Last>,
    calls: u32,
    until: Instant,
}

/// The last glyph.
#[derive(Clone, Copy)]
struct Last {
    start: Point,
    end: Point,
    height: f64,
    character: char,
}

/// What ends a page that takes too long.
struct TooMuch;

/// What glyphs of one font say, by their codes: looking it up takes longer
/// than all else.
#[derive(Default)]
struct Said {
    known: Vec<(u32, String)>,
    other: String,
}

/// Codes that are kept; as many stand in a line.
const KEPT: usize = 64;

impl Said {
    fn by(&mut self, glyph: &Glyph<'_>) -> &str {
        let code = glyph.char_code();
        if let Some(at) = self.known.iter().position(|it| it.0 == code) {
            return &self.known[at].1;
        }
        let text = text_of(glyph);
        if self.known.len() < KEPT {
            self.known.push((code, text));
            return self.known.last().map_or("", |it| &it.1);
        }
        self.other = text;
        &self.other
    }
}

fn text_of(glyph: &Glyph<'_>) -> String {
    match glyph.as_unicode() {
        Some(BfString::Char(character)) => character.to_string(),
        Some(BfString::String(text)) => text,
        None => match char::from_u32(glyph.char_code()) {
            Some(character) if (' '..'\u{7f}').contains(&character) => character.to_string(),
            _ => String::new(),
        },
    }
}

impl Lines {
    fn new(until: Instant) -> Lines {
        Lines {
            text: String::new(),
            line: String::new(),
            forth: 0,
            back: 0,
            last: None,
            calls: 0,
            until,
        }
    }

    /// Ends a page that takes too long: there is no other way out of it.
    fn tick(&mut self) {
        self.calls = self.calls.wrapping_add(1);
        let late = self.calls.is_multiple_of(256) && Instant::now() > self.until;
        if late || self.text.len() > MOST {
            resume_unwind(Box::new(TooMuch));
        }
    }

    fn glyph(&mut self, glyph: &PositionedGlyph<'_>, text: &str, transform: Affine) {
        let at = transform * glyph.transform();
        let advance = match &**glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let (start, up) = (at * Point::ZERO, at * Point::new(0.0, 1000.0));
        let end = at * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        let height = (up - start).hypot().max(1e-6);
        let Some(first) = text.chars().next() else {
            return;
        };
        let now = Last {
            start,
            end,
            height,
            character: first,
        };
        self.separate(now, (at * Point::new(1000.0, 0.0)) - start);
        if !self.is_again(now) {
            self.push(text);
        }
        self.last = Some(now);
    }

    /// Bold is made by painting a glyph twice.
    fn is_again(&self, now: Last) -> bool {
        self.last.is_some_and(|last| {
            last.character == now.character && (now.start - last.start).hypot() < 0.1 * now.height
        })
    }

    /// Writes what separates a glyph from the last one.
    fn separate(&mut self, now: Last, along: Vec2) {
        let Some(last) = self.last else {
            return;
        };
        let along = along / along.hypot().max(1e-6);
        let step = now.start - last.end;
        let height = now.height.max(last.height);
        let (forth, off) = (step.dot(along), step.cross(along).abs());
        if off.is_nan() || off > OFF * height {
            self.end_line();
        } else if forth > GAP * height || forth < -height {
            self.space();
        }
        let step = (now.start - last.start).dot(along);
        self.forth += u32::from(step > 0.0);
        self.back += u32::from(step < 0.0);
    }

    fn space(&mut self) {
        if !self.line.ends_with(' ') {
            self.line.push(' ');
        }
    }

    /// Ligatures are letters.
    fn push(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '\u{fb00}' => self.line.push_str("ff"),
                '\u{fb01}' => self.line.push_str("fi"),
                '\u{fb02}' => self.line.push_str("fl"),
                '\u{fb03}' => self.line.push_str("ffi"),
                '\u{fb04}' => self.line.push_str("ffl"),
                '\u{fb05}' | '\u{fb06}' => self.line.push_str("st"),
                '\u{a0}' => self.space(),
                '\0' | '\u{ad}' => {}
                other if other.is_control() => self.space(),
                other => self.line.push(other),
            }
        }
    }

    fn end_line(&mut self) {
        let line = self.line.trim_end();
        if !line.is_empty() {
            match self.forth > self.back && is_leftwards(line) {
                true => self.text.push_str(&turned(line)),
                false => self.text.push_str(line),
            }
            self.text.push('\n');
        }
        self.line.clear();
        (self.forth, self.back) = (0, 0);
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

fn is_leftward(character: char) -> bool {
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

impl Device<'_> for Lines {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.tick();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.tick();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.tick();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.tick();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        let mut said = Said::default();
        for glyph in run.glyphs() {
            self.tick();
            self.glyph(glyph, said.by(glyph), props.transform);
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.tick();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'_>, _: &DrawMode) {
        self.tick();
    }
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
