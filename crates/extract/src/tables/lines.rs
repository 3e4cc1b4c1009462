//! Tables whose rows are lines.

use std::io;
use std::sync::Arc;

use memchr::{memchr, memrchr};

use super::header::Table;
use super::paragraphs::Paragraphs;
use super::{aligned, delimited, rule};
use crate::format::Window;
use crate::rows::Rows;

/// Longer lines are no rows, and name no columns.
const LONGEST: usize = 32 << 10;

/// So many tables may begin below blank lines of a text: each takes memory.
const MOST_BELOW_BLANK: u32 = 10_000;

/// What is known where a piece begins.
#[derive(Default)]
pub(super) struct Lines {
    /// The last whole line.
    above: Vec<u8>,
    /// What came of the line that goes on.
    begun: Vec<u8>,
    /// The table that goes on.
    open: Option<Table>,
    /// The last table, which often begins again.
    last: Option<Table>,
    /// The table below the first line, and where that ends.
    first: Option<(u64, Table)>,
    /// Whether tabs make a table, too.
    tabs: bool,
    paragraphs: Paragraphs,
    /// How many tables began below a blank line.
    begun_below_blank: u32,
    next: Next,
}

/// Where something is next in the part that is passed, if that is known; beyond it if
/// there is no more.
#[derive(Default)]
struct Next {
    tab: Option<usize>,
    drawn: Option<usize>,
    paragraph: Option<usize>,
    /// Paragraphs that begin before were looked at.
    looked: usize,
}

impl Lines {
    /// Those of text that begins like this.
    pub(super) fn of(head: &[u8]) -> Lines {
        Lines {
            first: aligned::first(head),
            ..Lines::default()
        }
    }

    /// Those of text that was taken from a document: the cells of a table have tabs between
    /// them there.
    pub(super) fn of_document() -> Lines {
        Lines {
            tabs: true,
            ..Lines::default()
        }
    }

    /// Adds the rows in a part of a piece, and says where it must end.
    pub(super) fn pass(
        &mut self,
        window: &mut Window<'_>,
        (from, end): (usize, usize),
        rows: &mut Vec<Rows>,
    ) -> io::Result<usize> {
        let (mut at, mut end) = (from, end);
        self.next = Next::default();
        self.paragraphs
            .learn(&window.bytes()[from..end], &self.begun);
        while at < end {
            if let Some(table) = self.open.take() {
                let behind = self.pass_rows(window, at, end, &table)?;
                rows.extend((behind > at).then(|| table.rows(at, behind)));
                (at, end) = (behind, end.max(behind));
            }
            if self.open.is_none() {
                at = self.find(window, from, (at, end))?.unwrap_or(end);
                end = end.max(at);
            }
        }
        self.keep(&window.bytes()[from..end]);
        Ok(end)
    }

    /// Behind the rows of a table, which goes on if it does not end before `end`.
    fn pass_rows(
        &mut self,
        window: &mut Window<'_>,
        from: usize,
        end: usize,
        table: &Table,
    ) -> io::Result<usize> {
        let mut at = from;
        while at < end {
            match end_of_line(window, at)? {
                Some(behind) if table.has_row(&window.bytes()[at..behind]) => at = behind,
                _ => return Ok(at),
            }
        }
        self.open = Some(table.clone());
        Ok(at)
    }

    /// Where the rows of the next table begin whose names are within a part of a piece that
    /// begins at `from`.
    fn find(
        &mut self,
        window: &mut Window<'_>,
        from: usize,
        (at, end): (usize, usize),
    ) -> io::Result<Option<usize>> {
        if let Some((offset, table)) = self.first.take() {
            let below = (offset - window.piece.base) as usize;
            if below < end {
                self.open = Some(table);
                return Ok(Some(below));
            }
            self.first = Some((offset, table));
            return Ok(None);
        }
        let mut at = at - from;
        // What was drawn of the line that goes on is not to be seen here.
        if at == 0 && !self.begun.is_empty() {
            self.next.drawn = Some(0);
        }
        loop {
            let bytes = &window.bytes()[from..end];
            let sign = self.next_sign(bytes, at);
            let paragraph = self.next_paragraph(bytes, at);
            match (paragraph, sign) {
                (Some(start), sign) if sign.is_none_or(|it| start <= it) => {
                    if let Some(below) = self.names_at(window, from + start)? {
                        return Ok(Some(below));
                    }
                    (at, self.next.looked) = (start, start + 1);
                }
                (_, Some(sign)) => {
                    let Some(rest) = memchr(b'\n', &bytes[sign..]) else {
                        return Ok(None);
                    };
                    at = sign + rest + 1;
                    if let Some(table) = self.table_below(bytes, at) {
                        self.begin(table);
                        return Ok(Some(from + at));
                    }
                }
                (_, None) => return Ok(None),
            }
        }
    }

