//! Tables of HTML, and of workbooks in one file of XML.

use std::borrow::Cow;
use std::io;

use memchr::{memchr, memchr_iter};

use super::beside::Beside;
use super::grid::{Grid, Start};
use super::tag::{self, Element, Tag, end_of_tag, seek};
use crate::format::Window;
use crate::references;
use crate::rows::{Cell, Rows, trimmed};

/// Longer texts in a cell are read as text only.
const LONGEST_TEXT: usize = 4 << 10;
/// What is known where a piece begins.
#[derive(Default)]
pub(super) struct Markup {
    grid: Grid,
    /// What is said beside a text, in pages of HTML.
    beside: Option<Beside>,
    /// Offset at which the text began that goes on; none if that is too long.
    text: Option<u64>,
}

impl Markup {
    /// Those of text that begins like this.
    pub(super) fn of(head: &[u8]) -> Markup {
        Markup {
            beside: tag::begins_page(head).then(Beside::default),
            ..Markup::default()
        }
    }

    /// Adds the cells in a part of a piece, and says where it must end.
    pub(super) fn pass(
        &mut self,
        window: &mut Window<'_>,
        (from, end): (usize, usize),
        rows: &mut Vec<Rows>,
    ) -> io::Result<usize> {
        let (mut at, mut end, mut cells) = (from, end, Vec::new());
        while let Some(found) = self.next_tag(&window.bytes()[at..], end - at) {
            let start = at + found;
            at = match self.behind_tag(window, start)? {
                Some(behind) => {
                    self.take_text(window, start, &mut cells);
                    self.take_tag(&Tag::parse(&window.bytes()[start..behind]));
                    self.text = Some(window.offset(behind));
                    behind
                }
                None => start + 1,
            };
            end = end.max(at);
        }
        end = self.end_text(window, end, &mut cells)?;
        rows.extend((!cells.is_empty()).then_some(Rows::Cells(cells)));
        Ok(end)
    }

    /// Whether the text between any two tags matters.
    fn takes_texts(&self) -> bool {
        self.beside.is_some() || self.grid.is_in_cell()
    }

    /// Where the next tag may begin, if it does before `end`. Outside of all tables only one
    /// of a table matters, but in pages.
    fn next_tag(&self, bytes: &[u8], end: usize) -> Option<usize> {
        let mut signs = memchr_iter(b'<', &bytes[..end]);
        match self.beside.is_some() || self.grid.is_in_table() {
            true => signs.next(),
            false => {
                signs.find(|at| matches!(bytes.get(at + 1), None | Some(b't' | b'T' | b'd' | b'D')))
            }
        }
    }

    /// Behind a tag, unless it is none, or none that matters.
    fn behind_tag(&self, window: &mut Window<'_>, at: usize) -> io::Result<Option<usize>> {
        // The longest name of one that matters has to be in sight.
        seek(window, at, 64, b'>')?;
        let tag = Tag::parse(&window.bytes()[at..]);
        let matters = match self.takes_texts() {
            true => tag.is_one(),
            false => tag.element().is_some(),
        };
        match matters {
            true => end_of_tag(window, at),
            false => Ok(None),
        }
    }

    /// Takes the text that ends there, if it is in a cell or may have a label beside it.
    fn take_text(&mut self, window: &Window<'_>, end: usize, cells: &mut Vec<Cell>) {
        let Some(start) = self.text_here(window) else {
            return;
        };
        let is_short = end.saturating_sub(start) <= LONGEST_TEXT;
        if !self.takes_texts() || !is_short || start >= end {
            return;
        }
        let (start, end) = trimmed(window.bytes(), (start, end));
        if start < end {
            let text = decoded(&window.bytes()[start..end]);
            let names = match (&mut self.beside, self.grid.is_in_cell()) {
                (_, true) => self.grid.text(&text),
                (Some(beside), false) => {
                    beside.text(&text, (window.offset(start), window.offset(end)))
                }
                (None, false) => None,
            };
            cells.extend(names.map(|names| Cell { start, end, names }));
        }
    }

    /// Where the text begins that goes on, if it does so in this piece.
    fn text_here(&self, window: &Window<'_>) -> Option<usize> {
        let start = self.text?.checked_sub(window.piece.base)? as usize;
        (start >= window.start()).then_some(start)
    }

    /// Takes the text in which a piece would end, and says where that does.
    fn end_text(
        &mut self,
        window: &mut Window<'_>,
        end: usize,
        cells: &mut Vec<Cell>,
    ) -> io::Result<usize> {
        let start = self.text_here(window).filter(|_| self.takes_texts());
        let mut further = end;
        if let Some(start) = start {
            let next = self.next_end(window, start)?;
            let last = window.ended().then(|| window.bytes().len());
            if let Some(behind) = next.or(last) {
                self.take_text(window, behind, cells);
                further = behind.max(end);
            }
        }
        self.text = None;
        Ok(further)
    }

    /// Where the tag stands that ends the text which begins there, if that is not too long.
    fn next_end(&self, window: &mut Window<'_>, start: usize) -> io::Result<Option<usize>> {
        let (mut at, behind) = (start, start + LONGEST_TEXT + 1);
        while let Some(sign) = seek(window, at, behind - at, b'<')? {
            if self.behind_tag(window, sign)?.is_some() {
                return Ok(Some(sign));
            }
            at = sign + 1;
        }
        Ok(None)
    }

    fn take_tag(&mut self, tag: &Tag<'_>) {
        let Some(element) = tag.element() else {
            return;
        };
        match (element, tag.ends) {
            (Element::Table, false) => self.grid.begin_table(),
            (Element::Table, true) => self.grid.end_table(),
            (Element::Row, _) => self.grid.end_row(),
            (Element::Cell | Element::Head | Element::Term, true) => self.grid.end_cell(),
            (Element::Cell | Element::Head | Element::Term, false) => {
                if element == Element::Term {
                    self.grid.end_row();
                }
                self.grid.begin_cell(Start {
                    is_head: element != Element::Cell,
                    column: tag.column(),
                    span: tag.span(),
                });
                if tag.is_empty() {
                    self.grid.end_cell();
                }
            }
        }
    }
}

/// Text with characters in place of references.
fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'&', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut decoded = Vec::new();
    references::decode(&String::from_utf8_lossy(text), &mut decoded);
    Cow::Owned(decoded)
}
