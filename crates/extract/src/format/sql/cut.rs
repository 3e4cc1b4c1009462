//! Cutting dumps: text before and behind rows, lines of rows at their ends, and what is
//! inserted between two rows.

use std::io;
use std::sync::Arc;

use memchr::{memchr_iter, memmem, memrchr};
use tracie_finding::mime;

use super::beginning::{self, Beginning, Kind};
use super::lexer::{Behind, Lexer};
use super::tables::{Columns, Tables};
use super::{Rows, copy, statement};
use crate::format::csv::{TableHead, TableStart};
use crate::format::text::cut_text;
use crate::format::{Cut, Cutter, Head, Window};
use crate::limits::Limits;
use crate::piece::{Extra, Structure};

/// Longer statements begin no rows and define no table: what begins some must not depend
/// on how much is in sight.
pub(super) const LONGEST: usize = 32 << 10;

/// Bytes that are looked at first, and then: what is read ahead is copied to the next
/// piece, and dumps have many small tables.
const FIRST: usize = 1 << 10;
const NEAR: usize = 32 << 10;

/// Bytes that may stand between the rows of two statements in one piece: most statements
/// insert few rows, and many dumps one.
const BETWEEN: usize = 4 << 10;

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
    /// Text; whether it goes on within a line.
    Text { mid_line: bool },
    /// Lines of a table.
    Lines(Arc<TableHead>),
    /// Rows of a statement.
    Inserted(Arc<Columns>),
    /// What is behind such rows.
    Behind,
}

/// Why no more rows of a statement were taken.
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
            state: State::Text { mid_line: false },
            endless: (0, 0),
        }
    }

    /// The first statement that begins rows, among those that begin before an offset from
    /// the start of the piece.
    fn next(&mut self, bytes: &[u8], begins_line: bool, before: usize) -> Option<Beginning> {
        let next = beginning::next(&mut self.tables, bytes, begins_line, before);
        let given_up = self.endless.1 == MOST_ENDLESS;
        next.filter(|it| !given_up || matches!(it.rows, Kind::Lines(_)))
    }

    /// Text, up to where the next rows begin.
    fn cut_text(&mut self, window: &mut Window<'_>, mid_line: bool) -> io::Result<Cut> {
        let usual = window.limits.window;
        let ahead = window.limits.max_match + LONGEST;
        let start = window.start();
        let mut next = None;
        for (sight, ahead) in [(FIRST, LONGEST), (NEAR, LONGEST), (usual, ahead)] {
            if next.is_none() {
                let sight = sight.min(usual);
                window.fill(sight + ahead)?;
                next = self.next(&window.bytes()[start..], !mid_line, sight);
            }
        }
        let mut cut = match &next {
            // Nothing more is read ahead.
            Some(it) if it.end <= usual / 2 => whole(window, start + it.end),
            // It is not cut, even if it is longer than a piece.
            Some(it) if it.start == 0 && it.end > usual => whole(window, start + it.end),
            Some(it) if it.end > usual => cut_text(window, Some(start + it.start))?,
            Some(it) => cut_text(window, Some(start + it.end))?,
            None => cut_text(window, None)?,
        };
        if let Cut::Piece { end, shown } = &mut cut {
            let end = *end;
            let mid_line = window.bytes()[..end].last() != Some(&b'\n');
            self.state = match next.filter(|it| start + it.end == end) {
                Some(next) => {
                    // No value goes on from text into rows.
                    *shown = end;
                    next.rows.into()
                }
                None => State::Text { mid_line },
            };
        }
        Ok(cut)
    }

    /// Lines of rows, up to their end or the last one in sight.
    fn cut_lines(&self, window: &mut Window<'_>, head: Arc<TableHead>) -> io::Result<Option<Cut>> {
        let (usual, mut sight) = (window.limits.window, window.limits.window.min(FIRST));
        window.fill(sight)?;
        while sight < usual
            && copy::end_of_rows(&window.bytes()[window.start()..], window.ended()).is_none()
        {
            sight = wider(sight, usual);
            window.fill(sight)?;
        }
        loop {
            let ahead = &window.bytes()[window.start()..];
            let len = match copy::end_of_rows(ahead, window.ended()) {
                Some(0) => return Ok(None),
                Some(end) => end,
                None if window.ended() => ahead.len(),
                None => memrchr(b'\n', ahead).map_or(0, |at| at + 1),
            };
            if len > 0 {
                let end = window.start() + len;
                window.piece.structure = Structure::Table;
                window.piece.table = Some(TableStart::lines(head));
                return Ok(Some(Cut::Piece { end, shown: end }));
            }
            if window.ended() || window.available() >= window.limits.max_window {
                return Ok(None);
            }
            window.grow()?;
        }
    }

    /// Rows of statements that follow each other, and what stands between them.
    fn cut_inserted(&mut self, window: &mut Window<'_>) -> io::Result<Option<Cut>> {
        let (start, usual) = (window.start(), window.limits.window);
        let (mut at, mut rows, mut sight) = (start, Vec::new(), usual.min(FIRST));
        loop {
            let within = matches!(self.state, State::Inserted(_));
            let ahead = if within { 0 } else { BETWEEN + LONGEST };
            window.fill(sight.max(at - start) + ahead)?;
            let State::Inserted(columns) = self.state.clone() else {
                if at - start >= usual || !self.begin_rows(window, &mut at) {
                    break;
                }
                continue;
            };
            let (mut end, mut stop) = self.walk(window, at);
            let is_far = matches!(stop, Stop::Unseen) && sight == usual;
            if is_far && at == start && end == at {
                (end, stop) = self.walk_far(window, at)?;
            }
            if end > at {
                let start = std::mem::replace(&mut at, end);
                rows.push(Rows {
                    start,
                    end,
                    columns,
                });
            }
            match stop {
                Stop::End => self.state = State::Behind,
                Stop::Unseen if sight < usual => sight = wider(sight, usual),
                Stop::Enough | Stop::Unseen => break,
            }
        }
        if at == start {
            return Ok(None);
        }
        window.piece.structure = Structure::Inserted;
        window.piece.extra = Extra::Rows(rows, self.escapes);
        Ok(Some(Cut::Piece { end: at, shown: at }))
    }

    /// Goes to where the next rows begin, if that is near.
    fn begin_rows(&mut self, window: &Window<'_>, at: &mut usize) -> bool {
        match self.next(&window.bytes()[*at..], true, BETWEEN) {
            Some(Beginning {
                end,
                rows: Kind::Inserted(columns),
                ..
            }) => {
                *at += end;
                self.state = State::Inserted(columns);
                true
            }
            _ => {
                self.state = State::Text { mid_line: false };
                false
            }
        }
    }

    fn lexer<'w>(&self, window: &'w Window<'_>) -> Lexer<'w> {
        Lexer {
            bytes: window.bytes(),
            escapes: self.escapes,
            whole: window.ended(),
        }
    }

    /// Behind the rows that follow, as many as a piece should have.
    fn walk(&self, window: &Window<'_>, from: usize) -> (usize, Stop) {
        let (lexer, enough) = (self.lexer(window), window.start() + window.limits.window);
        let mut end = from;
        let mut next = lexer.next_row(from);
        loop {
            end = match next {
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
            next = lexer.next_row(end);
        }
    }

    /// The same for a row that is longer than a piece, or the last one of a dump that
    /// breaks off. What never ends is text, up to the next statement.
    fn walk_far(&mut self, window: &mut Window<'_>, from: usize) -> io::Result<(usize, Stop)> {
        while !window.ended() && window.available() < window.limits.max_window {
            window.grow()?;
            let (end, stop) = self.walk(window, from);
            if end > from && !is_dense(window, end) || matches!(stop, Stop::End) {
                return Ok((end, stop));
            }
        }
        let end = window.bytes().len();
        let goes_on = !window.ended() || self.begins_again(&window.bytes()[from..]);
        self.state = State::Text { mid_line: false };
        if !goes_on && !is_dense(window, end) {
            return Ok((end, Stop::Enough));
        }
        if self.endless.1 == 0 {
            self.endless.0 = window.offset(from);
        }
        self.endless.1 += 1;
        Ok((from, Stop::Unseen))
    }

    /// Whether another statement inserts rows in what should be a row.
    fn begins_again(&mut self, bytes: &[u8]) -> bool {
        let next = self.next(bytes, false, bytes.len());
        next.is_some()
    }
}

