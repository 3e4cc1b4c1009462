//! One pattern as a small anchored DFA that gives every end at which a match
//! from a start may close.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind, nfa::thompson};
use regex_syntax::hir::Hir;

use crate::Error;
use crate::class::is_word_byte;

/// Bytes that building one automaton may take. The largest managed pattern
/// needs 35 KB.
const SIZE_LIMIT: usize = 1 << 20;
/// Most states of a table, whose entries are 15 bits wide.
const MAX_STATES: usize = 1 << 15;
/// The bit of an entry that says that a match ended before this byte.
const MATCHED: u16 = 1 << 15;

/// A pattern, ready to be tried at a position.
///
/// The table is the automaton's, copied so that a step is two loads: state 0
/// is dead, state 1 the start.
#[derive(Clone, Debug)]
pub(crate) struct Automaton {
    class_of: Box<[u8; 256]>,
    /// Log of the number of classes, rounded up.
    shift: u32,
    next: Box<[u16]>,
    /// Whether a match may end at the end of the text in a state.
    ends: Box<[bool]>,
}

/// A state of an automaton, with the mark of the step that led to it.
pub(crate) type State = u16;

impl Automaton {
    pub(crate) fn new(hir: &Hir) -> Result<Automaton, Error> {
        let dfa = build(hir)?;
        let config = start::Config::new().anchored(Anchored::Yes);
        let start = dfa
            .start_state(&config)
            .map_err(|it| Error::TooLarge(it.to_string()))?;
        copy(&dfa, start)
    }

    /// Appends to `ends`, ascending, every end in `start..=limit` of a match
    /// from `start` that does not break a word.
    #[inline]
    pub(crate) fn ends(&self, text: &[u8], start: usize, limit: usize, ends: &mut Vec<usize>) {
        let mut state = START;
        for (at, &byte) in text[start..limit].iter().enumerate() {
            let entry = self.step(state, byte);
            // An entry tells of a match one byte after its end.
            if entry & MATCHED != 0 && !breaks_word(text, start + at) {
                ends.push(start + at);
            }
            state = entry & !MATCHED;
            if state == DEAD {
                return;
            }
        }
        if self.ends[state as usize] && !breaks_word(text, limit) {
            ends.push(limit);
        }
    }

    #[inline(always)]
    fn step(&self, state: State, byte: u8) -> u16 {
        let class = self.class_of[byte as usize] as usize;
        self.next[(state as usize) << self.shift | class]
    }

    /// Where matching begins.
    pub(crate) fn start(&self) -> State {
        START
    }

    /// The state after a byte, or `None` where no match can follow.
    pub(crate) fn next(&self, state: State, byte: u8) -> Option<State> {
        let entry = self.step(state & !MATCHED, byte);
        (entry != DEAD).then_some(entry)
    }

    /// Bytes of one kind lead to the same states.
    pub(crate) fn kind(&self, byte: u8) -> u8 {
        self.class_of[byte as usize]
    }

    /// Whether a match ended just before the byte that led to this state.
    pub(crate) fn matched(state: State) -> bool {
        state & MATCHED != 0
    }

    pub(crate) fn memory_usage(&self) -> usize {
        size_of::<[u8; 256]>() + 2 * self.next.len() + self.ends.len()
    }
}

/// Whether a word or number goes on across a position.
#[inline(always)]
pub fn breaks_word(text: &[u8], at: usize) -> bool {
    let word = |at: usize| text.get(at).is_some_and(|byte| is_word_byte(*byte));
    at > 0 && word(at - 1) && word(at)
}

const DEAD: State = 0;
const START: State = 1;

fn build(hir: &Hir) -> Result<dense::DFA<Vec<u32>>, Error> {
    let nfa = thompson::Compiler::new()
        .configure(thompson::Config::new().utf8(false).shrink(false))
        .build_from_hir(hir)
        .map_err(|error| Error::TooLarge(error.to_string()))?;
    let config = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .match_kind(MatchKind::All)
        .accelerate(false)
        .dfa_size_limit(Some(SIZE_LIMIT))
        .determinize_size_limit(Some(4 * SIZE_LIMIT));
    dense::Builder::new()
        .configure(config)
        .build_from_nfa(&nfa)
        .map_err(|error| Error::TooLarge(error.to_string()))
}

fn copy(dfa: &dense::DFA<Vec<u32>>, start: StateID) -> Result<Automaton, Error> {
    let (class_of, samples) = classes(dfa);
    let shift = samples.len().next_power_of_two().trailing_zeros();
    let mut numbers: HashMap<StateID, u16> = HashMap::from([(start, START)]);
    let mut order = vec![start];
    let mut next = vec![DEAD; 2 << shift];
    let mut ends = vec![false, false];
    let mut done = 0;
    while let Some(&state) = order.get(done) {
        let row = (done + 1) << shift;
        ends[done + 1] = dfa.is_match_state(dfa.next_eoi_state(state));
        for (class, &byte) in samples.iter().enumerate() {
            let to = dfa.next_state(state, byte);
            if dfa.is_dead_state(to) || dfa.is_quit_state(to) {
                continue;
            }
            let number = *numbers.entry(to).or_insert_with(|| {
                order.push(to);
                next.resize(next.len() + (1 << shift), DEAD);
                ends.push(false);
                order.len() as u16
            });
            if order.len() + 1 >= MAX_STATES {
                return Err(Error::TooLarge("too many states".into()));
            }
            next[row | class] = number | if dfa.is_match_state(to) { MATCHED } else { 0 };
        }
        done += 1;
    }
    Ok(Automaton {
        class_of,
        shift,
        next: next.into(),
        ends: ends.into(),
    })
}

/// The class of each byte, and one byte of each class.
fn classes(dfa: &dense::DFA<Vec<u32>>) -> (Box<[u8; 256]>, Vec<u8>) {
    let mut class_of = Box::new([0; 256]);
    let mut samples = Vec::new();
    let classes = dfa.byte_classes();
    for byte in 0..=255u8 {
        let class = classes.get(byte);
        class_of[byte as usize] = class;
        if class as usize >= samples.len() {
            samples.resize(class as usize + 1, byte);
        }
    }
    (class_of, samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(regex: &str, text: &str) -> Vec<usize> {
        let hir = regex_syntax::ParserBuilder::new()
            .utf8(false)
            .build()
            .parse(regex);
        let automaton = Automaton::new(&hir.expect("a test pattern")).expect("it is small");
        let mut ends = Vec::new();
        automaton.ends(text.as_bytes(), 0, text.len(), &mut ends);
        ends
    }

    #[test]
    fn all_ends_before_no_word_byte_are_given() {
        assert_eq!(ends("[0-9]+(?: [0-9]+)*", "12 34 5"), [2, 5, 7]);
        assert_eq!(ends("[0-9]{3}|[0-9]{3}-[0-9]", "123-4x"), [3]);
        assert_eq!(ends("[0-9]{3}", "1234"), [0; 0]);
        assert_eq!(ends("a[^x]*b", "a b b"), [3, 5]);
    }
}
