//! FlatBuffers: tables whose fields are found by their numbers. Nothing is
//! believed: what points out of the bytes is not there.

/// A table.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    /// The table that bytes begin with.
    pub(super) fn root(bytes: &'a [u8]) -> Option<Table<'a>> {
        let at = u32_at(bytes, 0)? as usize;
        Table { bytes, at }.checked()
    }

    fn checked(self) -> Option<Table<'a>> {
        self.vtable()?;
        Some(self)
    }

    /// Where its offsets stand, and how many bytes they are.
    fn vtable(&self) -> Option<(usize, usize)> {
        let back = u32_at(self.bytes, self.at)? as i32;
        let at = usize::try_from(self.at as i64 - i64::from(back)).ok()?;
        Some((at, usize::from(u16_at(self.bytes, at)?)))
    }

    /// Where a field stands, if it is there.
    fn field(&self, number: usize) -> Option<usize> {
        let (vtable, len) = self.vtable()?;
        let slot = 4 + 2 * number;
        if slot + 2 > len {
            return None;
        }
        match u16_at(self.bytes, vtable + slot)? {
            0 => None,
            offset => Some(self.at + usize::from(offset)),
        }
    }

    /// What a field points at.
    fn behind(&self, number: usize) -> Option<usize> {
        let at = self.field(number)?;
        at.checked_add(u32_at(self.bytes, at)? as usize)
    }

    pub(super) fn u8(&self, number: usize) -> Option<u8> {
        self.bytes.get(self.field(number)?).copied()
    }

    pub(super) fn i16(&self, number: usize) -> Option<i16> {
        Some(u16_at(self.bytes, self.field(number)?)? as i16)
    }

    pub(super) fn i32(&self, number: usize) -> Option<i32> {
        Some(u32_at(self.bytes, self.field(number)?)? as i32)
    }

    pub(super) fn i64(&self, number: usize) -> Option<i64> {
        let at = self.field(number)?;
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(i64::from_le_bytes(*bytes))
    }

    pub(super) fn table(&self, number: usize) -> Option<Table<'a>> {
        let at = self.behind(number)?;
        Table {
            bytes: self.bytes,
            at,
        }
        .checked()
    }

    pub(super) fn text(&self, number: usize) -> Option<String> {
        let bytes = self.vector(number, 1)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    /// The bytes of a vector whose items are so large.
    pub(super) fn vector(&self, number: usize, item: usize) -> Option<&'a [u8]> {
        let at = self.behind(number)?;
        let len = (u32_at(self.bytes, at)? as usize).checked_mul(item)?;
        self.bytes.get(at + 4..(at + 4).checked_add(len)?)
    }

    /// The tables of a vector; those that are malformed are left out.
    pub(super) fn tables(&self, number: usize) -> Vec<Table<'a>> {
        let Some(offsets) = self.vector(number, 4) else {
            return Vec::new();
        };
        let start = offsets.as_ptr() as usize - self.bytes.as_ptr() as usize;
        let items = (0..offsets.len() / 4).filter_map(|item| {
            let at = start + 4 * item;
            let table = Table {
                bytes: self.bytes,
                at: at.checked_add(u32_at(self.bytes, at)? as usize)?,
            };
            table.checked()
        });
        items.collect()
    }

    /// The pairs of 64-bit numbers of a vector.
    pub(super) fn pairs(&self, number: usize) -> Vec<(i64, i64)> {
        let bytes = self.vector(number, 16).unwrap_or_default();
        let number = |bytes: &[u8]| bytes.first_chunk().map_or(0, |it| i64::from_le_bytes(*it));
        let pairs = bytes.chunks_exact(16);
        pairs
            .map(|pair| (number(pair), number(&pair[8..])))
            .collect()
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
