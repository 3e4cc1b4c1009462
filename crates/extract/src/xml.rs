//! A tolerant reader of XML: one tag or text at a time, from a stream.
//!
//! It holds one tag or text in memory, knows no entities but the five that
//! XML has, and takes what is malformed for what it looks like most.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use memchr::memchr;

use crate::buffer::Buffer;
use crate::extractor::Content;
use crate::input::{Input, Source as _};
use crate::sniff::Encoding;

/// Reads XML.
pub(crate) struct Xml<'r> {
    input: BufReader<Content<'r>>,
    /// The inside of the current tag, or raw text.
    token: Vec<u8>,
    /// The current text, decoded.
    text: Vec<u8>,
    /// Whether the next token is a tag.
    at_tag: bool,
    /// The tag was one that closes itself: its end is next.
    closes: bool,
    ended: bool,
    /// The name of the outermost element, once it began.
    root: Vec<u8>,
    /// Whether its end came last.
    closed: bool,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Start,
    End,
    Text,
    Eof,
}

/// The longest tag or text that is held at once.
const LONGEST: usize = 8 << 20;
/// As much is read at once: what is before a part of it is of use to whoever
/// inflates it, and would be copied with each.
const BUFFER: usize = 256 << 10;
/// As much is looked at to tell the encoding.
const HEAD: usize = 4096;

impl<'r> Xml<'r> {
    pub(crate) fn new(input: impl Read + 'r) -> Xml<'r> {
        let mut input = Input::new(Box::new(input) as Box<dyn Read + 'r>);
        let mut head = Buffer::default();
        let filled = input.fill(&mut head, HEAD);
        input.decode(Encoding::detect(head.bytes()), &mut head);
        Xml {
            input: BufReader::with_capacity(BUFFER, Content::new(head, input, filled)),
            token: Vec::new(),
            text: Vec::new(),
            at_tag: false,
            closes: false,
            ended: false,
            root: Vec::new(),
            closed: false,
        }
    }

    /// Of what was read to its end: whether there was any element.
    pub(crate) fn is_empty(&self) -> bool {
        self.root.is_empty()
    }

    /// Of what was read to its end: whether the outermost element ends there.
    pub(crate) fn is_whole(&self) -> bool {
        self.closed && !self.is_empty()
    }

    /// Bytes that come next, as far as they are at hand, for who knows what
    /// they look like; none within a tag or text, or at the end.
    pub(crate) fn ahead(&mut self) -> io::Result<&[u8]> {
        match self.closes || self.at_tag || self.ended {
            true => Ok(&[]),
            false => self.input.fill_buf(),
        }
    }

    /// Passes over some of them: whole tags, and texts between these.
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.input.consume(bytes);
    }

    /// Goes to the next tag or text.
    pub(crate) fn next(&mut self) -> io::Result<Event> {
        let event = self.advance()?;
        match event {
            Event::Start if self.root.is_empty() => self.root = self.name().to_vec(),
            Event::Start => self.closed = false,
            Event::End => self.closed = self.name() == self.root,
            Event::Text | Event::Eof => {}
        }
        Ok(event)
    }

    fn advance(&mut self) -> io::Result<Event> {
        if std::mem::take(&mut self.closes) {
            return Ok(Event::End);
        }
        loop {
            if self.ended {
                return Ok(Event::Eof);
            }
            if std::mem::replace(&mut self.at_tag, false) {
                if let Some(event) = self.tag()? {
                    return Ok(event);
                }
                continue;
            }
            self.token.clear();
            self.at_tag = self.until(b'<', LONGEST)?;
            if !self.at_tag && self.token.len() < LONGEST {
                self.ended = true;
            }
            if !self.token.is_empty() {
                self.text.clear();
                decode(&self.token, &mut self.text);
                return Ok(Event::Text);
            }
        }
    }

    /// Reads a tag, of which the bracket was taken; `None` for what is neither
    /// a start nor an end, nor text.
    fn tag(&mut self) -> io::Result<Option<Event>> {
        self.token.clear();
        let mut looked = Looked::default();
        loop {
            if !self.until(b'>', LONGEST)? {
                self.ended = true;
                return Ok(None);
            }
            if looked.is_whole(&self.token) || self.token.len() >= LONGEST {
                break;
            }
            self.token.push(b'>');
        }
        if let Some(rest) = self.token.strip_prefix(b"![CDATA[") {
            self.text.clear();
            self.text
                .extend_from_slice(rest.strip_suffix(b"]]").unwrap_or(rest));
            return Ok(Some(Event::Text));
        }
        match self.token.first() {
            Some(b'/') => {
                self.token.remove(0);
                Ok(Some(Event::End))
            }
            None | Some(b'!' | b'?') => Ok(None),
            Some(_) => {
                self.closes = self.token.last() == Some(&b'/');
                if self.closes {
                    self.token.pop();
                }
                Ok(Some(Event::Start))
            }
        }
    }

    /// Appends to the token up to a byte, which is taken; whether it came.
    fn until(&mut self, byte: u8, most: usize) -> io::Result<bool> {
        loop {
            let ahead = self.input.fill_buf()?;
            if ahead.is_empty() {
                return Ok(false);
            }
            let found = memchr(byte, ahead);
            let len = found.unwrap_or(ahead.len());
            self.token.extend_from_slice(&ahead[..len]);
            self.input.consume(len + usize::from(found.is_some()));
            if found.is_some() || self.token.len() >= most {
                return Ok(found.is_some());
            }
        }
    }

    /// The name of the current tag, without the prefix.
    pub(crate) fn name(&self) -> &[u8] {
        let end = self.token.iter().position(u8::is_ascii_whitespace);
        let name = &self.token[..end.unwrap_or(self.token.len())];
        local(name)
    }

    /// The current text.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// An attribute of the current tag, by its name without the prefix.
    pub(crate) fn attribute(&self, name: &[u8]) -> Option<String> {
        let value = self.value(name)?;
        Some(String::from_utf8_lossy(&value).into_owned())
    }

    /// An attribute as bytes.
    pub(crate) fn value(&self, name: &[u8]) -> Option<Cow<'_, [u8]>> {
        let (_, raw) = self.attributes().find(|(it, _)| local(it) == name)?;
        if memchr(b'&', raw).is_none() {
            return Some(Cow::Borrowed(raw));
        }
        let mut text = Vec::new();
        decode(raw, &mut text);
        Some(Cow::Owned(text))
    }

