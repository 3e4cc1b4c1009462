//! Cutting dumps: as any text, but between rows where there are some.

use std::io;
use std::sync::Arc;

use memchr::{memchr_iter, memmem, memrchr};
use tracie_finding::mime;

use super::beginning::{self, Beginning, Start};
use super::lexer::{Behind, Lexer};
use super::tables::Tables;
use super::{Form, copy, statement};
use crate::format::text::end_of_text;
use crate::format::{Cut, Cutter, Head, Window};
use crate::limits::Limits;
use crate::piece::{Extra, Structure};
use crate::rows::{self, Columns, Rows};

/// Longer statements begin no rows and define no table: what begins some must not depend
/// on how much is in sight.
pub(super) const LONGEST: usize = 32 << 10;

/// Most rows that never end: for each one all that follows is looked at once.
const MOST_ENDLESS: usize = 16;

/// Cuts a dump.
pub(super) struct DumpCutter {
    look_behind: usize,
    escapes: bool,
    tables: Tables,
    state: State,
    /// Where the first row is that never ends, and how many there are.
    endless: (u64, usize),
}

/// What comes next.
#[derive(Clone)]
enum State {
    Text(Start),
    Rows(Form, Arc<Columns>),
}

/// Why no more rows were taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// There are none.
    End,
    /// They are enough for a piece.
    Enough,
    /// The next one does not end in sight.
    Unseen,
}

impl DumpCutter {
    pub(super) fn new(head: &Head<'_>, limits: &Limits) -> DumpCutter {
        DumpCutter {
            look_behind: limits.look_behind,
            escapes: has_escapes(head.bytes),
            tables: Tables::default(),
            state: State::Text(Start::Line),
            endless: (0, 0),
        }
    }

    /// The first statement that begins rows, among those that begin before an offset.
    fn next(&mut self, bytes: &[u8], start: Start, before: usize) -> Option<Beginning> {
        let next = beginning::next(&mut self.tables, bytes, start, before);
        let given_up = self.endless.1 == MOST_ENDLESS;
        next.filter(|it| !given_up || it.form == Form::Lines)
    }

    fn form(&self, form: Form) -> rows::Form {
        match form {
            Form::Lines => rows::Form::Copied,
            Form::Inserted => rows::Form::Inserted {
                escapes: self.escapes,
            },
        }
    }

    /// Where a piece ends, and the rows in it.
    fn find_end(&mut self, window: &mut Window<'_>) -> io::Result<(usize, Vec<Rows>)> {
        let (start, enough) = (window.start(), window.start() + window.limits.window);
        let (mut at, mut rows, mut more) = (start, Vec::new(), true);
        while at < enough && more {
            (at, more) = match self.state.clone() {
                State::Text(from) => self.pass_text(window, from, at),
                State::Rows(form, columns) => {
                    let (end, stop) = self.pass_rows(window, form, at)?;
                    rows.extend((end > at).then_some(Rows::Stretch {
                        start: at,
                        end,
                        form: self.form(form),
                        columns,
                    }));
                    (end, self.goes_on(stop, form, end > start))
                }
            };
        }
        Ok((at, rows))
    }

    /// Behind the statement that begins the next rows, or where a piece of text ends;
    /// and whether more belongs to the piece.
    fn pass_text(&mut self, window: &Window<'_>, from: Start, at: usize) -> (usize, bool) {
        let (start, bytes) = (window.start(), window.bytes());
        let usual = window.limits.window;
        if let Some(next) = self.next(&bytes[at..], from, start + usual - at) {
            self.state = State::Rows(next.form, next.columns);
            return (at + next.end, true);
        }
        let end = end_of_text(bytes, start, usual).max(at);
        self.state = State::Text(match bytes[..end].last() {
            Some(b'\n') => Start::Line,
            _ => Start::Within,
        });
        (end, false)
    }

    /// Behind the rows that follow, be the first one as long as it may.
    fn pass_rows(
        &mut self,
        window: &mut Window<'_>,
        form: Form,
        at: usize,
    ) -> io::Result<(usize, Stop)> {
        let (start, usual) = (window.start(), window.limits.window);
        match self.walk(window, form, at, start + usual) {
            (end, Stop::Unseen) if end == start => self.walk_far(window, form),
            walked => Ok(walked),
        }
    }

    /// Goes on behind rows; whether more belongs to the piece, of which there may be some.
    fn goes_on(&mut self, stop: Stop, form: Form, is_some: bool) -> bool {
        let next = match stop {
            Stop::End if form == Form::Lines => Start::Line,
            Stop::End => Start::Rows,
            Stop::Enough => return false,
            Stop::Unseen if is_some => return false,
            // It is no row.
            Stop::Unseen => Start::Within,
        };
        self.state = State::Text(next);
        true
    }

    /// Behind the rows that follow, as many as a piece should have.
    fn walk(&self, window: &Window<'_>, form: Form, from: usize, enough: usize) -> (usize, Stop) {
        match form {
            Form::Lines => walk_lines(window, from, enough),
            Form::Inserted => {
                let lexer = Lexer {
                    bytes: window.bytes(),
                    escapes: self.escapes,
                    whole: window.ended(),
                };
                walk_inserted(lexer, from, enough)
            }
        }
    }

