//! Patterns in a few groups, and which groups may begin at a position: what the
//! classes of three times three bytes say of that. AVX-512 tells it for 64 positions
//! at once.
//!
//! Each group stands for all beginnings that some of its patterns have in the
//! first three bytes, some in the next three and some in the last. So it lets
//! through what mixes them; those share a group that mix least.

#![cfg_attr(
    not(target_arch = "x86_64"),
    allow(
        dead_code,
        unused_variables,
        reason = "only AVX-512 tells it of all positions"
    )
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod cluster;
mod each;
mod near;

use cluster::Begun;
pub(crate) use near::{LOOSE, Near, Others, TOKENS, Within};

use crate::Ready;
#[cfg(target_arch = "x86_64")]
use crate::class::Instructions;
use crate::class::{Engine, Masks};
use crate::shapes::{Shapes, Span};

/// For each way in which digits and letters may stand in three bytes, the groups
/// that have it: one bit each for where digits are, then for letters.
type Table = [u8; 64];

/// How many groups a lattice has.
const EIGHT: usize = 8;

/// Eight groups at most.
#[derive(Clone, Debug)]
pub(crate) struct Lattice {
    tables: Box<[Table; 3]>,
}

impl Default for Lattice {
    fn default() -> Lattice {
        Lattice {
            tables: Box::new([[0; 64]; 3]),
        }
    }
}

impl Lattice {
    /// Of patterns that begin so: to tell whether any may begin at a position.
    pub(crate) fn of<'a>(shapes: impl Iterator<Item = &'a Shapes>) -> Lattice {
        let begun: Vec<Begun> = shapes.map(|it| (it.spans(), 1)).collect();
        let groups = cluster::assign(&begun, EIGHT);
        let mut lattice = Lattice::default();
        for ((span, _), group) in begun.iter().zip(groups) {
            lattice.put(span, group);
        }
        lattice
    }

    fn put(&mut self, span: &Span, group: usize) {
        for (table, classes) in self.tables.iter_mut().zip(span) {
            let mut rest = *classes;
            while rest != 0 {
                table[place(rest.trailing_zeros() as usize)] |= 1 << group;
                rest &= rest - 1;
            }
        }
    }

    /// The groups that may begin at a position.
    #[cfg(test)]
    fn at(&self, masks: &Masks, position: usize) -> u8 {
        let (digits, letters) = (masks.digit.bits(position), masks.letter.bits(position));
        let tables = self.tables.iter().enumerate();
        tables.fold(u8::MAX, |groups, (at, table)| {
            let place = digits >> (3 * at) & 7 | (letters >> (3 * at) & 7) << 3;
            groups & table[place as usize]
        })
    }

    /// Where any group may begin in a block; other positions may be told, too.
    /// Without vectors for it, all are.
    #[inline(always)]
    pub(crate) fn any(&self, engine: Engine, masks: &Masks, block: usize) -> u64 {
        match engine.instructions() {
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => avx512::any(self, masks, block),
            _ => u64::MAX,
        }
    }

    pub(crate) fn memory_usage(&self) -> usize {
        size_of_val(&*self.tables)
    }
}

/// Where a class of three bytes, each 0 for other, 1 for digit, 2 for letter, the
/// first the most significant, stands in a table.
fn place(class: usize) -> usize {
    let bytes = [class / 9, class / 3 % 3, class % 3];
    let bit = |(at, byte): (usize, &usize)| match byte {
        0 => 0,
        1 => 1 << at,
        _ => 8 << at,
    };
    bytes.iter().enumerate().map(bit).sum()
}

/// A set of groups, a bit each.
pub(crate) type Bits = u16;
/// What each keyword belongs to, so that who asks for all has it.
pub(crate) const ASKED: Bits = 1 << 14;
/// Groups with shapes.
const MOST: usize = 13;

/// The groups of patterns that need a keyword.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    halves: [Lattice; 2],
    /// By pattern, in their order.
    of: Vec<Bits>,
    /// Most bytes of a match, by group.
    reaches: [usize; MOST],
}

impl Default for Groups {
    fn default() -> Groups {
        Groups::of(&[], &Ready::default())
    }
}

impl Groups {
    /// Of patterns by how they begin, each with most bytes of a match. Which share a group
    /// may have been worked out before.
    pub(crate) fn of(patterns: &[(&Shapes, usize)], ready: &Ready) -> Groups {
        let begun = begun(patterns);
        let known = ready.groups(&to_bytes(&begun), MOST);
        let assigned = known.unwrap_or_else(|| cluster::assign(&begun, MOST));
        let mut groups = Groups {
            halves: [Lattice::default(), Lattice::default()],
            of: assigned.iter().map(|group| 1 << group).collect(),
            reaches: [0; MOST],
        };
        for (((span, _), group), (_, reach)) in begun.iter().zip(assigned).zip(patterns) {
            groups.halves[group / EIGHT].put(span, group % EIGHT);
            groups.reaches[group] = groups.reaches[group].max(*reach);
        }
        groups
    }

