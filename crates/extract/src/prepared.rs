//! What small documents give once they were taken apart in memory.

use std::collections::VecDeque;

use crate::batch::Batch;
use crate::extractor::{Entry, Extractor, Fault, Out, Step};
use crate::marks::Spot;

/// The parts of a document that was taken apart, to be handed out in order.
#[derive(Default)]
pub(crate) struct Prepared {
    mime_type: Option<&'static str>,
    parts: VecDeque<Part>,
    fault: Option<Fault>,
}

enum Part {
    /// Text, and from where on it was not handed out.
    Text(String, usize, Spot),
    Values(Box<Batch>),
    Member(Entry<'static>),
    /// What is taken apart when its turn comes.
    Reader(Box<dyn Extractor<'static>>),
}

/// Bytes of text that are handed out at once.
const AT_ONCE: usize = 1 << 20;

impl Prepared {
    pub(crate) fn new(mime_type: &'static str) -> Prepared {
        Prepared {
            mime_type: Some(mime_type),
            ..Prepared::default()
        }
    }

    /// Adds text that has nothing to do with what stands around it: lines of its
    /// own.
    pub(crate) fn text(&mut self, mut text: String, spot: Spot) {
        if text.trim().is_empty() {
            return;
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        self.parts.push_back(Part::Text(text, 0, spot));
    }

    pub(crate) fn values(&mut self, batch: Option<Box<Batch>>) {
        self.parts.extend(batch.map(Part::Values));
    }

    pub(crate) fn member(&mut self, entry: Entry<'static>) {
        self.parts.push_back(Part::Member(entry));
    }

    pub(crate) fn reader(&mut self, reader: Box<dyn Extractor<'static>>) {
        self.parts.push_back(Part::Reader(reader));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Adds all of another document.
    pub(crate) fn append(&mut self, mut other: Prepared) {
        self.parts.append(&mut other.parts);
        self.fault = self.fault.take().or(other.fault);
    }

    /// What came of it is not all.
    pub(crate) fn fault(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }
}

impl<'r> Extractor<'r> for Prepared {
    fn mime_type(&self) -> Option<&'static str> {
        self.mime_type
    }

    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        match self.parts.pop_front() {
            Some(Part::Values(batch)) => Ok(Step::Values(batch)),
            Some(Part::Member(entry)) => Ok(Step::Member(entry)),
            Some(Part::Text(text, from, spot)) => {
                out.mark(spot.clone());
                let end = text.ceil_char_boundary(text.len().min(from + AT_ONCE));
                out.push(&text[from..end]);
                if end < text.len() {
                    self.parts.push_front(Part::Text(text, end, spot));
                    return Ok(Step::More);
                }
                Ok(Step::Break)
            }
            Some(Part::Reader(mut reader)) => match reader.step(out) {
                Ok(Step::End) => Ok(Step::Break),
                Ok(step) => {
                    self.parts.push_front(Part::Reader(reader));
                    Ok(step)
                }
                Err(fault) => {
                    self.fault(fault);
                    Ok(Step::Break)
                }
            },
            None => self.fault.take().map_or(Ok(Step::End), Err),
        }
    }
}
