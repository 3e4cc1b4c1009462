//! Many automata as one: it tells at a place which of them match there. What that
//! costs depends on the bytes there, not on how many automata there are.

use std::collections::HashMap;
use std::ops::Range;

use crate::automaton::{Automaton, State};
use crate::hash::Quick;

/// Most entries of a table: more are far away.
const MAX_ENTRIES: usize = 1 << 16;
/// Most steps of single automata while it is made. Where they do not do, the automata
/// that are left in a state are told as if they matched.
const MAX_STEPS: usize = 1 << 22;

/// Patterns that are told by their first bytes.
///
/// A state is where its row begins. The row of the dead state comes first, then those
/// of states that tell of nothing; behind all rows come states that only tell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Joint {
    class_of: Vec<u8>,
    next: Vec<u32>,
    start: u32,
    /// The first row of a state that tells of a match.
    first_told: u32,
    stride: usize,
    /// For each state from that one on, what it tells, in `patterns`.
    told: Vec<Range<u32>>,
    patterns: Vec<u32>,
}

/// A pattern that may be in some states where a match begins.
pub(crate) struct Entry<'a> {
    pub pattern: u32,
    pub automaton: &'a Automaton,
    pub starts: Vec<State>,
}

const DEAD: u32 = 0;

impl Joint {
    /// Of patterns that differ, ascending.
    pub(crate) fn of(all: &[Entry<'_>]) -> Joint {
        match all {
            [] => Joint::default(),
            _ => Draft::of(all, (MAX_ENTRIES, MAX_STEPS)).finish(all),
        }
    }

    /// Calls back with the patterns of which a match begins where a text does; perhaps
    /// with some of which none does.
    #[inline]
    pub(crate) fn each(&self, text: &[u8], mut found: impl FnMut(u32)) {
        if self.next.is_empty() {
            return;
        }
        let mut state = self.start;
        for &byte in text {
            state = self.next[state as usize + usize::from(self.class_of[usize::from(byte)])];
            // One comparison for both: the dead state is the lowest.
            if state.wrapping_sub(1) >= self.first_told - 1 {
                if state == DEAD {
                    return;
                }
                self.tell(state, &mut found);
                if state as usize >= self.next.len() {
                    return;
                }
            }
        }
        // The last column is that of the end.
        let end = self.next[state as usize + self.stride - 1];
        if end != DEAD {
            self.tell(end, &mut found);
        }
    }

    #[inline(never)]
    fn tell(&self, state: u32, found: &mut impl FnMut(u32)) {
        let told = &self.told[(state - self.first_told) as usize / self.stride];
        let told = &self.patterns[told.start as usize..told.end as usize];
        told.iter().for_each(|it| found(*it));
    }

    pub(crate) fn memory_usage(&self) -> usize {
        self.class_of.len()
            + 4 * (self.next.len() + self.patterns.len())
            + size_of::<Range<u32>>() * self.told.len()
    }
}

/// Where matching has come to: the states of the automata that go on, by entry, and
/// the entries that matched at the last step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Node {
    live: Vec<(u32, State)>,
    told: Vec<u32>,
}

/// Nodes with what follows each, by class; node 0 is the dead one.
struct Draft {
    class_of: Vec<u8>,
    /// One byte of each class.
    samples: Vec<u8>,
    nodes: Vec<Node>,
    known: HashMap<Node, u32, Quick>,
    /// Rows of the first nodes; the others only tell.
    rows: Vec<u32>,
}

