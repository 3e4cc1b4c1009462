//! Which patterns can begin with a shape.

use crate::Ready;
use crate::groups::{Bits, Groups};
use crate::shape::{self, Beginning, COUNT, DIGITS, LENGTHS, Viable};
use crate::shape_classes::classes;
use crate::shapes::{Shapes, WORD};

/// Patterns by shape: shapes with the same patterns share one bit set.
#[derive(Clone, Debug)]
pub(crate) struct ShapeIndex {
    /// For each shape, its class; class 0 has no pattern.
    class_of: Vec<u16>,
    /// The same for each length of a run of digits that fills a shape.
    class_of_run: [u16; LENGTHS],
    /// The shapes that have a pattern.
    viable: Viable,
    /// The bit sets of the classes, `width` words each.
    bits: Vec<u64>,
    width: usize,
    /// For each byte the bit set of the patterns that can begin with it, and
    /// of those that can have it second.
    heads: [Vec<u64>; 2],
    /// The pattern of each bit, in their order.
    patterns: Vec<u32>,
    /// For each class, the most bytes of a match.
    reaches: Vec<u16>,
    /// For each pattern, how it begins.
    rough: Vec<Rough>,
    /// The same of groups of patterns.
    pub(crate) groups: Groups,
}

impl Default for ShapeIndex {
    fn default() -> ShapeIndex {
        ShapeIndex::new(std::iter::empty())
    }
}

/// A pattern of an index.
pub(crate) struct Entry<'a> {
    pub number: u32,
    pub beginning: &'a Beginning,
    /// Most bytes of a match.
    pub reach: u16,
}

/// Adds to the rows of classes those for the lengths of runs of digits, and gives the
/// class of each length.
fn classes_of_runs(
    of_digits: u16,
    rows: &mut Vec<u64>,
    width: usize,
    all: &[Entry<'_>],
) -> [u16; LENGTHS] {
    if width == 0 {
        return [0; LENGTHS];
    }
    let digits = of_digits as usize * width;
    std::array::from_fn(|length| {
        let row: Vec<u64> = (0..width)
            .map(|at| {
                let entries = all[64 * at..].iter().take(64).enumerate();
                let fits = |bits, (bit, it): (usize, &Entry<'_>)| {
                    bits | u64::from(it.beginning.runs >> length & 1) << bit
                };
                rows[digits + at] & entries.fold(0, fits)
            })
            .collect();
        // Of longer runs there is mostly the same as of those a digit shorter.
        if !rows.ends_with(&row) {
            rows.extend_from_slice(&row);
        }
        (rows.len() / width - 1) as u16
    })
}

/// The most bytes of a match of the patterns in a row of bits.
fn reach(row: &[u64], all: &[Entry<'_>]) -> u16 {
    let mut most = 0;
    for (all, bits) in all.chunks(64).zip(row) {
        let mut bits = *bits;
        while bits != 0 {
            most = most.max(all[bits.trailing_zeros() as usize].reach);
            bits &= bits - 1;
        }
    }
    most
}

fn heads(all: &[Entry<'_>], place: usize) -> Vec<u64> {
    let width = all.len().div_ceil(64);
    let mut sets = vec![0; 256 * width];
    for (bit, entry) in all.iter().enumerate() {
        entry.beginning.heads[place].each(|byte| {
            sets[usize::from(byte) * width + bit / 64] |= 1 << (bit % 64);
        });
    }
    sets
}

/// A set of patterns of one index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatternBits {
    words: Vec<u64>,
    /// Which words hold any, a bit each; that of a later word is that of an earlier one,
    /// 64 before it.
    filled: u64,
    /// How they begin, roughly.
    rough: Rough,
    /// Whether any may begin with a letter.
    lettered: bool,
    /// Their groups.
    groups: Bits,
}

/// Shapes by their first six bytes: a keyword arms few patterns, and what it arms
/// is tried at many places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rough {
    bits: [u64; ROUGH.div_ceil(64)],
}

/// How many ways there are to begin.
const ROUGH: usize = 729;
/// How many shapes begin alike.
const ALIKE: usize = COUNT / ROUGH;

impl Rough {
    fn of(shapes: &Shapes) -> Rough {
        let mut rough = Rough::default();
        for group in shapes.groups(ALIKE / WORD as usize) {
            rough.bits[group / 64] |= 1 << (group % 64);
        }
        rough
    }

    fn extend(&mut self, other: &Rough) {
        let words = self.bits.iter_mut().zip(other.bits);
        words.for_each(|(word, more)| *word |= more);
    }

    /// Whether any of them begins with a letter: these come last.
    fn is_lettered(&self) -> bool {
        const FIRST: usize = 2 * ROUGH / 3;
        let (word, rest) = (self.bits[FIRST / 64], &self.bits[FIRST / 64 + 1..]);
        word >> (FIRST % 64) != 0 || rest.iter().any(|it| *it != 0)
    }

    #[inline(always)]
    fn contains(&self, shape: usize) -> bool {
        self.bits[shape / ALIKE / 64] >> (shape / ALIKE % 64) & 1 == 1
    }
}

impl PatternBits {
    /// Whether no pattern is in the set.
    pub fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// Forgets all patterns.
    pub fn clear(&mut self) {
        self.words.fill(0);
        self.filled = 0;
        self.rough = Rough::default();
        self.lettered = false;
        self.groups = 0;
    }

    /// Whether any of the patterns may begin with a shape: false is sure.
    #[inline(always)]
    pub(crate) fn may_begin(&self, shape: usize) -> bool {
        self.rough.contains(shape)
    }

    /// Whether any of the patterns may begin with a letter: false is sure.
    #[inline(always)]
    pub(crate) fn is_lettered(&self) -> bool {
        self.lettered
    }

    /// The groups of the patterns.
    #[inline(always)]
    pub(crate) fn groups(&self) -> Bits {
        self.groups
    }

    /// The union.
    pub fn extend(&mut self, other: &PatternBits) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        each_filled(other.filled, other.words.len(), |at| {
            self.words[at] |= other.words[at];
        });
        self.filled |= other.filled;
        self.rough.extend(&other.rough);
        self.lettered |= other.lettered;
        self.groups |= other.groups;
    }
}

