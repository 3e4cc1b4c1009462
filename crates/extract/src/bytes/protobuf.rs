//! Messages of Protocol Buffers, field by field.

use super::varint;

/// Reads the fields of a message.
pub(crate) struct Message<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether it ended before its bytes did.
    broken: bool,
}

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Message<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Message<'a> {
        Message {
            bytes,
            at: 0,
            broken: false,
        }
    }

    /// Whether there was a field that cannot be read: what stands behind it is not known.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let key = varint::unsigned(self.bytes, &mut self.at)?;
        let value = match key & 7 {
            0 => Value::Number(varint::unsigned(self.bytes, &mut self.at)?),
            1 => Value::Bytes(self.take(8)?),
            2 => {
                let len = varint::unsigned(self.bytes, &mut self.at)?;
                Value::Bytes(self.take(len)?)
            }
            5 => Value::Bytes(self.take(4)?),
            _ => return None,
        };
        Some((key >> 3, value))
    }

    fn take(&mut self, len: u64) -> Option<&'a [u8]> {
        let len = usize::try_from(len).ok()?;
        let taken = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        Some(taken)
    }
}

/// Ends where the message does, or where it is malformed.
impl<'a> Iterator for Message<'a> {
    type Item = (u64, Value<'a>);

    fn next(&mut self) -> Option<(u64, Value<'a>)> {
        if self.broken || self.at >= self.bytes.len() {
            return None;
        }
        let field = self.field();
        self.broken = field.is_none();
        field
    }
}

impl<'a> Value<'a> {
    /// The numbers of a field that repeats, packed or one by one.
    pub(crate) fn numbers(self) -> Vec<u64> {
        match self {
            Value::Number(number) => vec![number],
            Value::Bytes(bytes) => {
                let mut at = 0;
                std::iter::from_fn(|| varint::unsigned(bytes, &mut at)).collect()
            }
        }
    }

    pub(crate) fn text(self) -> String {
        match self {
            Value::Number(_) => String::new(),
            Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_apart() {
        let bytes = [
            0x08, 0xAC, 2, 0x12, 2, b'a', b'b', 0x1D, 1, 2, 3, 4, 0x22, 2, 5, 6,
        ];
        let fields: Vec<_> = Message::new(&bytes).collect();
        assert_eq!(fields[0], (1, Value::Number(300)));
        assert_eq!(fields[1], (2, Value::Bytes(b"ab")));
        assert_eq!(fields[2], (3, Value::Bytes(&[1, 2, 3, 4])));
        assert_eq!(fields[3].1.numbers(), [5, 6]);
        for (bytes, broken) in [
            (&[][..], false),
            (&[0x12, 200], true),
            (&[0x08], true),
            (&[0x0F, 1], true),
        ] {
            let mut message = Message::new(bytes);
            assert_eq!(message.next(), None);
            assert_eq!(message.is_broken(), broken, "{bytes:?}");
        }
    }
}
