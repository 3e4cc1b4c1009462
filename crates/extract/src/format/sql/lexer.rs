//! Strings, comments and the elements of rows, by their signs alone: what dumps of any
//! database have in common.

use memchr::{memchr, memchr2, memmem};

/// Reads statements in bytes.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'b> {
    pub(super) bytes: &'b [u8],
    /// Whether a backslash in a string takes the next byte along, as MySQL has it.
    pub(super) escapes: bool,
    /// Whether nothing follows the bytes.
    pub(super) whole: bool,
}

/// One element of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// What it holds: without its quotes if it is a string.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What comes behind a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// Another one, which opens there.
    Row(usize),
    /// None.
    End,
    /// That is not in sight.
    Unseen,
}

impl Lexer<'_> {
    /// Behind blanks and comments; at the end of what is in sight if they end there.
    pub(super) fn skip_blank(self, mut at: usize) -> usize {
        while let Some(byte) = self.bytes.get(at) {
            at = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at + 1,
                _ => match self.comment_end(at) {
                    Some(end) => end,
                    None => return at,
                },
            };
        }
        at
    }

    /// Where the comment ends that begins there.
    fn comment_end(self, at: usize) -> Option<usize> {
        let rest = &self.bytes[at..];
        let end = match rest {
            [b'-', b'-', ..] => memchr(b'\n', rest).map(|it| it + 1),
            [b'#', ..] if self.escapes => memchr(b'\n', rest).map(|it| it + 1),
            [b'/', b'*', ..] => memmem::find(&rest[2..], b"*/").map(|it| it + 4),
            _ => return None,
        };
        Some(at + end.unwrap_or(rest.len()))
    }

    /// Behind the quote that closes the string, or the name, that opens there.
    pub(super) fn string_end(self, open: usize) -> Option<usize> {
        let quote = *self.bytes.get(open)?;
        let closing = if quote == b'[' { b']' } else { quote };
        let escapes = self.escapes && quote != b'`';
        let mut at = open + 1;
        loop {
            let rest = self.bytes.get(at..)?;
            at += match escapes {
                true => memchr2(closing, b'\\', rest),
                false => memchr(closing, rest),
            }?;
            let next = self.bytes.get(at + 1);
            let is_doubled = next == Some(&closing);
            if self.bytes[at] != closing || is_doubled {
                at += 2;
            } else if next.is_some() || self.whole {
                return Some(at + 1);
            } else {
                return None;
            }
        }
    }

    /// Behind the row that opens there, if that is in sight; tells its elements, of the
    /// last one what there is.
    #[inline(always)]
    pub(super) fn row(self, open: usize, mut tell: impl FnMut(Element)) -> Option<usize> {
        let mut at = open + 1;
        loop {
            let (element, end) = self.element(at);
            tell(element);
            let end = end?;
            at = end + 1;
            if self.bytes[end] == b')' {
                return Some(at);
            }
        }
    }

    /// The element that comes next, and the sign that ends it if that is in sight.
    #[inline(always)]
    fn element(self, from: usize) -> (Element, Option<usize>) {
        let start = self.skip_blank(from);
        let mut element = Element { start, end: start };
        let (mut at, mut depth) = (start, 0_usize);
        // Whether there is anything that can be no prefix of a string.
        let mut more = false;
        while let Some(byte) = self.bytes.get(at).copied() {
            match byte {
                b'\'' | b'"' | b'`' => {
                    let close = self.string_end(at);
                    element = match close {
                        _ if more || !is_prefix(&self.bytes[start..at]) => Element {
                            start,
                            end: close.unwrap_or(self.bytes.len()),
                        },
                        Some(close) => Element {
                            start: at + 1,
                            end: close - 1,
                        },
                        None => Element {
                            start: at + 1,
                            end: self.bytes.len(),
                        },
                    };
                    more = true;
                    let Some(close) = close else {
                        return (element, None);
                    };
                    at = close;
                    continue;
                }
                b',' | b')' if depth == 0 => return (element, Some(at)),
                b' ' | b'\t' | b'\r' | b'\n' => {
                    at += 1;
                    continue;
                }
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'-' | b'/' | b'#' => {
                    if let Some(end) = self.comment_end(at) {
                        at = end;
                        continue;
                    }
                }
                _ => {}
            }
            at += 1;
            more |= at - start > LONGEST_PREFIX;
            // What stands beside a string belongs to it.
            element = Element { start, end: at };
        }
        (element, None)
    }

    /// The row that opens there, or what comes behind the one that ends there.
    pub(super) fn next_row(self, at: usize) -> Behind {
        match self.bytes.get(at) {
            Some(b'(') => Behind::Row(at),
            _ => self.behind(at),
        }
    }

    /// What comes behind a row.
    fn behind(self, end: usize) -> Behind {
        let mut next = self.skip_blank(end);
        if self.bytes.get(next) == Some(&b',') {
            next = self.skip_blank(next + 1);
            if self.bytes.get(next) == Some(&b'(') {
                return Behind::Row(next);
            }
        }
        match self.bytes[next..] {
            // These may begin a comment.
            [] | [b'-' | b'/'] if !self.whole => Behind::Unseen,
            _ => Behind::End,
        }
    }
}