/// Calls back with the words that a bit each says are filled, of so many.
#[inline(always)]
fn each_filled(mut bits: u64, words: usize, mut found: impl FnMut(usize)) {
    while bits != 0 {
        let mut word = bits.trailing_zeros() as usize;
        bits &= bits - 1;
        while word < words {
            found(word);
            word += 64;
        }
    }
}

impl ShapeIndex {
    pub(crate) fn new<'a>(all: impl Iterator<Item = Entry<'a>>) -> ShapeIndex {
        let all: Vec<Entry<'_>> = all.collect();
        let width = all.len().div_ceil(64);
        let shapes: Vec<&Shapes> = all.iter().map(|it| &it.beginning.shapes).collect();
        let (class_of, mut bits) = classes(&shapes);
        let class_of_run = classes_of_runs(class_of[DIGITS], &mut bits, width, &all);
        let patterns = all.iter().map(|entry| entry.number).collect();
        let reaches = bits
            .chunks(width.max(1))
            .map(|row| reach(row, &all))
            .collect();
        let runs = all.iter().fold(0, |runs, it| runs | it.beginning.runs);
        let viable = Viable::of(shapes.into_iter()).with_runs(runs);
        ShapeIndex {
            class_of,
            class_of_run,
            viable,
            bits,
            width,
            heads: [0, 1].map(|at| heads(&all, at)),
            patterns,
            reaches,
            rough: all
                .iter()
                .map(|it| Rough::of(&it.beginning.shapes))
                .collect(),
            groups: Groups::default(),
        }
    }

    /// With groups of the patterns, by how each begins and most bytes of a match.
    pub(crate) fn with_groups<'a>(
        mut self,
        patterns: impl Iterator<Item = (&'a Shapes, usize)>,
        ready: &Ready,
    ) -> ShapeIndex {
        self.groups = Groups::of(&patterns.collect::<Vec<_>>(), ready);
        self
    }

    /// Whether any pattern can begin with a shape.
    #[inline(always)]
    pub(crate) fn is_viable(&self, shape: usize) -> bool {
        self.viable.contains(shape)
    }

    /// Whether any pattern can begin with a shape and, where that is all digits, so many.
    #[inline(always)]
    pub(crate) fn may_begin(&self, shape: (usize, impl FnOnce() -> usize)) -> bool {
        self.viable.holds(shape)
    }

    /// Calls back with the patterns that can begin with a shape and two
    /// bytes; with all of them, or with those among a set. If the shape is all digits, it
    /// is asked how many there are.
    #[inline(always)]
    pub(crate) fn each(
        &self,
        (shape, digits): (usize, impl FnOnce() -> usize),
        head: (u8, Option<u8>),
        among: Option<&PatternBits>,
        mut found: impl FnMut(u32),
    ) {
        // A bit for each shape stays in the nearest cache, a class does not.
        if !self.is_viable(shape) {
            return;
        }
        let class = match shape {
            DIGITS => self.class_of_run[shape::place(digits())],
            _ => self.class_of[shape],
        };
        let row = &self.bits[usize::from(class) * self.width..][..self.width];
        match among {
            None => {
                for (word, &bits) in row.iter().enumerate() {
                    if bits != 0 {
                        self.each_of(word, bits, head, &mut found);
                    }
                }
            }
            Some(among) => {
                let words = row.len().min(among.words.len());
                each_filled(among.filled, words, |word| {
                    let bits = row[word] & among.words[word];
                    if bits != 0 {
                        self.each_of(word, bits, head, &mut found);
                    }
                });
            }
        }
    }

    /// Calls back with all patterns that can begin with a shape, whatever the bytes
    /// are.
    pub(crate) fn each_of_shape(&self, shape: usize, mut found: impl FnMut(u32)) {
        let class = self.class_of[shape] as usize;
        for word in 0..self.width {
            let mut bits = self.bits[class * self.width + word];
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
        let mut set = PatternBits {
            words: vec![0; self.width],
            ..PatternBits::default()
        };
        for pattern in patterns {
            // They are in order.
            if let Ok(bit) = self.patterns.binary_search(pattern) {
                set.words[bit / 64] |= 1 << (bit % 64);
                set.filled |= 1 << (bit / 64 % 64);
                set.rough.extend(&self.rough[bit]);
                set.groups |= self.groups.of_pattern(bit);
            }
        }
        set.lettered = set.rough.is_lettered();
        set
    }

    pub(crate) fn memory_usage(&self) -> usize {
        2 * (self.class_of.len() + self.class_of_run.len())
            + 8 * self.bits.len()
            + self.viable.memory_usage()
            + 4 * self.patterns.len()
            + size_of_val(&*self.rough)
            + self.groups.memory_usage()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Automaton;
    use crate::class::{Engine, Masks};
    use crate::shape;
    use proptest::prelude::*;

    const EXPRESSIONS: [&str; 9] = [
        "[0-9]{11}",
        "[0-9]{12,14}",
        "[0-9]{10}(?:-[0-9]|[A-Z])",
        "[0-9]{10,}x",
        "[0-9]{33,40}",
        "(?:[0-9]{3})+-?[0-9]",
        "\\+?[0-9]{15}",
        "[0-9]{4}-[0-9]{4}",
        "[A-Z0-9]{12,13}",
    ];

    proptest! {
        #[test]
        fn no_pattern_that_matches_is_left_out(
            text in "[0-9]{8,16}([A-Z]|x|-[0-9])?|[0-9]{30,70}x?|[0-9]{4}-[0-9]{4}|[0-9]{5,13}[A-Z][0-9]?",
            cut in 0..30_usize,
        ) {
            let automata: Vec<Automaton> = EXPRESSIONS.map(Automaton::parsed).into();
            let beginnings: Vec<Beginning> =
                automata.iter().map(|it| Beginning::of(it, false, true)).collect();
            let all = automata.iter().zip(&beginnings).zip(0..);
            let index = ShapeIndex::new(all.map(|((_, beginning), number)| Entry {
                number,
                beginning,
                reach: 40,
            }));
            let (text, mut masks) = (text.as_bytes(), Masks::default());
            masks.fill_digits(Engine::scalar(), text);
            masks.fill_words(Engine::scalar(), text, 0..text.len() / 64 + 1);
            let end = text.len().saturating_sub(cut).max(1);
            let mut found = Vec::new();
            let shape = shape::and_digits_before(&masks, 0, end);
            index.each(shape, (text[0], text.get(1).copied()), None, |it| found.push(it));
            for (number, automaton) in (0..).zip(&automata) {
                let mut ends = Vec::new();
                automaton.ends(&text[..end], 0, end, &mut ends);
                prop_assert!(ends.is_empty() || found.contains(&number), "{number}");
            }
        }
    }

    #[test]
    fn a_set_knows_whether_one_of_it_begins_with_a_letter() {
        for (regex, lettered) in [
            ("[0-9]{4}-[0-9]{4}", false),
            ("[0-9]+[A-Z]", false),
            ("-?[0-9]{5}", false),
            ("A[0-9]{4}", true),
            ("[0-9]{4}|[xy][0-9]", true),
            ("z{9,}9", true),
        ] {
            let automaton = Automaton::parsed(regex);
            let beginning = Beginning::of(&automaton, false, true);
            let entry = Entry {
                number: 3,
                beginning: &beginning,
                reach: 40,
            };
            let begun = std::iter::once((&beginning.shapes, 40));
            let index = ShapeIndex::new(std::iter::once(entry));
            let index = index.with_groups(begun, &Ready::default());
            let mut joined = index.bits(&[]);
            assert!(!joined.is_lettered());
            joined.extend(&index.bits(&[3]));
            assert_eq!(joined.is_lettered(), lettered, "{regex}");
            joined.clear();
            assert!(!joined.is_lettered());
        }
    }

    #[test]
    fn the_length_of_a_number_tells_its_patterns() {
        let automaton = Automaton::parsed("[0-9]{12,14}");
        let beginning = Beginning::of(&automaton, false, true);
        assert_eq!(beginning.runs, 0b1_1100);
    }
}
