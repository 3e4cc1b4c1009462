//! The values of a column, one row after the other.

use std::io::{self, Read as _};

use super::block::{Blocks, Codec};
use super::footer::{Footer, Layout, Stripe, Type};
use super::rle::{Bits, ByteRuns, Numbers};
use crate::anywhere::Anywhere;
use crate::bytes::{decimal, time};
use crate::extractor::Fault;
use crate::fields::Fields;

/// A column of a stripe.
pub(super) struct Column {
    /// Which values are there; all if it does not say.
    present: Option<Bits>,
    values: Values,
}

enum Values {
    Bool(Bits),
    Byte(ByteRuns),
    Int(Numbers),
    Float(Blocks),
    Double(Blocks),
    /// Bytes, and how many each value has.
    Text(Blocks, Numbers),
    /// Values that stand in a dictionary, by their numbers.
    Words(Dictionary, Numbers),
    Date(Numbers),
    Timestamp(Numbers, Numbers),
    Decimal(Blocks, Numbers),
    /// Decimals of one scale.
    Fixed(Numbers, u32),
    List(Numbers, Box<Column>),
    Map(Numbers, Box<Column>, Box<Column>),
    Struct(Vec<(String, Column)>),
    Union(ByteRuns, Vec<Column>),
    /// What has no values.
    Nothing,
}

struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// The longest value that is read.
const LONGEST: i64 = 256 << 20;
/// The largest dictionary.
const DICTIONARY: u64 = 256 << 20;
/// Types nested deeper are not read.
const DEEPEST: usize = 64;
/// The seconds from 1970 to 2015, from when times are counted.
const EPOCH: i64 = 1_420_070_400;

const PRESENT: u64 = 0;
const DATA: u64 = 1;
const LENGTH: u64 = 2;
const WORDS: u64 = 3;
const SECONDARY: u64 = 5;

/// What it takes to open the columns of a stripe.
struct Opener<'a> {
    content: &'a Anywhere,
    codec: Codec,
    types: &'a [Type],
    layout: Layout,
}

impl Column {
    /// All columns of a stripe as one; `None` if there are none.
    pub(super) fn open(
        content: &Anywhere,
        footer: &Footer,
        stripe: &Stripe,
    ) -> Result<Option<Column>, Fault> {
        let opener = Opener {
            content,
            codec: footer.codec,
            types: &footer.types,
            layout: Layout::read(content, footer, stripe)?,
        };
        let root = opener.column(0, 0)?;
        let empty = matches!(&root.values, Values::Struct(columns) if columns.is_empty())
            || matches!(root.values, Values::Nothing);
        Ok((!empty).then_some(root))
    }

    /// Adds the values of the next row.
    pub(super) fn row(&mut self, fields: &mut Fields) -> io::Result<()> {
        fields.tire();
        if let Some(present) = &mut self.present
            && !present.next()?
        {
            return Ok(());
        }
        match &mut self.values {
            Values::Nothing => {}
            Values::Struct(columns) => {
                for (name, column) in columns {
                    fields.enter(name);
                    column.row(fields)?;
                    fields.leave();
                }
            }
            Values::List(lengths, column) => {
                for index in 0..len(lengths.next()?)? {
                    fields.enter_index(index);
                    column.row(fields)?;
                    fields.leave();
                    enough(fields)?;
                }
            }
            Values::Map(lengths, keys, values) => {
                for index in 0..len(lengths.next()?)? {
                    match keys.scalar()? {
                        Some(key) => {
                            fields.value(&key);
                            fields.enter(&String::from_utf8_lossy(&key));
                        }
                        None => fields.enter_index(index),
                    }
                    values.row(fields)?;
                    fields.leave();
                    enough(fields)?;
                }
            }
            Values::Union(tags, columns) => {
                let tag = usize::from(tags.next()?);
                if let Some(column) = columns.get_mut(tag) {
                    column.row(fields)?;
                }
            }
            _ => {
                if let Some(text) = self.text()? {
                    fields.value(&text);
                }
            }
        }
        Ok(())
    }

    /// The values of the next row that have no parts, with the names of their columns.
    /// Columns whose values have parts are not gone through, and their values not
    /// there.
    pub(super) fn named(&mut self) -> io::Result<Vec<(&str, String)>> {
        let mut named = Vec::new();
        let is_there = match &mut self.present {
            Some(present) => present.next()?,
            None => true,
        };
        if let (true, Values::Struct(columns)) = (is_there, &mut self.values) {
            for (name, column) in columns {
                if let Some(text) = column.scalar()? {
                    named.push((name.as_str(), String::from_utf8_lossy(&text).into_owned()));
                }
            }
        }
        Ok(named)
    }

