//! Which patterns can begin with a shape.

use std::collections::HashMap;

use crate::hash::Quick;
use crate::shape::{Beginning, COUNT};
use crate::sieve::Sieve;

/// Patterns by shape: shapes with the same patterns share one bit set.
#[derive(Clone, Debug)]
pub(crate) struct ShapeIndex {
    /// For each shape, its class; class 0 has no pattern.
    class_of: Vec<u16>,
    /// One bit for each shape that has a pattern.
    viable: Vec<u64>,
    /// The bit sets of the classes, `width` words each.
    bits: Vec<u64>,
    width: usize,
    /// For each byte the bit set of the patterns that can begin with it, and
    /// of those that can have it second.
    heads: [Vec<u64>; 2],
    /// The pattern of each bit.
    patterns: Vec<u32>,
    /// For each class, the most bytes of a match.
    reaches: Vec<u16>,
}

/// A pattern of an index.
pub(crate) struct Entry<'a> {
    pub number: u32,
    pub beginning: &'a Beginning,
    /// Most bytes of a match.
    pub reach: u16,
}

/// The most bytes of a match of the patterns in a row of bits.
fn reach(row: &[u64], all: &[Entry<'_>]) -> u16 {
    let set = |bit: usize| row[bit / 64] >> (bit % 64) & 1 == 1;
    (0..all.len())
        .filter(|bit| set(*bit))
        .map(|bit| all[bit].reach)
        .max()
        .unwrap_or(0)
}

fn heads(all: &[Entry<'_>], place: usize) -> Vec<u64> {
    let width = all.len().div_ceil(64);
    let mut sets = vec![0; 256 * width];
    for (bit, entry) in all.iter().enumerate() {
        for (byte, _) in entry.beginning.heads[place]
            .iter()
            .enumerate()
            .filter(|(_, can)| **can)
        {
            sets[byte * width + bit / 64] |= 1 << (bit % 64);
        }
    }
    sets
}

/// A set of patterns of one index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatternBits {
    words: Vec<u64>,
}

impl PatternBits {
    /// Whether no pattern is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Forgets all patterns.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// The union.
    pub fn extend(&mut self, other: &PatternBits) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }
}

impl ShapeIndex {
    pub(crate) fn new<'a>(all: impl Iterator<Item = Entry<'a>>) -> ShapeIndex {
        let all: Vec<Entry<'_>> = all.collect();
        let width = all.len().div_ceil(64);
        let mut rows = vec![0u64; COUNT * width];
        for (bit, entry) in all.iter().enumerate() {
            for shape in entry.beginning.shapes.iter() {
                rows[shape * width + bit / 64] |= 1 << (bit % 64);
            }
        }
        let (class_of, bits) = distinct(&rows, width);
        let patterns = all.iter().map(|entry| entry.number).collect();
        let reaches = bits
            .chunks(width.max(1))
            .map(|row| reach(row, &all))
            .collect();
        let mut viable = vec![0; COUNT.div_ceil(64)];
        for (shape, _) in class_of
            .iter()
            .enumerate()
            .filter(|(_, class)| **class != 0)
        {
            viable[shape / 64] |= 1 << (shape % 64);
        }
        ShapeIndex {
            class_of,
            viable,
            bits,
            width,
            heads: [0, 1].map(|at| heads(&all, at)),
            patterns,
            reaches,
        }
    }

    /// What tells many positions at once whether any pattern can begin there.
    pub(crate) fn sieve(&self) -> Sieve {
        let viable: Vec<bool> = (0..COUNT).map(|shape| self.is_viable(shape)).collect();
        Sieve::new(&viable)
    }

    /// Whether any pattern can begin with a shape.
    #[inline(always)]
    pub(crate) fn is_viable(&self, shape: usize) -> bool {
        self.viable[shape / 64] >> (shape % 64) & 1 == 1
    }

    /// Calls back with the patterns that can begin with a shape and two
    /// bytes; with all of them, or with those among a set.
    #[inline(always)]
    pub(crate) fn each(
        &self,
        shape: usize,
        head: (u8, Option<u8>),
        among: Option<&PatternBits>,
        mut found: impl FnMut(u32),
    ) {
        // A bit for each shape stays in the nearest cache, a class does not.
        if !self.is_viable(shape) {
            return;
        }
        let class = self.class_of[shape] as usize;
        let row = &self.bits[class * self.width..][..self.width];
        for (word, &bits) in row.iter().enumerate() {
            let among = among.map_or(u64::MAX, |it| it.words.get(word).copied().unwrap_or(0));
            let bits = bits & among;
            if bits != 0 {
                self.each_of(word, bits, head, &mut found);
            }
        }
    }

    /// Calls back with all patterns that can begin with a shape, or with those
    /// among a set, whatever the bytes are.
    pub(crate) fn each_of_shape(
        &self,
        shape: usize,
        among: Option<&PatternBits>,
        mut found: impl FnMut(u32),
    ) {
        let class = self.class_of[shape] as usize;
        for word in 0..self.width {
            let among = among.map_or(u64::MAX, |it| it.words.get(word).copied().unwrap_or(0));
            let mut bits = self.bits[class * self.width + word] & among;
            while bits != 0 {
                found(self.patterns[64 * word + bits.trailing_zeros() as usize]);
                bits &= bits - 1;
            }
        }
    }

    /// Those in a word of a bit set that can begin with two bytes.
    #[inline(always)]
    fn each_of(
        &self,
        word: usize,
        mut bits: u64,
        (first, second): (u8, Option<u8>),
        found: &mut impl FnMut(u32),
    ) {
        bits &= self.heads[0][first as usize * self.width + word];
        if let Some(second) = second {
            bits &= self.heads[1][second as usize * self.width + word];
        }
        while bits != 0 {
            found(self.patterns[64 * word + bits.trailing_zeros() as usize]);
            bits &= bits - 1;
        }
    }

    /// The most bytes of a match of the patterns that can begin with a shape.
    #[inline(always)]
    pub(crate) fn reach(&self, shape: usize) -> usize {
        self.reaches[self.class_of[shape] as usize] as usize
    }

    pub(crate) fn bits(&self, patterns: &[u32]) -> PatternBits {
        let mut words = vec![0; self.width];
        for (bit, pattern) in self.patterns.iter().enumerate() {
            if patterns.contains(pattern) {
                words[bit / 64] |= 1 << (bit % 64);
            }
        }
        PatternBits { words }
    }

    pub(crate) fn memory_usage(&self) -> usize {
        2 * self.class_of.len()
            + 8 * (self.viable.len() + self.bits.len())
            + 4 * self.patterns.len()
    }
}

/// The class of each row and the distinct rows; there are fewer shapes than
/// a `u16` counts.
fn distinct(rows: &[u64], width: usize) -> (Vec<u16>, Vec<u64>) {
    let mut class_of = vec![0u16; COUNT];
    let mut bits = vec![0; width];
    let mut known: HashMap<&[u64], u16, Quick> = HashMap::default();
    for (class, row) in class_of.iter_mut().zip(rows.chunks_exact(width.max(1))) {
        if row.iter().any(|word| *word != 0) {
            let next = known.len() as u16 + 1;
            *class = *known.entry(row).or_insert(next);
            if *class == next {
                bits.extend_from_slice(row);
            }
        }
    }
    (class_of, bits)
}
