//! Numbers and bytes as Avro has them.

use std::io::{self, Read};

use crate::extractor::Fault;

/// A block in memory.
pub(crate) struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Input<'a> {
        Input(bytes)
    }

    pub(crate) fn left(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn long(&mut self) -> Option<i64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(zigzag(value));
            }
        }
        None
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.long()?).ok()?;
        self.take(len)
    }
}

fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// A number; `None` at the end.
pub(crate) fn long_or_end(input: &mut impl Read) -> io::Result<Option<i64>> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let mut byte = [0];
        match input.read(&mut byte)? {
            0 if shift == 0 => return Ok(None),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ => value |= u64::from(byte[0] & 0x7F) << shift,
        }
        if byte[0] & 0x80 == 0 {
            return Ok(Some(zigzag(value)));
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// A number.
pub(crate) fn long(input: &mut impl Read) -> io::Result<i64> {
    long_or_end(input)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// Bytes behind their number.
pub(crate) fn bytes(input: &mut impl Read, most: u64) -> Result<Vec<u8>, Fault> {
    let len = u64::try_from(long(input)?).map_err(|_| Fault::malformed("a length is negative"))?;
    if len > most {
        return Err(Fault::malformed("a block is larger than the limit"));
    }
    let mut bytes = Vec::new();
    input.take(len).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == len {
        true => Ok(bytes),
        false => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
    }
}