    /// The next value where it has no parts.
    fn scalar(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(present) = &mut self.present
            && !present.next()?
        {
            return Ok(None);
        }
        self.text()
    }

    fn text(&mut self) -> io::Result<Option<Vec<u8>>> {
        let text = match &mut self.values {
            Values::Bool(bits) => bits.next()?.to_string(),
            Values::Byte(runs) => (runs.next()? as i8).to_string(),
            Values::Int(numbers) => numbers.next()?.to_string(),
            Values::Float(blocks) => f32::from_le_bytes(array(blocks)?).to_string(),
            Values::Double(blocks) => f64::from_le_bytes(array(blocks)?).to_string(),
            Values::Text(blocks, lengths) => return bytes(blocks, lengths.next()?).map(Some),
            Values::Words(dictionary, numbers) => {
                return Ok(dictionary.word(numbers.next()?).map(<[u8]>::to_vec));
            }
            Values::Date(numbers) => day(numbers.next()?),
            Values::Timestamp(seconds, nanos) => moment(seconds.next()?, nanos.next()?),
            Values::Decimal(blocks, scales) => {
                let value = blocks.long_varint()?;
                let value = (value >> 1) as i128 ^ -((value & 1) as i128);
                let scale = u32::try_from(scales.next()?).unwrap_or(0);
                decimal::text(&value.to_be_bytes(), scale)
            }
            Values::Fixed(numbers, scale) => decimal::text(&numbers.next()?.to_be_bytes(), *scale),
            _ => return Ok(None),
        };
        Ok(Some(text.into_bytes()))
    }
}

impl Opener<'_> {
    fn column(&self, at: usize, depth: usize) -> Result<Column, Fault> {
        let kind = self.types.get(at).filter(|_| depth < DEEPEST);
        let kind = kind.ok_or_else(|| Fault::malformed("damaged: a column of no type"))?;
        // Whatever a tree of types claims, it has no circles.
        if kind.parts.iter().any(|part| *part <= at) {
            return Err(Fault::malformed("damaged: a type that holds itself"));
        }
        let present = self.stream(at, PRESENT).map(Bits::new);
        let values = self.values(at, kind, depth)?;
        Ok(Column { present, values })
    }

    fn values(&self, at: usize, kind: &Type, depth: usize) -> Result<Values, Fault> {
        let part = |n: usize| {
            let part = kind.parts.get(n).copied().unwrap_or(usize::MAX);
            self.column(part, depth + 1)
        };
        Ok(match kind.kind {
            0 => self
                .data(at)
                .map_or(Values::Nothing, |it| Values::Bool(Bits::new(it))),
            1 => self
                .data(at)
                .map_or(Values::Nothing, |it| Values::Byte(ByteRuns::new(it))),
            2..=4 => self
                .numbers(at, DATA, true)
                .map_or(Values::Nothing, Values::Int),
            5 => self.data(at).map_or(Values::Nothing, Values::Float),
            6 => self.data(at).map_or(Values::Nothing, Values::Double),
            7 | 8 | 16 | 17 => self.words(at)?,
            9 | 18 => match (
                self.numbers(at, DATA, true),
                self.numbers(at, SECONDARY, false),
            ) {
                (Some(seconds), Some(nanos)) => Values::Timestamp(seconds, nanos),
                _ => Values::Nothing,
            },
            10 => match self.numbers(at, LENGTH, false) {
                Some(lengths) => Values::List(lengths, Box::new(part(0)?)),
                None => Values::Nothing,
            },
            11 => match self.numbers(at, LENGTH, false) {
                Some(lengths) => Values::Map(lengths, Box::new(part(0)?), Box::new(part(1)?)),
                None => Values::Nothing,
            },
            12 => {
                let mut columns = Vec::new();
                for n in 0..kind.parts.len() {
                    let name = kind.names.get(n).cloned();
                    columns.push((name.unwrap_or_else(|| format!("_col{n}")), part(n)?));
                }
                Values::Struct(columns)
            }
            13 => match self.data(at) {
                Some(data) => {
                    let columns = (0..kind.parts.len()).map(part).collect::<Result<_, _>>()?;
                    Values::Union(ByteRuns::new(data), columns)
                }
                None => Values::Nothing,
            },
            14 => match (self.data(at), self.numbers(at, SECONDARY, true)) {
                (Some(data), Some(scales)) => Values::Decimal(data, scales),
                (Some(data), None) => Values::Fixed(Numbers::new(data, true, true), kind.scale),
                _ => Values::Nothing,
            },
            15 => self
                .numbers(at, DATA, true)
                .map_or(Values::Nothing, Values::Date),
            _ => return Err(Fault::malformed("a column of a type that is not read")),
        })
    }

    fn words(&self, at: usize) -> Result<Values, Fault> {
        let (encoding, size) = self.layout.encoding(at);
        let lengths = self.numbers(at, LENGTH, false);
        if encoding & 1 == 0 {
            return Ok(match (self.data(at), lengths) {
                (Some(data), Some(lengths)) => Values::Text(data, lengths),
                _ => Values::Nothing,
            });
        }
        let Some(numbers) = self.numbers(at, DATA, false) else {
            return Ok(Values::Nothing);
        };
        let bytes = match self.stream(at, WORDS) {
            Some(stream) => stream.all(DICTIONARY)?,
            None => Vec::new(),
        };
        let (mut ends, mut end) = (Vec::new(), 0_usize);
        if let Some(mut lengths) = lengths {
            for _ in 0..size {
                end = end.saturating_add(usize::try_from(lengths.next()?).unwrap_or(usize::MAX));
                if end > bytes.len() || ends.len() as u64 > DICTIONARY / 8 {
                    break;
                }
                ends.push(end);
            }
        }
        Ok(Values::Words(Dictionary { bytes, ends }, numbers))
    }

    fn stream(&self, at: usize, kind: u64) -> Option<Blocks> {
        self.layout.stream(self.content, self.codec, at, kind)
    }

    fn data(&self, at: usize) -> Option<Blocks> {
        self.stream(at, DATA)
    }

    fn numbers(&self, at: usize, kind: u64, signed: bool) -> Option<Numbers> {
        let second = self.layout.encoding(at).0 >= 2;
        Some(Numbers::new(self.stream(at, kind)?, second, signed))
    }
}

