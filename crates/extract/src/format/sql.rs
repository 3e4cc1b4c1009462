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
use memchr::{memchr, memrchr};
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
        let has_rows = || next_rows(head.bytes).is_some();
        Confidence::certain_if(first.starts_with(b"--") && begins() || has_rows())
    }

    fn cutter(&self, _head: &Head<'_>, limits: &Limits) -> Box<dyn Cutter> {
        Box::new(DumpCutter {
            look_behind: limits.look_behind,
            from: Finder::new(FROM),
            rows: None,
        })
    }
}

/// The end of the first line that begins rows, line end included, and the names of their
/// columns.
fn next_rows(bytes: &[u8]) -> Option<(usize, Vec<&[u8]>)> {
    let finder = Finder::new(FROM);
    rows_after(&finder, bytes)
}

fn rows_after<'b>(from: &Finder<'_>, bytes: &'b [u8]) -> Option<(usize, Vec<&'b [u8]>)> {
    from.find_iter(bytes).find_map(|at| {
        let start = memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
        let behind = &bytes[at + FROM.len()..];
        let end = match behind {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return None,
        };
        let names = names(bytes[start..at].strip_prefix(b"COPY ")?)?;
        Some((at + FROM.len() + end, names))
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
}

impl DumpCutter {
    /// Text, up to the next line that begins rows.
    fn cut_text(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        window.fill(window.limits.window + window.limits.max_match + 4)?;
        let start = window.start();
        let ahead = &window.bytes()[start..];
        let next = rows_after(&self.from, &ahead[..ahead.len().min(window.limits.window)]);
        let head = next.map(|(end, names)| (start + end, TableHead::of_copy(&names)));
        let cut = cut_text(window, head.as_ref().map(|it| it.0))?;
        if let (Cut::Piece { end, .. }, Some((line, head))) = (&cut, head)
            && *end == line
        {
            self.rows = Some(Arc::new(head));
        }
        Ok(cut)
    }

    /// Rows, up to their end or the last one in sight.
    fn cut_rows(&self, window: &mut Window<'_>, head: Arc<TableHead>) -> io::Result<Option<Cut>> {
        window.fill(window.limits.window)?;
        loop {
            let ahead = &window.bytes()[window.start()..];
            let len = match end_of_rows(ahead) {
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

/// Where the rows end that these bytes begin with, if that is in sight.
fn end_of_rows(bytes: &[u8]) -> Option<usize> {
    let is_last = |at: &usize| {
        let line = &bytes[*at..];
        let behind = line.strip_prefix(LAST);
        behind.is_some_and(|it| it.first().is_none_or(|byte| matches!(byte, b'\n' | b'\r')))
    };
    let starts = memchr::memchr_iter(b'\\', bytes);
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
        let (end, names) = next_rows(text.as_bytes())?;
        let names = names
            .iter()
            .map(|it| String::from_utf8_lossy(it).into_owned());
        Some((end, names.collect()))
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
        assert_eq!(end_of_rows(b"a\t\\N\n\\.\n\nCOPY"), Some(5));
        assert_eq!(end_of_rows(b"\\.\n"), Some(0));
        assert_eq!(end_of_rows(b"\\.."), None);
        assert_eq!(end_of_rows(b"a\\.\n"), None);
    }
}
