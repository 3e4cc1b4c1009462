//! Shapes: which of digit, letter or other the next ten bytes are.
//!
//! There are 3^10 shapes. Walking a pattern's automaton over the three
//! classes tells which of them its matches can begin with, and a look at the
//! masks then rejects nearly every position without touching the text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use crate::automaton::{Automaton, State};
use crate::class::{Masks, is_word_byte};
use crate::hash::Quick;
use crate::record::ByteSet;
use crate::shapes::{ALL, Shapes, WORD};
use crate::sieve::Sieve;

/// Bytes a shape covers.
pub(crate) const WIDTH: usize = 10;
/// How many shapes there are.
pub(crate) const COUNT: usize = 59_049;
/// Most punctuation that may stand before the first word byte of a match.
pub(crate) const MAX_LEAD: usize = 7;

/// The number of a shape: the first byte is the most significant of ten
/// ternary digits, 0 for other, 1 for a digit, 2 for a letter.
#[inline(always)]
pub(crate) fn at(masks: &Masks, position: usize) -> usize {
    of(masks.digit.bits(position), masks.letter.bits(position))
}

/// The shape at a position before the end of a field: what lies behind that is
/// of no class.
#[inline(always)]
pub(crate) fn before(masks: &Masks, position: usize, end: usize) -> usize {
    let inside = (1 << (end - position).min(WIDTH)) - 1;
    of(
        masks.digit.bits(position) & inside,
        masks.letter.bits(position) & inside,
    )
}

/// The shape at a position, and what tells how many digits are there in a row.
#[inline(always)]
pub(crate) fn and_digits(
    masks: &Masks,
    position: usize,
) -> (usize, impl Fn() -> usize + Copy + '_) {
    (at(masks, position), move || digits(masks, position))
}

/// The same before the end of a field.
#[inline(always)]
pub(crate) fn and_digits_before(
    masks: &Masks,
    position: usize,
    end: usize,
) -> (usize, impl Fn() -> usize + Copy + '_) {
    let count = move || digits(masks, position).min(end - position);
    (before(masks, position, end), count)
}

/// How many digits stand in a row from a position on; of more than a word of bits no more
/// are told.
#[inline(always)]
fn digits(masks: &Masks, position: usize) -> usize {
    masks.digit.bits(position).trailing_ones() as usize
}

/// The shape that runs of digits fill.
pub(crate) const DIGITS: usize = (COUNT - 1) / 2;
/// Lengths of such runs that are told apart; the last stands for all longer ones.
pub(crate) const LENGTHS: usize = 24;

/// The place of a length of a run among those that fill a shape.
#[inline(always)]
pub(crate) fn place(digits: usize) -> usize {
    (digits - WIDTH).min(LENGTHS - 1)
}

/// The number of a shape from the bits of its bytes, and any above them.
#[inline(always)]
fn of(digits: u64, letters: u64) -> usize {
    let ten = |bits: u64| TERNARY[(bits & ((1 << WIDTH) - 1)) as usize] as usize;
    ten(digits) + 2 * ten(letters)
}

/// The ternary number with a one at every set bit.
static TERNARY: [u16; 1 << WIDTH] = ternary();

const fn ternary() -> [u16; 1 << WIDTH] {
    let mut table = [0; 1 << WIDTH];
    let mut bits = 0;
    while bits < table.len() {
        let mut at = 0;
        while at < WIDTH {
            table[bits] = 3 * table[bits] + (bits >> at & 1) as u16;
            at += 1;
        }
        bits += 1;
    }
    table
}

/// One bit for each shape with which any of some patterns begin: they stay in the
/// nearest cache.
#[derive(Clone, Debug)]
pub(crate) struct Viable {
    bits: Vec<u64>,
    /// The lengths of runs of digits with which they begin, of those that fill a shape.
    runs: u32,
}

impl Default for Viable {
    fn default() -> Viable {
        Viable {
            bits: Vec::new(),
            runs: u32::MAX,
        }
    }
}

