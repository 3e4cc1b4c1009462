//! Dumps of PostgreSQL: text, in which the rows of a table follow a line with the names of
//! its columns.
//!
//! ```text
//! COPY public.staff (id, name, ssn) FROM stdin;
//! 1<tab>Ann<tab>…
//! \.
//! ```
//!
//! A keyword counts for the whole of its column, as in any table; places are lines, as in
//! other text. Statements such as INSERT are text like all others.

use std::io;
use std::sync::Arc;

use memchr::memmem::{Finder, find};
use memchr::{memchr, memchr_iter, memrchr};
use tracie_finding::mime;

use super::csv::{TableHead, TableStart};
use super::text::cut_text;
use super::{Confidence, Cut, Cutter, Format, Head, Window};
use crate::limits::Limits;
use crate::piece::Structure;

/// A dump of PostgreSQL.
pub(crate) struct Dump;

/// What `pg_dump` and `pg_dumpall` begin with.
const BEGINNINGS: [&[u8]; 2] = [
    b"-- PostgreSQL database dump",
    b"-- PostgreSQL database cluster dump",
];
/// Within so many bytes.
const BEGINS_WITHIN: usize = 256;
/// What a line that begins rows ends with.
const FROM: &[u8] = b" FROM stdin;";
/// The line that ends them.
const LAST: &[u8] = b"\\.";

impl Format for Dump {
    fn name(&self) -> &'static str {
        "PostgreSQL dump"
    }

    fn mime_type(&self) -> &'static str {
        mime::PLAIN
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        let first = &head.bytes[..head.bytes.len().min(BEGINS_WITHIN)];
        let begins = || BEGINNINGS.iter().any(|it| find(first, it).is_some());
        let has_rows = || beginning(&Finder::new(FROM), head.bytes, true).is_some();
        Confidence::certain_if(first.starts_with(b"--") && begins() || has_rows())
    }

    fn cutter(&self, _head: &Head<'_>, limits: &Limits) -> Box<dyn Cutter> {
        Box::new(DumpCutter {
            look_behind: limits.look_behind,
            from: Finder::new(FROM),
            rows: None,
            mid_line: false,
        })
    }
}

/// A line that begins rows.
struct Beginning<'b> {
    /// Where it is, line end included.
    start: usize,
    end: usize,
    /// The names of the columns.
    names: Vec<&'b [u8]>,
}

/// Longer lines begin no rows: what begins some must not depend on how much is in sight.
const LONGEST: usize = 16 << 10;

/// Bytes that are looked at first: what is read ahead is copied to the next piece, and
/// dumps have many small tables.
const NEAR: usize = 32 << 10;

/// The first line that begins rows in bytes that begin with a line, if `whole`.
fn beginning<'b>(from: &Finder<'_>, bytes: &'b [u8], whole: bool) -> Option<Beginning<'b>> {
    from.find_iter(bytes).find_map(|at| {
        let behind = at + FROM.len();
        let end = match bytes[behind..] {
            [b'\n', ..] => behind + 1,
            [b'\r', b'\n', ..] => behind + 2,
            _ => return None,
        };
        let near = at.saturating_sub(LONGEST);
        let start = match memrchr(b'\n', &bytes[near..at]) {
            Some(before) => near + before + 1,
            None if whole && near == 0 => 0,
            None => return None,
        };
        let names = names(bytes[start..at].strip_prefix(b"COPY ")?)?;
        (end - start <= LONGEST).then_some(Beginning { start, end, names })
    })
}

/// The names in `public.staff (id, "Full Name")`.
fn names(table: &[u8]) -> Option<Vec<&[u8]>> {
    let open = memchr(b'(', table)?;
    let list = table[open + 1..].strip_suffix(b")")?;
    let mut quoted = false;
    let parts = list.split(|byte| {
        quoted ^= *byte == b'"';
        *byte == b',' && !quoted
    });
    let named = parts.map(|part| {
        let part = part.trim_ascii();
        let inner = part
            .strip_prefix(b"\"")
            .and_then(|it| it.strip_suffix(b"\""));
        inner.unwrap_or(part)
    });
    Some(named.collect())
}

/// Cuts text before and behind rows, and rows at line ends.
struct DumpCutter {
    look_behind: usize,
    from: Finder<'static>,
    /// What the columns of the rows that come next are called.
    rows: Option<Arc<TableHead>>,
    /// Whether the last piece ended within a line.
    mid_line: bool,
}