impl From<Kind> for State {
    fn from(rows: Kind) -> State {
        match rows {
            Kind::Lines(head) => State::Lines(Arc::new(head)),
            Kind::Inserted(columns) => State::Inserted(columns),
        }
    }
}

/// The next larger part of a piece to look at.
fn wider(sight: usize, usual: usize) -> usize {
    if sight < NEAR.min(usual) {
        NEAR.min(usual)
    } else {
        usual
    }
}

/// A piece of text that ends with the beginning of rows.
fn whole(window: &mut Window<'_>, end: usize) -> Cut {
    window.piece.structure = Structure::Text;
    Cut::Piece { end, shown: end }
}

/// A piece larger than usual must not hold more values than memory allows.
fn is_dense(window: &Window<'_>, end: usize) -> bool {
    let bytes = &window.bytes()[window.start()..end];
    bytes.len() > window.limits.window
        && memchr_iter(b',', bytes).count() > window.limits.max_values
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
        && beginning::next(&mut Tables::default(), head, true, head.len()).is_some()
}

impl Cutter for DumpCutter {
    fn mime_type(&self) -> &'static str {
        mime::PLAIN
    }

    fn look_behind(&self) -> usize {
        match self.state {
            State::Text { .. } => self.look_behind,
            _ => 0,
        }
    }

    fn remark(&self) -> Option<String> {
        let (first, count) = self.endless;
        (count > 0).then(|| {
            format!(
                "the row at byte {first} never ends (such rows: {count}): read as text up to the next statement"
            )
        })
    }

    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        let cut = match self.state.clone() {
            State::Text { .. } => None,
            State::Lines(head) => self.cut_lines(window, head)?,
            State::Inserted(_) | State::Behind => self.cut_inserted(window)?,
        };
        if let Some(cut) = cut {
            return Ok(cut);
        }
        let mid_line = matches!(self.state, State::Text { mid_line: true });
        self.cut_text(window, mid_line)
    }
}