/// Bytes that may stand before a string and tell its kind, as in `N'…'` and `_utf8mb4'…'`.
const LONGEST_PREFIX: usize = 12;

fn is_prefix(bytes: &[u8]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b' ';
    bytes.len() <= LONGEST_PREFIX && bytes.iter().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, escapes: bool) -> (Vec<String>, Option<usize>) {
        let bytes = text.as_bytes();
        let lexer = Lexer {
            bytes,
            escapes,
            whole: true,
        };
        let mut elements = Vec::new();
        let end = lexer.row(0, |it| {
            elements.push(text[it.start..it.end].to_owned());
        });
        (elements, end)
    }

    #[test]
    fn elements_are_told_by_commas_outside_of_strings() {
        for (text, expected) in [
            ("(1,'Ann')", &["1", "Ann"][..]),
            ("( 1 , 'a, (b)' ,NULL )", &["1", "a, (b)", "NULL"]),
            ("('it''s',\"x\")", &["it''s", "x"]),
            ("(N'a',E'b',_utf8mb4 'c')", &["a", "b", "c"]),
            (
                "(CAST(N'2001-02-03' AS Date), 'a'||'b')",
                &["CAST(N'2001-02-03' AS Date)", "'a'||'b'"],
            ),
            ("('2001-02-03'::date,-5)", &["'2001-02-03'::date", "-5"]),
            ("(1 /* a, ')' */, -- it's\n 2)", &["1", "2"]),
            ("('C:\\',1)", &["C:\\", "1"]),
            ("('')", &[""]),
            ("()", &[""]),
        ] {
            assert_eq!(
                row(text, false),
                (owned(expected), Some(text.len())),
                "{text}"
            );
        }
        let text = "('it\\'s',1)";
        assert_eq!(row(text, true), (owned(&["it\\'s", "1"]), Some(text.len())));
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn what_is_cut_off_is_told_as_far_as_it_goes() {
        for (text, expected) in [
            ("(1,'Ann", &["1", "Ann"][..]),
            ("(1,40", &["1", "40"]),
            ("(1,", &["1", ""]),
            ("('a' /*", &["a"]),
        ] {
            assert_eq!(row(text, false), (owned(expected), None), "{text}");
        }
    }

    #[test]
    fn behind_a_row_comes_another_or_none() {
        let behind = |text: &str, whole| {
            let lexer = Lexer {
                bytes: text.as_bytes(),
                escapes: false,
                whole,
            };
            lexer.behind(0)
        };
        assert_eq!(behind(" ,\n -- c\n(1)", false), Behind::Row(9));
        assert_eq!(behind(";", false), Behind::End);
        assert_eq!(behind(" ON CONFLICT", false), Behind::End);
        assert_eq!(behind(",x", false), Behind::End);
        assert_eq!(behind(", ", false), Behind::Unseen);
        assert_eq!(behind(" -", false), Behind::Unseen);
        assert_eq!(behind(" /* , (", false), Behind::Unseen);
        assert_eq!(behind(", ", true), Behind::End);
    }
}
