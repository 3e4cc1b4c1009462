//! The sheets of an OpenDocument.

use std::io::Read;
use std::sync::Arc;

use super::breaks_off;
use super::sheet::{Grid, LONGEST};
use crate::extractor::{Extractor, Fault, Out, Step};
use crate::xml::{Event, Xml};

/// What reads the cells of all sheets.
pub(crate) fn tables(content: Box<dyn Read>, window: usize) -> Box<dyn Extractor<'static>> {
    Box::new(Tables {
        xml: Xml::new(content),
        window,
        grid: Grid::new("".into(), window),
        row: 0,
        rows: 1,
        column: 0,
        columns: 1,
        depth: 0,
        text: Vec::new(),
        within: 0,
        ended: false,
    })
}

/// Elements in each step.
const AT_ONCE: usize = 4096;
/// As often the same cell is told of; the rest is padding.
const REPEATS: u64 = 1000;

struct Tables {
    xml: Xml<'static>,
    window: usize,
    grid: Grid,
    /// The current row, and how often it is repeated.
    row: u64,
    rows: u64,
    column: u64,
    columns: u64,
    /// Tables within cells count as text.
    depth: u32,
    text: Vec<u8>,
    /// Paragraphs around.
    within: u32,
    ended: bool,
}

impl Extractor<'static> for Tables {
    fn step(&mut self, _out: &mut Out) -> Result<Step<'static>, Fault> {
        for _ in 0..AT_ONCE {
            if self.ended {
                return match self.grid.finish() {
                    Some(batch) => Ok(Step::Values(batch)),
                    None if self.xml.is_whole() => Ok(Step::End),
                    None => Err(breaks_off()),
                };
            }
            if self.grid.is_full()
                && let Some(batch) = self.grid.take()
            {
                return Ok(Step::Values(batch));
            }
            if self.text.len() > LONGEST {
                self.grid.cell(self.row, self.column, &self.text);
                self.text.clear();
            }
            match self.xml.next() {
                Ok(Event::Start) => {
                    if let Some(step) = self.start() {
                        return Ok(step);
                    }
                }
                Ok(Event::End) => self.end(),
                Ok(Event::Text) if self.within > 0 => {
                    self.text.extend_from_slice(self.xml.text());
                }
                Ok(Event::Text) => {}
                Ok(Event::Eof) => self.ended = true,
                Err(error) => {
                    return match self.grid.finish() {
                        Some(batch) => Ok(Step::Values(batch)),
                        None => Err(error.into()),
                    };
                }
            }
        }
        Ok(Step::More)
    }
}

impl Tables {
    fn count(&self, name: &[u8]) -> u64 {
        let told = self.xml.attribute(name).and_then(|it| it.parse().ok());
        told.unwrap_or(1_u64).max(1)
    }

    fn start(&mut self) -> Option<Step<'static>> {
        match self.xml.name() {
            b"table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let name: Arc<str> = self.xml.attribute(b"name").unwrap_or_default().into();
                    let batch = self.grid.finish();
                    self.grid = Grid::new(name, self.window);
                    (self.row, self.rows) = (0, 1);
                    return batch.map(Step::Values);
                }
            }
            b"table-row" if self.depth == 1 => {
                self.row = self.row.saturating_add(1);
                self.rows = self.count(b"number-rows-repeated");
                self.column = 0;
            }
            b"table-cell" | b"covered-table-cell" if self.depth == 1 => {
                self.column = self.column.saturating_add(1);
                self.columns = self.count(b"number-columns-repeated");
                self.text.clear();
            }
            b"p" | b"h" => {
                if !self.text.is_empty() {
                    self.text.push(b'\n');
                }
                self.within += 1;
            }
            b"s" if self.within > 0 => {
                let count = self.count(b"c").min(1000) as usize;
                self.text.extend(std::iter::repeat_n(b' ', count));
            }
            b"tab" if self.within > 0 => self.text.push(b'\t'),
            b"line-break" if self.within > 0 => self.text.push(b'\n'),
            _ => {}
        }
        None
    }

    fn end(&mut self) {
        match self.xml.name() {
            b"table" => self.depth = self.depth.saturating_sub(1),
            b"table-row" if self.depth == 1 => {
                self.row = self.row.saturating_add(self.rows.saturating_sub(1));
            }
            b"table-cell" | b"covered-table-cell" if self.depth == 1 => {
                let text = std::mem::take(&mut self.text);
                let repeats = if text.is_empty() {
                    0
                } else {
                    self.columns
                        .min(REPEATS)
                        .min(1 + LONGEST as u64 / text.len() as u64)
                };
                for at in 0..repeats {
                    let column = self.column.saturating_add(at);
                    self.grid.cell(self.row, column, &text);
                }
                let more = self.columns.saturating_sub(1);
                self.column = self.column.saturating_add(more);
            }
            b"p" | b"h" => self.within = self.within.saturating_sub(1),
            _ => {}
        }
    }
}
