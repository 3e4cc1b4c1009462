//! One pattern as a small anchored DFA that gives every end at which a match
//! from a start may close.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind, nfa::thompson};
use regex_syntax::hir::Hir;

use crate::Error;
use crate::class::is_word_byte;
use crate::hash::Quick;
use crate::record::{push, take, take_word, words};

/// Bytes that building one automaton may take. The largest managed pattern
/// needs 35 KB.
const SIZE_LIMIT: usize = 1 << 20;
/// Most entries of a table: a state is the place of its row, in 16 bits.
const MAX_ENTRIES: usize = 1 << 16;

/// A pattern, ready to be tried at a position.
///
/// The table is the automaton's, copied so that a step is one look-up behind
/// the other: a state is where its row begins. The row of the dead state comes
/// first, then that of the start; those of states that say that a match ended
/// one byte before come last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Automaton {
    class_of: Box<[u8; 256]>,
    /// That of an expression that is known stands in the program.
    next: Cow<'static, [State]>,
    /// The first row of a state that tells of a match.
    first_match: State,
    /// The column that tells whether a match ends where the text does.
    end: usize,
    /// One each of the digits, capitals and small letters that it tells apart.
    members: [Cow<'static, [u8]>; 3],
    /// Where digits lead from the start.
    chain: Chain,
}

/// The states after one digit and more, as far as it does not matter which digits they are
/// but for the first, which may lead nowhere.
#[derive(Clone, Debug, Default, PartialEq)]
struct Chain {
    states: [State; LINKS],
    /// How many of them are known.
    known: usize,
}

/// Digits that are passed at once: as many as two words of bytes hold.
const LINKS: usize = 16;

/// A state of an automaton.
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
    #[inline(always)]
    pub(crate) fn ends(&self, text: &[u8], start: usize, limit: usize, ends: &mut Vec<usize>) {
        let (mut state, passed) = self.pass_digits(&text[start..limit]);
        if state == DEAD {
            return;
        }
        let (within, mut at) = (&text[..limit], start + passed);
        while let Some(told) = self.next_told(&mut state, within, at) {
            if state == DEAD {
                return;
            }
            // A state tells of a match one byte after its end.
            if !breaks_word(text, told) {
                ends.push(told);
            }
            at = told + 1;
        }
        if self.next[state as usize + self.end] != DEAD && !breaks_word(text, limit) {
            ends.push(limit);
        }
    }

    /// The next byte, from a position on, that leads to the dead state or to one that tells
    /// of a match. A loop that does nothing else keeps all it needs at hand.
    #[inline(always)]
    fn next_told(&self, state: &mut State, text: &[u8], mut at: usize) -> Option<usize> {
        let (class_of, next) = (&*self.class_of, &*self.next);
        let mut now = usize::from(*state);
        // One comparison for both: the dead state is the lowest.
        let silent = usize::from(self.first_match) - 1;
        while let Some(&byte) = text.get(at) {
            now = usize::from(next[now + usize::from(class_of[usize::from(byte)])]);
            if now.wrapping_sub(1) >= silent {
                *state = now as State;
                return Some(at);
            }
            at += 1;
        }
        *state = now as State;
        None
    }

    /// The state behind digits that a text begins with, and how many they are: no match of
    /// whole words ends between them.
    #[inline(always)]
    fn pass_digits(&self, text: &[u8]) -> (State, usize) {
        let digits = match self.chain.known {
            0 | 1 => 0,
            known => leading_digits(text).min(known),
        };
        // The first one may be another than that of the chain.
        if digits < 2 || self.step(self.start(), text[0]) == DEAD {
            return (self.start(), 0);
        }
        (self.chain.states[digits - 1], digits)
    }

    /// Where digits lead from the start.
    fn with_chain(mut self) -> Automaton {
        let digits = std::mem::take(&mut self.members[0]);
        let mut next = digits.iter().filter_map(|it| self.next(self.start(), *it));
        let first = next.next();
        if let Some(mut state) = first.filter(|first| next.all(|it| it == *first)) {
            let mut chain = Chain::default();
            let mut alike = true;
            while alike && chain.known < LINKS {
                chain.states[chain.known] = state;
                chain.known += 1;
                let next = digits.first().map_or(DEAD, |it| self.step(state, *it));
                alike = state != DEAD && digits.iter().all(|it| self.step(state, *it) == next);
                state = next;
            }
            self.chain = chain;
        }
        self.members[0] = digits;
        self
    }

    /// Whether a match begins where a text does, whatever is behind it.
    #[inline]
    pub(crate) fn matches_beginning(&self, text: &[u8]) -> bool {
        let mut state = self.start();
        for &byte in text {
            state = self.step(state, byte);
            // One comparison for both: the dead state is the lowest.
            if state.wrapping_sub(1) >= self.first_match - 1 {
                return state != DEAD;
            }
        }
        self.matches_at_end(state)
    }

    /// The state after so many bytes from a start: the dead one where no match can
    /// follow.
    #[inline]
    pub(crate) fn after(&self, bytes: &[u8]) -> State {
        let mut state = self.start();
        for &byte in bytes {
            state = self.step(state, byte);
            if state == DEAD {
                break;
            }
        }
        state
    }

    #[inline(always)]
    fn step(&self, state: State, byte: u8) -> State {
        self.next[state as usize + self.class_of[byte as usize] as usize]
    }

    /// Of an expression in a test.
    #[cfg(test)]
    pub(crate) fn parsed(regex: &str) -> Automaton {
        let mut parser = regex_syntax::ParserBuilder::new().utf8(false).build();
        Automaton::new(&parser.parse(regex).expect("a test pattern")).expect("a small pattern")
    }

    /// Where matching begins.
    pub(crate) fn start(&self) -> State {
        self.end as State + 1
    }

    /// The state after a byte, or `None` where no match can follow.
    pub(crate) fn next(&self, state: State, byte: u8) -> Option<State> {
        let state = self.step(state, byte);
        (state != DEAD).then_some(state)
    }

    /// Bytes of one kind lead to the same states.
    pub(crate) fn kind(&self, byte: u8) -> u8 {
        self.class_of[byte as usize]
    }

    /// Whether a match ended just before the byte that led to this state.
    pub(crate) fn matched(&self, state: State) -> bool {
        state >= self.first_match
    }

    /// Whether a match ends where the text does.
    pub(crate) fn matches_at_end(&self, state: State) -> bool {
        self.next[state as usize + self.end] != DEAD
    }

    /// The bytes that a byte of a form stands for, one of each kind.
    pub(crate) fn members<'a>(&'a self, byte: &'a u8) -> &'a [u8] {
        match byte {
            b'0' => &self.members[0],
            b'A' => &self.members[1],
            b'a' => &self.members[2],
            _ => std::slice::from_ref(byte),
        }
    }

    /// The automaton as bytes: the column of each byte, one of each kind, then words of 16
    /// bits.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let words = [self.first_match, self.end as State];
        let words = words.into_iter().chain(self.next.iter().copied());
        let mut bytes = self.class_of.to_vec();
        self.members.iter().for_each(|it| push(&mut bytes, it));
        bytes.extend(words.flat_map(State::to_le_bytes));
        bytes
    }

    /// Reads that back; `None` if it is no automaton.
    pub(crate) fn from_bytes(bytes: &'static [u8]) -> Option<Automaton> {
        let (class_of, mut rest) = bytes.split_first_chunk::<256>()?;
        let members = [take(&mut rest)?, take(&mut rest)?, take(&mut rest)?];
        let first_match = take_word(&mut rest)?;
        let end = take_word(&mut rest)?;
        let next = words(rest)?;
        let end = usize::from(end);
        // No step may lead out of the table.
        let farthest = next
            .iter()
            .copied()
            .max()
            .unwrap_or(0)
            .max(end as State + 1);
        let column = class_of.iter().copied().max().unwrap_or(0);
        let sound = first_match > 0
            && usize::from(column) < end
            && usize::from(farthest) + end < next.len();
        let automaton = sound.then(|| Automaton {
            members: members.map(Into::into),
            class_of: Box::new(*class_of),
            next,
            first_match,
            end,
            chain: Chain::default(),
        });
        automaton.map(Automaton::with_chain)
    }

    pub(crate) fn memory_usage(&self) -> usize {
        size_of::<[u8; 256]>() + size_of_val(&*self.next)
    }
}