impl Viable {
    /// Of all these shapes.
    pub(crate) fn of<'a>(all: impl Iterator<Item = &'a Shapes>) -> Viable {
        let mut viable = Viable::default();
        all.for_each(|it| viable.add(it));
        viable
    }

    pub(crate) fn add(&mut self, shapes: &Shapes) {
        self.bits.resize(COUNT.div_ceil(64), 0);
        for run in shapes.runs() {
            let shapes = run.start() * WORD as usize..run.end() * WORD as usize;
            match run.word {
                0 => {}
                ALL => set(&mut self.bits, shapes),
                word => shapes
                    .step_by(WORD as usize)
                    .for_each(|from| join(&mut self.bits, from, word)),
            }
        }
    }

    /// The same of patterns that begin with these lengths of runs of digits.
    pub(crate) fn with_runs(mut self, runs: u32) -> Viable {
        self.runs = runs;
        self
    }

    /// Whether any of the patterns can begin with a shape and, where that is all digits, so
    /// many of them.
    #[inline(always)]
    pub(crate) fn holds(&self, (shape, digits): (usize, impl FnOnce() -> usize)) -> bool {
        self.contains(shape) && (shape != DIGITS || self.runs >> place(digits()) & 1 == 1)
    }

    /// Whether any of the patterns can begin with a shape.
    #[inline(always)]
    pub(crate) fn contains(&self, shape: usize) -> bool {
        let word = self.bits.get(shape / 64);
        word.is_some_and(|word| word >> (shape % 64) & 1 == 1)
    }

    /// What tells many positions at once whether any pattern can begin there.
    pub(crate) fn sieve(&self) -> Sieve {
        let mut viable = vec![false; COUNT];
        let filled = viable.chunks_mut(64).zip(&self.bits);
        for (flags, word) in filled.filter(|(_, word)| **word != 0) {
            let bits = flags.iter_mut().zip(0..);
            bits.for_each(|(flag, bit)| *flag = word >> bit & 1 == 1);
        }
        Sieve::new(&viable)
    }

    pub(crate) fn memory_usage(&self) -> usize {
        8 * self.bits.len()
    }
}

/// Sets the bits of a range.
fn set(bits: &mut [u64], range: Range<usize>) {
    let words = range.start / 64..range.end.div_ceil(64);
    for (word, at) in bits[words.clone()].iter_mut().zip(words) {
        let from = range.start.saturating_sub(64 * at);
        let behind = (64 * (at + 1)).saturating_sub(range.end);
        *word |= u64::MAX << from & u64::MAX >> behind;
    }
}

/// Adds the bits of a word from a position on.
fn join(bits: &mut [u64], from: usize, word: u32) {
    let word = u128::from(word) << (from % 64);
    bits[from / 64] |= word as u64;
    if word >> 64 != 0 {
        bits[from / 64 + 1] |= (word >> 64) as u64;
    }
}

/// How matches of a pattern begin.
#[derive(Debug, PartialEq)]
pub(crate) struct Beginning {
    /// Shapes from the first word byte on.
    pub shapes: Shapes,
    /// Most bytes of punctuation before that; `None` if beyond [`MAX_LEAD`].
    pub lead: Option<usize>,
    /// The lengths of the runs of digits that fill a shape and may come first, a bit each.
    pub runs: u32,
    /// Which bytes the first word byte and the one behind it can be.
    pub heads: [ByteSet; 2],
    /// If no match begins with a word byte: what can stand right before the first
    /// one, ascending.
    pub marks: Option<Box<[u8]>>,
}

impl Beginning {
    pub(crate) fn memory_usage(&self) -> usize {
        let marks = self.marks.as_ref().map_or(0, |it| it.len());
        self.shapes.memory_usage() + marks
    }

    /// The states of an automaton in which the first word byte of a match is read.
    pub(crate) fn word_starts(automaton: &Automaton) -> Vec<State> {
        Walk::new(automaton, false).word_starts().0
    }

    /// `digit` keeps only shapes that hold a digit; matches that are `whole`
    /// words end where no word goes on.
    pub(crate) fn of(automaton: &Automaton, digit: bool, whole: bool) -> Beginning {
        let mut walk = Walk::new(automaton, whole);
        let (starts, lead) = walk.word_starts();
        let node = walk.node(&starts, WIDTH, false);
        Beginning {
            shapes: Shapes::from_words(&node, digit),
            lead,
            runs: lead.map_or(u32::MAX, |_| walk.runs(&starts)),
            heads: walk.heads(&starts),
            marks: walk.marks(&starts),
        }
    }
}

