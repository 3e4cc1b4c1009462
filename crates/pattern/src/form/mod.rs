//! The form of a short value: what it has in common with all that are written
//! alike.
//!
//! The cells of a column are written alike. What may match in one of them, and
//! mostly where, can be told from its form, so it is worked out once for all.

mod single;

use std::ops::Range;

use crate::automaton::{Automaton, State, breaks_word};
use crate::class::{Engine, Masks, is_word_byte};
use crate::compiled::Matcher;
use crate::set::PatternSet;
use crate::shape;
pub use single::Test;
use single::tests;

/// Bytes of the longest value that has a form.
const MOST: usize = 32;

/// A value of at most 32 bytes, with all digits read as `0`, capitals as `A`,
/// small letters as `a`.
///
/// ```
/// use tracie_pattern::Form;
///
/// let (one, other) = (b"<512-58-3904>", b"<078-05-1120>");
/// assert_eq!(Form::of(one, 1..12), Form::of(other, 1..12));
/// assert_eq!(Form::of(one, 1..12).expect("it is short").bytes(), b"000-00-0000");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    bytes: [u8; MOST],
    length: usize,
}

impl Form {
    /// Bytes of the longest value that has one.
    pub const LONGEST: usize = MOST;

    /// Of the value in a range of a text. None if it is longer than 32 bytes, or
    /// if a word goes on across one of its ends.
    #[inline(always)]
    pub fn of(text: &[u8], range: Range<usize>) -> Option<Form> {
        let (start, length) = (range.start, range.end.wrapping_sub(range.start));
        if length > MOST {
            return None;
        }
        let around = text.get(start.wrapping_sub(1)..);
        let mut bytes = if let Some([before, rest @ ..]) = around
            && let Some(bytes) = rest.first_chunk::<{ MOST + 1 }>()
        {
            if is_word_byte(*before) || is_word_byte(bytes[length]) {
                return None;
            }
            *bytes.first_chunk().expect("it is shorter")
        } else {
            bytes_at_an_end(text, range)?
        };
        // All at once, where the machine can.
        let kept = KEPT[MOST - length..]
            .first_chunk::<MOST>()
            .expect("it is as long");
        for (byte, kept) in bytes.iter_mut().zip(kept) {
            *byte = plain(*byte) & kept;
        }
        Some(Form { bytes, length })
    }

    /// The bytes, as they are read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// A number whose lowest bits differ for most other forms.
    #[inline(always)]
    pub fn hash(&self) -> u32 {
        let (words, _) = self.bytes.as_chunks();
        let products = words.iter().zip(FACTORS);
        let sum = products.fold(self.length as u32, |sum, (word, factor)| {
            sum.wrapping_add(u32::from_le_bytes(*word).wrapping_mul(factor))
        });
        sum ^ sum >> 20
    }
}

/// Odd numbers without a pattern.
const FACTORS: [u32; MOST / 4] = [
    0x9E37_79B9,
    0x7F4A_7C15,
    0xC2B2_AE3D,
    0x27D4_EB4F,
    0x1656_67B1,
    0xB504_F32D,
    0xD6E8_FEB9,
    0x6659_FD93,
];

/// The bytes of a value of at most 32 close to an end of a text, with zeros behind them;
/// none if a word goes on across one of its ends.
#[cold]
fn bytes_at_an_end(text: &[u8], range: Range<usize>) -> Option<[u8; MOST]> {
    let word = |at: usize| text.get(at).is_some_and(|byte| is_word_byte(*byte));
    if word(range.end) || range.start > 0 && word(range.start - 1) {
        return None;
    }
    let mut bytes = [0; MOST];
    bytes[..range.len()].copy_from_slice(&text[range]);
    Some(bytes)
}

/// From some place on, as many bytes of ones as a value has, and zeros behind.
static KEPT: [u8; 2 * MOST] = {
    let mut kept = [0; 2 * MOST];
    let mut at = 0;
    while at < MOST {
        kept[at] = u8::MAX;
        at += 1;
    }
    kept
};

#[inline(always)]
fn plain(byte: u8) -> u8 {
    let byte = if byte.is_ascii_digit() { b'0' } else { byte };
    let byte = if byte.is_ascii_uppercase() {
        b'A'
    } else {
        byte
    };
    if byte.is_ascii_lowercase() {
        b'a'
    } else {
        byte
    }
}

