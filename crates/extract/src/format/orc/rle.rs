//! Runs of bytes, bits and numbers.

use std::io::{self, Read as _};

use super::block::Blocks;
use crate::bytes::varint::zigzag;

/// Runs of bytes.
pub(super) struct ByteRuns {
    blocks: Blocks,
    /// How many more there are: of one byte, or as they stand.
    left: usize,
    repeated: Option<u8>,
}

impl ByteRuns {
    pub(super) fn new(blocks: Blocks) -> ByteRuns {
        ByteRuns {
            blocks,
            left: 0,
            repeated: None,
        }
    }

    pub(super) fn next(&mut self) -> io::Result<u8> {
        if self.left == 0 {
            let control = self.blocks.byte()?;
            if control < 128 {
                self.left = usize::from(control) + 3;
                self.repeated = Some(self.blocks.byte()?);
            } else {
                self.left = 256 - usize::from(control);
                self.repeated = None;
            }
        }
        self.left -= 1;
        self.repeated.map_or_else(|| self.blocks.byte(), Ok)
    }
}

/// Bits in runs of bytes.
pub(super) struct Bits {
    runs: ByteRuns,
    byte: u8,
    left: u32,
}

impl Bits {
    pub(super) fn new(blocks: Blocks) -> Bits {
        Bits {
            runs: ByteRuns::new(blocks),
            byte: 0,
            left: 0,
        }
    }

    pub(super) fn next(&mut self) -> io::Result<bool> {
        if self.left == 0 {
            self.byte = self.runs.next()?;
            self.left = 8;
        }
        self.left -= 1;
        Ok(self.byte >> self.left & 1 == 1)
    }
}

/// Runs of numbers.
pub(super) struct Numbers {
    blocks: Blocks,
    /// Whether runs are of the second version.
    second: bool,
    signed: bool,
    run: Vec<i64>,
    taken: usize,
}

impl Numbers {
    pub(super) fn new(blocks: Blocks, second: bool, signed: bool) -> Numbers {
        Numbers {
            blocks,
            second,
            signed,
            run: Vec::new(),
            taken: 0,
        }
    }

    pub(super) fn next(&mut self) -> io::Result<i64> {
        if self.taken == self.run.len() {
            self.run.clear();
            self.taken = 0;
            match self.second {
                true => self.second_version()?,
                false => self.first_version()?,
            }
        }
        self.taken += 1;
        Ok(self.run[self.taken - 1])
    }

    fn number(&mut self) -> io::Result<i64> {
        let value = self.blocks.varint()?;
        Ok(self.sign(value))
    }

    fn sign(&self, value: u64) -> i64 {
        if self.signed {
            zigzag(value)
        } else {
            value as i64
        }
    }

    fn first_version(&mut self) -> io::Result<()> {
        let control = self.blocks.byte()?;
        if control < 128 {
            let delta = i64::from(self.blocks.byte()? as i8);
            let mut value = self.number()?;
            for _ in 0..usize::from(control) + 3 {
                self.run.push(value);
                value = value.wrapping_add(delta);
            }
        } else {
            for _ in 0..256 - usize::from(control) {
                let value = self.number()?;
                self.run.push(value);
            }
        }
        Ok(())
    }

    fn second_version(&mut self) -> io::Result<()> {
        let first = self.blocks.byte()?;
        match first >> 6 {
            0 => self.short_repeat(first),
            1 => self.direct(first),
            2 => self.patched(first),
            _ => self.delta(first),
        }
    }

    fn short_repeat(&mut self, first: u8) -> io::Result<()> {
        let width = usize::from(first >> 3 & 7) + 1;
        let value = self.big_endian(width)?;
        let value = self.sign(value);
        self.run.resize(usize::from(first & 7) + 3, value);
        Ok(())
    }