    /// The same for a row that is longer than a piece, or the last one of a dump that
    /// breaks off, at the start of a piece. Nothing if it never ends.
    fn walk_far(&mut self, window: &mut Window<'_>, form: Form) -> io::Result<(usize, Stop)> {
        let start = window.start();
        while !window.ended() && window.available() < window.limits.max_window {
            window.grow()?;
            let (end, stop) = self.walk(window, form, start, start + 1);
            if end > start && !is_dense(window, end) || stop == Stop::End {
                return Ok((end, stop));
            }
        }
        let end = window.bytes().len();
        let breaks_off = window.ended() && !self.begins_again(window);
        if breaks_off && !is_dense(window, end) {
            return Ok((end, Stop::Enough));
        }
        if self.endless.1 == 0 {
            self.endless.0 = window.offset(start);
        }
        self.endless.1 += 1;
        Ok((start, Stop::Unseen))
    }

    /// Whether another statement inserts rows in what should be a row.
    fn begins_again(&mut self, window: &Window<'_>) -> bool {
        let bytes = &window.bytes()[window.start()..];
        self.next(bytes, Start::Within, bytes.len()).is_some()
    }
}

/// Behind lines, up to the one that says that there are no more.
fn walk_lines(window: &Window<'_>, from: usize, enough: usize) -> (usize, Stop) {
    let bytes = &window.bytes()[from..];
    if let Some(end) = copy::end_of_rows(bytes, window.ended()) {
        return (from + end, Stop::End);
    }
    let near = &bytes[..bytes.len().min(enough - from)];
    match memrchr(b'\n', near) {
        _ if window.ended() && near.len() == bytes.len() => (from + bytes.len(), Stop::Enough),
        Some(at) => (from + at + 1, Stop::Enough),
        None => match memchr::memchr(b'\n', bytes) {
            Some(at) => (from + at + 1, Stop::Enough),
            None => (from, Stop::Unseen),
        },
    }
}

/// Behind rows that a statement inserts, up to enough of them.
fn walk_inserted(lexer: Lexer<'_>, from: usize, enough: usize) -> (usize, Stop) {
    let mut end = from;
    loop {
        end = match lexer.next_row(end) {
            Behind::Row(open) => match lexer.row(open, |_| {}) {
                Some(end) => end,
                None => return (end, Stop::Unseen),
            },
            Behind::End => return (end, Stop::End),
            Behind::Unseen => return (end, Stop::Unseen),
        };
        if end >= enough {
            return (end, Stop::Enough);
        }
    }
}

/// A piece larger than usual must not hold more values than memory allows.
fn is_dense(window: &Window<'_>, end: usize) -> bool {
    let bytes = &window.bytes()[window.start()..end];
    let signs = |sign| memchr_iter(sign, bytes).count();
    bytes.len() > window.limits.window && signs(b',').max(signs(b'\t')) > window.limits.max_values
}

/// Whether strings have escapes: those of MySQL do, which quotes names in a way of its own.
fn has_escapes(head: &[u8]) -> bool {
    const SIGNS: [&[u8]; 4] = [b"-- MySQL dump", b"-- MariaDB dump", b"INTO `", b"TABLE `"];
    SIGNS.iter().any(|it| memmem::find(head, it).is_some()) || has_escaped_quote(head)
}

/// Whether a quote behind a backslash does not end its string.
fn has_escaped_quote(head: &[u8]) -> bool {
    let mut found = memmem::find_iter(head, b"\\'");
    found.any(|at| {
        let next = head[at + 2..].iter().find(|it| **it != b' ');
        next.is_some_and(|it| !matches!(it, b',' | b')' | b';' | b'\'' | b'\r' | b'\n'))
    })
}

/// Whether content begins with statements, and some of the first insert rows.
pub(super) fn begins_with_rows(head: &[u8]) -> bool {
    const WORDS: [&str; 6] = ["BEGIN", "CREATE", "DROP", "INSERT", "REPLACE", "SET"];
    statement::begins_with(Lexer::of(head), &WORDS)
        && beginning::next(&mut Tables::default(), head, Start::Line, head.len()).is_some()
}

impl Cutter for DumpCutter {
    fn mime_type(&self) -> &'static str {
        mime::PLAIN
    }

    fn look_behind(&self) -> usize {
        self.look_behind
    }

    fn remark(&self) -> Option<String> {
        let (first, count) = self.endless;
        (count > 0).then(|| {
            format!(
                "the row at byte {first} never ends, or holds too much (such rows: {count}): read as text up to the next statement"
            )
        })
    }

    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        let max_match = window.limits.max_match;
        window.fill(window.limits.window + max_match.max(LONGEST) + 4)?;
        if window.available() == 0 {
            return Ok(Cut::End);
        }
        let (end, rows) = self.find_end(window)?;
        window.fill(end - window.start() + max_match)?;
        window.piece.structure = Structure::Text;
        if !rows.is_empty() {
            window.piece.structure = Structure::Rows;
            window.piece.extra = Extra::Rows(rows);
        }
        let shown = window.bytes().len().min(end + max_match);
        Ok(Cut::Piece { end, shown })
    }
}
