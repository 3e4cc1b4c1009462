//! Text as it would be typed: typographic marks as plain ones, and escapes as what
//! they stand for.
//!
//! In bytes, what is no ASCII counts as a part of a word: so it is for letters.
//! But a no-break space, a curly quote or a full-width colon ends a word, and a
//! value behind one must not be missed. Such text is looked at a second time,
//! with each of these as the one byte that a keyboard has for it; so are the
//! full-width letters and digits, and what colors a terminal is a space. Likewise a
//! value right behind a line break that is written `\n`, or a colon that is written
//! `%3A`, as in logs of requests, and for the letters of words that HTML names: of text that is plain but for such escapes, only the
//! lines (or values) that hold one are looked at again. Custom identifiers see the
//! text as it is: their expressions may ask for such marks.

mod escape;
mod hidden;
mod leader;
mod letters;
mod parts;
mod plus;

use std::ops::Range;

use tracie_finding::chunk::{Chunk, Layout, Value};

use hidden::Hidden;
use parts::parts;

/// A chunk whose marks are plain, and what stood where. Reused: it allocates no
/// more once it is as large as the largest chunk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    bytes: Vec<u8>,
    values: Vec<Value>,
    owned: (usize, usize),
    /// What is folded of the chunk; what lies between is a line break.
    parts: Vec<Range<usize>>,
    /// The marks, in order.
    marks: Vec<Folding>,
}

/// What became of a mark.
#[derive(Clone, Copy, Debug)]
struct Folding {
    /// Where it stands in the folded text.
    at: usize,
    /// How many bytes fewer there are up to and with it.
    fewer: usize,
    /// Whether it is written so that it clings to a word behind it.
    clings: bool,
}

impl Folded {
    /// Folds a chunk, of which it may be known that it is `plain`: ASCII without
    /// terminal colors. False if there is nothing to fold, as in most text.
    pub(crate) fn fill(&mut self, chunk: &Chunk<'_>, plain: bool) -> bool {
        let text = chunk.bytes;
        self.marks.clear();
        self.parts.clear();
        let typed = plain || next_mark(text, 0).is_none();
        match typed {
            true => parts(chunk, &mut self.parts),
            false => self.parts.push(0..text.len()),
        }
        if self.parts.is_empty() {
            return false;
        }
        self.bytes.clear();
        let mut done = 0;
        for part in self.parts.clone() {
            self.pass_over(done..part.start);
            self.fold(text, part.clone());
            done = part.end;
        }
        self.pass_over(done..text.len());
        self.owned = (self.forth(chunk.owned.0), self.forth(chunk.owned.1));
        self.fold_values(chunk);
        true
    }

