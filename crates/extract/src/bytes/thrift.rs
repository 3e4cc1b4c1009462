//! Thrift in its compact form, as far as it takes to look at a few numbers.

use super::varint;

/// Reads the fields of a struct.
pub(crate) struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The number of the last field.
    field: i16,
}

/// The value of a field.
pub(crate) enum Value {
    Number(i64),
    /// Anything else, passed over.
    Other,
}

/// Structs and lists deeper than this are not followed.
const DEEPEST: usize = 32;

impl<'a> Thrift<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Thrift<'a> {
        Thrift {
            bytes,
            at: 0,
            field: 0,
        }
    }

    /// Bytes that were read.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The next field; `Some(None)` at the end of the struct, `None` where the
    /// bytes do not go on so.
    pub(crate) fn field(&mut self) -> Option<Option<(i16, Value)>> {
        let Some((field, kind)) = self.header(self.field)? else {
            return Some(None);
        };
        self.field = field;
        let value = match kind {
            3..=6 => Value::Number(varint::signed(self.bytes, &mut self.at)?),
            kind => {
                self.skip(kind, 0)?;
                Value::Other
            }
        };
        Some(Some((field, value)))
    }

    /// Goes to a field that is a list of structs, and tells how many there are;
    /// each is then begun.
    pub(crate) fn list(&mut self, wanted: i16) -> Option<u64> {
        while let Some((field, kind)) = self.header(self.field)? {
            self.field = field;
            if (field, kind) != (wanted, 9) {
                self.skip(kind, 0)?;
                continue;
            }
            let byte = self.byte()?;
            let len = match byte >> 4 {
                15 => varint::unsigned(self.bytes, &mut self.at)?,
                len => u64::from(len),
            };
            return (byte & 15 == 12).then_some(len);
        }
        None
    }

    /// Begins with the next struct of a list.
    pub(crate) fn begin(&mut self) {
        self.field = 0;
    }

    fn header(&mut self, before: i16) -> Option<Option<(i16, u8)>> {
        let byte = self.byte()?;
        let (delta, kind) = (byte >> 4, byte & 15);
        if kind == 0 {
            return Some(None);
        }
        let field = match delta {
            0 => varint::signed(self.bytes, &mut self.at)? as i16,
            delta => before.wrapping_add(i16::from(delta)),
        };
        Some(Some((field, kind)))
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn pass(&mut self, len: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(len).ok()?)?;
        self.at = Some(end).filter(|end| *end <= self.bytes.len())?;
        Some(())
    }

    /// Passes over a value.
    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match kind {
            // The value of a boolean stands in its kind.
            1 | 2 => Some(()),
            3 => self.pass(1),
            4..=6 => varint::unsigned(self.bytes, &mut self.at).map(|_| ()),
            7 => self.pass(8),
            8 => {
                let len = varint::unsigned(self.bytes, &mut self.at)?;
                self.pass(len)
            }
            9 | 10 => self.skip_list(depth),
            11 => self.skip_map(depth),
            12 => {
                let mut field = 0;
                while let Some((next, kind)) = self.header(field)? {
                    field = next;
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    fn skip_list(&mut self, depth: usize) -> Option<()> {
        let byte = self.byte()?;
        let len = match byte >> 4 {
            15 => varint::unsigned(self.bytes, &mut self.at)?,
            len => u64::from(len),
        };
        for _ in 0..len {
            self.element(byte & 15, depth)?;
        }
        Some(())
    }

    fn skip_map(&mut self, depth: usize) -> Option<()> {
        let len = varint::unsigned(self.bytes, &mut self.at)?;
        if len == 0 {
            return Some(());
        }
        let kinds = self.byte()?;
        for _ in 0..len {
            self.element(kinds >> 4, depth)?;
            self.element(kinds & 15, depth)?;
        }
        Some(())
    }

    fn element(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            // In lists a boolean takes a byte.
            1 | 2 => self.pass(1),
            kind => self.skip(kind, depth + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_behind_other_fields() {
        // 1: i32 7, 2: binary "ab", 4: list of two booleans, 5: struct {1: i32
        // -1}, 6: i32 300.
        let bytes = [
            0x15, 0x0E, 0x18, 2, b'a', b'b', 0x29, 0x21, 1, 0, 0x1C, 0x15, 1, 0, 0x15, 0xD8, 4, 0,
            9,
        ];
        let mut thrift = Thrift::new(&bytes);
        let mut numbers = Vec::new();
        while let Some(Some((field, value))) = thrift.field() {
            if let Value::Number(number) = value {
                numbers.push((field, number));
            }
        }
        assert_eq!(numbers, [(1, 7), (6, 300)]);
        assert_eq!(thrift.at(), bytes.len() - 1);
    }

    #[test]
    fn what_breaks_off_is_told() {
        assert!(Thrift::new(&[0x18, 200, 1]).field().is_none());
        assert!(Thrift::new(&[]).field().is_none());
        let deep = [0x1C; 100];
        assert!(Thrift::new(&deep).field().is_none());
    }
}
