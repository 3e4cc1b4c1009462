//! The headers of a message or part.

use encoding_rs::{Encoding, ISO_2022_JP, WINDOWS_1252};

use super::decode::{Transfer, base64, escaped};
use super::lines::mark_line;
use crate::extractor::Out;

/// Headers, as they come.
pub(crate) struct Headers {
    /// What is not told is read so.
    untold: &'static Encoding,
    /// Each header with the lines that it stands on.
    headers: Vec<Vec<(u64, Vec<u8>)>>,
    bytes: usize,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Header,
    /// It ended the headers.
    End,
    /// It is none, and neither are those that follow.
    NoHeader,
}

/// Headers that are longer in all are taken for text.
const MOST: usize = 4 << 20;
/// Names that mail begins with.
const TELLING: &[&str] = &[
    "received",
    "return-path",
    "from",
    "to",
    "subject",
    "date",
    "mime-version",
    "message-id",
    "delivered-to",
    "content-type",
    "reply-to",
    "cc",
    "x-mailer",
    "x-original-to",
    "sender",
    "dkim-signature",
    "content-transfer-encoding",
    "x-mozilla-status",
    "in-reply-to",
    "references",
];
/// As many of them tell that it is mail.
const ENOUGH: usize = 3;

/// Whether content begins with the headers of mail.
pub(crate) fn are_headers(head: &[u8]) -> bool {
    let telling = |name: &&[u8]| {
        let is = |it: &&str| it.as_bytes().eq_ignore_ascii_case(name);
        TELLING.iter().any(is)
    };
    names(head).filter(telling).take(ENOUGH).count() == ENOUGH
}

/// Whether one of the headers that content begins with has this name.
pub(super) fn has(head: &[u8], name: &[u8]) -> bool {
    names(head).any(|it| it.eq_ignore_ascii_case(name))
}

/// The names of the headers that content begins with. They begin with a letter: most of
/// what is no mail is told by its first byte.
fn names(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr::memchr_iter(b'\n', head).chain([head.len()]);
    let lines = ends.take(200).scan(0, |from, end| {
        let line = &head[*from..end];
        *from = end + 1;
        Some(line)
    });
    let begun = lines.filter(|line| !line.starts_with(b" ") && !line.starts_with(b"\t"));
    let named = begun.take_while(|line| line.first().is_some_and(u8::is_ascii_alphabetic));
    named.map_while(name_in)
}

/// The name of a header.
fn name_in(line: &[u8]) -> Option<&[u8]> {
    let at = memchr::memchr(b':', line)?;
    let name = line[..at].trim_ascii_end();
    let sound = !name.is_empty() && name.len() < 80 && name.iter().all(u8::is_ascii_graphic);
    sound.then_some(name)
}

/// The same, in lower case.
fn name_of(line: &[u8]) -> Option<String> {
    let name = name_in(line)?;
    Some(String::from_utf8_lossy(name).to_ascii_lowercase())
}

impl Headers {
    /// Headers of which what has no encoding of its own, and is no UTF-8, is in
    /// this one.
    pub(crate) fn new(untold: &'static Encoding) -> Headers {
        Headers {
            untold,
            headers: Vec::new(),
            bytes: 0,
        }
    }

