//! The buffers of a batch, shared out to its fields.

use std::io::Read;

use bytes::Bytes;

use super::message::{Codec, Parts};
use super::schema::{Field, Kind, Schema};
use crate::extractor::Fault;

/// The records of a batch.
pub(super) struct Batch {
    pub(super) fields: Vec<Array>,
    /// As many as there are, whatever the batch says.
    pub(super) rows: usize,
    /// Whether it says that there is more than that, or of other fields.
    pub(super) lacks: bool,
}

/// The values of a field.
pub(super) struct Array {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) dictionary: Option<i64>,
    pub(super) big: bool,
    /// A bit for each value that is there; empty if all are.
    valid: Bytes,
    /// Where values or items begin.
    pub(super) offsets: Bytes,
    /// How many items each list has, where that is not told by offsets.
    pub(super) sizes: Bytes,
    pub(super) data: Bytes,
    /// Where views point to.
    pub(super) more: Vec<Bytes>,
    pub(super) fields: Vec<Array>,
}

/// Memory that the buffers of a batch may expand to.
const MOST: u64 = 512 << 20;

struct Builder<'a> {
    parts: &'a Parts,
    node: usize,
    buffer: usize,
    variadic: usize,
    big: bool,
    left: u64,
}

impl Batch {
    pub(super) fn new(schema: &Schema, fields: &[Field], parts: &Parts) -> Result<Batch, Fault> {
        let mut builder = Builder {
            parts,
            node: 0,
            buffer: 0,
            variadic: 0,
            big: schema.big,
            left: MOST,
        };
        let fields = fields.iter().map(|it| builder.array(it));
        let fields = fields.collect::<Result<Vec<_>, _>>()?;
        let most = fields.iter().map(Array::most).max().unwrap_or(0);
        let rows = usize::try_from(parts.rows).unwrap_or(0).min(most);
        let others = builder.buffer < parts.buffers.len() || builder.node < parts.nodes.len();
        let more = rows > 0 && (rows as i64) < parts.rows;
        let otherwise = parts.nodes.first().is_some_and(|it| it.0 != parts.rows);
        Ok(Batch {
            fields,
            rows,
            lacks: others || more || otherwise,
        })
    }
}

impl Builder<'_> {
    fn array(&mut self, field: &Field) -> Result<Array, Fault> {
        self.node += 1;
        let kind = match &field.dictionary {
            Some((_, index)) => index.clone(),
            None => field.kind.clone(),
        };
        let mut array = Array {
            name: field.name.clone(),
            dictionary: field.dictionary.as_ref().map(|it| it.0),
            big: self.big,
            valid: Bytes::new(),
            offsets: Bytes::new(),
            sizes: Bytes::new(),
            data: Bytes::new(),
            more: Vec::new(),
            fields: Vec::new(),
            kind,
        };
        let tells = match array.kind {
            Kind::Null | Kind::Runs => false,
            Kind::Union(..) => self.parts.old,
            _ => true,
        };
        if tells {
            array.valid = self.take()?;
            let node = self.parts.nodes.get(self.node - 1);
            if node.is_some_and(|it| it.1 == 0) {
                array.valid.clear();
            }
        }
        match array.kind {
            Kind::Null | Kind::Runs | Kind::Struct | Kind::FixedList(_) => {}
            Kind::Unknown => return Err(Fault::malformed("a field of a type that is not read")),
            Kind::Bytes(_) => {
                array.offsets = self.take()?;
                array.data = self.take()?;
            }
            Kind::View => {
                array.data = self.take()?;
                let more = self.parts.variadic.get(self.variadic).copied().unwrap_or(0);
                self.variadic += 1;
                for _ in 0..more.clamp(0, self.parts.buffers.len() as i64) {
                    array.more.push(self.take()?);
                }
            }
            Kind::List(_) | Kind::Map => array.offsets = self.take()?,
            Kind::ListView(_) => {
                array.offsets = self.take()?;
                array.sizes = self.take()?;
            }
            Kind::Union(dense, _) => {
                array.data = self.take()?;
                if dense {
                    array.offsets = self.take()?;
                }
            }
            _ => array.data = self.take()?,
        }
        if field.dictionary.is_none() {
            let fields = field.fields.iter().map(|it| self.array(it));
            array.fields = fields.collect::<Result<_, _>>()?;
        }
        Ok(array)
    }

    /// The next buffer, expanded.
    fn take(&mut self) -> Result<Bytes, Fault> {
        let broken = || Fault::malformed("damaged: a buffer that is not there");
        let (offset, len) = *self.parts.buffers.get(self.buffer).ok_or_else(broken)?;
        self.buffer += 1;
        let start = usize::try_from(offset).map_err(|_| broken())?;
        let end = usize::try_from(len)
            .ok()
            .and_then(|len| start.checked_add(len));
        let end = end
            .filter(|end| *end <= self.parts.body.len())
            .ok_or_else(broken)?;
        let bytes = self.parts.body.slice(start..end);
        match self.parts.codec {
            Some(codec) if !bytes.is_empty() => self.expand(codec, &bytes),
            _ => Ok(bytes),
        }
    }

    fn expand(&mut self, codec: Codec, bytes: &Bytes) -> Result<Bytes, Fault> {
        let broken = || Fault::malformed("damaged: a buffer that does not expand");
        let len = bytes.first_chunk().map(|it| i64::from_le_bytes(*it));
        let len = len.ok_or_else(broken)?;
        let data = bytes.slice(8..);
        if len == -1 {
            return Ok(data);
        }
        let len = u64::try_from(len).ok().filter(|len| *len <= self.left);
        let len = len.ok_or_else(|| Fault::malformed("a batch that expands beyond the limit"))?;
        self.left -= len;
        let mut expanded = Vec::new();
        match codec {
            Codec::Lz4 => {
                let decoder = lz4_flex::frame::FrameDecoder::new(&data[..]);
                decoder.take(len).read_to_end(&mut expanded)?;
            }
            Codec::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::new(&data[..])?;
                decoder.window_log_max(27)?;
                decoder.take(len).read_to_end(&mut expanded)?;
            }
        }
        Ok(expanded.into())
    }
}

