//! The lines of a key, however they are wrapped.
//!
//! Keys stand in JSON and in source code on one line with their line breaks escaped,
//! in markup with their breaks as entities or tags, and in logs, lists of changes and
//! joined literals behind something that stands before each line.

/// The lines of a text, without blanks at both ends and without carriage returns.
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
        let end = (0..text.len()).find_map(|at| Some((at, line_break(&text[at..])?)));
        self.rest = end.map(|(at, length)| &text[at + length..]);
        Some(end.map_or(text, |(at, _)| &text[..at]))
    }
}

/// What markup writes for a line break, ...
const BREAKS: [&[u8]; 6] = [b"&#10;", b"&#xa;", b"&#x0a;", b"<br>", b"<br/>", b"<br />"];
/// ... and for a carriage return.
const RETURNS: [&[u8]; 6] = [b"\\r", b"\\u000d", b"&#13;", b"&#xd;", b"&#x0d;", b"`r"];

/// Escapes of a line break, without what escapes them.
const ESCAPES: [&[u8]; 3] = [b"n", b"u000a", b"x0a"];
/// What was escaped again and again has as many backslashes.
const MOST_BACKSLASHES: usize = 16;

/// The length of a line break that stands at the beginning of a text.
fn line_break(text: &[u8]) -> Option<usize> {
    match text.first()? {
        b'\n' => Some(1),
        b'\\' => {
            let slashes = text.iter().take(MOST_BACKSLASHES);
            let slashes = slashes.take_while(|it| **it == b'\\').count();
            let escape = ESCAPES.iter().find(|it| begins(&text[slashes..], it))?;
            Some(slashes + escape.len())
        }
        // As PowerShell escapes it.
        b'`' => text.get(1).filter(|it| **it == b'n').map(|_| 2),
        b'&' | b'<' => BREAKS.iter().find(|it| begins(text, it)).map(|it| it.len()),
        _ => None,
    }
}

fn begins(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(word))
}

/// Without blanks at both ends, and without carriage returns and backslashes at the
/// end: a line that goes on has one, and so has what was escaped twice.
fn trim(mut line: &[u8]) -> &[u8] {
    loop {
        line = line.trim_ascii();
        let ends = |it: &&&[u8]| {
            let at = line.len().checked_sub(it.len());
            at.is_some_and(|at| line[at..].eq_ignore_ascii_case(it))
        };
        match RETURNS.iter().find(ends).map(|it| it.len()) {
            Some(length) => line = &line[..line.len() - length],
            None => match line.strip_suffix(b"\\") {
                Some(rest) => line = rest,
                None => return line,
            },
        }
    }
}

/// The lines between the first and the last of a key.
#[derive(Clone, Copy)]
pub(crate) struct Wrapped<'a> {
    text: &'a [u8],
    prefix: Option<Prefix<'a>>,
}

/// What stands before each line.
#[derive(Clone, Copy)]
struct Prefix<'a> {
    text: &'a [u8],
    /// Whether a blank follows.
    spaced: bool,
}

impl<'a> Wrapped<'a> {
    /// Of a text that ends where the last line of the key begins: what stands before that
    /// one in its line stands before all others too, or before none.
    pub(crate) fn of(text: &'a [u8]) -> Self {
        let prefix = Prefix::of(text).filter(|prefix| {
            let mut behind = lines(text).skip(1).filter(|it| !it.is_empty());
            let mut some = false;
            behind.all(|line| {
                let has = prefix.behind(line).is_some();
                some |= has;
                has || is_joint(line)
            }) && some
        });
        Self { text, prefix }
    }

    /// The lines without what stands around them; some may be empty.
    pub(crate) fn lines(self) -> impl Iterator<Item = &'a [u8]> + Clone {
        // What is in the first line stands behind no prefix.
        let first = usize::from(self.prefix.is_some());
        lines(self.text)
            .skip(first)
            .map(move |line| match &self.prefix {
                Some(prefix) => prefix.behind(line).map(unquoted).unwrap_or_default(),
                None => line,
            })
    }
}

impl<'a> Prefix<'a> {
    fn of(text: &'a [u8]) -> Option<Self> {
        let mut all = Lines { rest: Some(text) }.skip(1);
        let line = all.by_ref().last()?.trim_ascii_start();
        let text = line.trim_ascii_end();
        let spaced = text.len() < line.len();
        // Without a blank nobody could tell where the line begins.
        let ends = match text {
            [b'+' | b'-'] => true,
            [.., last] => spaced || !(last.is_ascii_alphanumeric() || b"+/=".contains(last)),
            [] => false,
        };
        ends.then_some(Self { text, spaced })
    }