/// Whether a word or number goes on across a position.
#[inline(always)]
pub fn breaks_word(text: &[u8], at: usize) -> bool {
    let word = |at: usize| text.get(at).is_some_and(|byte| is_word_byte(*byte));
    at > 0 && word(at - 1) && word(at)
}

/// Whether a word goes on across the start of a long token. What is written without
/// spaces, as Chinese is, ends where other letters begin.
#[inline]
pub fn breaks_token(text: &[u8], at: usize) -> bool {
    // From U+3000 to U+D7FF, kana, ideographs and Hangul among them.
    let unspaced = matches!(text[..at], [.., 0xE3..=0xED, 0x80..=0xBF, 0x80..=0xBF]);
    breaks_word(text, at) && !(unspaced && text[at].is_ascii())
}

const DEAD: State = 0;

/// How many digits a text begins with, of the first few; none may be told near its end.
#[inline(always)]
fn leading_digits(text: &[u8]) -> usize {
    let Some([first, second]) = text.first_chunk::<LINKS>().map(|it| it.as_chunks::<8>().0) else {
        return 0;
    };
    match digits_of(first) {
        8 => 8 + digits_of(second),
        few => few,
    }
}

/// How many digits come first among eight bytes.
#[inline(always)]
fn digits_of(bytes: &[u8; 8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let values = u64::from_le_bytes(*bytes) ^ (0x30 * EACH);
    // Above nine, six more reach the upper half of a byte; what a sum carries over to the
    // next byte stands behind the first that is no digit.
    let above = (values | values.wrapping_add(6 * EACH)) & (0xF0 * EACH);
    above.trailing_zeros() as usize / 8
}

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
    let states = reached(dfa, start, &samples);
    let end = samples.len();
    let stride = end + 1;
    if (states.len() + 1) * stride > MAX_ENTRIES {
        return Err(Error::TooLarge("too many states".into()));
    }
    let places = (1..).map(|row| (row * stride) as State);
    let place: HashMap<StateID, State, Quick> = states.iter().copied().zip(places).collect();
    let mut next = vec![DEAD; stride];
    for &state in &states {
        let to = |byte: &u8| place.get(&dfa.next_state(state, *byte));
        next.extend(samples.iter().map(|byte| to(byte).copied().unwrap_or(DEAD)));
        let ends = dfa.is_match_state(dfa.next_eoi_state(state));
        next.push(State::from(ends));
    }
    let plain = states.iter().filter(|it| !dfa.is_match_state(**it)).count();
    let first_match = ((plain + 1) * stride).min(State::MAX as usize) as State;
    let automaton = Automaton {
        members: members(&class_of),
        class_of,
        next: next.into(),
        first_match,
        end,
        chain: Chain::default(),
    };
    Ok(automaton.with_chain())
}

