//! The text of a page.

use std::time::Duration;

use hayro_syntax::Pdf as File;
use hayro_syntax::object::{Array, Dict, Object, Stream};
use hayro_syntax::page::Page;

use super::clock::worked;
use super::content::Painter;
use super::decoded::decoded;
use super::face::Faces;
use super::guard::guarded;
use super::lines::{Lines, TooMuch};
use super::losses::Losses;
use super::phrase::Phrase;
use crate::budget::Budget;

/// Processor time that a page may take.
const TIME: Duration = Duration::from_secs(2);
/// Bytes that a page may consist of. Its parts may be one stream a million times.
const MOST: usize = 256 << 20;
/// Fonts that are kept from page to page.
const FONTS: usize = 256;

/// Reads the pages of a document, whose fonts are loaded once.
pub(super) struct Reader<'a> {
    file: &'a File,
    faces: Faces<'a>,
}

/// What became of a page.
pub(super) struct Read {
    pub(super) text: String,
    /// What stands together in it, as it is painted.
    pub(super) phrases: Vec<Phrase>,
    pub(super) end: End,
    pub(super) losses: Losses,
}

impl Read {
    fn nothing() -> Read {
        Read {
            text: String::new(),
            phrases: Vec::new(),
            end: End::Damaged,
            losses: Losses::default(),
        }
    }
}

/// How reading a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    Damaged,
    /// It takes too long, or holds too much.
    TooMuch,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a File) -> Reader<'a> {
        Reader {
            file,
            faces: Faces::new(),
        }
    }

    /// The text of a page, and whether that is all of it.
    pub(super) fn read(&mut self, page: usize, budget: &Budget) -> Read {
        let Some(page) = self.file.pages().get(page) else {
            return Read::nothing();
        };
        if self.faces.count() > FONTS {
            self.faces = Faces::new();
        }
        let left = budget.time_left().min(TIME);
        let mut lines = Lines::new(worked() + left);
        let mut losses = Losses::default();
        let end = match guarded(|| read(page, &mut self.faces, &mut lines, &mut losses)) {
            Some(Ok(())) if losses.damaged => End::Damaged,
            Some(Ok(())) => End::Whole,
            Some(Err(TooMuch)) => End::TooMuch,
            None => {
                // What a defect left behind may be in any state.
                self.faces = Faces::new();
                End::Damaged
            }
        };
        let (text, phrases) = lines.into_text();
        Read {
            text,
            phrases,
            end,
            losses,
        }
    }
}

fn read<'a>(
    page: &Page<'a>,
    faces: &mut Faces<'a>,
    lines: &mut Lines,
    losses: &mut Losses,
) -> Result<(), TooMuch> {
    let mut painter = Painter::new(faces, lines, losses);
    painter.lines.look()?;
    let content = Content::of(page);
    painter.losses.damaged |= !content.whole;
    painter.paint(&content.bytes, page.resources())?;
    if content.too_much {
        return Err(TooMuch);
    }
    // Beside text, pictures are what they are: with none, they are what was to be read.
    painter.losses.pictures &= painter.lines.is_empty();
    let pictures = painter.losses.pictures;
    let annotations = page.raw().get::<Array<'a>>("Annots");
    for annotation in annotations.iter().flat_map(Array::iter::<Dict<'a>>) {
        painter.lines.tick()?;
        painter.annotation(&annotation, page.resources())?;
    }
    painter.losses.pictures = pictures;
    Ok(())
}

/// What a page consists of. The library would keep it for as long as it has the
/// document.
struct Content {
    bytes: Vec<u8>,
    /// Whether all parts are there and could be decoded.
    whole: bool,
    /// Whether there is more than may be.
    too_much: bool,
}

impl Content {
    fn of(page: &Page<'_>) -> Content {
        let dict = page.raw();
        if let Some(stream) = dict.get::<Stream<'_>>("Contents") {
            let (bytes, whole) = decoded(&stream);
            return Content {
                bytes,
                whole,
                too_much: false,
            };
        }
        match dict.get::<Array<'_>>("Contents") {
            Some(parts) => Content::joined(&parts),
            None => Content {
                bytes: Vec::new(),
                whole: is_blank(dict),
                too_much: false,
            },
        }
    }

    fn joined(parts: &Array<'_>) -> Content {
        let mut content = Content {
            bytes: Vec::new(),
            whole: true,
            too_much: false,
        };
        // Those that are not there are passed over.
        let mut missing = parts.raw_iter().count();
        for part in parts.iter::<Object<'_>>() {
            missing = missing.saturating_sub(1);
            let Some(stream) = part.into_stream() else {
                content.whole = false;
                continue;
            };
            let (part, whole) = decoded(&stream);
            content.whole &= whole;
            if content.bytes.len() + part.len() > MOST {
                content.too_much = true;
                return content;
            }
            content.bytes.extend(part);
            // An operator never goes on in the next part.
            content.bytes.push(b' ');
        }
        content.whole &= missing == 0;
        content
    }
}

/// Whether a page without a content is meant to have none.
fn is_blank(page: &Dict<'_>) -> bool {
    let named = page.contains_key("Contents");
    !named || matches!(page.get::<Object<'_>>("Contents"), Some(Object::Null(_)))
}
