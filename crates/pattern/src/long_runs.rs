//! Digits in a row, where a match begins with more of them than a shape covers.

use crate::automaton::{Automaton, State};
use crate::shape::{Beginning, WIDTH, all_digits};

/// Lengths that are told apart, from that of a shape on; the last stands for all longer
/// ones.
pub(crate) const LENGTHS: usize = 24;

/// The place of a length that is that of a shape or more.
#[inline(always)]
pub(crate) fn place(digits: usize) -> usize {
    (digits - WIDTH).min(LENGTHS - 1)
}

/// The lengths with which matches of a pattern may begin, a bit each.
pub(crate) fn of(automaton: &Automaton, beginning: &Beginning) -> u32 {
    if !beginning.shapes.contains(all_digits()) {
        return 0;
    }
    let Some(lead) = beginning.lead else {
        return u32::MAX;
    };
    let others = others(automaton);
    let digits = automaton.members(&b'0');
    let mut states = vec![automaton.start()];
    // Where some punctuation may be before the digits, any bytes may be: that is simple.
    let mut edge = states.clone();
    for _ in 0..lead {
        edge = step(automaton, &edge, &others);
        states.extend(&edge);
    }
    for _ in 0..WIDTH {
        states = step(automaton, &states, digits);
    }
    let mut lengths = 0;
    for place in 0..LENGTHS {
        let ends = |state: &State| {
            let mut others = others.iter();
            automaton.matches_at_end(*state)
                || others.any(|it| automaton.next(*state, *it).is_some())
        };
        let longer = place == LENGTHS - 1 && !states.is_empty();
        lengths |= u32::from(longer || states.iter().any(ends)) << place;
        states = step(automaton, &states, digits);
    }
    lengths
}

/// One byte of each kind among those that are no digits.
fn others(automaton: &Automaton) -> Vec<u8> {
    let mut known = [false; 256];
    let mut new = |byte: &u8| !std::mem::replace(&mut known[automaton.kind(*byte) as usize], true);
    let others = (0..=u8::MAX).filter(|it| !it.is_ascii_digit());
    others.filter(|it| new(it)).collect()
}

fn step(automaton: &Automaton, states: &[State], bytes: &[u8]) -> Vec<State> {
    let next = |state: &State| {
        let state = *state;
        let next = bytes
            .iter()
            .filter_map(move |it| automaton.next(state, *it));
        next.collect::<Vec<_>>()
    };
    let mut all: Vec<State> = states.iter().flat_map(next).collect();
    all.sort_unstable();
    all.dedup();
    all
}