impl Draft {
    fn of(all: &[Entry<'_>], (entries, mut steps): (usize, usize)) -> Draft {
        let (class_of, samples) = classes(all);
        let mut draft = Draft {
            class_of,
            samples,
            nodes: Vec::new(),
            known: HashMap::default(),
            rows: Vec::new(),
        };
        draft.node(Node::default());
        let starts = (0..).zip(all).flat_map(|(at, entry)| {
            let states = entry.starts.iter();
            states.map(move |state| (at, *state))
        });
        draft.node(Node {
            live: starts.collect(),
            told: Vec::new(),
        });
        // What is near to the start comes first.
        let mut done = 0;
        while let Some(node) = draft.nodes.get(done) {
            let cost = node.live.len() * draft.stride();
            // The start goes on in any case.
            if done > 1 && (steps < cost || draft.rows.len() >= entries) {
                break;
            }
            steps = steps.saturating_sub(cost);
            let node = node.clone();
            draft.expand(all, &node);
            done += 1;
        }
        draft
    }

    fn stride(&self) -> usize {
        self.samples.len() + 1
    }

    /// The number of a node.
    fn node(&mut self, node: Node) -> u32 {
        let next = self.nodes.len() as u32;
        *self.known.entry(node).or_insert_with_key(|node| {
            self.nodes.push(node.clone());
            next
        })
    }

    fn expand(&mut self, all: &[Entry<'_>], node: &Node) {
        for at in 0..self.samples.len() {
            let next = after(all, node, self.samples[at]);
            let next = self.node(next);
            self.rows.push(next);
        }
        let ends = |it: &&(u32, State)| all[it.0 as usize].automaton.matches_at_end(it.1);
        let mut told: Vec<u32> = node.live.iter().filter(ends).map(|it| it.0).collect();
        told.dedup();
        let live = Vec::new();
        let end = self.node(Node { live, told });
        self.rows.push(end);
    }

    /// Brings the nodes into their order.
    fn finish(self, all: &[Entry<'_>]) -> Joint {
        let stride = self.stride();
        let rows = self.rows.len() / stride;
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        let tells = |at: &usize| *at >= rows || !self.nodes[*at].told.is_empty();
        order.sort_by_key(|at| (*at >= rows, tells(at)));
        let mut place = vec![0; order.len()];
        for (row, at) in order.iter().enumerate() {
            place[*at] = (row * stride) as u32;
        }
        let first_told = order.iter().filter(|it| !tells(it)).count();
        let mut joint = Joint {
            class_of: self.class_of,
            next: Vec::with_capacity(self.rows.len()),
            start: place[1],
            first_told: (first_told * stride) as u32,
            stride,
            told: Vec::new(),
            patterns: Vec::new(),
        };
        for at in order.iter().filter(|it| **it < rows) {
            let row = &self.rows[at * stride..][..stride];
            joint.next.extend(row.iter().map(|it| place[*it as usize]));
        }
        for &at in &order[first_told..] {
            let node = &self.nodes[at];
            let from = joint.patterns.len();
            let mut told: Vec<u32> = node.told.clone();
            if at >= rows {
                told.extend(node.live.iter().map(|it| it.0));
                told.dedup();
            }
            let numbers = told.iter().map(|it| all[*it as usize].pattern);
            joint.patterns.extend(numbers);
            joint.told.push(from as u32..joint.patterns.len() as u32);
        }
        joint
    }
}

/// Where matching goes from a node.
fn after(all: &[Entry<'_>], node: &Node, byte: u8) -> Node {
    let mut next = Node::default();
    for of_one in node.live.chunk_by(|one, other| one.0 == other.0) {
        let (entry, first) = (of_one[0].0, next.live.len());
        let automaton = all[entry as usize].automaton;
        let states = of_one.iter().filter_map(|it| automaton.next(it.1, byte));
        next.live.extend(states.map(|state| (entry, state)));
        let states = &mut next.live[first..];
        if states.iter().any(|it| automaton.matched(it.1)) {
            next.live.truncate(first);
            next.told.push(entry);
        } else if states.len() > 1 {
            states.sort_unstable();
            let mut rest = next.live.split_off(first);
            rest.dedup();
            next.live.append(&mut rest);
        }
    }
    next
}

/// The class of each byte, and one byte of each: bytes of a class no automaton tells apart.
fn classes(all: &[Entry<'_>]) -> (Vec<u8>, Vec<u8>) {
    let mut class_of = vec![0; 256];
    let mut known: HashMap<(u8, u8), u8, Quick> = HashMap::default();
    for entry in all {
        known.clear();
        for byte in 0..=u8::MAX {
            let class = &mut class_of[usize::from(byte)];
            let next = known.len() as u8;
            *class = *known
                .entry((*class, entry.automaton.kind(byte)))
                .or_insert(next);
        }
    }
    let mut samples = Vec::new();
    for (byte, class) in (0..=u8::MAX).zip(&class_of) {
        if usize::from(*class) == samples.len() {
            samples.push(byte);
        }
    }
    (class_of, samples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXPRESSIONS: [&str; 9] = [
        "[A-Z]{2}[0-9]{3}[A-Z]",
        "[C-Z][A-Z][0-9]{3,5}",
        "[0-9]{3}-[0-9]{2}",
        "[0-9]+x",
        "ab[0-9]|[0-9]{2}",
        "[a-c]*[0-9]{4}",
        "#?[0-9]{3}b",
        "(?:a|bc)*[0-9]",
        "é[0-9]{2}",
    ];

    fn joint(limits: (usize, usize)) -> (Vec<Automaton>, Joint) {
        let automata: Vec<Automaton> = EXPRESSIONS.map(Automaton::parsed).into();
        let entries: Vec<Entry<'_>> = automata
            .iter()
            .zip(10..)
            .map(|(automaton, pattern)| Entry {
                pattern,
                automaton,
                starts: vec![automaton.start()],
            })
            .collect();
        let joint = Draft::of(&entries, limits).finish(&entries);
        (automata, joint)
    }

    proptest! {
        #[test]
        fn it_tells_which_automata_match(
            text in "([A-Da-c]{0,3}|#|é)?[0-9]{0,5}(x|b|[A-Z]|-[0-9]{0,3}|\\PC)?",
            entries in proptest::sample::select(vec![0, 60, 400, MAX_ENTRIES]),
        ) {
            let text = text.as_bytes();
            let (automata, joint) = joint((entries, MAX_STEPS));
            let mut told = Vec::new();
            joint.each(text, |it| told.push(it));
            told.sort_unstable();
            prop_assert!(told.windows(2).all(|it| it[0] < it[1]), "each is told once");
            for (automaton, pattern) in automata.iter().zip(10..) {
                let matches = automaton.matches_beginning(text);
                let all = entries == MAX_ENTRIES;
                prop_assert!(!matches || told.contains(&pattern));
                prop_assert!(matches || !all || !told.contains(&pattern));
            }
        }
    }

    #[test]
    fn nothing_is_told_of_none() {
        Joint::of(&[]).each(b"1234", |_| panic!("there is nothing to tell"));
    }
}