    /// What of a line stands behind the same prefix: numbers may be others, and blanks as
    /// many as numbers leave room for.
    fn behind<'b>(&self, mut line: &'b [u8]) -> Option<&'b [u8]> {
        let mut prefix = self.text;
        while let [first, rest @ ..] = prefix {
            let run: fn(&u8) -> bool = match first {
                b'0'..=b'9' => u8::is_ascii_digit,
                b' ' | b'\t' => u8::is_ascii_whitespace,
                _ => {
                    line = line.strip_prefix(&[*first])?;
                    prefix = rest;
                    continue;
                }
            };
            prefix = without(prefix, run);
            let rest = without(line, run);
            line = Some(rest).filter(|it| it.len() < line.len())?;
        }
        let apart = line.first().is_none_or(u8::is_ascii_whitespace);
        let begins = match self.text.last() {
            _ if self.spaced => apart,
            // What joins two literals may follow on the quote that ends one.
            Some(last) if is_quote(*last) => {
                line.is_empty()
                    || !apart
                        && line
                            .iter()
                            .any(|it| it.is_ascii_alphanumeric() || *it == b'=')
            }
            _ => true,
        };
        begins.then(|| line.trim_ascii())
    }
}

/// Without a run that a text begins with.
fn without(text: &[u8], run: fn(&u8) -> bool) -> &[u8] {
    &text[text.iter().take_while(|it| run(it)).count()..]
}

/// Whether a line is only what joins two literals, such as `" +`.
fn is_joint(line: &[u8]) -> bool {
    line.first().is_some_and(|it| is_quote(*it) || *it == b'\\')
}

/// Up to the quote that ends a literal.
fn unquoted(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|it| is_quote(*it));
    trim(&line[..end.unwrap_or(line.len())])
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        let lines: Vec<_> = Wrapped::of(text.as_bytes()).lines().collect();
        String::from_utf8(lines.join(&b'|')).expect("ASCII")
    }

    #[test]
    fn lines_end_in_many_ways() {
        for end in [
            "\n",
            "\r\n",
            r"\n",
            r"\r\n",
            r"\\n",
            r"\\\\r\\\\n",
            r"\u000a",
            "`n",
            "`r`n",
            "`n\n",
            r"\u000D\u000A",
            r"\x0a",
            "&#10;",
            "&#xA;",
            "&#13;&#10;",
            "&#xD;&#x0A;",
            "&#13;\n",
            "<br>",
            "<BR/>\n",
            "<br />",
            "\\n\\\n",
        ] {
            let text = ["", "AB", "CD", ""].join(end);
            let found = joined(&text).replace("||", "|");
            assert_eq!(found.trim_matches('|'), "AB|CD", "{end:?}");
        }
        assert_eq!(joined(r"AB\/n"), r"AB\/n");
    }

    #[test]
    fn what_stands_before_each_line_is_no_part_of_it() {
        for (before, behind) in [
            ("2024-05-01T10:00:0#.000Z stdout F ", ""),
            ("web_1  | ", ""),
            ("May  1 10:00:0# host app[12]: ", ""),
            ("id_rsa:#:", ""),
            ("> ", ""),
            ("# ", ""),
            ("+", ""),
            ("-    ", ""),
            ("  \"", "\\n\" +"),
            (" '", "' . PHP_EOL ."),
            ("    \"", "\" & vbCrLf & _"),
            ("echo \"", "\" >> k.pem"),
            ("\"", "\\r\\n\" \\"),
        ] {
            let line = |(at, text): (usize, &&str)| {
                let before = before.replace('#', &(8 + at).to_string());
                let before = if at == 0 { String::new() } else { before };
                let behind = if at == 3 { "" } else { behind };
                format!("{before}{text}{behind}")
            };
            let lines = ["", "A+B", "/C=", ""];
            let text: Vec<_> = lines.iter().enumerate().map(line).collect();
            let found = joined(&text.join("\n"));
            let found: Vec<_> = found.split('|').filter(|it| !it.is_empty()).collect();
            assert_eq!(found, ["A+B", "/C="], "{before}");
        }
    }

    #[test]
    fn one_line_without_it_says_that_it_is_none() {
        assert_eq!(joined("\nx AB\nCD\nx "), "|x AB|CD|x");
        assert_eq!(joined("\n+AB\n"), "|+AB|");
        assert_eq!(joined("\nAB\nCD== "), "|AB|CD==");
    }
}
