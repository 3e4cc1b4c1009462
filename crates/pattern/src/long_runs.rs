//! Digits in a row, where a match begins with more of them than a shape covers.

use crate::automaton::{Automaton, State};
use crate::shape::{Beginning, DIGITS, LENGTHS, WIDTH};

/// The lengths with which matches of a pattern may begin, a bit each.
pub(crate) fn of(automaton: &Automaton, beginning: &Beginning) -> u32 {
    if !beginning.shapes.contains(DIGITS) {
        return 0;
    }
    let Some(lead) = beginning.lead else {
        return u32::MAX;
    };
    let others = others(automaton);
    let digits = automaton.members(&b'0');
    let mut states = States::at(automaton.start());
    // Punctuation before the digits: any bytes do, and that is simple.
    for _ in 0..lead {
        states.step(automaton, &others, true);
    }
    for _ in 0..WIDTH {
        states.step(automaton, digits, false);
    }
    let mut lengths = 0;
    for place in 0..LENGTHS {
        if states.all.is_empty() {
            break;
        }
        let ends = |state: &State| {
            let mut others = others.iter();
            automaton.matches_at_end(*state)
                || others.any(|it| automaton.next(*state, *it).is_some())
        };
        let ends = place == LENGTHS - 1 || states.all.iter().any(ends);
        lengths |= u32::from(ends) << place;
        states.step(automaton, digits, false);
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

/// Some states of an automaton: few.
struct States {
    all: Vec<State>,
    before: Vec<State>,
}

impl States {
    fn at(state: State) -> States {
        States {
            all: vec![state],
            before: Vec::new(),
        }
    }

    /// Goes on by one of some bytes, or perhaps does not.
    fn step(&mut self, automaton: &Automaton, bytes: &[u8], stays: bool) {
        std::mem::swap(&mut self.all, &mut self.before);
        self.all.clear();
        if stays {
            self.all.extend(&self.before);
        }
        for &state in &self.before {
            for next in bytes.iter().filter_map(|it| automaton.next(state, *it)) {
                if !self.all.contains(&next) {
                    self.all.push(next);
                }
            }
        }
    }
}
