//! Sets of shapes, by their beginnings: of how a pattern goes on behind a few bytes
//! it mostly says the same for many shapes in a row.

use std::sync::LazyLock;

use crate::shape::WIDTH;

/// Shapes of three bytes, which are the bits of a word of a set.
pub(crate) const WORD: u32 = 27;
/// All shapes of a word.
pub(crate) const ALL: u32 = (1 << WORD) - 1;
/// Words of a set.
pub(crate) const WORDS: usize = 3_usize.pow(WIDTH as u32) / WORD as usize;

/// A set of shapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shapes {
    /// Neighbours differ.
    runs: Box<[Run]>,
    spans: Span,
}

/// For three times three bytes, which of 27 classes there are, a bit each.
pub(crate) type Span = [u32; 3];

/// Words that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    start: u16,
    end: u16,
    pub(crate) word: u32,
}

impl Run {
    /// Where the first one stands.
    pub(crate) fn start(&self) -> usize {
        self.start.into()
    }

    /// Where the one behind them stands.
    pub(crate) fn end(&self) -> usize {
        self.end.into()
    }
}

/// The shapes that hold a digit.
static WITH_DIGIT: LazyLock<Shapes> = LazyLock::new(|| {
    // Without a digit in three bytes, there are those with others and letters.
    let few = (0..WORD).filter(|it| (0..3).any(|at| it / 3u32.pow(at) % 3 == 1));
    let mut node = vec![few.fold(0, |word, it| word | 1 << it)];
    for _ in 3..WIDTH {
        let rest = node.clone();
        node.resize(2 * rest.len(), ALL);
        node.extend(rest);
    }
    Shapes::from_words(&node, false)
});

impl Shapes {
    /// From all words, or of those the shapes with a `digit`.
    pub(crate) fn from_words(words: &[u32], digit: bool) -> Shapes {
        let mut runs = Runs::default();
        let alike = words.chunk_by(|one, next| one == next);
        alike.for_each(|it| runs.push(it.len(), it[0]));
        let shapes = runs.shapes();
        if digit { shapes.with_digit() } else { shapes }
    }

    /// Those of them that hold a digit.
    pub(crate) fn with_digit(&self) -> Shapes {
        self.and(&WITH_DIGIT)
    }

    /// The set as bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let spans = self.spans.iter().flat_map(|it| it.to_le_bytes());
        let mut bytes: Vec<u8> = spans.collect();
        for run in &self.runs {
            bytes.extend(run.end.to_le_bytes());
            bytes.extend(run.word.to_le_bytes());
        }
        bytes
    }

    /// Reads that back; of other bytes comes some set.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Shapes {
        let (spans, words) = bytes.split_first_chunk::<12>().unwrap_or((&[0; 12], &[]));
        let (spans, _) = spans.as_chunks();
        let (words, _) = words.as_chunks::<6>();
        let mut runs = Vec::with_capacity(words.len());
        let mut start = 0;
        for [low, high, word @ ..] in words {
            let end = u16::from_le_bytes([*low, *high]);
            let word = u32::from_le_bytes(*word) & ALL;
            if start < end && usize::from(end) <= WORDS {
                runs.push(Run { start, end, word });
                start = end;
            }
        }
        if usize::from(start) < WORDS {
            let (end, word) = (WORDS as u16, 0);
            runs.push(Run { start, end, word });
        }
        Shapes {
            runs: runs.into(),
            spans: std::array::from_fn(|at| u32::from_le_bytes(spans[at]) & ALL),
        }
    }

    /// Those that are in another set, too.
    fn and(&self, other: &Shapes) -> Shapes {
        let mut runs = Runs::default();
        self.beside(other, |count, one, other| runs.push(count, one & other));
        runs.shapes()
    }

    /// Calls back with words beside those of another set, and how many there are alike.
    fn beside(&self, other: &Shapes, mut found: impl FnMut(usize, u32, u32)) {
        let (mut at, mut others) = (0, &other.runs[..]);
        for run in &self.runs {
            // There is no need to look closer.
            if run.word == 0 {
                found(run.end() - run.start(), 0, 0);
                at = run.end();
            }
            while at < run.end() {
                let behind = others.partition_point(|it| it.end() <= at);
                others = &others[behind..];
                let other = others[0];
                let end = run.end().min(other.end());
                found(end - at, run.word, other.word);
                at = end;
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn contains(&self, shape: usize) -> bool {
        let at = shape / WORD as usize;
        let run = self.runs.partition_point(|it| it.end() <= at);
        let run = self.runs.get(run);
        run.is_some_and(|it| it.word >> (shape % WORD as usize) & 1 == 1)
    }

    pub(crate) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The runs in which there are shapes.
    fn filled(&self) -> impl Iterator<Item = Run> + '_ {
        self.runs.iter().copied().filter(|it| it.word != 0)
    }

    /// The number of each group of so many words in which there is a shape; some come
    /// more than once.
    pub(crate) fn groups(&self, size: usize) -> impl Iterator<Item = usize> + '_ {
        self.filled()
            .flat_map(move |it| it.start() / size..it.end().div_ceil(size))
    }

    /// Whether a shape without a digit is among them.
    pub(crate) fn is_digitless(&self) -> bool {
        let mut any = false;
        self.beside(&WITH_DIGIT, |_, word, with| any |= word & !with != 0);
        any
    }

    /// The classes of the first three bytes, of the next three and of three more
    /// that there are, a bit each.
    pub(crate) fn spans(&self) -> Span {
        self.spans
    }

    fn find_spans(&self) -> Span {
        let mut spans = [0; 3];
        for run in self.filled() {
            let (start, end, word) = (run.start(), run.end(), run.word);
            for first in start / 81..end.div_ceil(81) {
                spans[0] |= 1 << first;
            }
            for next in (start / 3..end.div_ceil(3)).take(27) {
                spans[1] |= 1 << (next % 27);
            }
            // Of the last three bytes of a shape, two.
            let two = (0..9).filter(|it| word >> (3 * it) & 7 != 0);
            let two: u32 = two.map(|it| 1 << it).sum();
            for last in (start..end).take(3) {
                spans[2] |= two << (9 * (last % 3));
            }
        }
        spans
    }

    pub(crate) fn len(&self) -> usize {
        let each = |it: Run| (it.end() - it.start()) * it.word.count_ones() as usize;
        self.filled().map(each).sum()
    }

    pub(crate) fn memory_usage(&self) -> usize {
        size_of_val(&*self.runs)
    }
}

