//! Fonts, with what was found out about their glyphs.

use std::collections::HashMap;
use std::sync::Arc;

use hayro_cmap::BfString;
use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, StandardFont,
};
use hayro_syntax::object::{Dict, Name};

use super::matrix::Point;
use super::unsaid::{Collections, Unsaid};

/// The fonts of a document, each loaded once.
pub(super) struct Faces<'a> {
    cache: FontCache<'a>,
    fonts: FontResolverFn,
    codes: CMapResolverFn,
    /// By where their dictionaries lie; `None` for those that cannot be read.
    known: HashMap<(usize, usize), Option<usize>>,
    collections: Collections,
    faces: Vec<Face<'a>>,
    /// What stands in for a font that cannot be read.
    substitute: Option<usize>,
}

/// A font, and whether it stands in for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    at: usize,
    pub(super) stands_in: bool,
    /// Whether the other one has codes of several bytes, which are none of this one.
    pub(super) stands_in_for_wide: bool,
}

impl<'a> Faces<'a> {
    pub(super) fn new() -> Faces<'a> {
        Faces {
            cache: FontCache::new(),
            fonts: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            codes: Arc::new(hayro_cmap::load_embedded),
            known: HashMap::new(),
            collections: Collections::default(),
            faces: Vec::new(),
            substitute: None,
        }
    }

    /// How many fonts are kept.
    pub(super) fn count(&self) -> usize {
        self.known.len()
    }

    /// The font that a dictionary describes, or what stands in for it.
    pub(super) fn choose(&mut self, dict: Option<&Dict<'a>>) -> Option<Chosen> {
        match dict.and_then(|dict| self.described(dict)) {
            Some(at) => Some(Chosen {
                at,
                stands_in: false,
                stands_in_for_wide: false,
            }),
            None => self.substitute().map(|substitute| Chosen {
                stands_in_for_wide: dict.is_some_and(is_wide),
                ..substitute
            }),
        }
    }

    fn described(&mut self, dict: &Dict<'a>) -> Option<usize> {
        let data = dict.data();
        let key = (data.as_ptr() as usize, data.len());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        if self.known.len() >= FONTS {
            return None;
        }
        let font = self.cache.font(dict, &self.fonts, &self.codes);
        let wide = is_wide(dict);
        let unsaid = match wide && font.is_some() {
            true => Unsaid::of(dict, &mut self.collections),
            false => Unsaid::Nothing,
        };
        let at = font.map(|font| self.add(Face::new(font, wide, unsaid)));
        self.known.insert(key, at);
        at
    }

    /// The font that readers take where none is named.
    pub(super) fn substitute(&mut self) -> Option<Chosen> {
        if self.substitute.is_none() {
            let font = self
                .cache
                .standard_font(StandardFont::Helvetica, &self.fonts)?;
            self.substitute = Some(self.add(Face::new(font, false, Unsaid::Nothing)));
        }
        self.substitute.map(|at| Chosen {
            at,
            stands_in: true,
            stands_in_for_wide: false,
        })
    }

    fn add(&mut self, face: Face<'a>) -> usize {
        self.faces.push(face);
        self.faces.len() - 1
    }

    pub(super) fn face(&mut self, chosen: Chosen) -> &mut Face<'a> {
        &mut self.faces[chosen.at]
    }
}

/// Whether codes may have more than one byte.
fn is_wide(font: &Dict<'_>) -> bool {
    let kind = font.get::<Name<'_>>("Subtype");
    kind.is_some_and(|kind| &*kind == b"Type0")
}

/// A font. What it says of a code is looked up once: that takes longer than
/// all else.
pub(super) struct Face<'a> {
    font: Font<'a>,
    /// What codes stand for of which the font does not say it.
    unsaid: Unsaid,
    pub(super) horizontal: bool,
    /// Whether codes may have more than one byte.
    wide: bool,
    /// By the first byte, or the first two: the number of the glyph plus 1,
    /// and above it how many bytes the code has.
    codes: Vec<u32>,
    /// Longer codes.
    others: HashMap<u32, u32>,
    glyphs: Vec<Glyph>,
}

/// What a font says of a code.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) code: u32,
    /// With ligatures taken apart.
    pub(super) text: Box<str>,
    pub(super) first: Option<char>,
    /// Whether nothing says what it is: in a font of many glyphs, its code is just a number.
    pub(super) unsaid: bool,
    /// Whether the text can be written as it is.
    pub(super) plain: bool,
    /// How wide it is, in thousandths of the size.
    pub(super) width: f64,
    /// How far it is to the next one.
    pub(super) step: Point,
    /// Where it is painted.
    pub(super) shift: Point,
    /// What its width is multiplied by.
    pub(super) stretch: f64,
}

