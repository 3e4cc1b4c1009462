//! Rows as `pg_dump` writes them: lines that follow `COPY t (id, ssn) FROM stdin;`.

use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter, memrchr};

use super::cut::LONGEST;
use super::lexer::Lexer;
use super::statement;

/// What a line that begins rows ends with.
const FROM: &[u8] = b" FROM stdin;";
/// The line that ends them.
const LAST: &[u8] = b"\\.";

/// The names of the columns of the rows that the line begins, and where they begin.
pub(super) fn beginning(line: &[u8]) -> Option<(Vec<&[u8]>, usize)> {
    let near = &line[..line.len().min(LONGEST)];
    let end = memchr(b'\n', near)?;
    let text = near[..end].strip_suffix(b"\r").unwrap_or(&near[..end]);
    let table = text.strip_prefix(b"COPY ")?.strip_suffix(FROM)?;
    let open = memchr(b'(', table)?;
    let list = table[open + 1..].strip_suffix(b")")?;
    Some((statement::names(Lexer::of(list)), end + 1))
}

/// Whether there are such rows.
pub(super) fn has_rows(bytes: &[u8]) -> bool {
    Finder::new(FROM).find_iter(bytes).any(|at| {
        let near = at.saturating_sub(LONGEST);
        let start = memrchr(b'\n', &bytes[near..at]).map_or(near, |it| near + it + 1);
        beginning(&bytes[start..]).is_some()
    })
}

/// Where the rows end that these bytes begin with, if that is in sight; nothing follows
/// them if they are at the `end` of the content.
pub(super) fn end_of_rows(bytes: &[u8], end: bool) -> Option<usize> {
    let is_last = |at: &usize| {
        let behind = bytes[*at..].strip_prefix(LAST).map(<[u8]>::first);
        behind.is_some_and(|it| it.map_or(end, |byte| matches!(byte, b'\n' | b'\r')))
    };
    let starts = memchr_iter(b'\\', bytes);
    let begins_line = |at: &usize| *at == 0 || bytes[*at - 1] == b'\n';
    starts.filter(begins_line).find(is_last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Option<(Vec<String>, usize)> {
        let (names, end) = beginning(line.as_bytes())?;
        let names = names.into_iter();
        let names = names.map(|it| String::from_utf8_lossy(it).into_owned());
        Some((names.collect(), end))
    }

    #[test]
    fn rows_begin_below_the_names_of_their_columns() {
        let names = ["id", "Full, Name", "ssn"].map(str::to_owned).to_vec();
        for end in ["\n", "\r\n"] {
            let line = format!("COPY public.staff (id, \"Full, Name\", ssn) FROM stdin;{end}");
            assert_eq!(told(&line), Some((names.clone(), line.len())));
            let below = format!("SELECT 1;\n{line}1\tAnn\t\n");
            assert!(has_rows(below.as_bytes()));
        }
        for other in [
            "COPY t FROM stdin;\n",
            "-- COPY t (id) FROM stdin;\n",
            "COPY t (id) FROM stdin WITH (FORMAT csv);\n",
            "COPY t (id) FROM stdin;",
            "",
        ] {
            assert_eq!(told(other), None, "{other}");
            assert!(!has_rows(other.as_bytes()), "{other}");
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