impl Array {
    /// Whether a value is there.
    pub(super) fn has(&self, at: usize) -> bool {
        self.valid.is_empty()
            || self
                .valid
                .get(at / 8)
                .is_some_and(|it| it >> (at % 8) & 1 == 1)
    }

    /// The most values that its buffers can hold.
    fn most(&self) -> usize {
        let wide = |large: bool| if large { 8 } else { 4 };
        match &self.kind {
            Kind::Null | Kind::Unknown => 0,
            Kind::Bool => self.data.len() * 8,
            Kind::Int(size, _)
            | Kind::Float(size)
            | Kind::Fixed(size)
            | Kind::Decimal(size, _)
            | Kind::Interval(size)
            | Kind::Time(_, size) => self.data.len() / (*size).max(1),
            Kind::Date(true) => self.data.len() / 4,
            Kind::Date(false) | Kind::Timestamp(_) | Kind::Duration => self.data.len() / 8,
            Kind::View => self.data.len() / 16,
            Kind::Bytes(large) | Kind::List(large) | Kind::ListView(large) => {
                self.offsets.len() / wide(*large)
            }
            Kind::Map => self.offsets.len() / 4,
            Kind::FixedList(size) => {
                let most = self.fields.first().map_or(0, Array::most);
                most / (*size).max(1)
            }
            Kind::Struct => self.fields.iter().map(Array::most).max().unwrap_or(0),
            Kind::Union(..) => self.data.len(),
            Kind::Runs => {
                let ends = self.fields.first();
                let last = ends.and_then(|it| it.int(it.most().checked_sub(1)?));
                last.and_then(|it| usize::try_from(it).ok()).unwrap_or(0)
            }
        }
    }

    /// Bytes of a value of fixed size, the lowest first.
    pub(super) fn little<const N: usize>(&self, at: usize, size: usize) -> Option<[u8; N]> {
        let start = at.checked_mul(size)?;
        let value = self.data.get(start..start.checked_add(size)?)?;
        let mut bytes = [0; N];
        bytes.get_mut(..size)?.copy_from_slice(value);
        if self.big {
            bytes[..size].reverse();
        }
        Some(bytes)
    }

    /// A whole number.
    pub(super) fn int(&self, at: usize) -> Option<i64> {
        let size = match self.kind {
            Kind::Int(size, _) | Kind::Time(_, size) => size,
            Kind::Date(true) | Kind::Interval(4) => 4,
            _ => 8,
        };
        let value = i64::from_le_bytes(self.little(at, size)?);
        let signed = !matches!(self.kind, Kind::Int(_, false));
        let unused = 64 - 8 * size as u32;
        Some(match (signed, unused) {
            (true, 1..=63) => value << unused >> unused,
            _ => value,
        })
    }

    /// Where an item begins, of those that offsets tell.
    pub(super) fn offset(&self, bytes: &Bytes, at: usize, large: bool) -> Option<usize> {
        let size = if large { 8 } else { 4 };
        let start = at.checked_mul(size)?;
        let value = bytes.get(start..start.checked_add(size)?)?;
        let mut whole = [0; 8];
        whole[..size].copy_from_slice(value);
        if self.big {
            whole[..size].reverse();
        }
        usize::try_from(i64::from_le_bytes(whole)).ok()
    }
}
