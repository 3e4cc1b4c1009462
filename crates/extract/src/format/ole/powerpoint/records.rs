//! The records that a presentation is made of, one in the other.

use super::super::strings::utf16;
use crate::bytes::little::{u16_at, u32_at};

const HEADER: usize = 8;
/// Text in UTF-16, in Latin-1, and strings of other kinds.
pub(super) const CHARACTERS: u16 = 0x0FA0;
pub(super) const BYTES: u16 = 0x0FA8;
pub(super) const STRING: u16 = 0x0FBA;

/// A record: its version and instance, its type, and where its content lies.
#[derive(Clone, Copy)]
pub(super) struct Record {
    head: u16,
    pub(super) kind: u16,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Record {
    /// The record at an offset; none reaches beyond the one around it.
    pub(super) fn at(stream: &[u8], at: usize, end: usize) -> Option<Record> {
        let start = at.checked_add(HEADER).filter(|start| *start <= end)?;
        let len = u32_at(stream, at + 4) as usize;
        Some(Record {
            head: u16_at(stream, at),
            kind: u16_at(stream, at + 2),
            start,
            end: start.saturating_add(len).min(end),
        })
    }

    /// Whether it ends where it says, in a stream of them.
    pub(super) fn fits(self, stream: &[u8], at: usize) -> bool {
        self.end - self.start == u32_at(stream, at + 4) as usize
    }

    pub(super) fn is_container(self) -> bool {
        self.head & 0xF == 0xF
    }

    pub(super) fn instance(self) -> u16 {
        self.head >> 4
    }
}

/// Records one behind the other.
pub(super) fn records(stream: &[u8], from: usize, end: usize) -> impl Iterator<Item = Record> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        let record = Record::at(stream, at, end)?;
        at = record.end;
        Some(record)
    })
}

/// The kinds of records in which all others lie: the document, slides, notes and
/// masters.
const OUTERMOST: [u16; 5] = [0x03E8, 0x03EE, 0x03F0, 0x03F8, 0x0FC9];

/// Where the next record stands that others lie in, behind damage; the end if
/// there is none.
pub(super) fn next_sound(stream: &[u8], from: usize) -> usize {
    let behind = stream.get(from..).unwrap_or_default();
    let mut found = memchr::memchr_iter(0x0F, behind).map(|at| from + at);
    let is_sound = |at: &usize| {
        let record = Record::at(stream, *at, stream.len());
        record.is_some_and(|it| {
            it.head == 0xF && OUTERMOST.contains(&it.kind) && it.fits(stream, *at)
        })
    };
    found.find(is_sound).unwrap_or(stream.len())
}

/// Adds the text of a record that has some.
pub(super) fn add_text(kind: u16, content: &[u8], text: &mut String) {
    if let Some(said) = said(kind, content) {
        add_line(&said, text);
    }
}

/// What a record says, if it says something.
pub(super) fn said(kind: u16, content: &[u8]) -> Option<String> {
    match kind {
        CHARACTERS | STRING => Some(utf16(content)),
        BYTES => Some(content.iter().map(|byte| char::from(*byte)).collect()),
        _ => None,
    }
}

/// Adds text with the breaks of a presentation, and an end of line.
pub(super) fn add_line(said: &str, text: &mut String) {
    text.extend(said.chars().map(|character| match character {
        '\r' | '\u{b}' => '\n',
        '\0'..='\u{8}' | '\u{c}' | '\u{e}'..='\u{1f}' => ' ',
        other => other,
    }));
    text.push('\n');
}
