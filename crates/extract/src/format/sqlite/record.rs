//! The values of a row.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::pages::{Encoding, varint};

/// A row: the kinds of its values, then the values.
pub(super) struct Record<'a> {
    bytes: &'a [u8],
    /// Where the kinds begin and end.
    kinds: (usize, usize),
}

/// A value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Number(i64),
    Real(f64),
    Blob(&'a [u8]),
    Text(&'a [u8]),
}

impl<'a> Record<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Record<'a> {
        let mut at = 0;
        let end = varint(bytes, &mut at).unwrap_or(0);
        let end = usize::try_from(end).unwrap_or(usize::MAX).min(bytes.len());
        Record {
            bytes,
            kinds: (at.min(end), end),
        }
    }

    /// Its values, as far as they are there.
    pub(super) fn values(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let (bytes, (mut at, end)) = (self.bytes, self.kinds);
        let mut data = end;
        std::iter::from_fn(move || {
            let kind = varint(&bytes[..end], &mut at)?;
            let len = match kind {
                0 | 8 | 9 => 0,
                1..=4 => kind as usize,
                5 => 6,
                6 | 7 => 8,
                10 | 11 => return None,
                kind => usize::try_from((kind - 12) / 2).ok()?,
            };
            let value = bytes.get(data..data.checked_add(len)?)?;
            data += len;
            Some(match kind {
                0 => Value::Null,
                8 => Value::Number(0),
                9 => Value::Number(1),
                7 => Value::Real(f64::from_bits(number(value) as u64)),
                1..=6 => Value::Number(number(value)),
                kind if kind % 2 == 0 => Value::Blob(value),
                _ => Value::Text(value),
            })
        })
    }

    pub(super) fn number(&self, at: usize) -> Option<i64> {
        match self.values().nth(at)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn text(&self, at: usize, encoding: Encoding) -> Option<String> {
        let text = self.values().nth(at)?.text(encoding)?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}

/// A number in two's complement, the highest byte first.
fn number(bytes: &[u8]) -> i64 {
    let first = bytes.first().map_or(0, |byte| i64::from(*byte as i8));
    let rest = bytes.iter().skip(1);
    rest.fold(first, |value, byte| value << 8 | i64::from(*byte))
}

impl<'a> Value<'a> {
    /// What it says; nothing if it is null.
    pub(super) fn text(self, encoding: Encoding) -> Option<Cow<'a, [u8]>> {
        let text = match self {
            Value::Null => return None,
            Value::Number(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Blob(bytes) => return Some(bytes.into()),
            Value::Text(bytes) => match encoding {
                Encoding::Utf8 => return Some(bytes.into()),
                Encoding::Utf16Little => UTF_16LE.decode_without_bom_handling(bytes).0.into(),
                Encoding::Utf16Big => UTF_16BE.decode_without_bom_handling(bytes).0.into(),
            },
        };
        Some(text.into_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_their_kinds() {
        let row = [
            7, 0, 1, 2, 8, 19, 16, // null, one byte, two bytes, zero, "abc", two bytes
            0xFF, 1, 0, b'a', b'b', b'c', 7, 9,
        ];
        let values: Vec<_> = Record::new(&row).values().collect();
        let expected = [
            Value::Null,
            Value::Number(-1),
            Value::Number(256),
            Value::Number(0),
            Value::Text(b"abc"),
            Value::Blob(&[7, 9]),
        ];
        assert_eq!(values, expected);
        assert_eq!(Record::new(&[200]).values().count(), 0);
        assert_eq!(Record::new(&[2, 200]).values().count(), 0, "it breaks off");
    }
}
