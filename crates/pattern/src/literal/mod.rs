//! One search for the literals that the matches of some patterns begin with.
//!
//! Case is folded: whether it matters is for the pattern to say. Of each
//! literal four bytes in a row are looked for, the least common ones, by the
//! nibbles of their bytes (the method is known as Teddy): a vector of
//! positions is turned away in a few instructions.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod bucket;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "x86_64")]
use std::ops::Range;

use crate::class::Engine;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use crate::class::Instructions;

/// Bytes of a literal that are looked for together.
const PRINT: usize = 4;

/// A print, folded.
type Print = [Option<u8>; PRINT];

/// Literals, and the patterns whose matches begin with one of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Literals {
    literals: Vec<Literal>,
    nibbles: Nibbles,
    /// The same for whole bytes, for AVX-512.
    bytes: Bytes,
    /// One bit for each hash of a print that occurs, whole or short.
    filters: [Vec<u64>; 2],
    /// Literals by their prints, ascending.
    by_print: Vec<(u32, u32)>,
}

#[derive(Clone, Debug)]
struct Literal {
    /// Folded.
    bytes: Vec<u8>,
    /// Where in it the print stands.
    offset: usize,
    patterns: Vec<u32>,
}

/// For each byte of a print and each nibble, the buckets that hold it, folded or not.
#[derive(Clone, Debug, Default)]
struct Nibbles {
    low: [[u8; 16]; PRINT],
    high: [[u8; 16]; PRINT],
}

/// For each byte of a print, the buckets that hold it, by its lowest seven bits.
#[derive(Clone, Debug)]
struct Bytes {
    places: Box<[[u8; 128]; PRINT]>,
}

impl Default for Bytes {
    fn default() -> Bytes {
        Bytes {
            places: Box::new([[0; 128]; PRINT]),
        }
    }
}

impl Literals {
    /// From folded literals and the patterns to try where they stand.
    pub(crate) fn new(mut pairs: Vec<(Vec<u8>, u32)>) -> Literals {
        pairs.sort();
        let mut all = Literals::default();
        for (bytes, pattern) in pairs {
            match all.literals.last_mut() {
                Some(last) if last.bytes == bytes => last.patterns.push(pattern),
                _ => all.literals.push(Literal {
                    offset: rarest(&bytes),
                    bytes,
                    patterns: vec![pattern],
                }),
            }
        }
        let prints = all.prints();
        for (bucket, group) in bucket::assign(&prints).into_iter().enumerate() {
            group
                .into_iter()
                .for_each(|it| all.put(bucket, &prints[it]));
        }
        all.index();
        all
    }

    /// Lays out what tells the literals of a print.
    fn index(&mut self) {
        self.filters = [WHOLE, SHORT].map(|_| vec![0; 1 << (FILTER_BITS - 6)]);
        for (number, print) in self.prints().into_iter().enumerate() {
            let (key, filter) = match print {
                [Some(a), Some(b), Some(c), Some(d)] => (u32::from_le_bytes([a, b, c, d]), 0),
                [a, b, c, _] => {
                    let bytes = [a, b, c].map(Option::unwrap_or_default);
                    (u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]), 1)
                }
            };
            let bit = hash(key);
            self.filters[filter][bit / 64] |= 1 << (bit % 64);
            self.by_print.push((key, number as u32));
        }
        self.by_print.sort_unstable();
    }

    /// The bytes that are looked for of each literal; `None` where it is
    /// shorter.
    fn prints(&self) -> Vec<Print> {
        let print = |literal: &Literal| {
            std::array::from_fn(|at| literal.bytes.get(literal.offset + at).map(|it| fold(*it)))
        };
        self.literals.iter().map(print).collect()
    }

    fn put(&mut self, bucket: usize, print: &Print) {
        for (at, byte) in print.iter().copied().enumerate() {
            let nibbles = byte.map_or(0..16, |it| (it & 15)..(it & 15) + 1);
            nibbles.for_each(|it| self.nibbles.low[at][it as usize] |= 1 << bucket);
            // Of a byte that is not folded, too.
            let nibbles =
                (0..16).filter(|it| byte.is_none_or(|byte| fold(it << 4) >> 4 == byte >> 4));
            nibbles.for_each(|it: u8| self.nibbles.high[at][it as usize] |= 1 << bucket);
            let places = &mut self.bytes.places[at];
            match byte {
                Some(byte) => [byte, byte & !0x20]
                    .into_iter()
                    .for_each(|it| places[it as usize & 127] |= 1 << bucket),
                None => places.iter_mut().for_each(|it| *it |= 1 << bucket),
            }
        }
    }

    /// Appends the start and the number of every literal in the text, in the
    /// order of the places that were looked for.
    pub(crate) fn find(&self, engine: Engine, text: &[u8], found: &mut Vec<(u32, u32)>) {
        if self.literals.is_empty() {
            return;
        }
        let mut confirm = |at: usize| self.confirm(text, at, found);
        match engine.instructions() {
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => x86::find(&self.nibbles, text, &mut confirm),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => avx512::find(self, text, &mut confirm),
            #[cfg(target_arch = "aarch64")]
            Instructions::Neon => neon::find(&self.nibbles, text, &mut confirm),
            _ => scalar::find(&self.nibbles, text, 0, &mut confirm),
        }
        found.sort_unstable();
    }

    /// As [`Literals::find`] by AVX-512, in one part of the text after the other; the
    /// last one is empty or ends the text. Finds the places of some other bytes, too.
    /// `done` is up to where it looked, 0 at the beginning.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn find_part(
        &self,
        (text, part): (&[u8], Range<usize>),
        done: &mut usize,
        marks: &[u8],
        found: &mut Vec<(u32, u32)>,
        marked: &mut Vec<u32>,
    ) {
        let mut confirm = |at: usize| self.confirm(text, at, found);
        let mut mark = |at: usize| marked.push(at as u32);
        let places = *done..part.end;
        *done = avx512::find_part(&self.bytes, text, places, marks, &mut confirm, &mut mark);
        if part.end == text.len() {
            scalar::find(&self.nibbles, text, *done, &mut confirm);
            let rest = text[*done..].iter().zip(*done..);
            let rest = rest.filter(|(byte, _)| marks.contains(byte));
            rest.for_each(|(_, at)| mark(at));
            *done = text.len();
        }
    }

    /// Finds the literals whose print stands at a position.
    #[inline(always)]
    fn confirm(&self, text: &[u8], at: usize, found: &mut Vec<(u32, u32)>) {
        let bytes = text[at..].first_chunk().copied().unwrap_or_else(|| {
            let mut padded = [0; PRINT];
            padded[..text.len() - at].copy_from_slice(&text[at..]);
            padded
        });
        let print = u32::from_le_bytes(bytes.map(fold));
        for (filter, key) in self.filters.iter().zip([print & WHOLE, print & SHORT]) {
            let bit = hash(key);
            if filter[bit / 64] >> (bit % 64) & 1 == 1 {
                self.spell_out(text, at, key, found);
            }
        }
    }

    #[inline(never)]
    fn spell_out(&self, text: &[u8], at: usize, key: u32, found: &mut Vec<(u32, u32)>) {
        let first = self.by_print.partition_point(|it| it.0 < key);
        let of_key = self.by_print[first..].iter().take_while(|it| it.0 == key);
        for &(_, number) in of_key {
            let literal = &self.literals[number as usize];
            let Some(start) = at.checked_sub(literal.offset) else {
                continue;
            };
            let here = text.get(start..start + literal.bytes.len());
            if here.is_some_and(|here| here.eq_ignore_ascii_case(&literal.bytes)) {
                found.push((start as u32, number));
            }
        }
    }

    /// The patterns to try where a literal stands.
    pub(crate) fn patterns(&self, literal: u32) -> &[u32] {
        &self.literals[literal as usize].patterns
    }

    pub(crate) fn memory_usage(&self) -> usize {
        let literals = self.literals.iter();
        literals
            .map(|it| size_of::<Literal>() + it.bytes.len() + 4 * it.patterns.len() + 8)
            .sum::<usize>()
            + 8 * self.filters.iter().map(Vec::len).sum::<usize>()
    }
}