impl Dictionary {
    fn word(&self, number: i64) -> Option<&[u8]> {
        let number = usize::try_from(number).ok()?;
        let start = match number {
            0 => 0,
            number => *self.ends.get(number - 1)?,
        };
        self.bytes.get(start..*self.ends.get(number)?)
    }
}

/// A list may be long, but not too long to be held.
fn enough(fields: &Fields) -> io::Result<()> {
    match fields.is_too_full() || fields.is_tired() {
        true => Err(io::ErrorKind::InvalidData.into()),
        false => Ok(()),
    }
}

fn len(number: i64) -> io::Result<u64> {
    u64::try_from(number).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn array<const N: usize>(blocks: &mut Blocks) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    blocks.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// As many bytes as there should be, if they are there.
fn bytes(blocks: &mut Blocks, len: i64) -> io::Result<Vec<u8>> {
    if !(0..=LONGEST).contains(&len) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    let read = (&mut *blocks as &mut dyn io::Read)
        .take(len as u64)
        .read_to_end(&mut bytes)?;
    match read as i64 == len {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn day(number: i64) -> String {
    let text = time::of_day(number, 1, 86_400);
    text.map_or_else(|| number.to_string(), |it| it[..10].to_owned())
}

/// Seconds since 2015, and parts of them without the zeros at their end.
fn moment(seconds: i64, nanos: i64) -> String {
    let zeros = (nanos & 7) as u32;
    let mut nanos = nanos >> 3;
    if zeros > 0 {
        nanos = nanos.saturating_mul(10_i64.pow(zeros + 1));
    }
    let mut seconds = seconds.saturating_add(EPOCH);
    if seconds < 0 && nanos > 999_999 {
        seconds -= 1;
    }
    let whole = seconds
        .checked_mul(1_000_000_000)
        .and_then(|it| it.checked_add(nanos));
    let exact = whole.and_then(|it| time::of_day(it, 1_000_000_000, 1));
    let text = exact.or_else(|| time::of_day(seconds, 1, 1));
    text.unwrap_or_else(|| seconds.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_out() {
        assert_eq!(moment(0, 0), "2015-01-01 00:00:00");
        assert_eq!(moment(60, 5 << 3 | 7), "2015-01-01 00:01:00.500000000");
        assert_eq!(day(0), "1970-01-01");
    }
}