    /// Puts a line break in the place of what is not looked at.
    fn pass_over(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.put('\n', range.end, false);
        }
    }

    /// Puts a character in the place of what ends there in the text, which is no shorter.
    fn put(&mut self, plain: char, end: usize, clings: bool) {
        let mut bytes = [0; 4];
        let bytes = plain.encode_utf8(&mut bytes).as_bytes();
        for (left, byte) in (0..bytes.len()).rev().zip(bytes) {
            self.bytes.push(*byte);
            let at = self.bytes.len() - 1;
            self.marks.push(Folding {
                at,
                fewer: end - left - at - 1,
                clings,
            });
        }
    }

    fn fold(&mut self, text: &[u8], part: Range<usize>) {
        let mut done = part.start;
        let mut marks = Marks::of(&text[..part.end], part.start);
        while let Some((at, length, plain)) = marks.next_from(done) {
            self.bytes.extend_from_slice(&text[done..at]);
            done = at + length;
            self.put(plain, done, text[done - 1].is_ascii_alphanumeric());
        }
        self.bytes.extend_from_slice(&text[done..part.end]);
    }

    /// The values that lie in what is folded.
    fn fold_values(&mut self, chunk: &Chunk<'_>) {
        let mut folded = std::mem::take(&mut self.values);
        folded.clear();
        if let Layout::Values { values, .. } = chunk.layout {
            let mut parts = self.parts.iter().peekable();
            for value in values {
                let range = value.range();
                while parts.next_if(|it| it.end < range.end).is_some() {}
                if parts.peek().is_none_or(|it| range.start < it.start) {
                    continue;
                }
                let start = self.forth(range.start) as u32;
                let end = self.forth(range.end) as u32;
                folded.push(Value {
                    start,
                    end,
                    origin: u64::from(start),
                    ..*value
                });
            }
        }
        self.values = folded;
    }

    /// The folded chunk; positions in it are also its origins.
    pub(crate) fn chunk<'a>(&'a self, chunk: &Chunk<'a>) -> Chunk<'a> {
        let layout = match chunk.layout {
            // Escapes and marks stand in values that are text; numbers have none.
            Layout::Text { .. } | Layout::Rows { .. } => Layout::Text { base: 0 },
            Layout::Values { names, .. } => Layout::Values {
                values: &self.values,
                names,
            },
        };
        Chunk {
            bytes: &self.bytes,
            owned: self.owned,
            layout,
        }
    }

    /// The origins of a span of the folded chunk.
    pub(crate) fn origin(&self, chunk: &Chunk<'_>, span: (usize, usize)) -> (u64, u64) {
        let (start, end) = (self.back(span.0) as u64, self.back(span.1) as u64);
        match chunk.layout {
            Layout::Text { base } | Layout::Rows { base, .. } => (base + start, base + end),
            Layout::Values { values, .. } => {
                let behind = values.partition_point(|it| u64::from(it.start) <= start);
                let value = &values[behind.saturating_sub(1)];
                let from = u64::from(value.start);
                (
                    value.origin + start.saturating_sub(from),
                    value.origin + end.saturating_sub(from),
                )
            }
        }
    }

    /// Whether a mark that may stand within a name or an address lies in a span of the
    /// folded text, or one that clings to its first word before it.
    pub(crate) fn is_joined(&self, (start, end): (usize, usize)) -> bool {
        let from = self.marks.partition_point(|it| it.at <= start);
        let inside = self.marks[from..].iter().take_while(|it| it.at < end);
        let before = from.checked_sub(1).map(|last| self.marks[last]);
        before.is_some_and(|it| it.clings && it.at + 1 == start)
            || inside.into_iter().any(|it| self.joins(it.at))
    }

    /// The stretches of the folded text before and directly behind such marks, of so many
    /// bytes or more.
    pub(crate) fn near_joints(&self, reach: usize) -> impl Iterator<Item = Range<usize>> {
        let near = |it: &&Folding| self.joins(it.at) || it.clings && self.opens(it.at);
        let mut joints = self.marks.iter().filter(near).map(|it| it.at);
        let mut next = joints.next();
        std::iter::from_fn(move || {
            let first = next?;
            let mut range = first.saturating_sub(reach)..first + 2;
            next = joints.find(|&at| {
                let near = at <= range.end + reach;
                if near {
                    range.end = at + 2;
                }
                !near
            });
            Some(range)
        })
    }

    /// Whether a word stands behind the mark at a place of the folded text.
    fn opens(&self, at: usize) -> bool {
        let next = self.bytes.get(at + 1).copied().unwrap_or(b' ');
        next.is_ascii_alphanumeric() || next >= 0x80
    }

    /// Whether the mark at a place of the folded text is a blank before a word, an
    /// apostrophe before a capital, or a letter.
    fn joins(&self, at: usize) -> bool {
        let next = self.bytes.get(at + 1).copied().unwrap_or(b' ');
        match self.bytes[at] {
            b' ' => self.opens(at),
            b'\'' => next.is_ascii_uppercase() || next >= 0x80,
            byte => byte >= 0x80,
        }
    }

    /// Where a position of the folded text lies in the text.
    pub(crate) fn back(&self, at: usize) -> usize {
        let before = self.marks.partition_point(|it| it.at < at);
        at + self.fewer(before)
    }

    /// Where a position of the text lies in the folded one.
    fn forth(&self, at: usize) -> usize {
        let before = self.marks.partition_point(|it| it.at + 1 + it.fewer <= at);
        let here = at - self.fewer(before);
        // Within a mark there is no place.
        self.marks
            .get(before)
            .map_or(here, |it| here.min(it.at + 1))
    }

    /// How many bytes fewer there are behind so many marks.
    fn fewer(&self, marks: usize) -> usize {
        marks
            .checked_sub(1)
            .map_or(0, |last| self.marks[last].fewer)
    }
}

/// Where a mark is, how long, and what it is in plain.
type Mark = (usize, usize, char);

/// The marks of both kinds, in order. Each is looked for once.
struct Marks<'a> {
    text: &'a [u8],
    typographic: Option<Mark>,
    hidden: Hidden<'a>,
}