/// Of each kind one digit, capital and small letter.
fn members(class_of: &[u8; 256]) -> [Cow<'static, [u8]>; 3] {
    [b'0'..=b'9', b'A'..=b'Z', b'a'..=b'z'].map(|it| one_of_each(class_of, it))
}

/// The first of each kind among some bytes.
fn one_of_each(class_of: &[u8; 256], bytes: RangeInclusive<u8>) -> Cow<'static, [u8]> {
    let mut kinds = [false; 256];
    let new = |byte: &u8| !std::mem::replace(&mut kinds[class_of[*byte as usize] as usize], true);
    bytes.filter(new).collect()
}

/// The states that matching can come to: the start first, those that tell of a
/// match last. The start tells of none, since no pattern matches nothing.
fn reached(dfa: &dense::DFA<Vec<u32>>, start: StateID, samples: &[u8]) -> Vec<StateID> {
    let mut seen: HashSet<StateID, Quick> = HashSet::from_iter([start]);
    let mut states = vec![start];
    let mut done = 0;
    while let Some(&state) = states.get(done) {
        for &byte in samples {
            let to = dfa.next_state(state, byte);
            if !dfa.is_dead_state(to) && !dfa.is_quit_state(to) && seen.insert(to) {
                states.push(to);
            }
        }
        done += 1;
    }
    states.sort_by_key(|state| dfa.is_match_state(*state));
    states
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
        let automaton = Automaton::parsed(regex);
        let mut ends = Vec::new();
        automaton.ends(text.as_bytes(), 0, text.len(), &mut ends);
        ends
    }

    #[test]
    fn a_match_begins_where_a_text_does() {
        for (regex, text, expected) in [
            ("[A-Z]{2}[0-9]{2}[A-Z]", "AB12C", true),
            ("[A-Z]{2}[0-9]{2}[A-Z]", "AB12Cd34", true),
            ("[A-Z]{2}[0-9]{2}[A-Z]", "AB123C", false),
            ("[A-Z]{2}[0-9]{2}[A-Z]", "AB12", false),
            ("[0-9]{2,}x?", "12", true),
            ("[0-9]{2,}x?", "1", false),
        ] {
            let automaton = Automaton::parsed(regex);
            assert_eq!(
                automaton.matches_beginning(text.as_bytes()),
                expected,
                "{text}"
            );
        }
    }

    /// By the definition: every end of a match, tried one by one.
    fn ends_naive(regex: &str, text: &[u8]) -> Vec<usize> {
        let whole = regex_automata::meta::Regex::builder()
            .syntax(regex_automata::util::syntax::Config::new().utf8(false))
            .build(&format!("^(?:{regex})$"))
            .expect("a test pattern");
        let all = 1..=text.len();
        all.filter(|end| !breaks_word(text, *end) && whole.is_match(&text[..*end]))
            .collect()
    }

    proptest::proptest! {
        #[test]
        fn ends_are_those_of_the_definition(
            text in "[0-9]{0,20}[a -]?[0-9]{0,20}[a -]?.{0,20}",
            regex in proptest::sample::select(vec![
                "[0-9]{10}", "[12][0-9]{9}", "[0-9]{3,12}a?", "[0-9]+(?:[ -][0-9]+)*", "[0-9]{8}[a-z]",
                "[0-9]{4}[3-7][0-9]{5,17}", "1[0-9]|[2-9][0-9]{4,}", "[0-9]{16}(?: [0-9])?", "[^x]{2,9}",
            ]),
        ) {
            let mut found = Vec::new();
            Automaton::parsed(regex).ends(text.as_bytes(), 0, text.len(), &mut found);
            proptest::prop_assert_eq!(found, ends_naive(regex, text.as_bytes()));
        }
    }

    #[test]
    fn all_ends_before_no_word_byte_are_given() {
        assert_eq!(ends("[0-9]+(?: [0-9]+)*", "12 34 5"), [2, 5, 7]);
        assert_eq!(ends("[0-9]{3}|[0-9]{3}-[0-9]", "123-4x"), [3]);
        assert_eq!(ends("[0-9]{3}", "1234"), [0; 0]);
        assert_eq!(ends("a[^x]*b", "a b b"), [3, 5]);
    }
}
