//! Where paragraphs begin: where text does, and below a blank line.

use memchr::memchr;
use memchr::memmem::{self, Finder};

/// What is known of the paragraphs of a text where a part of it begins.
pub(super) struct Paragraphs {
    /// The end of a line and a blank one, once it is known how lines end.
    blank: Option<Finder<'static>>,
    /// Whether a paragraph begins with the next byte that ends no line.
    is_below_blank: bool,
    /// The last bytes before the part, as far as they end lines.
    ends: Vec<u8>,
}

const BLANK: &[u8] = b"\n\n";
const BLANK_WITH_RETURN: &[u8] = b"\n\r\n";

impl Default for Paragraphs {
    fn default() -> Paragraphs {
        Paragraphs {
            blank: None,
            is_below_blank: true,
            ends: Vec::new(),
        }
    }
}

impl Paragraphs {
    /// Learns from the first line how lines end, which all parts are to be told. It may have
    /// begun before.
    pub(super) fn learn(&mut self, part: &[u8], begun: &[u8]) {
        if self.blank.is_none()
            && let Some(end) = memchr(b'\n', part)
        {
            let blank = match part[..end].last().or(begun.last()) {
                Some(b'\r') => BLANK_WITH_RETURN,
                _ => BLANK,
            };
            self.blank = Some(Finder::new(blank));
        }
    }

    /// Where in a part of the text the next one begins that does at `from` or behind it.
    pub(super) fn next(&self, part: &[u8], from: usize) -> Option<usize> {
        let is_in_sight = |start: &usize| *start < part.len();
        let first = ends_at(part, 0);
        if from <= first && self.is_behind_blank(&part[..first]) {
            return Some(first).filter(is_in_sight);
        }
        let finder = self.blank.as_ref()?;
        let length = finder.needle().len();
        let mut near = from.saturating_sub(length);
        loop {
            let found = near + finder.find(&part[near..])?;
            let start = ends_at(part, found + length);
            if start >= from {
                return Some(start).filter(is_in_sight);
            }
            near = found + 1;
        }
    }

    /// A part was passed.
    pub(super) fn go_on(&mut self, part: &[u8]) {
        let other = part.iter().rposition(|byte| !ends_line(byte));
        let ends = &part[other.map_or(0, |at| at + 1)..];
        if other.is_some() {
            self.is_below_blank = false;
            self.ends.clear();
        }
        self.is_below_blank = self.is_behind_blank(ends);
        self.ends.extend_from_slice(ends);
        // A blank line is no longer.
        let more = self.ends.len().saturating_sub(BLANK_WITH_RETURN.len() - 1);
        self.ends.drain(..more);
    }

    /// Whether there is a blank line before the end of these bytes that end lines.
    fn is_behind_blank(&self, ends: &[u8]) -> bool {
        let found = |blank: &Finder<'_>| {
            let all = [&self.ends[..], ends].concat();
            memmem::find(&all, blank.needle()).is_some()
        };
        self.is_below_blank || !ends.is_empty() && self.blank.as_ref().is_some_and(found)
    }
}

/// Behind the bytes from there on that end lines.
fn ends_at(text: &[u8], from: usize) -> usize {
    let ends = text[from..].iter().take_while(|byte| ends_line(byte));
    from + ends.count()
}

fn ends_line(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