/// A pattern that may match in values of a form.
#[derive(Debug)]
pub struct Fit {
    /// The pattern.
    pub pattern: u32,
    /// Where in the value.
    pub start: usize,
    /// All ends that its matches may have, ascending.
    pub ends: Vec<usize>,
}

/// What tells the ends of the matches of a pattern in a value of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tells {
    /// All ends that there can be, where all of these hold; else there are none.
    Tests(Vec<Test>),
    /// The state after some bytes.
    State(Told),
    /// All bytes.
    All,
}

/// How the first bytes of a value tell where the matches of a pattern end: of a
/// card number the digits of its issuer, of an account number the country.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Bytes from the start of a match on that tell it.
    pub by: usize,
    /// For each [`PatternSet::state_after`] those with a match, all ends in the
    /// value, ascending.
    pub ends: Vec<(u16, Vec<usize>)>,
}

/// More states than this are not told apart.
const MOST_STATES: usize = 128;

impl PatternSet {
    /// Calls back with what may match in values of a form: of the value-first
    /// patterns and of the keyword-first ones, in the order of
    /// [`PatternSet::all_tries`].
    pub fn fits(&self, form: &Form, mut found: impl FnMut(Fit)) {
        let text = form.bytes();
        let mut masks = Masks::default();
        masks.fill_digits(Engine::scalar(), text);
        masks.fill_words(Engine::scalar(), text, 0..1);
        let word = masks.digit.word(0) | masks.letter.word(0);
        let (mut ends, mut space) = (Vec::new(), States::default());
        for at in (0..text.len()).filter(|at| (word & !(word << 1)) >> at & 1 == 1) {
            let shape = shape::before(&masks, at, text.len());
            let mut fit = |pattern| {
                self.fit(pattern, (text, at), (&mut ends, &mut space), &mut found);
            };
            self.values.each_of_shape(shape, &mut fit);
            self.armed.each_of_shape(shape, &mut fit);
        }
    }

    /// A pattern whose first word byte is at a place of a form.
    fn fit(
        &self,
        pattern: u32,
        (text, at): (&[u8], usize),
        (ends, space): (&mut Vec<usize>, &mut States),
        found: &mut impl FnMut(Fit),
    ) {
        let Matcher::Words { automaton, .. } = &self.patterns[pattern as usize].matcher else {
            return;
        };
        let before = text[..at]
            .iter()
            .rev()
            .take(self.lead(pattern).unwrap_or(0));
        let punctuation = before.take_while(|byte| !is_word_byte(**byte)).count();
        for start in at - punctuation..=at {
            space.begin(automaton.start());
            possible_ends(automaton, text, start, space, ends);
            if !ends.is_empty() {
                found(Fit {
                    pattern,
                    start,
                    ends: ends.clone(),
                });
            }
        }
    }

    /// What tells the ends of what may match in the values of a form.
    pub fn tells(&self, form: &Form, fit: &Fit) -> Tells {
        let Matcher::Words { automaton, .. } = &self.patterns[fit.pattern as usize].matcher else {
            return Tells::All;
        };
        let (form, start, mut ends) = (form.bytes(), fit.start, Vec::new());
        let begin = &mut States::of(automaton.start());
        if possible_ends(automaton, form, start, begin, &mut ends) {
            return Tells::Tests(Vec::new());
        }
        if let Some(tests) = tests(automaton, form, start, &ends) {
            return Tells::Tests(tests);
        }
        told(automaton, form, start, &ends).map_or(Tells::All, Tells::State)
    }

    /// The state of a pattern after some bytes, as [`Told`] counts them.
    #[inline]
    pub fn state_after(&self, pattern: u32, bytes: &[u8]) -> u16 {
        match &self.patterns[pattern as usize].matcher {
            Matcher::Words { automaton, .. } => automaton.after(bytes),
            Matcher::Plain(_) => 0,
        }
    }
}

/// By which first bytes of a value of a form all ends are told, if it is not by
/// most of them: then by all up to the first of the `ends` that there can be, or
/// not at all.
fn told(automaton: &Automaton, form: &[u8], start: usize, ends: &[usize]) -> Option<Told> {
    let mut states = vec![automaton.start()];
    let most = ends.first()? - start;
    for (by, byte) in (1..).zip(&form[start..start + most]) {
        states = step(automaton, &states, byte).0;
        if states.len() > MOST_STATES {
            return None;
        }
        if by <= most / 2 || by == most {
            let told = ends_after(automaton, form, start + by, &states);
            if let Some(ends) = told {
                return Some(Told { by, ends });
            }
        }
    }
    None
}