impl<'a> Marks<'a> {
    fn of(text: &'a [u8], from: usize) -> Marks<'a> {
        Marks {
            text,
            typographic: next_mark(text, from),
            hidden: Hidden::of(text, from),
        }
    }

    fn next_from(&mut self, from: usize) -> Option<Mark> {
        if self.typographic.is_some_and(|it| it.0 < from) {
            self.typographic = next_mark(self.text, from);
        }
        let both = [self.typographic, self.hidden.next_from(from)];
        both.into_iter().flatten().min()
    }
}

/// The next typographic mark from a position on.
fn next_mark(text: &[u8], mut from: usize) -> Option<Mark> {
    loop {
        let at = from + next_lead(&text[from..])?;
        if let Some((length, plain)) = mark(&text[at..]) {
            return Some((at, length, char::from(plain)));
        }
        from = at + 1;
    }
}

/// The next byte that a mark may begin with.
fn next_lead(text: &[u8]) -> Option<usize> {
    let common = memchr::memchr3(0xC2, 0xE2, 0xE3, text);
    let before = &text[..common.unwrap_or(text.len())];
    memchr::memchr2(0xEF, ESCAPE, before).or(common)
}

const ESCAPE: u8 = 0x1B;

/// A mark at the beginning of a text: its length, and what it is in plain.
fn mark(text: &[u8]) -> Option<(usize, u8)> {
    /// As many of one mark are one, as leaders are made of them. All that stand within the
    /// distance of a keyword must be fewer than what a piece shows of the text before it.
    const MOST: usize = 40;
    let (length, plain) = single(text)?;
    if plain != b' ' && plain != b'-' || text[0] == ESCAPE {
        return Some((length, plain));
    }
    let (mark, rest) = text.split_at(length);
    let more = rest.chunks_exact(length).take(MOST - 1);
    let more = more.take_while(|it| *it == mark).count();
    Some((length * (1 + more), plain))
}

fn single(text: &[u8]) -> Option<(usize, u8)> {
    let plain = match *text {
        [0xC2, 0xA0 | 0xA1 | 0xB7 | 0xBF, ..] => return Some((2, b' ')),
        [0xC2, 0xAB | 0xBB, ..] => return Some((2, b'"')),
        [ESCAPE, b'[', ..] => return color(text).map(|length| (length, b' ')),
        [0xE2, 0x80, low @ 0x80..=0xBF, ..] => punctuation(low)?,
        [0xE2, 0x81, 0xA0, ..] | [0xE2, 0x86 | 0x87, 0x80..=0xBF, ..] => b' ',
        [0xE2, 0x88, 0x92, ..] => b'-',
        [0xE3, 0x80, low @ 0x80..=0xBF, ..] => ideographic(low)?,
        [0xEF, 0xBB, 0xBF, ..] => b' ',
        // U+FF01 to U+FF5E are ASCII from ! to ~, as wide as an ideograph.
        [0xEF, 0xBC, low @ 0x81..=0xBF, ..] => low - 0x60,
        [0xEF, 0xBD, low @ 0x80..=0x9E, ..] => low - 0x20,
        _ => return None,
    };
    Some((3, plain))
}

/// General punctuation, U+2000 and so many more.
fn punctuation(low: u8) -> Option<u8> {
    Some(match low - 0x80 {
        // What joins letters is a part of their word.
        0x0C | 0x0D => return None,
        0x10..=0x15 => b'-',
        0x18..=0x1B => b'\'',
        0x1C..=0x1F | 0x39 | 0x3A => b'"',
        0x28 | 0x29 => b'\n',
        0x3F => return None,
        _ => b' ',
    })
}

/// Marks between ideographs, U+3000 and so many more.
fn ideographic(low: u8) -> Option<u8> {
    Some(match low - 0x80 {
        0x00 => b' ',
        0x01 => b',',
        0x02 => b'.',
        0x08..=0x11 | 0x14..=0x1B => b'"',
        _ => return None,
    })
}

/// The length of a sequence that changes how a terminal writes: `ESC [`,
/// numbers, and a letter.
fn color(text: &[u8]) -> Option<usize> {
    /// Longer ones are not met.
    const MOST: usize = 24;
    let numbers = text.iter().skip(2).take(MOST);
    let count = numbers
        .take_while(|it| it.is_ascii_digit() || matches!(it, b';' | b':'))
        .count();
    let last = text.get(2 + count)?;
    last.is_ascii_alphabetic().then_some(3 + count)
}

#[cfg(test)]
mod tests {
    use tracie_finding::chunk::Names;

    use super::*;

    fn text(bytes: &[u8]) -> Chunk<'_> {
        Chunk {
            bytes,
            owned: (0, bytes.len()),
            layout: Layout::Text { base: 100 },
        }
    }

    #[test]
    fn marks_are_plain_and_positions_lead_back() {
        let mut folded = Folded::default();
        for (given, expected) in [
            ("a\u{a0}b", "a b"),
            ("“12”", "\"12\""),
            ("ssn：１２", "ssn:12"),
            ("\x1b[1mssn\x1b[0m=1", " ssn =1"),
            ("a–b…", "a-b "),
            ("日本。é", "日本.é"),
        ] {
            assert!(folded.fill(&text(given.as_bytes()), false), "{given}");
            assert_eq!(folded.bytes, expected.as_bytes(), "{given}");
            assert_eq!(folded.back(folded.bytes.len()), given.len(), "{given}");
            assert_eq!(folded.owned, (0, expected.len()), "{given}");
            for at in 0..=given.len() {
                let there = folded.back(folded.forth(at));
                assert!(there >= at && there <= at + 3, "{given} {at}");
            }
        }
        for plain in ["é à ü", "a b", "\x1b", "क\u{94d}\u{200d}ष", ""] {
            assert!(!folded.fill(&text(plain.as_bytes()), false), "{plain}");
        }
    }

