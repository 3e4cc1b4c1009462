//! The text of a page.

use std::time::Duration;

use hayro_syntax::Pdf as File;
use hayro_syntax::object::{Array, Dict, Object, Stream};
use hayro_syntax::page::Page;

use super::clock::worked;
use super::content::Painter;
use super::face::Faces;
use super::guard::guarded;
use super::lines::{Lines, TooMuch};
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
    pub(super) fn read(&mut self, page: usize, budget: &Budget) -> (String, End) {
        let Some(page) = self.file.pages().get(page) else {
            return (String::new(), End::Damaged);
        };
        if self.faces.count() > FONTS {
            self.faces = Faces::new();
        }
        let left = budget.time_left().min(TIME);
        let mut lines = Lines::new(worked() + left);
        let end = match guarded(|| read(page, &mut self.faces, &mut lines)) {
            Some(Ok(())) => End::Whole,
            Some(Err(TooMuch)) => End::TooMuch,
            None => {
                // What a defect left behind may be in any state.
                self.faces = Faces::new();
                End::Damaged
            }
        };
        (lines.into_text(), end)
    }
}

fn read<'a>(page: &Page<'a>, faces: &mut Faces<'a>, lines: &mut Lines) -> Result<(), TooMuch> {
    let mut painter = Painter::new(faces, lines);
    painter.lines.look()?;
    let (content, whole) = content(page);
    painter.paint(&content, page.resources())?;
    if !whole {
        return Err(TooMuch);
    }
    let annotations = page.raw().get::<Array<'a>>("Annots");
    for annotation in annotations.iter().flat_map(Array::iter::<Dict<'a>>) {
        painter.lines.tick()?;
        painter.annotation(&annotation, page.resources())?;
    }
    Ok(())
}

/// What a page consists of, and whether that is all of it. The library would keep
/// it for as long as it has the document.
fn content(page: &Page<'_>) -> (Vec<u8>, bool) {
    let dict = page.raw();
    if let Some(stream) = dict.get::<Stream<'_>>("Contents") {
        return (decoded(&stream), true);
    }
    let mut content = Vec::new();
    let parts = dict.get::<Array<'_>>("Contents");
    for part in parts.iter().flat_map(Array::iter::<Object<'_>>) {
        let Some(stream) = part.into_stream() else {
            continue;
        };
        let part = decoded(&stream);
        if content.len() + part.len() > MOST {
            return (content, false);
        }
        content.extend(part);
        // An operator never goes on in the next part.
        content.push(b' ');
    }
    (content, true)
}

fn decoded(stream: &Stream<'_>) -> Vec<u8> {
    stream
        .decoded_data()
        .map(std::borrow::Cow::into_owned)
        .unwrap_or_default()
}
