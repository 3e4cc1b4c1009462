//! The base64 body between `-----BEGIN …-----` and `-----END …-----`.

use crate::base64::is_base64;
use crate::wrapped::Wrapped;

/// What stands for a part that is left out.
const ABRIDGED: [&[u8]; 3] = [b"...", "…".as_bytes(), b"[snip]"];

/// What stands between the first and the last line of an armoured block.
#[derive(Clone, Copy)]
pub(crate) struct Body<'a>(Wrapped<'a>);

impl<'a> Body<'a> {
    /// The body of a block; `None` if its first or last line is missing, or something
    /// is left out of it, as in documentation.
    pub(crate) fn of(block: &'a [u8]) -> Option<Self> {
        // What follows is a blank, or the `+` that forms have for it.
        let label = after(block, b"-----BEGIN")?;
        let text = after(label, b"-----")?;
        let text = &text[..position(text, b"-----END")?];
        let body = Self(Wrapped::of(text));
        // Headers may say what they like.
        let left_out = |run: &[u8]| ABRIDGED.iter().any(|it| position(run, it).is_some());
        (!body.runs().any(left_out)).then_some(body)
    }

    /// Whether the body is encrypted the old way, by a header.
    pub(crate) fn is_encrypted(self) -> bool {
        self.0.lines().any(|line| line.starts_with(b"Proc-Type:"))
    }

    /// The runs of base64, without headers; one a line, or several where line
    /// breaks have become spaces.
    pub(crate) fn runs(self) -> impl Iterator<Item = &'a [u8]> + Clone {
        self.0
            .lines()
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
            "-----BEGIN+X-----\nAB\nC=\n-----END+X-----",
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