    /// What is not told is read so.
    pub(crate) fn untold(&self) -> &'static Encoding {
        self.untold
    }

    /// Takes in a line.
    pub(crate) fn line(&mut self, number: u64, line: &[u8]) -> Taken {
        let text = line.trim_ascii_end();
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        // Some writers fold where nothing is left of a line.
        if text.is_empty() && !(folded && line.len() < 80 && !self.headers.is_empty()) {
            return Taken::End;
        }
        self.bytes += line.len();
        match self.headers.last_mut() {
            _ if self.bytes > MOST => return Taken::NoHeader,
            Some(last) if folded => last.push((number, text.to_vec())),
            _ if name_of(line).is_some()
                || line.starts_with(b"From ")
                || line.starts_with(b">From ") =>
            {
                self.headers.push(vec![(number, text.to_vec())]);
            }
            _ => return Taken::NoHeader,
        }
        Taken::Header
    }

    /// Writes the headers, decoded.
    pub(crate) fn write(&self, out: &mut Out) {
        for header in &self.headers {
            let encoded = header
                .iter()
                .any(|it| memchr::memmem::find(&it.1, b"=?").is_some());
            if encoded {
                mark_line(out, header[0].0);
                out.push(&decode_words(&joined(header), self.untold));
                out.push("\n");
                continue;
            }
            for (number, line) in header {
                mark_line(out, *number);
                out.push(&lenient(line, self.untold));
                out.push("\n");
            }
        }
    }

    /// The value of a header, unfolded.
    fn value(&self, name: &str) -> Option<String> {
        let found = self
            .headers
            .iter()
            .find(|it| name_of(&it[0].1).as_deref() == Some(name))?;
        let text = joined(found);
        let at = memchr::memchr(b':', &text)?;
        Some(lenient(text[at + 1..].trim_ascii(), self.untold))
    }

    /// The type of the body, in lower case.
    fn content_type(&self) -> String {
        let value = self.value("content-type").unwrap_or_default();
        let kind = value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if kind.contains('/') {
            kind
        } else {
            "text/plain".into()
        }
    }

    pub(crate) fn is_multipart(&self) -> bool {
        self.content_type().starts_with("multipart/")
            && self
                .value("content-type")
                .is_some_and(|it| parameter(&it, "boundary").is_some())
    }

    /// Whether the body is a message that is not encoded.
    pub(crate) fn is_message(&self) -> bool {
        let kind = self.content_type();
        matches!(
            kind.as_str(),
            "message/rfc822" | "message/global" | "message/partial" | "text/rfc822-headers"
        ) && matches!(self.transfer(), Transfer::Plain)
    }

    /// Whether the body is text to be read here.
    pub(crate) fn is_text(&self) -> bool {
        let kind = self.content_type();
        let attached = self.value("content-disposition").unwrap_or_default();
        let attached =
            attached.to_ascii_lowercase().starts_with("attachment") || self.told_name().is_some();
        let text = kind.starts_with("text/")
            || kind.starts_with("message/")
            || kind.starts_with("multipart/");
        text && (!attached
            || matches!(kind.as_str(), "text/plain" | "text/html") && self.told_name().is_none())
            && (kind != "message/rfc822" || matches!(self.transfer(), Transfer::Plain))
    }

    pub(crate) fn boundary(&self) -> Option<String> {
        parameter(&self.value("content-type")?, "boundary")
    }

    pub(crate) fn transfer(&self) -> Transfer {
        Transfer::named(&self.value("content-transfer-encoding").unwrap_or_default())
    }

    /// The encoding that the body says to have, in lower case.
    pub(crate) fn charset(&self) -> Option<String> {
        let label = parameter(&self.value("content-type")?, "charset")?;
        Some(label.trim().to_ascii_lowercase())
    }

    pub(crate) fn is_html(&self) -> bool {
        self.content_type() == "text/html"
    }

    fn told_name(&self) -> Option<String> {
        let named = |header: &str, name: &str| parameter(&self.value(header)?, name);
        named("content-disposition", "filename").or_else(|| named("content-type", "name"))
    }

    /// What the body is called; if nothing, by its number and type.
    pub(crate) fn file_name(&self, number: u64) -> String {
        self.told_name()
            .filter(|it| !it.trim().is_empty())
            .unwrap_or_else(|| {
                let ending = match self.content_type().as_str() {
                    "message/rfc822" => "eml",
                    "text/html" => "html",
                    "text/calendar" => "ics",
                    _ => "bin",
                };
                format!("part{number}.{ending}")
            })
    }
}

fn joined(header: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut text = Vec::new();
    for (_, line) in header {
        text.extend_from_slice(line);
    }
    text
}

/// UTF-8 if it is, else in the encoding of what is not told.
fn lenient(bytes: &[u8], untold: &'static Encoding) -> String {
    match std::str::from_utf8(bytes) {
        // Escapes are ASCII.
        Ok(text) if untold != ISO_2022_JP => text.to_owned(),
        _ => untold.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// A parameter of a header, also one in pieces or with an encoding.
fn parameter(value: &str, name: &str) -> Option<String> {
    let mut pieces = Vec::new();
    for (key, text) in parameters(value) {
        let Some(rest) = key.strip_prefix(name) else {
            continue;
        };
        match rest {
            "" => return Some(decode_words(text.as_bytes(), WINDOWS_1252)),
            "*" | "*0*" => {
                let mut bytes = Vec::new();
                let mut parts = text.splitn(3, '\'');
                let label = parts.next().unwrap_or_default();
                let coded = parts.nth(1).unwrap_or(label);
                escaped(coded.as_bytes(), b'%', &mut bytes);
                let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::UTF_8);
                pieces.push(encoding.decode_without_bom_handling(&bytes).0.into_owned());
            }
            rest if rest.starts_with('*') && rest.ends_with('*') => {
                let mut bytes = Vec::new();
                escaped(text.as_bytes(), b'%', &mut bytes);
                pieces.push(lenient(&bytes, WINDOWS_1252));
            }
            rest if rest.starts_with('*') => pieces.push(text),
            _ => {}
        }
    }
    (!pieces.is_empty()).then(|| pieces.concat())
}

/// All parameters, with their names in lower case.
fn parameters(value: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = value.split_once(';').map_or("", |it| it.1);
    while let Some((key, after)) = rest.split_once('=') {
        let key = key
            .trim_start_matches([';', ' ', '\t'])
            .trim()
            .to_ascii_lowercase();
        let after = after.trim_start();
        let (text, next) = match after.strip_prefix('"') {
            Some(quoted) => until_quote(quoted),
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim().to_owned(), &after[end..])
            }
        };
        found.push((key, text));
        rest = next.split_once(';').map_or("", |it| it.1);
    }
    found
}