    #[test]
    fn what_is_no_utf8_is_left_as_it_is() {
        let mut folded = Folded::default();
        for bytes in [
            &b"a\xE2\x80S"[..],
            b"\xE3\x80\x00",
            b"\xE2\x80",
            b"\xEF\xBC\x7F",
            b"\xC2",
        ] {
            assert!(!folded.fill(&text(bytes), false), "{bytes:?}");
        }
    }

    #[test]
    fn only_lines_with_an_escape_are_looked_at_again() {
        let mut folded = Folded::default();
        for (given, expected) in [
            ("a\nb: \\n12 c\nd", "\nb: \n12 c\n"),
            ("q=ssn%3D12&r=%20x", "q=ssn=12&r= x"),
            ("a\n\\t1\n\\x3a2\nb\n\\u00203", "\n\t1\n:2\n 3"),
            ("\\r\\nA: b", "\\r\nA: b"),
            ("<a>1&#45;2&#x2d;3&#X002D;4</a>", "<a>1-2-3-4</a>"),
            ("a&#64;b&#46;c&#160;d&amp;e", "a@b.c d&e"),
            ("F&uuml;hrer &#937;a &#xDC;b", "Führer Ωa Üb"),
            (
                "identit&eacute;: 1&#8209;2&#x2011;3&minus;4",
                "identité: 1-2-3-4",
            ),
            ("driver&rsquo;s&#8239;1", "driver's 1"),
            ("Jos\\u00e9 \\u00c1lvarez", "José Álvarez"),
            ("n=Jos%C3%A9&%D0%B8%D0%BC", "n=José&им"),
            ("b'Jos\\xc3\\xa9'", "b'José'"),
            ("Jos\\\\u00e9 \\\\\\\\u00c1a", "José Áa"),
            ("?p=%2B1+%28212%29+5", "?p=+1 (212) 5"),
            ("?p=%22%3A%20%221", "?p=\": \"1"),
        ] {
            assert!(folded.fill(&text(given.as_bytes()), true), "{given}");
            let bytes = String::from_utf8_lossy(&folded.bytes);
            assert_eq!(bytes, expected, "{given}");
            assert_eq!(folded.back(folded.bytes.len()), given.len(), "{given}");
        }
        for plain in [
            "C:\\temp\\ x",
            "100%",
            "%zz1",
            "\\n \\u00d7a 5\\u00e9 1",
            "%41b",
            "1&#65;2 1&#4 1&#45 2&#; 3&#x;4 5&#0;6 7&#252;8 9&#99999999;1 &#",
            "1&#45; 2&#0000045;3",
            "\\d1",
        ] {
            let escapes = plain.contains("\\temp");
            assert_eq!(
                folded.fill(&text(plain.as_bytes()), true),
                escapes,
                "{plain}"
            );
        }
    }

    #[test]
    fn a_value_behind_an_escape_keeps_its_origin() {
        let bytes = "x,a%3D12,y";
        let values = [(0, 1, 1000), (2, 8, 2000), (9, 10, 3000)];
        let values = values.map(|(start, end, origin)| Value {
            start,
            end,
            names: 0,
            origin,
        });
        let chunk = Chunk {
            bytes: bytes.as_bytes(),
            owned: (0, bytes.len()),
            layout: Layout::Values {
                values: &values,
                names: &Names::new(),
            },
        };
        let mut folded = Folded::default();
        assert!(folded.fill(&chunk, true));
        assert_eq!(folded.bytes, b"\na=12\n");
        assert_eq!(folded.values.len(), 1);
        assert_eq!(folded.origin(&chunk, (3, 5)), (2004, 2006));
    }

    #[test]
    fn values_keep_their_origins() {
        let bytes = "x\u{a0}y,“12”,z";
        let values =
            [(0, 4, 1000), (5, 13, 2000), (14, 15, 3000)].map(|(start, end, origin)| Value {
                start,
                end,
                names: 0,
                origin,
            });
        let names = Names::new();
        let chunk = Chunk {
            bytes: bytes.as_bytes(),
            owned: (0, bytes.len()),
            layout: Layout::Values {
                values: &values,
                names: &names,
            },
        };
        let mut folded = Folded::default();
        assert!(folded.fill(&chunk, false));
        assert_eq!(folded.bytes, b"x y,\"12\",z");
        assert_eq!(folded.origin(&chunk, (5, 7)), (2003, 2005));
        assert_eq!(folded.origin(&chunk, (9, 10)), (3000, 3001));
        assert_eq!(folded.origin(&chunk, (2, 3)), (1003, 1004));
    }
}
