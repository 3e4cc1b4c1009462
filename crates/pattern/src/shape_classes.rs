//! Shapes with which the same patterns can begin.

use std::collections::HashMap;

use crate::hash::Quick;
use crate::shape::{COUNT, Shapes, WORD};

/// Words of a set of shapes that are looked at together: they lie in one line of
/// the cache, and what comes of them in the nearest.
const TOGETHER: usize = 16;

/// The class of each shape, and for each class a row of bits, which tell the
/// patterns that can begin so. There are fewer shapes than a `u16` counts; class 0
/// has no pattern.
pub(crate) fn classes(all: &[&Shapes]) -> (Vec<u16>, Vec<u64>) {
    let width = all.len().div_ceil(64);
    let mut classes = Classes::new(width);
    let mut class_of = Vec::with_capacity(COUNT);
    let mut rows = vec![0; TOGETHER * WORD as usize * width];
    for from in (0..COUNT / WORD as usize).step_by(TOGETHER) {
        rows.fill(0);
        let mut shapes = 0;
        for (pattern, words) in all.iter().enumerate() {
            let words = words.words()[from..].iter().take(TOGETHER);
            shapes = WORD as usize * words.len();
            mark(&mut rows, width, pattern, words);
        }
        let rows = rows.chunks_exact(width.max(1)).take(shapes);
        class_of.extend(rows.map(|row| classes.of(row)));
    }
    class_of.resize(COUNT, 0);
    (class_of, classes.rows)
}

/// Adds a pattern to the rows of its shapes.
fn mark<'a>(rows: &mut [u64], width: usize, pattern: usize, words: impl Iterator<Item = &'a u32>) {
    let (place, bit) = (pattern / 64, 1 << (pattern % 64));
    for (at, word) in words.enumerate() {
        let mut rest = *word;
        while rest != 0 {
            let shape = WORD as usize * at + rest.trailing_zeros() as usize;
            rows[shape * width + place] |= bit;
            rest &= rest - 1;
        }
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