/// For each of some states at a place of a form the ends of its matches, where there
/// are any; none if a state does not tell them.
fn ends_after(
    automaton: &Automaton,
    form: &[u8],
    at: usize,
    states: &[State],
) -> Option<Vec<(State, Vec<usize>)>> {
    let (mut told, mut space) = (Vec::new(), States::default());
    for &state in states {
        let mut ends = Vec::new();
        space.begin(state);
        if !possible_ends(automaton, form, at, &mut space, &mut ends) {
            return None;
        }
        if !ends.is_empty() {
            told.push((state, ends));
        }
    }
    Some(told)
}

/// The states after a byte of a form, each once, and whether in one of them some
/// value cannot go on.
fn step(automaton: &Automaton, states: &[State], byte: &u8) -> (Vec<State>, bool) {
    let mut next = Vec::new();
    let died = step_to(automaton, states, byte, &mut next);
    (next, died)
}

/// The same in memory that is there: a form has many steps.
fn step_to(automaton: &Automaton, states: &[State], byte: &u8, next: &mut Vec<State>) -> bool {
    next.clear();
    let members = automaton.members(byte);
    for &state in states {
        for &member in members {
            next.extend(automaton.next(state, member));
        }
    }
    let died = next.len() < states.len() * members.len();
    if next.len() > 1 {
        next.sort_unstable();
        next.dedup();
    }
    died
}

/// The states in which the values of a form may be at a place of it.
#[derive(Default)]
struct States {
    here: Vec<State>,
    next: Vec<State>,
}

impl States {
    fn of(state: State) -> States {
        let mut states = States::default();
        states.begin(state);
        states
    }

    /// Makes it one.
    fn begin(&mut self, state: State) {
        self.here.clear();
        self.here.push(state);
    }

    /// Goes on by a byte of a form; whether in one of the states some value cannot.
    fn step(&mut self, automaton: &Automaton, byte: &u8) -> bool {
        let died = step_to(automaton, &self.here, byte, &mut self.next);
        std::mem::swap(&mut self.here, &mut self.next);
        died
    }
}

