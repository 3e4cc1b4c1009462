//! The lines of mail, and the boundaries between its parts.

use std::io::{self, BufRead, BufReader};

use crate::extractor::{Content, Out};
use crate::marks::Spot;

/// Reads lines. Lines that are too long come in pieces.
pub(crate) struct Lines<'r> {
    input: BufReader<Content<'r>>,
    line: Vec<u8>,
    number: u64,
    /// Whether the line that was read last did not end.
    within: bool,
    /// Whether the current line comes once more.
    again: bool,
    /// What the boundaries of the multiparts around begin with.
    boundaries: Vec<Vec<u8>>,
    /// What a reader of a part found behind it.
    handed_back: Option<Line>,
    /// Whether a multipart of a message did not end.
    breaks_off: bool,
    /// Whether messages follow each other.
    many: bool,
    after_empty: bool,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Text,
    /// Another part begins.
    Boundary,
    /// Another message begins.
    Message,
    End,
}

/// The longest line that is held.
const LONGEST: usize = 1 << 20;
/// Multiparts deeper than this are not told apart.
const DEEPEST: usize = 100;

impl<'r> Lines<'r> {
    pub(crate) fn new(content: Content<'r>, many: bool) -> Lines<'r> {
        Lines {
            input: BufReader::with_capacity(64 << 10, content),
            line: Vec::new(),
            number: 0,
            within: false,
            again: false,
            boundaries: Vec::new(),
            handed_back: None,
            breaks_off: false,
            many,
            after_empty: true,
        }
    }

    /// Goes to the next line.
    pub(crate) fn next(&mut self) -> io::Result<Line> {
        if let Some(line) = self.handed_back.take() {
            return Ok(line);
        }
        if std::mem::take(&mut self.again) {
            return Ok(Line::Text);
        }
        let starts = !self.within;
        self.read()?;
        if self.line.is_empty() {
            self.end_message();
            return Ok(Line::End);
        }
        self.number += u64::from(starts);
        let after_empty = self.after_empty;
        self.after_empty = starts && self.text().is_empty();
        if !starts {
            return Ok(Line::Text);
        }
        if self.many && after_empty && self.line.starts_with(b"From ") {
            self.end_message();
            return Ok(Line::Message);
        }
        if self.line.starts_with(b"--")
            && let Some(at) = self.boundaries.iter().rposition(|it| self.is_boundary(it))
        {
            let last = self.text()[self.boundaries[at].len()..].starts_with(b"--");
            self.boundaries.truncate(at + usize::from(!last));
            return Ok(Line::Boundary);
        }
        Ok(Line::Text)
    }

    fn read(&mut self) -> io::Result<()> {
        self.line.clear();
        loop {
            let ahead = self.input.fill_buf()?;
            let end = memchr::memchr(b'\n', ahead).map(|at| at + 1);
            let len = end.unwrap_or(ahead.len()).min(LONGEST - self.line.len());
            self.line.extend_from_slice(&ahead[..len]);
            self.input.consume(len);
            if len == 0 || end == Some(len) || self.line.len() == LONGEST {
                self.within = !self.line.ends_with(b"\n") && len > 0;
                return Ok(());
            }
        }
    }

    /// Multiparts end themselves, unless something is missing; within another
    /// one that ends, they need not.
    fn end_message(&mut self) {
        self.breaks_off |= !self.boundaries.is_empty();
        self.boundaries.clear();
    }

    /// Whether a multipart of a message that came to its end did not.
    pub(crate) fn breaks_off(&self) -> bool {
        self.breaks_off
    }

    fn is_boundary(&self, boundary: &[u8]) -> bool {
        let rest = self.text().strip_prefix(boundary);
        rest.is_some_and(|rest| rest.is_empty() || rest == b"--" || rest.trim_ascii().is_empty())
    }

    /// The line without its end.
    fn text(&self) -> &[u8] {
        self.line.trim_ascii_end()
    }

    /// The current line, with its end.
    pub(crate) fn line(&self) -> &[u8] {
        &self.line
    }

    /// Its number, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The line comes once more.
    pub(crate) fn again(&mut self) {
        self.again = true;
    }

    /// What the line turned out to be is for another one to deal with.
    pub(crate) fn hand_back(&mut self, line: Line) {
        self.handed_back = Some(line);
    }

    /// From now on this boundary separates parts.
    pub(crate) fn open(&mut self, boundary: Option<String>) {
        if let Some(boundary) = boundary
            && self.boundaries.len() < DEEPEST
        {
            self.boundaries.push(format!("--{boundary}").into_bytes());
        }
    }
}

/// Text that stands on a line of the source from its start.
pub(super) fn mark_line(out: &mut Out, number: u64) {
    out.mark(Spot::Line {
        line: number,
        column: 1,
    });
}