    /// The group of a pattern, by its place.
    pub(crate) fn of_pattern(&self, at: usize) -> Bits {
        self.of[at]
    }

    /// Where some of these groups may begin in a block; other positions may be
    /// told, too. Without vectors for it, all are.
    #[inline(always)]
    pub(crate) fn starts(&self, engine: Engine, masks: &Masks, block: usize, of: Bits) -> u64 {
        match engine.instructions() {
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => avx512::some(&self.halves, masks, block, of),
            _ => u64::MAX,
        }
    }

    pub(crate) fn memory_usage(&self) -> usize {
        self.halves.iter().map(Lattice::memory_usage).sum::<usize>() + size_of_val(&*self.of)
    }
}

/// How each pattern begins, and how wide its keywords are looked for.
fn begun(patterns: &[(&Shapes, usize)]) -> Vec<Begun> {
    let width = |reach: usize| (3 + reach.div_ceil(64)) as u64;
    let begun = patterns.iter();
    begun.map(|it| (it.0.spans(), width(it.1))).collect()
}

fn to_bytes(begun: &[Begun]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size_of_val(begun));
    for (span, width) in begun {
        span.iter().for_each(|it| bytes.extend(it.to_le_bytes()));
        bytes.extend(width.to_le_bytes());
    }
    bytes
}

/// How patterns begin, and in which group each is, to be read by [`Ready::groups`].
pub(crate) fn prepared(patterns: &[(&Shapes, usize)]) -> [Vec<u8>; 2] {
    let begun = begun(patterns);
    let groups = cluster::assign(&begun, MOST);
    let groups = groups.into_iter().map(|group| group as u8);
    [to_bytes(&begun), groups.collect()]
}

/// What begins in each block, group by group; and of another lattice, where.
fn fill(
    engine: Engine,
    groups: &Groups,
    text: (&Masks, &[u64]),
    others: Others,
    live: (&mut [Bits], &mut [u8]),
    any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    match engine.instructions() {
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => avx512::live(&groups.halves, text, others, live, any),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => avx2::live(&groups.halves, text, others, live, any),
        _ => each::live(&groups.halves, text, others, live, any),
    }
}

