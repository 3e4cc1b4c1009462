//! Tables of HTML, and of workbooks in one file of XML.

use std::borrow::Cow;
use std::io;

use memchr::{memchr, memchr_iter};

use super::grid::{Grid, Start};
use super::tag::{Element, Tag, end_of_tag, seek};
use crate::format::Window;
use crate::references;
use crate::rows::{Cell, Rows, trimmed};

/// Longer texts in a cell are read as text only.
const LONGEST_TEXT: usize = 4 << 10;
/// What is known where a piece begins.
#[derive(Default)]
pub(super) struct Markup {
    grid: Grid,
    /// Offset at which the text began that goes on; none if that is too long.
    text: Option<u64>,
}

impl Markup {
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

    /// Where the next tag may begin, if it does before `end`. Outside of all tables only one
    /// of a table matters.
    fn next_tag(&self, bytes: &[u8], end: usize) -> Option<usize> {
        let mut signs = memchr_iter(b'<', &bytes[..end]);
        match self.grid.is_in_table() {
            true => signs.next(),
            false => signs.find(|at| matches!(bytes.get(at + 1), None | Some(b't' | b'T'))),
        }
    }

    /// Behind a tag, unless it is none, or none that matters.
    fn behind_tag(&self, window: &mut Window<'_>, at: usize) -> io::Result<Option<usize>> {
        // The longest name of one that matters has to be in sight.
        seek(window, at, 64, b'>')?;
        let tag = Tag::parse(&window.bytes()[at..]);
        let matters = match self.grid.is_in_cell() {
            true => tag.is_one(),
            false => tag.element().is_some(),
        };
        match matters {
            true => end_of_tag(window, at),
            false => Ok(None),
        }
    }

    /// Takes the text of a cell that ends there.
    fn take_text(&mut self, window: &Window<'_>, end: usize, cells: &mut Vec<Cell>) {
        let Some(start) = self.text_here(window) else {
            return;
        };
        let is_short = end.saturating_sub(start) <= LONGEST_TEXT;
        if !self.grid.is_in_cell() || !is_short || start >= end {
            return;
        }
        let (start, end) = trimmed(window.bytes(), (start, end));
        if start < end {
            let text = &window.bytes()[start..end];
            let names = self.grid.text(&decoded(text));
            cells.extend(names.map(|names| Cell { start, end, names }));
        }
    }

    /// Where the text begins that goes on, if it does so in this piece.
    fn text_here(&self, window: &Window<'_>) -> Option<usize> {
        let start = self.text?.checked_sub(window.piece.base)? as usize;
        (start >= window.start()).then_some(start)
    }

    /// Takes the text of a cell in which a piece would end, and says where that does.
    fn end_text(
        &mut self,
        window: &mut Window<'_>,
        end: usize,
        cells: &mut Vec<Cell>,
    ) -> io::Result<usize> {
        let start = self.text_here(window).filter(|_| self.grid.is_in_cell());
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
            (Element::Cell | Element::Head, true) => self.grid.end_cell(),
            (Element::Cell | Element::Head, false) => {
                self.grid.begin_cell(Start {
                    is_head: element == Element::Head,
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
