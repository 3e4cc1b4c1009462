//! Archives that hold themselves.
//!
//! A stream of deflate is made of two operations here: `literal` writes the
//! bytes that stand behind it, `repeat` writes the last bytes of the output once
//! more. With head `P` and tail `S` of the archive around it, this program writes
//! itself with both (what is in brackets stands behind a literal):
//!
//! ```text
//! L(p+5) [P L(p+5)]  R(p+5)  L5 [R(p+5)]  L5 [L5]
//! L20 [R(p+5) L5 L5 L20]  R20  L20 [R20 L20 R20 L20]  R20
//! L20 [R20 L10 L0 Ld]  R20  L10 [L0 Ld]  L0  Ld [W S]  W
//! ```
//!
//! `W` is the last block, and repeats itself and `S`, `d` bytes. All other
//! operations take five bytes. The checksum of the whole stands in the whole:
//! checksums are linear, so it is the solution of 32 equations.

/// A gzip file whose content is itself.
pub(crate) fn gz() -> Vec<u8> {
    let whole = |sum: u32, len: u32| {
        let head = b"\x1F\x8B\x08\x08\0\0\0\0\0\xFFq.gz\0".to_vec();
        let tail = [sum, len].map(u32::to_le_bytes).concat();
        program(&head, &tail)
    };
    solve(whole)
}

/// A zip archive whose only member is itself.
pub(crate) fn zip() -> Vec<u8> {
    // So long that repeating the head takes five bytes.
    let name = b"archive-that-holds-itself0.zip";
    let around = 2 * name.len() + 30 + 46 + 22;
    let whole = |sum: u32, len: u32| {
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        let packed = len.saturating_sub(around as u32);
        common.extend([sum, packed, len].map(u32::to_le_bytes).concat());
        common.extend([name.len() as u8, 0, 0, 0]);
        let head = [b"PK\x03\x04", &common[..], name].concat();
        let mut tail = [b"PK\x01\x02\x14\0", &common[..], &[0; 14], name].concat();
        let (listed, at) = (
            tail.len() as u32,
            len.saturating_sub(tail.len() as u32 + 22),
        );
        tail.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        tail.extend([listed, at].map(u32::to_le_bytes).concat());
        tail.extend([0, 0]);
        program(&head, &tail)
    };
    solve(whole)
}

/// The file that has its own checksum and length in it.
fn solve(whole: impl Fn(u32, u32) -> Vec<u8>) -> Vec<u8> {
    let len = whole(0, 0).len() as u32;
    let difference = |sum: u32| crc(&whole(sum, len)) ^ sum;
    let constant = difference(0);
    // Columns of the matrix, each with the bit that makes it.
    let mut columns: Vec<(u32, u32)> = (0..32)
        .map(|bit| (difference(1 << bit) ^ constant, 1 << bit))
        .collect();
    let (mut left, mut sum) = (constant, 0);
    for bit in 0..32 {
        let Some(at) = columns.iter().position(|it| it.0 >> bit & 1 == 1) else {
            continue;
        };
        let pivot = columns.swap_remove(at);
        for column in columns.iter_mut().filter(|it| it.0 >> bit & 1 == 1) {
            *column = (column.0 ^ pivot.0, column.1 ^ pivot.1);
        }
        if left >> bit & 1 == 1 {
            (left, sum) = (left ^ pivot.0, sum ^ pivot.1);
        }
    }
    assert_eq!(left, 0, "there is no such checksum");
    whole(sum, len)
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn program(head: &[u8], tail: &[u8]) -> Vec<u8> {
    let first = head.len() + 5;
    let (again, twenty) = (repeat(first, 5, false), repeat(20, 5, false));
    let (last, len) = (6..)
        .map(|size| (size, size + tail.len()))
        .find_map(|(size, len)| Some((find(len, size, true)?, len)))
        .expect("one of them is found");
    let l = literal;
    [
        head.to_vec(),
        [l(first), head.to_vec(), l(first), again.clone()].concat(),
        [l(5), again.clone(), l(5), l(5)].concat(),
        [l(20), again, l(5), l(5), l(20), twenty.clone()].concat(),
        [
            l(20),
            twenty.clone(),
            l(20),
            twenty.clone(),
            l(20),
            twenty.clone(),
        ]
        .concat(),
        [l(20), twenty.clone(), l(10), l(0), l(len), twenty].concat(),
        [l(10), l(0), l(len), l(0)].concat(),
        [l(len), last.clone(), tail.to_vec(), last, tail.to_vec()].concat(),
    ]
    .concat()
}

/// A stored block of so many bytes, which follow.
fn literal(len: usize) -> Vec<u8> {
    let len = (len as u16).to_le_bytes();
    [0, len[0], len[1], !len[0], !len[1]].to_vec()
}

fn repeat(len: usize, size: usize, last: bool) -> Vec<u8> {
    find(len, size, last).expect("there is a way to say so")
}

/// Blocks of so many bytes that write the last bytes once more, if there are
/// such: matches at that distance, and empty blocks to come to a whole byte.
fn find(len: usize, size: usize, last: bool) -> Option<Vec<u8>> {
    (0..4).find_map(|empty| {
        matches(len, 3).into_iter().find_map(|lens| {
            let mut bits = Bits::default();
            bits.low(u32::from(last && empty == 0) | 2, 3);
            lens.iter().for_each(|it| bits.matched(*it, len));
            bits.high(0, 7);
            for at in 0..empty {
                bits.low(u32::from(last && at + 1 == empty) | 2, 3);
                bits.high(0, 7);
            }
            (bits.0.len() == 8 * size).then(|| bits.bytes())
        })
    })
}

/// Ways to make a length of some matches.
fn matches(len: usize, most: usize) -> Vec<Vec<usize>> {
    let mut ways = vec![vec![len]];
    if most > 1 {
        for first in 3..len.saturating_sub(2).min(40) {
            ways.extend(matches(len - first, most - 1).into_iter().map(|mut way| {
                way.push(first);
                way
            }));
        }
    }
    ways
}

/// Bits, the first of them the lowest of a byte.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    /// A number, its lowest bit first.
    fn low(&mut self, number: u32, count: u32) {
        self.0.extend((0..count).map(|bit| number >> bit & 1 == 1));
    }

    /// A code, its highest bit first.
    fn high(&mut self, code: u32, count: u32) {
        self.0
            .extend((0..count).rev().map(|bit| code >> bit & 1 == 1));
    }

    /// A match by the fixed codes.
    fn matched(&mut self, len: usize, distance: usize) {
        // Codes come in groups: of four for lengths, of two for distances,
        // each with a bit more behind them.
        let (code, extra, rest) = grouped(len as u32 - 3, 4);
        match 257 + code {
            code @ ..280 => self.high(code - 256, 7),
            code => self.high(code - 280 + 0b1100_0000, 8),
        }
        self.low(rest, extra);
        let (code, extra, rest) = grouped(distance as u32 - 1, 2);
        self.high(code, 5);
        self.low(rest, extra);
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| {
            let set = bits.iter().enumerate();
            set.map(|(at, bit)| u8::from(*bit) << at).sum()
        };
        self.0.chunks(8).map(byte).collect()
    }
}

/// The code of a number, how many bits follow it, and which.
fn grouped(number: u32, group: u32) -> (u32, u32, u32) {
    let (mut code, mut extra, mut from) = (0, 0, 0);
    // The first two groups have no bits.
    loop {
        let width = 1 << extra;
        for at in 0..group {
            if number < from + width {
                return (code + at, extra, number - from);
            }
            from += width;
        }
        code += group;
        extra += u32::from(code >= 2 * group);
    }
}