fn spread(engine: Engine, groups: &Groups, within: Within, near: &mut Near) {
    match engine.instructions() {
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => avx512::spread(groups, within, near),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => avx2::spread(groups, within, near),
        _ => near.spread(groups, within),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Automaton;
    use crate::shape::{self, Beginning};
    use proptest::prelude::*;

    const PATTERNS: [&str; 20] = [
        "[0-9]{3}-[0-9]{2}-[0-9]{4}",
        "[0-9]{4}",
        "[0-9]{5,9}",
        "[A-Z]{2}[0-9]{6}",
        "[A-Z][0-9]{3} ?[0-9]{3}",
        "[0-9]{2}/[0-9]{2}/[0-9]{4}",
        "[0-9]{16}",
        "[A-Z]{4}[0-9]{6}[A-Z]{6}",
        "[0-9][A-Z]{3}[0-9]{4}",
        "[0-9]{2}\\.[0-9]{3}\\.[0-9]{3}",
        "[0-9]{8}[A-Z]",
        "[A-Z][0-9]{7}[A-Z]",
        "[0-9]{3}",
        "[0-9]{1,2} [a-z]{3} [0-9]{4}",
        "[A-Z]{3}-[0-9]{4}",
        "[0-9]{6}-[0-9]{4}",
        "[A-Z0-9]{17}",
        "[0-9]{4} [0-9]{4} [0-9]{4}",
        "[A-Z]{2}[0-9]{2} [0-9A-Z]{4}",
        "[0-9]{3}\\.[0-9]{2}",
    ];

    fn beginnings() -> Vec<Beginning> {
        let of = |regex: &&str| Beginning::of(&Automaton::parsed(regex), true, true);
        PATTERNS.iter().map(of).collect()
    }

    fn masks(engine: Engine, text: &[u8]) -> Masks {
        let mut masks = Masks::default();
        masks.fill_digits(engine, text);
        masks.fill_words(engine, text, 0..text.len() / 64 + 1);
        masks
    }

    #[test]
    fn there_are_no_more_groups_than_bits_and_each_pattern_is_in_one() {
        let all = beginnings();
        let patterns: Vec<_> = all.iter().map(|it| (&it.shapes, 40)).collect();
        let groups = Groups::of(&patterns, &Ready::default());
        let bits = (0..PATTERNS.len()).map(|at| groups.of_pattern(at));
        assert!(bits.clone().all(|it| it.count_ones() == 1 && it < ASKED));
        let used = bits.fold(0, |all, it| all | it);
        assert_eq!(used.count_ones() as usize, MOST);
    }

    proptest! {
        #[test]
        fn a_group_is_told_wherever_one_of_its_patterns_may_begin(
            text in "([0-9]{1,9}|[A-Z]{1,4}|[a-z]{1,9}|[ ./-]){0,60}",
        ) {
            let (text, all) = (text.as_bytes(), beginnings());
            let patterns: Vec<_> = all.iter().map(|it| (&it.shapes, 40)).collect();
            let groups = Groups::of(&patterns, &Ready::default());
            let lattice = Lattice::of(all.iter().map(|it| &it.shapes));
            for engine in Engine::available() {
                let masks = masks(engine, text);
                for at in 0..text.len() {
                    let shape = shape::at(&masks, at);
                    let bits = [&groups.halves[0], &groups.halves[1]].map(|it| it.at(&masks, at));
                    let bits = u16::from_le_bytes(bits);
                    let (block, bit) = (at / 64, at % 64);
                    let told = |word: u64| word >> bit & 1 == 1;
                    for (pattern, beginning) in all.iter().enumerate() {
                        if beginning.shapes.contains(shape) {
                            let group = groups.of_pattern(pattern);
                            prop_assert!(bits & group != 0);
                            prop_assert!(told(groups.starts(engine, &masks, block, group)));
                            prop_assert!(told(lattice.any(engine, &masks, block)));
                        }
                    }
                    if engine != Engine::detect() || groups.starts(engine, &masks, block, 0) != 0 {
                        continue;
                    }
                    for group in (0..MOST).map(|it| 1 << it) {
                        let starts = groups.starts(engine, &masks, block, group);
                        prop_assert_eq!(told(starts), bits & group != 0);
                    }
                    prop_assert_eq!(told(lattice.any(engine, &masks, block)), lattice.at(&masks, at) != 0);
                }
            }
        }

        #[test]
        fn what_begins_within_reach_is_near(
            text in "([0-9]{1,9}|[A-Z]{1,4}|[a-z]{1,9}| {1,60}|[./-]){0,80}",
            distance in 0..150usize,
        ) {
            let (text, all, longest) = (text.as_bytes(), beginnings(), 20);
            let reach = |at: usize| 20 + 17 * at;
            let patterns: Vec<_> =
                all.iter().enumerate().map(|(at, it)| (&it.shapes, reach(at))).collect();
            let (groups, mut near) = (Groups::of(&patterns, &Ready::default()), Near::default());
            let lattice = Lattice::of(all.iter().map(|it| &it.shapes));
            for engine in Engine::available() {
                let masks = masks(engine, text);
                let mut candidates = vec![0; text.len().div_ceil(64)];
                crate::candidates::find(engine, &masks, &mut candidates);
                let within = Within { longest, distance };
                let others = Others { tokens: true, loose: true, everywhere: false };
                let places = (&masks, &candidates[..]);
                near.fill(engine, &groups, places, (within, others), Some(&lattice));
                let any = |at: &usize| lattice.at(&masks, *at) != 0;
                let naive = candidates.iter().enumerate().map(|(block, word)| {
                    let bits = (0..64).filter(|bit| word >> bit & 1 == 1 && any(&(64 * block + bit)));
                    (block as u32, bits.map(|bit| 1 << bit).sum())
                });
                let naive: Vec<_> = naive.filter(|it| it.1 != 0).collect();
                prop_assert_eq!(&near.passed, &naive);
                prop_assert_eq!(near.around.len(), candidates.len());
                prop_assert!(near.around.iter().all(|it| it & ASKED == 0));
                for at in (0..text.len()).filter(|at| text[*at].is_ascii_digit()) {
                    let from = at.saturating_sub(longest + distance) / 64;
                    let to = (at + distance).min(text.len() - 1) / 64;
                    prop_assert!(near.around[from..=to].iter().all(|it| it & LOOSE != 0));
                }
                let runs = (0..candidates.len())
                    .filter(|it| crate::runs::may_cover(masks.space.word(*it)));
                for block in runs {
                    let far = crate::MAX_ARMED + distance;
                    let from = (64 * block).saturating_sub(longest + far) / 64;
                    let to = (64 * block + 63 + far).min(text.len() - 1) / 64;
                    prop_assert!(near.around[from..=to].iter().all(|it| it & TOKENS != 0));
                }
                let starts = (0..text.len()).filter(|at| candidates[at / 64] >> (at % 64) & 1 == 1);
                for at in starts {
                    let shape = shape::at(&masks, at);
                    for (pattern, beginning) in all.iter().enumerate() {
                        if !beginning.shapes.contains(shape) {
                            continue;
                        }
                        let from = at.saturating_sub(longest + distance + shape::MAX_LEAD);
                        let to = (at + reach(pattern) + distance).min(text.len() - 1);
                        for keyword in from..=to {
                            let around = near.around[keyword / 64];
                            prop_assert!(around & groups.of_pattern(pattern) != 0);
                        }
                    }
                }
            }
        }
    }
}