/// All ends that a match has in values of a form, from some states at a place on,
/// and whether it has them in all.
fn possible_ends(
    automaton: &Automaton,
    form: &[u8],
    from: usize,
    states: &mut States,
    ends: &mut Vec<usize>,
) -> bool {
    ends.clear();
    // Whether no value has died, and none has ended otherwise than others.
    let (mut alive, mut certain) = (true, true);
    for (at, byte) in form.iter().enumerate().skip(from) {
        let died = states.step(automaton, byte);
        let here = &states.here;
        let matched = here.iter().filter(|it| automaton.matched(**it)).count();
        if matched > 0 && !breaks_word(form, at) {
            // A match is told of by the byte behind it.
            certain &= alive && !died && matched == here.len();
            ends.push(at);
        }
        if here.is_empty() {
            return certain;
        }
        alive &= !died;
    }
    let states = &states.here;
    let matched = states
        .iter()
        .filter(|it| automaton.matches_at_end(**it))
        .count();
    if matched > 0 {
        certain &= alive && matched == states.len();
        ends.push(form.len());
    }
    certain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn automata() -> Vec<Automaton> {
        [
            "[0-9]{3}-[0-9]{2}-[0-9]{4}",
            "[1-5][0-9]{3}(?:-[0-9]{2})?",
            "[A-Z]{2}[0-9]{2,4}|DE[0-9]{2}",
            "[a-f0-9]{4,6}",
            "\\(?[0-9]{3}\\)? ?[0-9]+",
            "4(?:0[1-9]|15|6[1-3])[0-9]{7}",
            "(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
            "[2-9](?:[02-9][0-9]|1[02-9])-[A-F]5",
        ]
        .iter()
        .map(|regex| Automaton::parsed(regex))
        .collect()
    }

    proptest! {
        // Few texts match anything.
        #![proptest_config({
            let usual = ProptestConfig::default();
            ProptestConfig { cases: 8 * usual.cases, ..usual }
        })]

        #[test]
        fn what_a_form_allows_is_all_that_there_is(text in "[0-9D-Ga-h(). -]{0,14}|[0-9]{4}-[0-9]{2}|4[0-6]{2}[0-9]{7}|[12][09][0-9]{2}-[01][0-9]-[0-3][0-9]|[0-9]{3}-[A-G]5") {
            let text = text.as_bytes();
            let form = Form::of(text, 0..text.len()).expect("it is short");
            let (mut possible, mut real) = (Vec::new(), Vec::new());
            for automaton in automata() {
                for start in (0..text.len()).filter(|it| !breaks_word(text, *it)) {
                    let begin = &mut States::of(automaton.start());
                    let certain = possible_ends(&automaton, form.bytes(), start, begin, &mut possible);
                    real.clear();
                    automaton.ends(text, start, text.len(), &mut real);
                    if let Some(told) = told(&automaton, form.bytes(), start, &possible) {
                        let state = automaton.after(&text[start..start + told.by]);
                        let ends = told.ends.into_iter().find(|it| it.0 == state);
                        prop_assert_eq!(ends.unwrap_or_default().1, real.clone());
                    }
                    if let Some(tests) = tests(&automaton, form.bytes(), start, &possible) {
                        let holds = tests.iter().all(|it| it.holds(text));
                        prop_assert_eq!(if holds { &possible[..] } else { &[] }, &real[..]);
                    }
                    prop_assert!(real.iter().all(|end| possible.contains(end)));
                    prop_assert!(!certain || real == possible, "{} {:?}", start, possible);
                }
            }
        }
    }

    #[test]
    fn what_all_values_of_a_form_have_is_certain() {
        let mut ends = Vec::new();
        let mut certain = |at: usize, form: &str| {
            let automaton = &automata()[at];
            let begin = &mut States::of(automaton.start());
            let certain = possible_ends(automaton, form.as_bytes(), 0, begin, &mut ends);
            (certain, ends.clone())
        };
        assert_eq!(certain(0, "000-00-0000"), (true, vec![11]));
        assert_eq!(certain(1, "0000-00"), (false, vec![4, 7]));
        assert_eq!(certain(2, "AA00"), (true, vec![4]));
        assert_eq!(certain(3, "0a0a"), (false, vec![4]));
    }

    #[test]
    fn first_bytes_tell_where_matches_end() {
        let by = |at: usize, form: &str| {
            let (automaton, mut ends) = (&automata()[at], Vec::new());
            let begin = &mut States::of(automaton.start());
            possible_ends(automaton, form.as_bytes(), 0, begin, &mut ends);
            told(automaton, form.as_bytes(), 0, &ends).map(|told| (told.by, told.ends.len()))
        };
        assert_eq!(by(1, "0000-00"), Some((1, 1)));
        assert_eq!(by(5, "0000000000"), Some((3, 1)));
        assert_eq!(
            by(3, "0a0a"),
            Some((4, 1)),
            "any of its letters may be another"
        );
    }

    #[test]
    fn single_bytes_tell_a_match_where_none_depends_on_others() {
        let count = |at: usize, form: &str| {
            let (automaton, mut ends) = (&automata()[at], Vec::new());
            let begin = &mut States::of(automaton.start());
            possible_ends(automaton, form.as_bytes(), 0, begin, &mut ends);
            tests(automaton, form.as_bytes(), 0, &ends).map(|tests| tests.len())
        };
        assert_eq!(count(0, "000-00-0000"), Some(0));
        assert_eq!(count(1, "0000"), Some(1));
        assert_eq!(count(1, "0000-00"), None, "there are two ends");
        assert_eq!(count(3, "0a0a"), Some(2));
        assert_eq!(
            count(5, "0000000000"),
            Some(2),
            "the third depends on the second"
        );
        assert_eq!(count(6, "0000-00-00"), Some(3));
        assert_eq!(count(7, "000-A0"), Some(4));
    }

    #[test]
    fn a_part_of_a_word_and_what_is_long_have_no_form() {
        assert_eq!(Form::of(b"a1234", 1..5), None);
        assert_eq!(Form::of(b"1234a", 0..4), None);
        assert_eq!(Form::of(&[b'1'; 33], 0..33), None);
        assert!(Form::of(&[b'1'; 32], 0..32).is_some());
    }
}
