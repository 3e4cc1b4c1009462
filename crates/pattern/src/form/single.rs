//! Matches that are told by single bytes and pairs of digits of a value.

use std::ops::RangeInclusive;

use super::{MOST_STATES, step};
use crate::automaton::{Automaton, State};

/// What is asked of a byte of a value, or of two digits beside each other; of what
/// kind they are the form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    /// One bit for the lowest five of each byte that will do, or for each number that
    /// two digits may be.
    set: u128,
    /// Where in the value.
    at: u32,
    /// Whether it is two digits.
    pair: bool,
}

impl Test {
    /// Holds for each value.
    pub const ANY: Test = Test {
        set: u128::MAX,
        at: 0,
        pair: false,
    };

    /// Of how many things that may be there it takes one.
    pub fn size(&self) -> u32 {
        self.set.count_ones()
    }

    /// Whether a value of the form has there what it takes.
    #[inline(always)]
    pub fn holds(&self, value: &[u8]) -> bool {
        let at = self.at as usize;
        let bit = match (self.pair, value.get(at..at + 2)) {
            (true, Some(two)) => 10 * u32::from(two[0] & 15) + u32::from(two[1] & 15),
            _ => value.get(at).map_or(0, |byte| u32::from(byte % 32)),
        };
        self.set >> (bit % 128) & 1 == 1
    }
}

/// What single bytes and pairs of digits must be for a match to have the one end that
/// there can be; none if what one may be depends on others, or if there are more
/// ends.
pub(super) fn tests(
    automaton: &Automaton,
    form: &[u8],
    start: usize,
    ends: &[usize],
) -> Option<Vec<Test>> {
    let [end] = *ends else { return None };
    let mut levels = vec![vec![automaton.start()]];
    for byte in &form[start..end] {
        let next = step(automaton, levels.last()?, byte).0;
        if next.len() > MOST_STATES {
            return None;
        }
        levels.push(next);
    }
    let mut tests = Vec::new();
    // From the end back: the states from which the end can be reached, and where all
    // of them go on alike.
    let mut live = Live::all(ending(automaton, form.get(end), &levels.pop()?)?);
    let mut open: Option<(usize, Live)> = None;
    for (at, states) in (start..end).zip(levels).rev() {
        let before = Live::before(automaton, &states, form[at], &live);
        let (byte, next) = (form[at], std::mem::replace(&mut live, before));
        match (live.are_alike(), open.take()) {
            (true, None) => tests.extend(one(automaton, at, byte, &live, &next)?),
            (true, Some((behind, last))) if behind == at + 1 => {
                let digits = byte == b'0' && form[behind] == b'0';
                tests.push(two(automaton, at, &live, &last).filter(|_| digits)?);
            }
            (false, None) => open = Some((at, next)),
            _ => return None,
        }
    }
    open.is_none().then_some(tests)
}

/// States of which an end can be reached, each with a number that is the same for
/// those that go on alike.
#[derive(Clone, Debug)]
struct Live {
    states: Vec<(State, usize)>,
}

impl Live {
    /// States that are all alike.
    fn all(states: Vec<State>) -> Live {
        Live {
            states: states.into_iter().map(|state| (state, 0)).collect(),
        }
    }

    /// Those of some states that lead to these by what a byte stands for.
    fn before(automaton: &Automaton, states: &[State], byte: u8, next: &Live) -> Live {
        let mut ways: Vec<Vec<Option<usize>>> = Vec::new();
        let mut live = Vec::new();
        for &state in states {
            let leads = |it: u8| next.number(automaton.next(state, it)?);
            let way: Vec<Option<usize>> = bytes_like(byte).map(leads).collect();
            if way.iter().all(Option::is_none) {
                continue;
            }
            let number = ways.iter().position(|it| *it == way);
            live.push((state, number.unwrap_or(ways.len())));
            if number.is_none() {
                ways.push(way);
            }
        }
        Live { states: live }
    }

    fn number(&self, state: State) -> Option<usize> {
        let found = self.states.iter().find(|it| it.0 == state);
        found.map(|it| it.1)
    }

    fn are_alike(&self) -> bool {
        self.states.iter().all(|it| it.1 == 0)
    }

    /// One of them that stands for all.
    fn first(&self) -> Option<State> {
        Some(self.states.first()?.0)
    }
}

/// What a byte must be to lead from states that are alike to others, unless any will
/// do; the outer option is none if none will.
#[expect(
    clippy::option_option,
    reason = "whether there is a test, and whether it is needed"
)]
fn one(
    automaton: &Automaton,
    at: usize,
    byte: u8,
    live: &Live,
    next: &Live,
) -> Option<Option<Test>> {
    let state = live.first()?;
    let leads = |it: &u8| {
        let to = automaton.next(state, *it);
        to.is_some_and(|to| next.number(to).is_some())
    };
    let set = |set: u128, byte: u8| set | 1 << (byte % 32);
    let all = bytes_like(byte).fold(0, set);
    let set = bytes_like(byte).filter(leads).fold(0, set);
    Some((set != all).then_some(Test {
        set,
        at: at as u32,
        pair: false,
    }))
}

/// What two digits must be to lead from states that are alike to others.
fn two(automaton: &Automaton, at: usize, live: &Live, last: &Live) -> Option<Test> {
    let state = live.first()?;
    let mut set = 0;
    for number in 0..100u8 {
        let digits = [b'0' + number / 10, b'0' + number % 10];
        let to = automaton.next(state, digits[0]);
        let to = to.and_then(|to| automaton.next(to, digits[1]));
        if to.is_some_and(|to| last.number(to).is_some()) {
            set |= 1 << number;
        }
    }
    Some(Test {
        set,
        at: at as u32,
        pair: true,
    })
}

/// Those of some states in which a match ends before a byte of a form, or where it
/// does; none if that depends on what stands for the byte.
fn ending(automaton: &Automaton, behind: Option<&u8>, states: &[State]) -> Option<Vec<State>> {
    let Some(behind) = behind else {
        let ends = states.iter().filter(|it| automaton.matches_at_end(**it));
        return Some(ends.copied().collect());
    };
    let mut live = Vec::new();
    for &state in states {
        let members = automaton.members(behind);
        let next = members.iter().map(|it| automaton.next(state, *it));
        let matched = next.filter(|it| it.is_some_and(|it| automaton.matched(it)));
        match matched.count() {
            0 => {}
            all if all == members.len() => live.push(state),
            _ => return None,
        }
    }
    Some(live)
}

/// The bytes that a byte of a form stands for.
fn bytes_like(byte: u8) -> RangeInclusive<u8> {
    match byte {
        b'0' => b'0'..=b'9',
        b'A' => b'A'..=b'Z',
        b'a' => b'a'..=b'z',
        other => other..=other,
    }
}
