//! The messages, one behind the other.

use std::io::{self, Read};
use std::rc::Rc;

use bytes::Bytes;

use super::flat::Table;
use super::schema::Schema;
use crate::budget::Budget;
use crate::bytes::Ending;
use crate::extractor::{Content, Fault};

/// A message.
pub(super) enum Message {
    Schema(Schema),
    Batch(Parts),
    /// The number of a dictionary, whether it adds to the last one of that
    /// number, and its values.
    Dictionary(i64, bool, Parts),
    Other,
}

/// What a batch is made of.
pub(super) struct Parts {
    pub(super) rows: i64,
    /// Items of each field.
    pub(super) nodes: Vec<(i64, i64)>,
    /// Where each buffer lies in the body.
    pub(super) buffers: Vec<(i64, i64)>,
    /// How many more buffers each field has that may have many.
    pub(super) variadic: Vec<i64>,
    pub(super) codec: Option<Codec>,
    pub(super) body: Bytes,
    /// Whether unions have a buffer that tells which items are there.
    pub(super) old: bool,
}

/// How buffers are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Lz4,
    Zstd,
}

/// Reads messages.
pub(super) struct Messages<'r> {
    content: Ending<io::Chain<io::Cursor<Vec<u8>>, Content<'r>>>,
    budget: Rc<Budget>,
    /// Whether it is a file, which ends as it begins.
    file: bool,
}

/// What files end with.
const END: &[u8] = b"ARROW1";

/// Bytes that may stand at the end besides where messages lie: what ends it, and padding.
const SLACK: u64 = 64;

/// The longest description of a message.
const HEADER: u64 = 16 << 20;
/// In front of a message.
const CONTINUES: u32 = u32::MAX;

/// Whether content begins as a stream does, with a schema.
pub(super) fn is_stream(head: &[u8]) -> bool {
    let word = |at: usize| {
        let bytes = head.get(at..).and_then(<[u8]>::first_chunk);
        bytes.map(|it| u32::from_le_bytes(*it))
    };
    let (len, start) = match word(0) {
        Some(CONTINUES) => (word(4), 8),
        // As it was before there were files without a mark.
        len => (len, 4),
    };
    let Some(len) = len.filter(|len| (16..1 << 16).contains(len)) else {
        return false;
    };
    let Some(bytes) = head.get(start..(start + len as usize).min(head.len())) else {
        return false;
    };
    let message = Table::root(bytes);
    let schema = message
        .filter(|it| it.u8(1) == Some(1))
        .and_then(|it| it.table(2));
    schema.is_some_and(|it| !it.tables(1).is_empty() && it.tables(1).len() < 10_000)
}

impl<'r> Messages<'r> {
    /// Of a file all behind what it begins with, of a stream all.
    pub(super) fn new(
        start: &[u8],
        content: Content<'r>,
        budget: &Rc<Budget>,
        file: bool,
    ) -> Messages<'r> {
        Messages {
            content: Ending::new(io::Cursor::new(start.to_vec()).chain(content)),
            budget: Rc::clone(budget),
            file,
        }
    }

    /// The next message; `None` at the end. What is inside may be malformed
    /// while others follow it.
    pub(super) fn next(&mut self) -> Result<Option<Result<Message, Fault>>, Fault> {
        let len = match self.word()? {
            Some(CONTINUES) => self.word()?.ok_or_else(Fault::breaks_off)?,
            Some(len) => len,
            None => 0,
        };
        if u64::from(len) > HEADER {
            return Err(Fault::malformed("damaged: a message of an impossible size"));
        }
        if len == 0 {
            return self.end().map(|()| None);
        }
        let header = self.bytes(u64::from(len))?;
        let Some(message) = Table::root(&header) else {
            return Err(Fault::malformed("damaged: a message that cannot be read"));
        };
        let len = u64::try_from(message.i64(3).unwrap_or(0)).unwrap_or(u64::MAX);
        let most = self.budget.limits.document;
        if len > most {
            let passed = io::copy(&mut (&mut self.content).take(len), &mut io::sink())?;
            self.budget.check()?;
            return Ok(Some(Err(match passed == len {
                true => Fault::malformed(format!("a batch larger than the limit of {most} bytes")),
                false => Fault::breaks_off(),
            })));
        }
        let body = self.bytes(len)?;
        Ok(Some(parse(&message, body.into())))
    }

    /// After the messages of a file comes once more where they lie, and how long that is;
    /// after those of a stream nothing.
    fn end(&mut self) -> Result<(), Fault> {
        let behind = io::copy(&mut self.content, &mut io::sink())?;
        if !std::mem::take(&mut self.file) {
            return match behind {
                0 => Ok(()),
                _ => Err(Fault::malformed(
                    "what stands behind its end was not analysed",
                )),
            };
        }
        let Some(len) = self.content.last().strip_suffix(END) else {
            return Err(Fault::breaks_off());
        };
        let len = len.first_chunk().map_or(0, |it| u32::from_le_bytes(*it));
        match behind > u64::from(len) + SLACK {
            true => Err(Fault::malformed(
                "damaged: what stands behind a message of no size was not analysed",
            )),
            false => Ok(()),
        }
    }

    fn word(&mut self) -> io::Result<Option<u32>> {
        let mut bytes = Vec::new();
        (&mut self.content).take(4).read_to_end(&mut bytes)?;
        match bytes.first_chunk() {
            Some(bytes) => Ok(Some(u32::from_le_bytes(*bytes))),
            None if bytes.is_empty() => Ok(None),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn bytes(&mut self, len: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&mut self.content).take(len).read_to_end(&mut bytes)?;
        match bytes.len() as u64 == len {
            true => Ok(bytes),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

fn parse(message: &Table<'_>, body: Bytes) -> Result<Message, Fault> {
    let unread = || Fault::malformed("damaged: a message that says nothing");
    let header = message.table(2).ok_or_else(unread)?;
    let old = message.i16(0).unwrap_or(0) < 4;
    Ok(match message.u8(1) {
        Some(1) => Message::Schema(Schema::read(&header)),
        Some(2) => {
            let data = header.table(1).ok_or_else(unread)?;
            let id = header.i64(0).unwrap_or(0);
            let delta = header.u8(2) == Some(1);
            Message::Dictionary(id, delta, parts(&data, body, old))
        }
        Some(3) => Message::Batch(parts(&header, body, old)),
        // Tensors.
        Some(4 | 5) => Message::Other,
        _ => return Err(unread()),
    })
}

fn parts(batch: &Table<'_>, body: Bytes, old: bool) -> Parts {
    let codec = batch.table(3).map(|it| match it.u8(0) {
        Some(1) => Codec::Zstd,
        _ => Codec::Lz4,
    });
    let variadic = batch.vector(4, 8).unwrap_or_default().chunks_exact(8);
    Parts {
        rows: batch.i64(0).unwrap_or(0),
        nodes: batch.pairs(1),
        buffers: batch.pairs(2),
        variadic: variadic
            .filter_map(|it| it.first_chunk().map(|it| i64::from_le_bytes(*it)))
            .collect(),
        codec,
        body,
        old,
    }
}
