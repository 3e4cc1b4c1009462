//! A sieve: for many positions at once, whether a viable shape can begin there.
//!
//! The set of viable shapes is read as a small acyclic automaton over the three
//! classes of bytes. It runs over whole masks: what a state holds is not one
//! position but a bit for each of 256, so a step is a shift and an "and" for
//! all of them. What passes is looked up in the table of shapes.

use std::collections::HashMap;

use crate::class::Engine;
#[cfg(target_arch = "x86_64")]
use crate::class::Instructions;
use crate::groups::Lattice;
use crate::hash::Quick;
use crate::shape::{COUNT, Viable, WIDTH};
use crate::shapes::Shapes;

/// Most words that are sifted together.
const MOST_LANES: usize = 8;
/// Most steps of a sieve; deeper shapes are for the table of shapes to tell.
const MAX_STEPS: usize = 32;

/// Positions as bits, 64 a word.
pub(crate) type Lanes<const N: usize> = [u64; N];

/// The classes that a step may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Other,
    Digit,
    Letter,
    Word,
    NoDigit,
    NoLetter,
    Any,
}

/// Shapes as a table and as a sieve.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sifted {
    pub(crate) viable: Viable,
    pub(crate) sieve: Sieve,
    /// The same in groups: of words and numbers, and by AVX-512 of all positions.
    pub(crate) lattice: Lattice,
}

impl Sifted {
    /// Of all these shapes, and lengths of runs of digits that fill one.
    pub(crate) fn of<'a>(shapes: impl Iterator<Item = &'a Shapes> + Clone, runs: u32) -> Sifted {
        let viable = Viable::of(shapes.clone()).with_runs(runs);
        let sieve = viable.sieve();
        let lattice = Lattice::of(shapes);
        Sifted {
            viable,
            sieve,
            lattice,
        }
    }

    pub(crate) fn memory_usage(&self) -> usize {
        self.viable.memory_usage() + self.sieve.memory_usage() + self.lattice.memory_usage()
    }
}

/// One step: the positions of a state at whose next byte a class stands belong
/// to another state.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: u8,
    to: u8,
    class: Class,
    /// Whether it is the first that leads to its state.
    first: bool,
}

/// A set of shapes, by their beginnings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sieve {
    /// By depth.
    steps: Vec<Vec<Step>>,
    states: usize,
}

/// The highest number of a state: there are fewer than steps.
const MOST: usize = 127;
/// Where so many of the shapes that begin alike are viable, and more than one of
/// so many, steps that tell them apart cost more than to look each up.
const MANY: usize = 81;
const DENSE: usize = 5;
/// The state in which any positions are accepted.
const ACCEPT: u8 = 1;

impl Sieve {
    /// From one flag for each shape.
    pub(crate) fn new(viable: &[bool]) -> Sieve {
        let mut depths = (1..=WIDTH).rev();
        depths
            .find_map(|depth| Sieve::of_depth(viable, depth))
            .expect("a sieve of depth one has few steps")
    }

    /// `None` if it has too many steps.
    fn of_depth(viable: &[bool], depth: usize) -> Option<Sieve> {
        assert_eq!(viable.len(), COUNT, "one flag for each shape");
        let mut sieve = Sieve {
            steps: Vec::new(),
            states: 2,
        };
        let mut level: Vec<(u8, &[bool])> = vec![(0, viable)];
        for at in 0..depth {
            let mut next = Level {
                last: at + 1 == depth,
                numbers: HashMap::default(),
                states: Vec::new(),
            };
            let mut steps = Vec::new();
            for (from, set) in level {
                next.add(from, set, &mut sieve.states, &mut steps);
            }
            sieve.steps.push(steps);
            if sieve.steps.iter().map(Vec::len).sum::<usize>() > MAX_STEPS {
                return None;
            }
            level = next.states;
        }
        Some(sieve)
    }