    /// Behind the line there, if that names the columns of a table.
    fn names_at(&mut self, window: &mut Window<'_>, start: usize) -> io::Result<Option<usize>> {
        let enough = self.begun_below_blank == MOST_BELOW_BLANK;
        if enough || !delimited::may_begin(&window.bytes()[start..]) {
            return Ok(None);
        }
        let Some(below) = end_of_line(window, start)? else {
            return Ok(None);
        };
        if !delimited::may_be_names(&window.bytes()[start..below]) {
            return Ok(None);
        }
        let Some(end) = end_of_line(window, below)? else {
            return Ok(None);
        };
        let (names, row) = window.bytes()[start..end].split_at(below - start);
        let table = delimited::begins(names, row);
        Ok(table.map(|table| {
            self.begun_below_blank += 1;
            self.begin(table);
            below
        }))
    }

    /// A table begins. Its names are shared with the last one if they are the same.
    fn begin(&mut self, mut table: Table) {
        match &self.last {
            Some(last) if *last == table => table.clone_from(last),
            _ => self.last = Some(table.clone()),
        }
        self.open = Some(table);
    }

    /// Where the next thing is that is drawn, or the next tab that may make a table; looked
    /// for once only.
    fn next_sign(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let drawn = next(&mut self.next.drawn, from, || {
            rule::next_drawn(&bytes[from..])
        });
        let tab = next(&mut self.next.tab, from, || match self.tabs {
            true => memchr(b'\t', &bytes[from..]),
            false => None,
        });
        Some(drawn.min(tab)).filter(|it| *it < bytes.len())
    }

    /// Where the next paragraph begins.
    fn next_paragraph(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let from = from.max(self.next.looked);
        let paragraphs = &self.paragraphs;
        let start = next(&mut self.next.paragraph, from, || {
            let start = paragraphs.next(bytes, from);
            start.map(|it| it - from)
        });
        Some(start).filter(|it| *it < bytes.len())
    }

    /// The table that begins below the line that ends there.
    fn table_below(&self, bytes: &[u8], end: usize) -> Option<Table> {
        let (start, rule) = self.line(bytes, end - 1);
        let short = |line: &[u8]| line.len() <= LONGEST;
        if !short(&rule) {
            return None;
        }
        let tabbed = self.tabs.then(|| Table::tabbed(&rule)).flatten();
        if tabbed.is_some() || rule::Rule::parse(&rule).is_none() {
            return tabbed;
        }
        let names = match start.checked_sub(1) {
            None => self.above.clone(),
            Some(end) => self.line(bytes, end).1,
        };
        Table::below(&names, &rule).filter(|_| short(&names))
    }

    /// The line that ends there, of which the first one may have begun before, and where it
    /// starts.
    fn line(&self, bytes: &[u8], end: usize) -> (usize, Vec<u8>) {
        match memrchr(b'\n', &bytes[..end]) {
            Some(before) => (before + 1, near(&bytes[before + 1..end]).to_vec()),
            None => (0, [&self.begun[..], near(&bytes[..end])].concat()),
        }
    }

    /// Keeps what may name columns of a table that begins behind these bytes.
    fn keep(&mut self, bytes: &[u8]) {
        self.paragraphs.go_on(bytes);
        let Some(last) = memrchr(b'\n', bytes) else {
            let room = (LONGEST + 1).saturating_sub(self.begun.len());
            self.begun
                .extend_from_slice(&bytes[..bytes.len().min(room)]);
            return;
        };
        self.above = self.line(bytes, last).1;
        self.begun.clear();
        self.begun.extend_from_slice(near(&bytes[last + 1..]));
    }
}

impl Table {
    /// Rows of it.
    fn rows(&self, start: usize, end: usize) -> Rows {
        Rows::Stretch {
            start,
            end,
            form: self.form.clone(),
            columns: Arc::clone(&self.columns),
        }
    }
}

/// What is known to be next, or else is found there; beyond all if there is none.
fn next(known: &mut Option<usize>, from: usize, find: impl FnOnce() -> Option<usize>) -> usize {
    match *known {
        Some(at) if at >= from => at,
        _ => *known.insert(find().map_or(usize::MAX, |it| from + it)),
    }
}

/// So much of a line that it shows whether that is too long.
fn near(line: &[u8]) -> &[u8] {
    &line[..line.len().min(LONGEST + 1)]
}

/// Behind the end of a line, if that is not too long.
fn end_of_line(window: &mut Window<'_>, at: usize) -> io::Result<Option<usize>> {
    let seen = |window: &Window<'_>| {
        let near = near(&window.bytes()[at..]);
        memchr(b'\n', near).map(|it| at + it + 1)
    };
    let found = seen(window);
    if found.is_some() || window.bytes().len() - at > LONGEST {
        return Ok(found);
    }
    let visible = at - window.start() + LONGEST + 1;
    window.fill(visible.max(window.visible))?;
    let rest = window.bytes().len() - at;
    let last = (rest <= LONGEST && rest > 0).then(|| window.bytes().len());
    Ok(seen(window).or(last))
}