/// Runs that are being put behind each other.
#[derive(Default)]
struct Runs {
    all: Vec<Run>,
}

impl Runs {
    fn push(&mut self, count: usize, word: u32) {
        match self.all.last_mut() {
            _ if count == 0 => {}
            Some(last) if last.word == word => last.end += count as u16,
            last => {
                let start = last.map_or(0, |it| it.end);
                let end = start + count as u16;
                self.all.push(Run { start, end, word });
            }
        }
    }

    fn shapes(self) -> Shapes {
        let mut shapes = Shapes {
            runs: self.all.into(),
            spans: [0; 3],
        };
        shapes.spans = shapes.find_spans();
        shapes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What words say of each shape.
    fn members(words: &[u32]) -> Vec<usize> {
        let shapes = 0..words.len() * WORD as usize;
        let holds = |it: &usize| words[it / WORD as usize] >> (it % WORD as usize) & 1 == 1;
        shapes.filter(holds).collect()
    }

    fn has_digit(shape: usize) -> bool {
        (0..WIDTH as u32).any(|at| shape / 3_usize.pow(at) % 3 == 1)
    }

    fn words() -> impl Strategy<Value = Vec<u32>> {
        let word = prop_oneof![Just(0), Just(ALL), 0..=ALL];
        let run = (1..400usize, word);
        proptest::collection::vec(run, 1..40).prop_map(|runs| {
            let words = runs.iter().flat_map(|(count, word)| vec![*word; *count]);
            let mut words: Vec<u32> = words.take(WORDS).collect();
            words.resize(WORDS, 0);
            words
        })
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_set(bytes: Vec<u8>) {
            let shapes = Shapes::from_bytes(&bytes);
            let words = shapes.runs().iter().map(|it| it.end() - it.start());
            prop_assert_eq!(words.sum::<usize>(), WORDS);
        }

        #[test]
        fn a_set_is_what_its_words_say(words in words(), digit: bool) {
            let shapes = Shapes::from_words(&words, digit);
            let mut all = members(&words);
            all.retain(|it| !digit || has_digit(*it));
            prop_assert_eq!(shapes.len(), all.len());
            prop_assert_eq!(&Shapes::from_bytes(&shapes.to_bytes()), &shapes);
            prop_assert!(all.iter().all(|it| shapes.contains(*it)));
            prop_assert_eq!(shapes.is_digitless(), all.iter().any(|it| !has_digit(*it)));
            let (mut groups, mut spans) = (std::collections::BTreeSet::new(), [0; 3]);
            for shape in all {
                groups.insert(shape / (3 * WORD as usize));
                spans[0] |= 1 << (shape / 2_187);
                spans[1] |= 1 << (shape / 81 % 27);
                spans[2] |= 1 << (shape / 3 % 27);
            }
            prop_assert_eq!(shapes.spans(), spans);
            prop_assert_eq!(shapes.groups(3).collect::<std::collections::BTreeSet<_>>(), groups);
        }
    }
}
