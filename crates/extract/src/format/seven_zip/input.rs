//! The numbers of a header.

use crate::extractor::Fault;

/// The bytes of a header, as they are read.
pub(super) struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

pub(super) fn broken() -> Fault {
    Fault::malformed("damaged: its header cannot be read")
}

impl<'a> Input<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Input<'a> {
        Input { bytes, at: 0 }
    }

    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub(super) fn take(&mut self, len: u64) -> Result<&'a [u8], Fault> {
        let end = usize::try_from(len)
            .ok()
            .and_then(|len| self.at.checked_add(len));
        let taken = end
            .and_then(|end| self.bytes.get(self.at..end))
            .ok_or_else(broken)?;
        self.at += taken.len();
        Ok(taken)
    }

    /// A number, of which the first byte tells how many follow.
    pub(super) fn number(&mut self) -> Result<u64, Fault> {
        let first = self.byte()?;
        let more = first.leading_ones();
        let mut value = 0;
        for n in 0..more {
            value |= u64::from(self.byte()?) << (8 * n);
        }
        if more < 7 {
            let high = u64::from(first) & ((1 << (7 - more)) - 1);
            value |= high << (8 * more);
        }
        Ok(value)
    }

    /// A number of things, each of which takes a byte at least or a bit.
    pub(super) fn count(&mut self) -> Result<usize, Fault> {
        let count = self.number()?;
        let most = self.left().saturating_mul(8).saturating_add(8);
        let count = usize::try_from(count).ok().filter(|count| *count <= most);
        count.ok_or_else(broken)
    }

    /// So many bits.
    pub(super) fn bits(&mut self, count: usize) -> Result<Vec<bool>, Fault> {
        let bytes = self.take(count.div_ceil(8) as u64)?;
        let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1 == 1;
        Ok((0..count).map(bit).collect())
    }

    /// So many bits, or a byte that says that all are set.
    pub(super) fn all_or_bits(&mut self, count: usize) -> Result<Vec<bool>, Fault> {
        match self.byte()? {
            0 => self.bits(count),
            _ => Ok(vec![true; count]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_long_as_their_first_byte_says() {
        for (bytes, expected) in [
            (&[0x7F][..], 0x7F),
            (&[0x81, 0x02], 0x102),
            (&[0xC1, 2, 3], 0x1_0302),
            (&[0xFF, 1, 0, 0, 0, 0, 0, 0, 0x80], 1 << 63 | 1),
        ] {
            let mut input = Input::new(bytes);
            assert_eq!(input.number().ok(), Some(expected));
            assert_eq!(input.left(), 0);
        }
        assert!(Input::new(&[0xC0, 1]).number().is_err());
        assert!(Input::new(&[0x7F]).count().is_err(), "nothing follows");
    }
}
