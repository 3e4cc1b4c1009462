//! Shapes with which the same patterns can begin.

use std::collections::HashMap;

use crate::hash::Quick;
use crate::shape::COUNT;
use crate::shapes::{Shapes, WORD, WORDS};

/// The class of each shape, and for each class a row of bits, which tell the
/// patterns that can begin so. There are fewer shapes than a `u16` counts; class 0
/// has no pattern.
pub(crate) fn classes(all: &[&Shapes]) -> (Vec<u16>, Vec<u64>) {
    let mut word = Word::new(all.len().div_ceil(64));
    let mut class_of = Vec::with_capacity(COUNT);
    let (begun, order) = in_order(all);
    let mut changes = order.into_iter();
    for (from, to) in begun.iter().zip(&begun[1..]) {
        for (pattern, bits) in changes.by_ref().take(to - from) {
            word.change(pattern as usize, bits);
        }
        class_of.extend(word.classes());
    }
    (class_of, word.classes.rows)
}

/// Where the words of patterns begin to be other ones, and which, in the order of words:
/// for each word where its changes begin among all, and behind them their number.
fn in_order(all: &[&Shapes]) -> (Vec<usize>, Vec<(u32, u32)>) {
    let runs = || {
        let patterns = (0..).zip(all);
        patterns.flat_map(|(pattern, shapes)| shapes.runs().iter().map(move |it| (pattern, it)))
    };
    let mut begun = vec![0; WORDS + 1];
    runs().for_each(|(_, run)| begun[run.start() + 1] += 1);
    for word in 1..begun.len() {
        begun[word] += begun[word - 1];
    }
    let (mut next, mut changes) = (begun.clone(), vec![(0, 0); begun[WORDS]]);
    for (pattern, run) in runs() {
        changes[next[run.start()]] = (pattern, run.word);
        next[run.start()] += 1;
    }
    (begun, changes)
}

/// The patterns of each shape of a word, and which shapes have others than in the word
/// before: few.
struct Word {
    width: usize,
    /// By pattern, its shapes.
    shapes: Vec<u32>,
    /// By shape, its patterns.
    rows: Vec<u64>,
    changed: u32,
    class_of: [u16; WORD as usize],
    classes: Classes,
}

impl Word {
    fn new(width: usize) -> Word {
        Word {
            width,
            shapes: vec![0; 64 * width],
            rows: vec![0; width * WORD as usize],
            changed: 0,
            class_of: [0; WORD as usize],
            classes: Classes::new(width),
        }
    }

    /// A pattern has other shapes from here on.
    fn change(&mut self, pattern: usize, shapes: u32) {
        let before = std::mem::replace(&mut self.shapes[pattern], shapes);
        let (place, bit) = (pattern / 64, 1 << (pattern % 64));
        let mut rest = before ^ shapes;
        self.changed |= rest;
        while rest != 0 {
            self.rows[rest.trailing_zeros() as usize * self.width + place] ^= bit;
            rest &= rest - 1;
        }
    }

    /// The class of each shape.
    fn classes(&mut self) -> [u16; WORD as usize] {
        let mut rest = std::mem::take(&mut self.changed);
        while rest != 0 {
            let shape = rest.trailing_zeros() as usize;
            let row = &self.rows[shape * self.width..][..self.width];
            self.class_of[shape] = self.classes.of(row);
            rest &= rest - 1;
        }
        self.class_of
    }
}

/// Rows that differ, numbered.
struct Classes {
    width: usize,
    rows: Vec<u64>,
    known: HashMap<Box<[u64]>, u16, Quick>,
    /// The class before: neighbours are often alike.
    last: u16,
}

impl Classes {
    fn new(width: usize) -> Classes {
        Classes {
            width,
            rows: vec![0; width],
            known: HashMap::from_iter([(vec![0; width].into(), 0)]),
            last: 0,
        }
    }

    fn of(&mut self, row: &[u64]) -> u16 {
        let last = self.last as usize * self.width;
        if self.rows[last..last + self.width] == *row {
            return self.last;
        }
        self.last = match self.known.get(row) {
            Some(class) => *class,
            None => self.add(row),
        };
        self.last
    }

    fn add(&mut self, row: &[u64]) -> u16 {
        let next = self.known.len() as u16;
        self.known.insert(row.into(), next);
        self.rows.extend_from_slice(row);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Automaton;
    use crate::shape::Beginning;

    #[test]
    fn each_shape_has_the_patterns_that_begin_so() {
        let expressions = [
            "[0-9]{3}-[0-9]{2}-[0-9]{4}",
            "[0-9]{4}",
            "[A-Z]{2}[0-9]{6}",
            "[0-9a-f]{8,}",
        ];
        // More than a word of bits.
        let many = expressions.iter().cycle().take(70);
        let all: Vec<Beginning> = many
            .map(|it| Beginning::of(&Automaton::parsed(it), false, true))
            .collect();
        let shapes: Vec<&Shapes> = all.iter().map(|it| &it.shapes).collect();
        let (class_of, rows) = classes(&shapes);
        for shape in 0..COUNT {
            let row = &rows[2 * usize::from(class_of[shape])..][..2];
            for (pattern, shapes) in shapes.iter().enumerate() {
                let told = row[pattern / 64] >> (pattern % 64) & 1 == 1;
                assert_eq!(told, shapes.contains(shape), "{shape} of {pattern}");
            }
        }
        let (class_of, rows) = classes(&[]);
        assert!(class_of == vec![0; COUNT] && rows.is_empty());
    }
}
