//! What all slides show: headers and footers, and what stands on the master.

use super::super::strings::utf16;
use super::records::{Record, STRING, add_text, records};
use super::{DOCUMENT, FOOTERS, FOOTERS_SHOWN, SHAPE, SHOWS_NUMBER};
use crate::bytes::little::u16_at;

/// What of headers and footers is shown on slides.
const SHOWS_FOOTER: u16 = 32;
/// Headers and footers of notes, by their instance.
const ON_NOTES: u16 = 4;
/// The string of a footer, by its instance.
const FOOTER: u16 = 2;

/// What all slides show: of the master, and what stands at the bottom of those
/// that say nothing of it themselves.
#[derive(Default)]
pub(super) struct Footers {
    footer: String,
    /// What is shown on slides, and on the pages of notes that each has.
    shown: u16,
    shown_on_notes: u16,
    /// Texts of the master's own shapes; `*` may stand for the number.
    master: Vec<(String, bool)>,
}

const MASTER: u16 = 0x03F8;
const PLACEHOLDER: u16 = 0x0BC3;
const NUMBER: u16 = 0x0FD8;
/// The placeholder of the number of the slide.
const OF_NUMBER: u8 = 8;
/// Shapes of the master that are shown.
const MOST_SHAPES: usize = 100;

impl Footers {
    /// Looks for it in the document's record.
    pub(super) fn read(&mut self, stream: &[u8]) {
        for document in records(stream, 0, stream.len()).filter(|it| it.kind == DOCUMENT) {
            let inner = records(stream, document.start, document.end);
            for footers in inner.filter(|it| it.kind == FOOTERS) {
                let on_notes = footers.instance() == ON_NOTES;
                for record in records(stream, footers.start, footers.end) {
                    let content = &stream[record.start..record.end];
                    match record.kind {
                        FOOTERS_SHOWN if on_notes => self.shown_on_notes = u16_at(content, 2),
                        FOOTERS_SHOWN => self.shown = u16_at(content, 2),
                        STRING if record.instance() == FOOTER && !on_notes => {
                            self.footer = utf16(content);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Reads the first master.
    pub(super) fn read_master(&mut self, stream: &[u8]) {
        let top = records(stream, 0, stream.len());
        if let Some(master) = top.into_iter().find(|it| it.kind == MASTER) {
            let mut left = vec![master];
            while let Some(around) = left.pop() {
                for record in records(stream, around.start, around.end) {
                    if record.kind == SHAPE && self.master.len() < MOST_SHAPES {
                        self.master.extend(shape(stream, record));
                    } else if record.is_container() && left.len() < MOST_SHAPES {
                        left.push(record);
                    }
                }
            }
        }
    }

    /// What of the master a slide shows.
    pub(super) fn add_master(&self, slide: u64, text: &mut String) {
        for (said, numbered) in &self.master {
            match numbered {
                true => text.push_str(&said.replacen('*', &slide.to_string(), 1)),
                false => text.push_str(said),
            }
        }
    }

    /// What it adds to a slide.
    pub(super) fn add(&self, slide: u64, text: &mut String) {
        if self.shown & SHOWS_FOOTER != 0 && !self.footer.is_empty() {
            text.push_str(&self.footer);
            text.push('\n');
        }
        if (self.shown | self.shown_on_notes) & SHOWS_NUMBER != 0 {
            text.push_str(&slide.to_string());
            text.push('\n');
        }
    }
}

/// The text of a shape of the master, and whether the number of the slide
/// stands in it; `None` if slides fill it themselves.
fn shape(stream: &[u8], shape: Record) -> Option<(String, bool)> {
    let (mut text, mut numbered) = (String::new(), false);
    let mut left = vec![shape];
    while let Some(around) = left.pop() {
        for inner in records(stream, around.start, around.end) {
            let content = &stream[inner.start..inner.end];
            match inner.kind {
                PLACEHOLDER
                    if content
                        .get(4)
                        .is_some_and(|it| !matches!(it, 0 | &OF_NUMBER)) =>
                {
                    return None;
                }
                NUMBER => numbered = true,
                _ if inner.is_container() => left.push(inner),
                kind => add_text(kind, content, &mut text),
            }
        }
    }
    (text.trim().len() > 1).then_some((text, numbered))
}
