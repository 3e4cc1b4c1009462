//! What the file says of its stripes, and a stripe of its streams.

use std::collections::HashMap;

use super::block::{Blocks, Codec};
use crate::anywhere::Anywhere;
use crate::bytes::protobuf::{Message, Value};
use crate::extractor::Fault;

/// What stands at the end of the file.
pub(super) struct Footer {
    pub(super) codec: Codec,
    pub(super) stripes: Vec<Stripe>,
    pub(super) types: Vec<Type>,
    /// Names and values that the writer noted.
    notes: Vec<String>,
    /// How many rows there are, if it says so.
    rows: Option<u64>,
    /// Whether it could be read to its end.
    whole: bool,
}

/// Where a stripe lies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stripe {
    offset: u64,
    index: u64,
    data: u64,
    footer: u64,
    pub(super) rows: u64,
}

/// The type of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Type {
    pub(super) kind: u64,
    pub(super) parts: Vec<usize>,
    pub(super) names: Vec<String>,
    pub(super) scale: u32,
}

/// The streams of a stripe and how its columns are encoded.
#[derive(Default)]
pub(super) struct Layout {
    /// Where the stream of a column and kind lies, and its length.
    streams: HashMap<(usize, u64), (u64, u64)>,
    encodings: Vec<(u64, u64)>,
}

/// The longest footer that is read.
const LONGEST: u64 = 64 << 20;
/// The most types and streams that are read.
const MOST: usize = 100_000;

impl Footer {
    pub(super) fn read(content: &Anywhere) -> Result<Footer, Fault> {
        let size = content.size();
        let len = u64::from(content.bytes(size.saturating_sub(1), 1)?[0]);
        let end = size.checked_sub(1 + len).ok_or_else(broken)?;
        let postscript = content.bytes(end, len as usize)?;
        let (mut footer, mut compression, mut block) = (0, 0, 256 << 10);
        for (field, value) in Message::new(&postscript) {
            match (field, value) {
                (1, Value::Number(number)) => footer = number,
                (2, Value::Number(number)) => compression = number,
                (3, Value::Number(number)) => block = number,
                _ => {}
            }
        }
        let codec = Codec::of(compression, block)?;
        let start = end.checked_sub(footer).filter(|_| footer <= LONGEST);
        let bytes = Blocks::new(content, codec, start.ok_or_else(broken)?, footer).all(LONGEST)?;
        Ok(Footer::parse(&bytes, codec))
    }

    fn parse(bytes: &[u8], codec: Codec) -> Footer {
        let mut footer = Footer {
            codec,
            stripes: Vec::new(),
            types: Vec::new(),
            notes: Vec::new(),
            rows: None,
            whole: true,
        };
        let mut message = Message::new(bytes);
        for (field, value) in &mut message {
            let inner = match value {
                Value::Bytes(inner) => inner,
                Value::Number(rows) if field == 6 => {
                    footer.rows = Some(rows);
                    continue;
                }
                Value::Number(_) => continue,
            };
            match field {
                3 => footer.stripes.push(stripe(inner)),
                4 if footer.types.len() < MOST => footer.types.push(kind(inner)),
                5 => footer
                    .notes
                    .extend(Message::new(inner).map(|it| it.1.text())),
                _ => {}
            }
        }
        footer.whole = !message.is_broken();
        footer
    }

    /// What is wrong with it, if stripes or types are missing: what it does have
    /// can be read all the same.
    pub(super) fn fault(&self) -> Option<Fault> {
        let found = self.stripes.iter().map(|it| u128::from(it.rows)).sum();
        let all_there = self.rows.is_none_or(|rows| u128::from(rows) == found);
        (self.types.is_empty() || !all_there || !self.whole).then(broken)
    }

    /// The names of the columns, and what else was noted.
    pub(super) fn said(&self) -> String {
        let names = self.types.iter().flat_map(|it| &it.names);
        let mut said = String::new();
        for text in names.chain(&self.notes) {
            said.push_str(text);
            said.push('\n');
        }
        said
    }
}

fn stripe(bytes: &[u8]) -> Stripe {
    let mut stripe = Stripe::default();
    for (field, value) in Message::new(bytes) {
        if let Value::Number(number) = value {
            match field {
                1 => stripe.offset = number,
                2 => stripe.index = number,
                3 => stripe.data = number,
                4 => stripe.footer = number,
                5 => stripe.rows = number,
                _ => {}
            }
        }
    }
    stripe
}

fn kind(bytes: &[u8]) -> Type {
    let mut kind = Type::default();
    for (field, value) in Message::new(bytes) {
        match (field, value) {
            (1, Value::Number(number)) => kind.kind = number,
            (2, value) => kind
                .parts
                .extend(value.numbers().into_iter().map(|it| it as usize)),
            (3, value) => kind.names.push(value.text()),
            (6, Value::Number(number)) => kind.scale = number as u32,
            _ => {}
        }
    }
    kind
}

impl Layout {
    pub(super) fn read(
        content: &Anywhere,
        footer: &Footer,
        stripe: &Stripe,
    ) -> Result<Layout, Fault> {
        let start = stripe.offset.checked_add(stripe.index);
        let start = start
            .and_then(|it| it.checked_add(stripe.data))
            .ok_or_else(broken)?;
        let blocks = Blocks::new(content, footer.codec, start, stripe.footer);
        let bytes = blocks.all(LONGEST)?;
        let (mut layout, mut at) = (Layout::default(), stripe.offset);
        let mut message = Message::new(&bytes);
        for (field, value) in &mut message {
            let Value::Bytes(inner) = value else {
                continue;
            };
            match field {
                1 if layout.streams.len() < MOST => {
                    let [kind, column, len] = numbers(inner);
                    layout.streams.insert((column as usize, kind), (at, len));
                    at = at.saturating_add(len);
                }
                2 if layout.encodings.len() < MOST => {
                    let [kind, size, _] = numbers(inner);
                    layout.encodings.push((kind, size));
                }
                _ => {}
            }
        }
        let nothing = layout.streams.is_empty() && stripe.rows > 0;
        match message.is_broken() || nothing && footer.types.len() > 1 {
            true => Err(Fault::malformed(
                "damaged: a stripe that does not say where its values are",
            )),
            false => Ok(layout),
        }
    }

    /// The stream of a column, if it has one of this kind.
    pub(super) fn stream(
        &self,
        content: &Anywhere,
        codec: Codec,
        column: usize,
        kind: u64,
    ) -> Option<Blocks> {
        let (at, len) = *self.streams.get(&(column, kind))?;
        Some(Blocks::new(content, codec, at, len))
    }

    /// How a column is encoded, and the size of its dictionary.
    pub(super) fn encoding(&self, column: usize) -> (u64, u64) {
        self.encodings.get(column).copied().unwrap_or_default()
    }
}

/// The first three numbers of a message.
fn numbers(bytes: &[u8]) -> [u64; 3] {
    let mut numbers = [0; 3];
    for (field, value) in Message::new(bytes) {
        if let (1..=3, Value::Number(number)) = (field, value) {
            numbers[field as usize - 1] = number;
        }
    }
    numbers
}

fn broken() -> Fault {
    Fault::malformed("damaged: its end says nothing of the rest")
}