impl DumpCutter {
    /// Text, up to the end of the next line that begins rows.
    fn cut_text(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        let usual = window.limits.window;
        let ahead = window.limits.max_match + LONGEST;
        let start = window.start();
        window.fill(usual.min(NEAR) + ahead)?;
        if !self.begins_within(window, usual.min(NEAR)) {
            window.fill(usual + ahead)?;
        }
        let next = beginning(&self.from, &window.bytes()[start..], !self.mid_line);
        let next = next.filter(|it| it.start < usual);
        let head = next.as_ref().map(|it| TableHead::of_copy(&it.names));
        let next = next.map(|it| (it.start, it.end));
        let mut cut = match next {
            // It is not cut, even if it is longer than a piece.
            Some((0, end)) if end > usual => whole_line(window, start + end),
            Some((line, end)) if end > usual => cut_text(window, Some(start + line))?,
            Some((_, end)) => cut_text(window, Some(start + end))?,
            None => cut_text(window, None)?,
        };
        if let Cut::Piece { end, shown } = &mut cut {
            let end = *end;
            self.mid_line = window.bytes()[..end].last() != Some(&b'\n');
            let is_line = next.is_some_and(|it| start + it.1 == end);
            self.rows = head.filter(|_| is_line).map(Arc::new);
            if is_line {
                // No value goes on from text into rows.
                *shown = end;
            }
        }
        Ok(cut)
    }

    /// Whether there is a line that begins rows within so many bytes.
    fn begins_within(&self, window: &Window<'_>, most: usize) -> bool {
        let next = beginning(
            &self.from,
            &window.bytes()[window.start()..],
            !self.mid_line,
        );
        next.is_some_and(|it| it.start < most)
    }

    /// Rows, up to their end or the last one in sight.
    fn cut_rows(&self, window: &mut Window<'_>, head: Arc<TableHead>) -> io::Result<Option<Cut>> {
        window.fill(window.limits.window.min(NEAR))?;
        if end_of_rows(&window.bytes()[window.start()..], window.ended()).is_none() {
            window.fill(window.limits.window)?;
        }
        loop {
            let ahead = &window.bytes()[window.start()..];
            let len = match end_of_rows(ahead, window.ended()) {
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
}

/// A piece of text that ends with a line.
fn whole_line(window: &mut Window<'_>, end: usize) -> Cut {
    window.piece.structure = Structure::Text;
    Cut::Piece { end, shown: end }
}

/// Where the rows end that these bytes begin with, if that is in sight; nothing follows
/// them if they are at the `end` of the content.
fn end_of_rows(bytes: &[u8], end: bool) -> Option<usize> {
    let is_last = |at: &usize| {
        let behind = bytes[*at..].strip_prefix(LAST).map(<[u8]>::first);
        behind.is_some_and(|it| it.map_or(end, |byte| matches!(byte, b'\n' | b'\r')))
    };
    let starts = memchr_iter(b'\\', bytes);
    let begins_line = |at: &usize| *at == 0 || bytes[*at - 1] == b'\n';
    starts.filter(begins_line).find(is_last)
}

impl Cutter for DumpCutter {
    fn mime_type(&self) -> &'static str {
        mime::PLAIN
    }

    fn look_behind(&self) -> usize {
        match self.rows {
            Some(_) => 0,
            None => self.look_behind,
        }
    }

    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        if let Some(head) = self.rows.clone() {
            if let Some(cut) = self.cut_rows(window, head)? {
                return Ok(cut);
            }
            self.rows = None;
        }
        self.cut_text(window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(usize, Vec<String>)> {
        let found = beginning(&Finder::new(FROM), text.as_bytes(), true)?;
        let names = found.names.iter();
        let names = names.map(|it| String::from_utf8_lossy(it).into_owned());
        Some((found.end, names.collect()))
    }

    #[test]
    fn rows_begin_below_the_names_of_their_columns() {
        let line = "COPY public.staff (id, \"Full, Name\", ssn) FROM stdin;\n";
        let names = ["id", "Full, Name", "ssn"].map(str::to_owned).to_vec();
        assert_eq!(told(line), Some((line.len(), names.clone())));
        let below = format!("SELECT 1;\n{line}1\tAnn\t\n");
        assert_eq!(told(&below), Some((10 + line.len(), names)));
        for other in [
            "COPY t FROM stdin;\n",
            "-- COPY t (id) FROM stdin;\n",
            "COPY t (id) FROM stdin WITH (FORMAT csv);\n",
            "COPY t (id) FROM stdin;",
            "",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }

    #[test]
    fn rows_end_at_the_line_that_says_so() {
        assert_eq!(end_of_rows(b"a\t\\N\n\\.\n\nCOPY", false), Some(5));
        assert_eq!(end_of_rows(b"\\.\n", false), Some(0));
        assert_eq!(end_of_rows(b"\\..", true), None);
        assert_eq!(end_of_rows(b"a\\.\n", false), None);
        assert_eq!(end_of_rows(b"1\n\\.", true), Some(2));
        assert_eq!(end_of_rows(b"1\n\\.", false), None);
    }
}