    fn big_endian(&mut self, width: usize) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.blocks.read_exact(&mut bytes[8 - width..])?;
        Ok(u64::from_be_bytes(bytes))
    }

    /// The length of a run; part of it stands in the first byte.
    fn len(&mut self, first: u8) -> io::Result<usize> {
        Ok((usize::from(first & 1) << 8 | usize::from(self.blocks.byte()?)) + 1)
    }

    fn direct(&mut self, first: u8) -> io::Result<()> {
        let width = width(first >> 1 & 31);
        let len = self.len(first)?;
        let values = self.packed(width, len)?;
        let values = values.into_iter().map(|value| self.sign(value));
        self.run = values.collect();
        Ok(())
    }

    fn patched(&mut self, first: u8) -> io::Result<()> {
        let data_width = width(first >> 1 & 31);
        let len = self.len(first)?;
        let (third, fourth) = (self.blocks.byte()?, self.blocks.byte()?);
        let (base_width, patch_width) = (usize::from(third >> 5) + 1, width(third & 31));
        let (gap_width, patches) = (u32::from(fourth >> 5) + 1, usize::from(fourth & 31));
        let base = self.big_endian(base_width)?;
        let sign = 1_u64 << (8 * base_width - 1);
        let base = match base & sign {
            0 => base as i64,
            _ => ((base & !sign) as i64).wrapping_neg(),
        };
        let mut values = self.packed(data_width, len)?;
        let entry = closest(patch_width + gap_width);
        let mut at = 0;
        for patch in self.packed(entry, patches)? {
            at += patch.checked_shr(patch_width).unwrap_or(0) as usize;
            let mask = (1_u64.checked_shl(patch_width).unwrap_or(0)).wrapping_sub(1);
            if let Some(value) = values.get_mut(at) {
                *value |= (patch & mask).checked_shl(data_width).unwrap_or(0);
            }
        }
        let values = values.into_iter();
        self.run = values
            .map(|value| base.wrapping_add(value as i64))
            .collect();
        Ok(())
    }

    fn delta(&mut self, first: u8) -> io::Result<()> {
        let width = match first >> 1 & 31 {
            0 => 0,
            code => width(code),
        };
        let len = self.len(first)?;
        let mut value = self.number()?;
        let step = zigzag(self.blocks.varint()?);
        self.run.push(value);
        if len > 1 {
            value = value.wrapping_add(step);
            self.run.push(value);
        }
        if width == 0 {
            for _ in 2..len {
                value = value.wrapping_add(step);
                self.run.push(value);
            }
            return Ok(());
        }
        for by in self.packed(width, len.saturating_sub(2))? {
            value = match step < 0 {
                true => value.wrapping_sub(by as i64),
                false => value.wrapping_add(by as i64),
            };
            self.run.push(value);
        }
        Ok(())
    }

    /// Numbers of so many bits each, one behind the other.
    fn packed(&mut self, width: u32, len: usize) -> io::Result<Vec<u64>> {
        let mut bytes = vec![0; (width as usize * len).div_ceil(8)];
        self.blocks.read_exact(&mut bytes)?;
        let value = |at: usize| {
            let (mut bit, mut left) = (at * width as usize, width as usize);
            let mut value = 0_u64;
            while left > 0 {
                let room = 8 - bit % 8;
                let take = room.min(left);
                let part = bytes[bit / 8] >> (room - take) & (0xFF >> (8 - take)) as u8;
                value = value << take | u64::from(part);
                (bit, left) = (bit + take, left - take);
            }
            value
        };
        Ok((0..len).map(value).collect())
    }
}

/// The width that a code of five bits stands for.
fn width(code: u8) -> u32 {
    match code {
        0..=23 => u32::from(code) + 1,
        24..=27 => 26 + 2 * (u32::from(code) - 24),
        _ => 40 + 8 * (u32::from(code) - 28),
    }
}

/// The least width that is written and holds so many bits.
fn closest(bits: u32) -> u32 {
    (0..32).map(width).find(|it| *it >= bits).unwrap_or(64)
}

#[cfg(test)]
mod tests {
    use super::super::block::Codec;
    use super::*;
    use crate::anywhere::Anywhere;

    fn numbers(bytes: &[u8], second: bool, signed: bool, count: usize) -> Vec<i64> {
        let content = Anywhere::memory(bytes.to_vec());
        let codec = Codec::of(0, 0).unwrap_or_else(|_| unreachable!());
        let blocks = Blocks::new(&content, codec, 0, bytes.len() as u64);
        let mut numbers = Numbers::new(blocks, second, signed);
        (0..count)
            .map(|_| numbers.next().expect("there are more"))
            .collect()
    }

    #[test]
    fn runs_of_the_first_version() {
        assert_eq!(numbers(&[0x61, 0, 7], false, false, 100), [7; 100]);
        let down: Vec<i64> = (1..=100).rev().collect();
        assert_eq!(numbers(&[0x61, 0xFF, 0x64], false, false, 100), down);
        assert_eq!(
            numbers(&[0xFB, 2, 3, 6, 7, 0xB], false, false, 5),
            [2, 3, 6, 7, 11]
        );
    }

    #[test]
    fn runs_of_the_second_version() {
        assert_eq!(numbers(&[0x0A, 0x27, 0x10], true, false, 5), [10_000; 5]);
        let direct = [0x5E, 3, 0x5C, 0xA1, 0xAB, 0x1E, 0xDE, 0xAD, 0xBE, 0xEF];
        assert_eq!(
            numbers(&direct, true, false, 4),
            [23_713, 43_806, 57_005, 48_879]
        );
        let delta = [0xC6, 9, 2, 2, 0x22, 0x42, 0x42, 0x46];
        let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];
        assert_eq!(numbers(&delta, true, false, 10), primes);
        let patched = [
            0x8E, 0x13, 0x2B, 0x21, 7, 0xD0, 0x1E, 0, 0x14, 0x70, 0x28, 0x32, 0x3C, 0x46, 0x50,
            0x5A, 0x64, 0x6E, 0x78, 0x82, 0x8C, 0x96, 0xA0, 0xAA, 0xB4, 0xBE, 0xFC, 0xE8,
        ];
        let expected = [
            2030, 2000, 2020, 1_000_000, 2040, 2050, 2060, 2070, 2080, 2090, 2100, 2110, 2120,
            2130, 2140, 2150, 2160, 2170, 2180, 2190,
        ];
        assert_eq!(numbers(&patched, true, false, 20), expected);
    }
}