    /// Keeps the bits of those positions at which a viable shape may begin,
    /// and perhaps some others.
    #[inline(always)]
    pub(crate) fn sift<const N: usize>(
        &self,
        engine: Engine,
        masks: &Window<N>,
        space: &mut Space,
    ) -> Lanes<N> {
        match engine.instructions() {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `Engine::available` offers these only where AVX2 was detected.
            Instructions::Avx2 | Instructions::Avx512 => unsafe { self.sift_avx2(masks, space) },
            _ => self.run(masks, space),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn sift_avx2<const N: usize>(&self, masks: &Window<N>, space: &mut Space) -> Lanes<N> {
        self.run(masks, space)
    }

    /// Plain code that the compiler turns into that of the vectors at hand.
    #[inline(always)]
    fn run<const N: usize>(&self, masks: &Window<N>, space: &mut Space) -> Lanes<N> {
        let states = space.states();
        states[0] = masks.starts;
        states[ACCEPT as usize] = [0; N];
        for (depth, steps) in self.steps.iter().enumerate() {
            let digit = shifted(&masks.digits, depth as u32);
            let letter = shifted(&masks.letters, depth as u32);
            let classes = classes(digit, letter);
            for step in steps {
                let class = &classes[step.class as usize & 7];
                let from = states[step.from as usize & MOST];
                let to = &mut states[step.to as usize & MOST];
                let old = if step.first { [0; N] } else { *to };
                for lane in 0..N {
                    to[lane] = old[lane] | from[lane] & class[lane];
                }
            }
        }
        states[ACCEPT as usize]
    }

    pub(crate) fn memory_usage(&self) -> usize {
        let steps: usize = self.steps.iter().map(Vec::len).sum();
        steps * size_of::<Step>()
    }
}

/// The masks around some positions; of the classes the words from there on, and
/// those from one word behind on.
pub(crate) struct Window<const N: usize> {
    pub(crate) starts: Lanes<N>,
    pub(crate) digits: [Lanes<N>; 2],
    pub(crate) letters: [Lanes<N>; 2],
}

/// Working memory of a sieve.
#[derive(Debug)]
pub(crate) struct Space {
    states: Box<States>,
}

/// What all states hold; no vector of it lies in two lines of the cache.
#[derive(Debug)]
#[repr(align(64))]
struct States([u64; MOST_LANES * (MOST + 1)]);

impl Default for Space {
    fn default() -> Space {
        Space {
            states: Box::new(States([0; MOST_LANES * (MOST + 1)])),
        }
    }
}

impl Space {
    #[inline(always)]
    fn states<const N: usize>(&mut self) -> &mut [Lanes<N>; MOST + 1] {
        let (states, _) = self.states.0.as_chunks_mut();
        let states = states.first_chunk_mut();
        states.expect("there is room for the most lanes")
    }
}

/// The masks of all classes, by their numbers.
#[inline(always)]
fn classes<const N: usize>(digit: Lanes<N>, letter: Lanes<N>) -> [Lanes<N>; 8] {
    let mut classes = [[u64::MAX; N]; 8];
    for lane in 0..N {
        let (digit, letter) = (digit[lane], letter[lane]);
        classes[Class::Other as usize][lane] = !(digit | letter);
        classes[Class::Digit as usize][lane] = digit;
        classes[Class::Letter as usize][lane] = letter;
        classes[Class::Word as usize][lane] = digit | letter;
        classes[Class::NoDigit as usize][lane] = !digit;
        classes[Class::NoLetter as usize][lane] = !letter;
    }
    classes
}

/// The masks of the bytes so far behind each position.
#[inline(always)]
fn shifted<const N: usize>([words, next]: &[Lanes<N>; 2], by: u32) -> Lanes<N> {
    std::array::from_fn(|lane| words[lane] >> by | next[lane] << 1 << (63 - by))
}

/// The states of the next depth while they are collected.
struct Level<'a> {
    last: bool,
    numbers: HashMap<&'a [bool], u8, Quick>,
    states: Vec<(u8, &'a [bool])>,
}

impl<'a> Level<'a> {
    fn add(&mut self, from: u8, set: &'a [bool], states: &mut usize, steps: &mut Vec<Step>) {
        let third = set.len() / 3;
        let mut classes: Vec<(u8, u8)> = Vec::new();
        for (class, child) in set.chunks_exact(third).enumerate() {
            let Some(to) = self.number(child, states) else {
                continue;
            };
            match classes.iter_mut().find(|it| it.0 == to) {
                Some(known) => known.1 |= 1 << class,
                None => classes.push((to, 1 << class)),
            }
        }
        for (to, classes) in classes {
            let first = to != ACCEPT && !steps.iter().any(|step| step.to == to);
            let class = Class::any_of(classes);
            steps.push(Step {
                from,
                to,
                class,
                first,
            });
        }
    }

    /// The state that stands for a set of shapes; none if it is empty.
    fn number(&mut self, set: &'a [bool], states: &mut usize) -> Option<u8> {
        let viable = count(set);
        if viable == 0 {
            return None;
        }
        if self.last || viable == set.len() || viable >= MANY && viable > set.len() / DENSE {
            return Some(ACCEPT);
        }
        let all = &mut self.states;
        Some(*self.numbers.entry(set).or_insert_with(|| {
            // More states than steps are allowed never run.
            let number = (*states).min(MOST) as u8;
            *states += 1;
            all.push((number, set));
            number
        }))
    }
}

/// How many flags are set.
fn count(flags: &[bool]) -> usize {
    // A byte counts so many, and bytes are added many at once.
    let few = flags.chunks(usize::from(u8::MAX));
    let sums = few.map(|few| few.iter().map(|it| u8::from(*it)).sum::<u8>());
    sums.map(usize::from).sum()
}

impl Class {
    /// From a bit each for others, digits and letters.
    fn any_of(bits: u8) -> Class {
        match bits {
            0b001 => Class::Other,
            0b010 => Class::Digit,
            0b100 => Class::Letter,
            0b110 => Class::Word,
            0b101 => Class::NoDigit,
            0b011 => Class::NoLetter,
            _ => Class::Any,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Masks;
    use crate::shape;
    use proptest::prelude::*;

    fn masks(text: &[u8]) -> Masks {
        let mut masks = Masks::default();
        masks.fill_digits(Engine::scalar(), text);
        masks.fill_words(Engine::scalar(), text, 0..text.len() / 64 + 1);
        masks
    }

    /// What passes, position by position.
    fn sifted<const N: usize>(sieve: &Sieve, engine: Engine, text: &[u8]) -> Vec<bool> {
        let (masks, mut space) = (masks(text), Space::default());
        let mut passed = Vec::new();
        for block in (0..text.len().div_ceil(64)).step_by(N) {
            let window = Window {
                starts: [u64::MAX; N],
                digits: masks.digit.words_at(block),
                letters: masks.letter.words_at(block),
            };
            for word in sieve.sift(engine, &window, &mut space) {
                passed.extend((0..64).map(|bit| word >> bit & 1 == 1));
            }
        }
        passed.truncate(text.len());
        passed
    }

    /// Shapes spelt by the digits of their classes, `?` for any.
    fn viable(patterns: &[&str]) -> Vec<bool> {
        let fits = |pattern: &str, shape: usize| {
            pattern.bytes().rev().zip(0..).all(|(class, place)| {
                let here = shape / 3usize.pow(place) % 3;
                class == b'?' || usize::from(class - b'0') == here
            })
        };
        (0..COUNT)
            .map(|shape| patterns.iter().any(|it| fits(it, shape)))
            .collect()
    }

    proptest! {
        #[test]
        fn what_is_viable_passes_and_nothing_else(text in "([0-9]{3}[. ][0-9]{2}[. ][0-9a-c]{3}|[0-9a-c .]{1,3}){0,150}") {
            let viable = viable(&["1110110111", "2211011121", "1011101111"]);
            let (sieve, text) = (Sieve::new(&viable), text.as_bytes());
            let masks = masks(text);
            let naive: Vec<bool> = (0..text.len()).map(|at| viable[shape::at(&masks, at)]).collect();
            for engine in Engine::available() {
                prop_assert_eq!(&sifted::<4>(&sieve, engine, text), &naive);
                prop_assert_eq!(&sifted::<8>(&sieve, engine, text), &naive);
            }
        }

        #[test]
        fn where_much_is_viable_all_of_it_passes(text in "[0-9a-c .]{0,700}") {
            let viable = viable(&["1110110111", "2211?0????", "10111?????"]);
            let (sieve, text) = (Sieve::new(&viable), text.as_bytes());
            let masks = masks(text);
            let few = sifted::<4>(&sieve, Engine::scalar(), text);
            prop_assert!((0..text.len()).all(|at| few[at] || !viable[shape::at(&masks, at)]));
            for engine in Engine::available() {
                prop_assert_eq!(&sifted::<4>(&sieve, engine, text), &few);
                prop_assert_eq!(&sifted::<8>(&sieve, engine, text), &few);
            }
        }
    }

    #[test]
    fn a_sieve_of_too_many_shapes_is_shallower() {
        let mut state = 1u32;
        let viable: Vec<bool> = (0..COUNT)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 28 == 0
            })
            .collect();
        let sieve = Sieve::new(&viable);
        assert!(sieve.steps.len() < WIDTH);
        let text = b"12ab.34cd,56 78ef90gh";
        let (masks, passed) = (masks(text), sifted::<4>(&sieve, Engine::scalar(), text));
        for (at, passed) in passed.iter().enumerate() {
            assert!(*passed || !viable[shape::at(&masks, at)]);
        }
    }
}
