//! One pattern as a small anchored DFA that gives every end at which a match
//! from a start may close.

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind, nfa::thompson};
use regex_syntax::hir::Hir;

use crate::Error;
use crate::class::is_word_byte;

/// Bytes one automaton may take. The largest managed pattern needs 35 KB.
const SIZE_LIMIT: usize = 1 << 20;

/// A pattern, ready to be tried at a position.
#[derive(Clone, Debug)]
pub(crate) struct Automaton {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
}

impl Automaton {
    pub(crate) fn new(hir: &Hir) -> Result<Automaton, Error> {
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
        let dfa = dense::Builder::new()
            .configure(config)
            .build_from_nfa(&nfa)
            .map_err(|error| Error::TooLarge(error.to_string()))?;
        let start = dfa
            .start_state(&start::Config::new().anchored(Anchored::Yes))
            .map_err(|error| Error::TooLarge(error.to_string()))?;
        Ok(Automaton { dfa, start })
    }

    /// Appends to `ends`, ascending, every end in `start..=limit` of a match
    /// from `start` that no word byte follows.
    #[inline]
    pub(crate) fn ends(&self, text: &[u8], start: usize, limit: usize, ends: &mut Vec<usize>) {
        let mut state = self.start;
        for (at, &byte) in text[..limit].iter().enumerate().skip(start) {
            state = self.dfa.next_state(state, byte);
            // A state tells of a match one byte after its end.
            if self.dfa.is_special_state(state) {
                if self.dfa.is_dead_state(state) {
                    return;
                }
                if self.dfa.is_match_state(state) && !is_word_byte(byte) {
                    ends.push(at);
                }
            }
        }
        let followed = text.get(limit).is_some_and(|&byte| is_word_byte(byte));
        if !followed && self.dfa.is_match_state(self.dfa.next_eoi_state(state)) {
            ends.push(limit);
        }
    }

    /// Where matching begins.
    pub(crate) fn start(&self) -> StateID {
        self.start
    }

    /// The state after a byte, or `None` where no match can follow.
    pub(crate) fn next(&self, state: StateID, byte: u8) -> Option<StateID> {
        let next = self.dfa.next_state(state, byte);
        (!self.dfa.is_dead_state(next)).then_some(next)
    }

    /// Whether a match ended just before the byte that led to this state.
    pub(crate) fn matched(&self, state: StateID) -> bool {
        self.dfa.is_match_state(state)
    }

    pub(crate) fn memory_usage(&self) -> usize {
        self.dfa.memory_usage()
    }
}
