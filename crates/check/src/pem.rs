//! The base64 body between `-----BEGIN …-----` and `-----END …-----`.

use crate::base64::is_base64;

/// The lines of a block of text.
///
/// A line ends with a line feed or with the two characters `\n`: keys stand in
/// JSON and in source code on one line, with their line breaks escaped.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    Lines { rest: Some(text) }.map(trim)
}

#[derive(Clone)]
struct Lines<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.rest?;
        let end = text.iter().enumerate().find_map(|(at, &byte)| match byte {
            b'\n' => Some((at, 1)),
            b'\\' if text.get(at + 1) == Some(&b'n') => Some((at, 2)),
            _ => None,
        });
        self.rest = end.map(|(at, length)| &text[at + length..]);
        Some(end.map_or(text, |(at, _)| &text[..at]))
    }
}

/// Without blanks at both ends and without an escaped carriage return.
fn trim(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii();
    line.strip_suffix(br"\r").unwrap_or(line)
}

/// What stands for a part that is left out.
const ABRIDGED: [&[u8]; 3] = [b"...", "…".as_bytes(), b"[snip]"];

/// What stands between the first and the last line of an armoured block.
#[derive(Clone, Copy)]
pub(crate) struct Body<'a> {
    text: &'a [u8],
    /// What stands before each line, as in a list of changes.
    mark: Option<u8>,
}

impl<'a> Body<'a> {
    /// The body of a block; `None` if its first or last line is missing, or something
    /// is left out of it, as in documentation.
    pub(crate) fn of(block: &'a [u8]) -> Option<Self> {
        let label = after(block, b"-----BEGIN ")?;
        let text = after(label, b"-----")?;
        let text = &text[..position(text, b"-----END ")?];
        let mark = match text {
            [.., b'\n', mark @ (b'+' | b'-')] => Some(*mark),
            _ => None,
        };
        let body = Self { text, mark };
        // Headers may say what they like.
        let left_out = |run: &[u8]| ABRIDGED.iter().any(|it| position(run, it).is_some());
        (!body.runs().any(left_out)).then_some(body)
    }

    /// Whether the body is encrypted the old way, by a header.
    pub(crate) fn is_encrypted(self) -> bool {
        lines(self.text).any(|line| line.starts_with(b"Proc-Type:"))
    }

    /// The runs of base64, without headers; one a line, or several where line
    /// breaks have become spaces.
    pub(crate) fn runs(self) -> impl Iterator<Item = &'a [u8]> + Clone {
        let unmarked = move |line: &'a [u8]| match (line, self.mark) {
            ([first, rest @ ..], Some(mark)) if *first == mark => rest,
            _ => line,
        };
        lines(self.text)
            .map(unmarked)
            .filter(|line| !line.contains(&b':'))
            .flat_map(|line| line.split(u8::is_ascii_whitespace))
            .filter(|run| !run.is_empty())
    }

    /// The base64 characters, without headers, checksum and line breaks.
    pub(crate) fn characters(self) -> impl Iterator<Item = u8> {
        self.runs()
            .take_while(|run| !run.starts_with(b"="))
            .flatten()
            .copied()
            .filter(|&byte| is_base64(byte))
    }
}

fn after<'a>(text: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    position(text, mark).map(|at| &text[at + mark.len()..])
}

fn position(text: &[u8], mark: &[u8]) -> Option<usize> {
    text.windows(mark.len()).position(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(block: &str) -> Option<String> {
        let body = Body::of(block.as_bytes())?;
        Some(body.characters().map(char::from).collect())
    }

    #[test]
    fn finds_the_body_however_lines_end() {
        for block in [
            "-----BEGIN X-----\nAB\nC=\n-----END X-----",
            "-----BEGIN X-----\r\nAB\r\nC=\r\n-----END X-----",
            r"-----BEGIN X-----\nAB\nC=\n-----END X-----",
            r"-----BEGIN X-----\r\nAB\r\nC=\r\n-----END X-----",
            "-----BEGIN X----- AB C= -----END X-----",
            "  -----BEGIN X-----\n    AB\n    C=\n    -----END X-----",
        ] {
            assert_eq!(characters(block).as_deref(), Some("ABC="), "{block}");
        }
    }

    #[test]
    fn marks_of_changes_are_no_part_of_the_body() {
        for mark in ["+", "-"] {
            let block = format!("-----BEGIN X-----\n{mark}A+B\n{mark}+C=\n{mark}-----END X-----");
            assert_eq!(characters(&block).as_deref(), Some("A+B+C="), "{mark}");
        }
        assert_eq!(
            characters("-----BEGIN X-----\n+AB\n-----END X-----").as_deref(),
            Some("+AB")
        );
    }

    #[test]
    fn what_is_left_out_is_no_body() {
        for left_out in ["...", "\n…", "\n[snip]"] {
            let block = format!("-----BEGIN X-----\nMIIB{left_out}\nABCD\n-----END X-----");
            assert_eq!(characters(&block), None, "{left_out}");
        }
        let block = "-----BEGIN X-----\nComment: and so on...\n\nAB\n-----END X-----";
        assert_eq!(characters(block).as_deref(), Some("AB"));
    }

    #[test]
    fn passes_over_headers_and_checksum() {
        let block = "-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: A,0\n\nAB\n=CDEF\n-----END X-----";
        assert_eq!(characters(block).as_deref(), Some("AB"));
        assert!(Body::of(block.as_bytes()).expect("a body").is_encrypted());
    }

    #[test]
    fn asks_for_both_ends() {
        assert_eq!(characters("-----BEGIN X-----\nAB"), None);
        assert_eq!(characters("AB\n-----END X-----"), None);
        assert_eq!(characters(""), None);
    }
}