/// Fonts of a page that are loaded.
const FONTS: usize = 1 << 13;
/// Glyphs of a font that are remembered.
const MOST: usize = 1 << 17;
/// Where the length of a code stands.
const LENGTH: u32 = 24;

impl<'a> Face<'a> {
    fn new(font: Font<'a>, wide: bool, unsaid: Unsaid) -> Face<'a> {
        Face {
            horizontal: font.is_horizontal(),
            font,
            unsaid,
            wide,
            codes: vec![0; if wide { 1 << 16 } else { 1 << 8 }],
            others: HashMap::new(),
            glyphs: Vec::new(),
        }
    }

    /// The glyph of the code at the start of some bytes, of which there is at
    /// least one, and how long the code is.
    pub(super) fn next(&mut self, bytes: &[u8]) -> (&Glyph, usize) {
        let slot = match (self.wide, bytes) {
            (false, [first, ..]) => Some(usize::from(*first)),
            (true, [first, second, ..]) => Some(usize::from(*first) << 8 | usize::from(*second)),
            _ => None,
        };
        let known = slot.map_or(0, |slot| self.codes[slot]);
        if known != 0 {
            let at = (known & ((1 << LENGTH) - 1)) - 1;
            return (&self.glyphs[at as usize], (known >> LENGTH) as usize);
        }
        let (code, len) = self.font.read_code(bytes, 0);
        let at = self.number(code);
        // A code that is none depends on bytes further on.
        let lasts = !self.wide || (len <= 2 && (code, len) != (0, 1));
        if let Some(slot) = slot.filter(|_| lasts && (at as usize) < MOST) {
            self.codes[slot] = (at + 1) | (len as u32) << LENGTH;
        }
        (&self.glyphs[at as usize], len.max(1))
    }

    fn number(&mut self, code: u32) -> u32 {
        if let Some(at) = self.others.get(&code) {
            return *at;
        }
        let glyph = self.look_up(code);
        if self.glyphs.len() > MOST {
            self.glyphs.pop();
        } else if self.glyphs.len() < MOST {
            self.others.insert(code, self.glyphs.len() as u32);
        }
        self.glyphs.push(glyph);
        self.glyphs.len() as u32 - 1
    }

    fn look_up(&self, code: u32) -> Glyph {
        let id = self.font.map_code(code);
        let (said, width) = match self.font.glyph(id, code) {
            FontGlyph::Outline(glyph) => (glyph.as_unicode(), glyph.advance_width()),
            FontGlyph::Type3(glyph) => (glyph.as_unicode(), Some(glyph.advance_width())),
        };
        let said = said.or_else(|| self.unsaid.said(code));
        let unsaid = self.wide && said.is_none();
        let text = apart(&text_of(said, code));
        let step = self.font.code_advance(code);
        let shift = self.font.origin_displacement(code);
        Glyph {
            code,
            unsaid,
            first: text.chars().next(),
            plain: !text.chars().any(is_special),
            text: text.into(),
            width: f64::from(width.unwrap_or(500.0)),
            step: Point::new(step.x, step.y),
            shift: Point::new(shift.x, shift.y),
            stretch: self.font.glyph_stretch(id, code),
        }
    }
}

fn text_of(said: Option<BfString>, code: u32) -> String {
    match said {
        Some(BfString::Char(character)) => character.to_string(),
        Some(BfString::String(text)) => text,
        None => match char::from_u32(code) {
            Some(character) if (' '..'\u{7f}').contains(&character) => character.to_string(),
            _ => String::new(),
        },
    }
}

/// Ligatures are letters.
fn apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{fb00}' => apart.push_str("ff"),
            '\u{fb01}' => apart.push_str("fi"),
            '\u{fb02}' => apart.push_str("fl"),
            '\u{fb03}' => apart.push_str("ffi"),
            '\u{fb04}' => apart.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => apart.push_str("st"),
            other => apart.push(other),
        }
    }
    apart
}

/// What is not written as it is.
pub(super) fn is_special(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{ad}') || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ligatures_are_taken_apart() {
        assert_eq!(apart("e\u{fb03}cient"), "efficient");
        assert!("a\u{a0}b".chars().any(is_special));
        assert!(!"Stra\u{df}e \u{5d0}".chars().any(is_special));
    }

    #[test]
    fn a_glyph_is_the_same_looked_up_and_remembered() {
        let mut faces = Faces::new();
        let chosen = faces.substitute().expect("it is built in");
        let face = faces.face(chosen);
        for _ in 0..2 {
            let (glyph, len) = face.next(b"ix");
            assert_eq!((&*glyph.text, glyph.width, len), ("i", 222.0, 1));
        }
        assert_eq!(faces.substitute(), Some(chosen));
    }
}