fn until_quote(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (text, &quoted[at + 1..]),
            '\\' => text.extend(characters.next().map(|it| it.1)),
            other => text.push(other),
        }
    }
    (text, "")
}

/// Text with its encoded words (`=?utf-8?Q?...?=`) decoded.
pub(crate) fn decode_words(text: &[u8], untold: &'static Encoding) -> String {
    let mut out = String::new();
    // Behind the last end of a word there is none; not to be looked for each time.
    let last = memchr::memmem::rfind(text, b"?=").unwrap_or(0);
    let mut rest = text;
    let mut after_word = false;
    while let Some(at) = memchr::memmem::find(rest, b"=?") {
        if text.len() - rest.len() + at >= last {
            break;
        }
        let before = &rest[..at];
        match word(&rest[at..]) {
            Some((decoded, len)) => {
                // Space between two such words belongs to neither.
                if !after_word || !before.trim_ascii().is_empty() {
                    out.push_str(&lenient(before, untold));
                }
                out.push_str(&decoded);
                rest = &rest[at + len..];
                after_word = true;
            }
            None => {
                out.push_str(&lenient(&rest[..at + 2], untold));
                rest = &rest[at + 2..];
                after_word = false;
            }
        }
    }
    out.push_str(&lenient(rest, untold));
    out
}

/// An encoded word and its length.
fn word(text: &[u8]) -> Option<(String, usize)> {
    let charset_end = 2 + memchr::memchr(b'?', &text[2..])?;
    let kind = text.get(charset_end + 1)?.to_ascii_lowercase();
    if !matches!(kind, b'b' | b'q') {
        return None;
    }
    let start = charset_end + 3;
    let end = start + memchr::memmem::find(text.get(start..)?, b"?=")?;
    let label = text[2..charset_end].split(|it| *it == b'*').next()?;
    let bytes = match kind {
        b'b' => base64(&text[start..end]),
        _ => {
            let spaced: Vec<u8> = text[start..end]
                .iter()
                .map(|it| if *it == b'_' { b' ' } else { *it })
                .collect();
            let mut bytes = Vec::new();
            escaped(&spaced, b'=', &mut bytes);
            bytes
        }
    };
    let decoded = match Encoding::for_label(label) {
        Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
        None => lenient(&bytes, WINDOWS_1252),
    };
    Some((decoded, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded() {
        let text = b"Re: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?ISO-8859-1?B?/GJlcg==?= x =?bad";
        assert_eq!(
            decode_words(text, WINDOWS_1252),
            "Re: Gr\u{fc}\u{df}e\u{fc}ber x =?bad"
        );
    }

    #[test]
    fn parameters_may_be_quoted_cut_and_encoded() {
        let value = "attachment; filename=\"a \\\"b\\\".txt\"; size=3";
        assert_eq!(parameter(value, "filename").as_deref(), Some("a \"b\".txt"));
        let value = "attachment; filename*0*=utf-8''%C3%BC; filename*1=\"b.txt\"";
        assert_eq!(parameter(value, "filename").as_deref(), Some("\u{fc}b.txt"));
        assert_eq!(
            parameter("text/plain; charset=utf-8", "charset").as_deref(),
            Some("utf-8")
        );
    }

    #[test]
    fn mail_is_known_by_its_headers() {
        assert!(are_headers(
            b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nbody"
        ));
        assert!(!are_headers(b"From: here\nto there\n"));
        assert!(!are_headers(b"key: value\nother: value\n"));
    }
}