const OTHER: usize = 0;
const DIGIT: usize = 1;
const LETTER: usize = 2;

fn class_of(byte: u8) -> usize {
    match byte {
        b'0'..=b'9' => DIGIT,
        _ if is_word_byte(byte) => LETTER,
        _ => OTHER,
    }
}

fn samples(automaton: &Automaton) -> Vec<u8> {
    let mut seen = HashSet::new();
    (0..=255)
        .filter(|byte| seen.insert((automaton.kind(*byte), class_of(*byte))))
        .collect()
}

/// Which shapes of some width are viable: a bit each, [`WORD`] to a word; those of
/// less than three bytes in one word.
type Node = Rc<[u32]>;
/// By the states, the width, and whether a word byte led to them.
type Known = (Vec<State>, usize, bool);

/// A walk over an automaton by classes. States are kept as sorted sets.
struct Walk<'a> {
    automaton: &'a Automaton,
    /// Whether matches are whole words.
    whole: bool,
    /// One byte of each kind that the automaton tells apart, in each class.
    samples: Vec<u8>,
    steps: HashMap<State, [Vec<State>; 3], Quick>,
    nodes: HashMap<Known, Node, Quick>,
}

impl Walk<'_> {
    fn new(automaton: &Automaton, whole: bool) -> Walk<'_> {
        Walk {
            automaton,
            whole,
            samples: samples(automaton),
            steps: HashMap::default(),
            nodes: HashMap::default(),
        }
    }

    /// The states in which the first word byte is read, and after how much
    /// punctuation at most.
    fn word_starts(&mut self) -> (Vec<State>, Option<usize>) {
        let mut all = vec![self.automaton.start()];
        let mut edge = all.clone();
        let mut lead = 0;
        for depth in 1..=MAX_LEAD + 1 {
            edge = self.step(&edge, OTHER);
            if edge.is_empty() {
                break;
            }
            lead = depth;
            all.extend(&edge);
        }
        all.sort_unstable();
        all.dedup();
        (all, (lead <= MAX_LEAD).then_some(lead))
    }

    /// The lengths of the runs of digits that fill a shape and may come first, a bit each.
    fn runs(&mut self, starts: &[State]) -> u32 {
        if !self.whole {
            return u32::MAX;
        }
        let mut states = starts.to_vec();
        for _ in 0..WIDTH {
            states = self.step(&states, DIGIT);
        }
        let mut runs = 0;
        for place in 0..LENGTHS {
            let ends = |state: &State| self.automaton.matches_at_end(*state);
            let ends = place == LENGTHS - 1 && !states.is_empty()
                || states.iter().any(ends)
                || [OTHER, LETTER]
                    .iter()
                    .any(|it| !self.step(&states, *it).is_empty());
            runs |= u32::from(ends) << place;
            states = self.step(&states, DIGIT);
        }
        runs
    }

    fn heads(&self, starts: &[State]) -> [ByteSet; 2] {
        let mut heads = [ByteSet::default(); 2];
        let mut kinds = [[false; 256]; 2];
        for &first in self.samples.iter().filter(|byte| is_word_byte(**byte)) {
            for state in starts
                .iter()
                .filter_map(|state| self.automaton.next(*state, first))
            {
                kinds[0][self.automaton.kind(first) as usize] = true;
                for &second in &self.samples {
                    let kind = self.automaton.kind(second) as usize;
                    kinds[1][kind] |= self.automaton.next(state, second).is_some();
                }
            }
        }
        for byte in 0..=255u8 {
            let kind = self.automaton.kind(byte) as usize;
            let can = [kinds[0][kind] && is_word_byte(byte), kinds[1][kind]];
            let heads = heads.iter_mut().zip(can).filter(|(_, can)| *can);
            heads.for_each(|(head, _)| head.insert(byte));
        }
        heads
    }

    /// The punctuation that can stand right before the first word byte; none if a
    /// match can begin with that.
    fn marks(&self, starts: &[State]) -> Option<Box<[u8]>> {
        let begins_word = |state: State| {
            let mut words = self.samples.iter().filter(|byte| is_word_byte(**byte));
            words.any(|byte| self.automaton.next(state, *byte).is_some())
        };
        let leads = |byte: &u8| {
            let mut next = starts
                .iter()
                .filter_map(|it| self.automaton.next(*it, *byte));
            !is_word_byte(*byte) && next.any(begins_word)
        };
        let marked = !begins_word(self.automaton.start());
        marked.then(|| (0..=255).filter(leads).collect())
    }

    fn step(&mut self, states: &[State], class: usize) -> Vec<State> {
        let mut next: Vec<State> = states
            .iter()
            .flat_map(|&state| self.steps_of(state)[class].clone())
            .collect();
        next.sort_unstable();
        next.dedup();
        next
    }

    fn steps_of(&mut self, state: State) -> &[Vec<State>; 3] {
        let (automaton, samples) = (self.automaton, &self.samples);
        self.steps.entry(state).or_insert_with(|| {
            let mut next: [Vec<State>; 3] = Default::default();
            for &byte in samples {
                next[class_of(byte)].extend(automaton.next(state, byte));
            }
            for states in &mut next {
                states.sort_unstable();
                states.dedup();
            }
            next
        })
    }

    /// Which shapes of `width` bytes can follow in these states; `word` tells
    /// whether they were reached by a word byte.
    fn node(&mut self, states: &[State], width: usize, word: bool) -> Node {
        if width == 0 || states.is_empty() {
            return full(width, !states.is_empty());
        }
        let key = (states.to_vec(), width, word);
        if let Some(known) = self.nodes.get(&key) {
            return known.clone();
        }
        let branches = [0, 1, 2].map(|class| self.branch(states, class, width - 1, word));
        let node: Node = if width > 3 {
            branches.concat().into()
        } else {
            let bits = 3u32.pow(width as u32 - 1);
            let joined = branches.iter().zip(0..);
            [joined.fold(0, |word, (it, at)| word | it[0] << (at * bits))].into()
        };
        self.nodes.insert(key, node.clone());
        node
    }

    fn branch(&mut self, states: &[State], class: usize, width: usize, word: bool) -> Node {
        let next = self.step(states, class);
        // Where a match may close without breaking a word, what follows is
        // free.
        let closes = class == OTHER || !word || !self.whole;
        if closes && next.iter().any(|&state| self.automaton.matched(state)) {
            return full(width, true);
        }
        self.node(&next, width, class != OTHER)
    }
}