    /// The attributes of the current tag as they stand.
    fn attributes(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let mut rest = &self.token[..];
        std::iter::from_fn(move || {
            let equals = memchr(b'=', rest)?;
            let name = rest[..equals].trim_ascii();
            let start = name.iter().rposition(u8::is_ascii_whitespace);
            let name = &name[start.map_or(0, |at| at + 1)..];
            let value = rest[equals + 1..].trim_ascii_start();
            let quote = *value.first().filter(|it| matches!(it, b'"' | b'\''))?;
            let end = memchr(quote, &value[1..])?;
            rest = &value[end + 2..];
            Some((name, &value[1..end + 1]))
        })
    }

    /// Passes over the rest of the element whose start was read last.
    pub(crate) fn skip_element(&mut self) -> io::Result<()> {
        let mut depth = 1_u64;
        while depth > 0 {
            match self.next()? {
                Event::Start => depth += 1,
                Event::End => depth -= 1,
                Event::Text => {}
                Event::Eof => return Ok(()),
            }
        }
        Ok(())
    }
}

fn local(name: &[u8]) -> &[u8] {
    match memchr(b':', name) {
        Some(at) => &name[at + 1..],
        None => name,
    }
}

/// What of a tag was looked at, so that no byte is looked at twice.
#[derive(Default)]
struct Looked {
    at: usize,
    /// The quote that is open, if any.
    open: Option<u8>,
    /// Brackets that are open.
    brackets: i64,
}

impl Looked {
    /// Whether the tag ends where it does now: not within a comment, CDATA,
    /// brackets or quotes.
    fn is_whole(&mut self, token: &[u8]) -> bool {
        if token.starts_with(b"!--") {
            return token.len() >= 5 && token.ends_with(b"--");
        }
        if token.starts_with(b"![CDATA[") {
            return token.ends_with(b"]]");
        }
        for byte in &token[std::mem::replace(&mut self.at, token.len())..] {
            match (self.open, byte) {
                (None, b'"' | b'\'') => self.open = Some(*byte),
                (Some(quote), byte) if quote == *byte => self.open = None,
                _ => {}
            }
            self.brackets += i64::from(*byte == b'[') - i64::from(*byte == b']');
        }
        match token.first() {
            // A document type may have brackets in brackets.
            Some(b'!') => self.brackets <= 0,
            first => self.open.is_none() || first == Some(&b'?'),
        }
    }
}

/// Appends text with its entities replaced; what is no entity stays.
pub(crate) fn decode(raw: &[u8], out: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some(at) = memchr(b'&', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let end = memchr(b';', &rest[..rest.len().min(12)]);
        match end.and_then(|end| entity(&rest[1..end]).map(|it| (it, end))) {
            Some((character, end)) => {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[end + 1..];
            }
            None => {
                out.push(b'&');
                rest = &rest[1..];
            }
        }
    }
    out.extend_from_slice(rest);
}

fn entity(name: &[u8]) -> Option<char> {
    Some(match name {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        b"nbsp" => '\u{a0}',
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
        [b'#', digits @ ..] => number(digits, 10)?,
        _ => return None,
    })
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok()?;
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(xml: &str) -> Vec<String> {
        let mut xml = Xml::new(xml.as_bytes());
        let mut events = Vec::new();
        loop {
            let event = xml.next().expect("it is in memory");
            let what = match event {
                Event::Start => format!("<{}", String::from_utf8_lossy(xml.name())),
                Event::End => "/".into(),
                Event::Text => String::from_utf8_lossy(xml.text()).into_owned(),
                Event::Eof => return events,
            };
            events.push(what);
        }
    }

    #[test]
    fn tags_and_texts_come_in_turn() {
        assert_eq!(
            events("<?xml version='1.0'?><!-- > --><a:b c=\"1 > 0\">x &lt; y<d/>&#65;</a:b>"),
            ["<b", "x < y", "<d", "/", "A", "/"]
        );
        assert_eq!(
            events("<a><![CDATA[<b>&amp;]]></a>"),
            ["<a", "<b>&amp;", "/"]
        );
    }

    #[test]
    fn malformed_content_ends() {
        assert_eq!(events("<a"), [""; 0]);
        assert_eq!(
            events("a & b &nope; &#xFFFFFFFF;"),
            ["a & b &nope; &#xFFFFFFFF;"]
        );
        assert_eq!(
            events("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
            ["<a", "&b;", "/"]
        );
    }

    #[test]
    fn attributes_are_decoded() {
        let mut xml = Xml::new(&b"<c r='B2' x:t = \"a&amp;b\"/>"[..]);
        assert_eq!(xml.next().ok(), Some(Event::Start));
        assert_eq!(xml.attribute(b"r").as_deref(), Some("B2"));
        assert_eq!(xml.attribute(b"t").as_deref(), Some("a&b"));
        assert_eq!(xml.attribute(b"none"), None);
    }
}