/// The bytes of a whole print, and of one that is a byte shorter, as all
/// literals have that are too short for it.
const WHOLE: u32 = 0xFFFF_FFFF;
const SHORT: u32 = 0x00FF_FFFF;
/// The log of the number of bits that say whether a print may occur.
const FILTER_BITS: u32 = 15;

#[inline(always)]
fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> (32 - FILTER_BITS)) as usize
}

#[inline(always)]
fn fold(byte: u8) -> u8 {
    byte | 0x20
}

/// Where the least common print of a literal stands.
fn rarest(bytes: &[u8]) -> usize {
    let last = bytes.len().saturating_sub(PRINT);
    (0..=last)
        .min_by_key(|at| {
            bytes[*at..]
                .iter()
                .take(PRINT)
                .map(|it| commonness(*it))
                .sum::<u32>()
        })
        .unwrap_or(0)
}

/// A rough order of how common bytes are in text and code.
fn commonness(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        b'-' | b'=' | b' ' | b'0'..=b'9' | b'*' | b'#' | b'/' => 9,
        b'e' | b't' | b'a' | b'o' | b'n' | b'i' | b's' | b'r' => 6,
        b'_' => 1,
        b'h' | b'l' | b'd' | b'c' | b'u' | b'm' => 4,
        b'a'..=b'z' => 2,
        _ => 3,
    }
}

impl Nibbles {
    /// The buckets of which a print may begin at a position.
    #[inline(always)]
    fn buckets_at(&self, text: &[u8], at: usize) -> u8 {
        (0..PRINT).fold(0xFF, |buckets, place| {
            // Behind the end nothing is known, so nothing is turned away.
            let Some(&byte) = text.get(at + place) else {
                return buckets;
            };
            let byte = fold(byte);
            buckets & self.low[place][(byte & 15) as usize] & self.high[place][(byte >> 4) as usize]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WORDS: [&str; 6] = ["abcd", "abc", "bcd", "-----begin", "set-cookie", "eyj"];

    fn literals() -> Literals {
        Literals::new(
            WORDS
                .iter()
                .zip(0..)
                .map(|(word, at)| (word.as_bytes().to_vec(), at))
                .collect(),
        )
    }

    fn naive(text: &[u8]) -> Vec<(u32, u32)> {
        let folded = text.to_ascii_lowercase();
        let mut found = Vec::new();
        for start in 0..text.len() {
            for (word, at) in WORDS.iter().zip(0..) {
                if folded[start..].starts_with(word.as_bytes()) {
                    found.push((start as u32, at));
                }
            }
        }
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn every_engine_finds_every_literal(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec!["abcd", "ABC", "-----BEGIN", "--", "Set-Cookie", "eyJ"])
                        .prop_map(str::to_owned),
                    "[a-d-]{0,9}",
                    "\\PC{0,20}",
                ],
                0..20,
            )
        ) {
            let text = parts.concat();
            let literals = literals();
            for engine in Engine::available() {
                let mut found = Vec::new();
                literals.find(engine, text.as_bytes(), &mut found);
                let mut found: Vec<(u32, u32)> =
                    found.iter().map(|it| (it.0, literals.patterns(it.1)[0])).collect();
                found.sort_unstable();
                prop_assert_eq!(found, naive(text.as_bytes()));
            }
        }
    }
}
