//! Cutting JSON Lines after lines.
//!
//! Lines that are no JSON are analysed as the text that they make up together,
//! so no piece ends behind one of them, unless too many stand in a row.

use std::io;

use memchr::{memchr, memchr3_iter, memrchr};

use tracie_finding::mime;

use super::sniff::{WHOLE, is_line};
use super::trail::{Follow, Trail};
use super::walk::Walker;
use crate::format::text::cut_text;
use crate::format::{Cut, Cutter, Window};
use crate::limits::Limits;
use crate::piece::Structure;

/// Cuts after lines: a line end is never part of a value. What a line holds
/// is left to the index.
pub(crate) struct LinesCutter {
    look_behind: usize,
    /// Whether the next piece goes on with a line that is too long.
    within_line: bool,
    /// What the first line says of the columns of those behind it.
    trail: Trail,
    /// Whether that is known.
    begun: bool,
    long_lines: u64,
    first_long_line: u64,
}

impl LinesCutter {
    pub(crate) fn new(limits: &Limits) -> LinesCutter {
        let look_behind = limits.look_behind;
        LinesCutter {
            look_behind,
            within_line: false,
            trail: Trail::of_lines(),
            begun: false,
            long_lines: 0,
            first_long_line: 0,
        }
    }

    /// Where the piece may end: after a line that is JSON, or at the end of all.
    fn end(window: &Window<'_>) -> Option<usize> {
        let (start, bytes) = (window.start(), window.bytes());
        if window.ended() {
            return Some(bytes.len());
        }
        let last = memrchr(b'\n', &bytes[start..])? + start + 1;
        let mut end = last;
        while end > start {
            let before = memrchr(b'\n', &bytes[start..end - 1]);
            let line = before.map_or(start, |before| start + before + 1);
            if is_line(&bytes[line..end - 1]) {
                return Some(end);
            }
            end = line;
        }
        (window.available() >= window.limits.max_window).then_some(last)
    }

    /// Whether a piece larger than usual holds more values than memory allows.
    fn is_dense(window: &Window<'_>, end: usize) -> bool {
        let bytes = &window.bytes()[window.start()..end];
        bytes.len() > window.limits.window
            && memchr3_iter(b',', b':', b'[', bytes).count() > window.limits.max_values
    }

    /// Says what is known of columns where the next piece begins, which has lines, and
    /// reads the first of all that is not blank.
    fn begin(&mut self, window: &mut Window<'_>, end: usize) {
        window.piece.resume.trail.copy(&self.trail);
        let lines = &window.bytes()[window.start()..end];
        let Some(start) = lines.iter().position(|it| !it.is_ascii_whitespace()) else {
            return;
        };
        if !std::mem::replace(&mut self.begun, true) {
            let line = memchr(b'\n', &lines[start..]).map_or(lines.len(), |at| start + at);
            let mut walker = Walker::new(true, window.limits.json_depth);
            let mut follow = Follow::all(&mut self.trail, &lines[start..line]);
            walker.walk(&lines[start..line], WHOLE, &mut follow);
            self.trail.restart();
        }
    }

    /// Begins to treat the line as text.
    fn begin_long_line(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        if self.long_lines == 0 {
            self.first_long_line = window.offset(window.start());
        }
        self.long_lines += 1;
        self.within_line = true;
        if !std::mem::replace(&mut self.begun, true) {
            self.trail.reset();
        }
        self.cut_line(window)
    }

    /// Cuts a piece of text off a line that is too long.
    fn cut_line(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        window.fill(window.limits.text_window())?;
        let (start, bytes) = (window.start(), window.bytes());
        let line_end = memchr(b'\n', &bytes[start..]).map(|at| start + at + 1);
        let cut = cut_text(window, line_end)?;
        if let Cut::Piece { end, .. } = cut {
            let is_end = line_end == Some(end) || window.ended() && end == window.bytes().len();
            window.piece.records = u64::from(is_end);
            self.within_line = !is_end;
        }
        Ok(cut)
    }
}

impl Cutter for LinesCutter {
    fn mime_type(&self) -> &'static str {
        mime::JSON
    }

    fn look_behind(&self) -> usize {
        if self.within_line {
            self.look_behind
        } else {
            0
        }
    }

    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        if self.within_line {
            return self.cut_line(window);
        }
        window.fill(window.limits.window)?;
        loop {
            match Self::end(window) {
                Some(end) if end == window.start() => return Ok(Cut::End),
                Some(end) if !Self::is_dense(window, end) => {
                    window.piece.structure = Structure::JsonLines;
                    window
                        .piece
                        .resume
                        .walker
                        .reset(true, window.limits.json_depth);
                    self.begin(window, end);
                    return Ok(Cut::Piece { end, shown: end });
                }
                None if window.available() < window.limits.max_window => window.grow()?,
                _ => return self.begin_long_line(window),
            }
        }
    }

    fn remark(&self) -> Option<String> {
        let (lines, at) = (self.long_lines, self.first_long_line);
        match lines {
            0 => None,
            1 => Some(format!(
                "1 line too long, at byte {at}, analysed as plain text"
            )),
            _ => Some(format!(
                "{lines} lines too long, the first at byte {at}, analysed as plain text"
            )),
        }
    }
}