/// All shapes of some width, or none.
fn full(width: usize, viable: bool) -> Node {
    let words = 3usize.pow(width.saturating_sub(3) as u32);
    let bits = 3u32.pow(width.min(3) as u32);
    vec![if viable { (1 << bits) - 1 } else { 0 }; words].into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Engine;

    fn beginning(regex: &str) -> Beginning {
        Beginning::of(&Automaton::parsed(regex), false, true)
    }

    fn shape_of(text: &[u8]) -> usize {
        let mut masks = Masks::default();
        masks.fill_digits(Engine::scalar(), text);
        masks.fill_words(Engine::scalar(), text, 0..text.len() / 64 + 1);
        at(&masks, 0)
    }

    #[test]
    fn a_shape_is_read_off_the_masks() {
        assert_eq!(shape_of(b""), 0);
        assert_eq!(shape_of(b"         9"), 1);
        assert_eq!(shape_of(b"         z"), 2);
        assert_eq!(shape_of(b"9"), 19_683);
    }

    #[test]
    fn only_shapes_of_matches_are_viable() {
        let ssn = beginning("[0-9]{3}-[0-9]{2}-[0-9]{4}");
        assert_eq!((ssn.shapes.len(), ssn.lead), (1, Some(0)));
        assert!(ssn.shapes.contains(shape_of(b"123-45-6789")));
        assert!(!ssn.shapes.contains(shape_of(b"123-456-789")));
    }

    #[test]
    fn what_follows_a_short_match_is_free() {
        let short = beginning("[0-9]{4}");
        assert!(short.shapes.contains(shape_of(b"1234 then more")));
        assert!(short.shapes.contains(shape_of(b"1234")));
        assert!(!short.shapes.contains(shape_of(b"12345")));
    }

    #[test]
    fn punctuation_in_front_is_a_lead() {
        let phone = beginning(r"\+?\(?[0-9]{3}\)? [0-9]{3}");
        assert_eq!(phone.lead, Some(2));
        assert!(phone.shapes.contains(shape_of(b"212) 555")));
        assert_eq!(beginning("[/+0-9]{40}").lead, None);
    }
}
