//! Which groups of patterns may begin near each block: near enough for a keyword in
//! it.

use super::{Bits, Groups, Lattice, MOST};
use crate::class::{Engine, Masks};
use crate::shape::MAX_LEAD;
use crate::{MAX_ARMED, runs};

/// Long tokens, as a group.
pub(crate) const TOKENS: Bits = 1 << 13;
/// What may begin within words, as a group: where digits are.
pub(crate) const LOOSE: Bits = 1 << 15;

/// What else than groups with shapes may be armed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Others {
    pub(crate) tokens: bool,
    pub(crate) loose: bool,
    /// Whether that may be without a digit.
    pub(crate) everywhere: bool,
}

/// How far keywords count.
#[derive(Clone, Copy)]
pub(crate) struct Within {
    /// Most bytes of one.
    pub(crate) longest: usize,
    /// Most bytes between one and a value.
    pub(crate) distance: usize,
}

/// Which groups begin in each block, and which near it. Scratch space.
#[derive(Debug, Default)]
pub(crate) struct Near {
    pub(super) live: Vec<Bits>,
    /// Of each block, the first byte at which a group with shapes begins; 64 if none
    /// does.
    pub(super) first: Vec<u8>,
    pub(crate) around: Vec<Bits>,
    /// Blocks, and where in them another lattice lets something begin.
    pub(crate) passed: Vec<(u32, u64)>,
}

impl Near {
    /// Finds what is near each block; of the values the candidates are known. If it is
    /// given another lattice, finds where that lets something begin, too.
    pub(crate) fn fill(
        &mut self,
        engine: Engine,
        groups: &Groups,
        (masks, candidates): (&Masks, &[u64]),
        (within, others): (Within, Others),
        any: Option<&Lattice>,
    ) {
        let blocks = candidates.len();
        self.passed.clear();
        self.live.clear();
        self.live.resize(blocks, 0);
        self.first.clear();
        self.first.resize(blocks, 64);
        self.around.clear();
        self.around.resize(blocks, 0);
        let any = any.map(|it| (it, &mut self.passed));
        let live = (&mut self.live[..], &mut self.first[..]);
        super::fill(engine, groups, (masks, candidates), others, live, any);
        super::spread(engine, groups, within, self);
        if others.everywhere {
            self.around.iter_mut().for_each(|it| *it |= LOOSE);
        }
    }

    /// Brings what begins in each block to those near it.
    #[inline(always)]
    pub(super) fn spread(&mut self, groups: &Groups, within: Within) {
        let Near {
            live,
            first,
            around,
            ..
        } = self;
        let reaches = |bits: Bits| {
            let groups = groups.reaches.iter().enumerate();
            let groups = groups.filter(|(group, _)| bits >> group & 1 == 1);
            let most = groups.map(|it| *it.1).max().unwrap_or(0);
            // The digit or run that shows one may lie anywhere in it.
            match bits & (TOKENS | LOOSE) {
                0 => (most, 0),
                _ => (MAX_ARMED, MAX_ARMED),
            }
        };
        let each: [(Bits, (usize, usize)); 16] = std::array::from_fn(|bit| {
            let bits = 1 << bit;
            (bits, reaches(bits))
        });
        let reaching = |by: usize, blocks: &dyn Fn((usize, usize)) -> usize| -> Bits {
            let all = each.iter().filter(|it| blocks(it.1) >= by);
            all.map(|it| it.0).sum()
        };
        let ahead = |(_, more): (usize, usize)| {
            (63 + within.longest + within.distance + MAX_LEAD + more) / 64
        };
        let behind = |(reach, _): (usize, usize)| (reach + within.distance).div_ceil(64);
        for by in 0.. {
            let kept = reaching(by, &ahead);
            if kept == 0 {
                break;
            }
            let live = live.get(by..).unwrap_or_default();
            // So far away, what begins late in a block is out of reach.
            let before = within.longest + within.distance + MAX_LEAD + 64;
            let late = (before - (64 * by).min(before)).min(64) as u8;
            if late < 64 {
                let first = first.get(by..).unwrap_or_default();
                let all = around.iter_mut().zip(live).zip(first);
                all.for_each(|((around, live), first)| {
                    let near = if *first < late {
                        Bits::MAX
                    } else {
                        TOKENS | LOOSE
                    };
                    *around |= live & kept & near;
                });
            } else {
                let both = around.iter_mut().zip(live);
                both.for_each(|(around, live)| *around |= live & kept);
            }
        }
        for by in 1.. {
            let kept = reaching(by, &behind);
            if kept == 0 {
                break;
            }
            let around = around.get_mut(by..).unwrap_or_default();
            let both = around.iter_mut().zip(live.iter());
            both.for_each(|(around, live)| *around |= live & kept);
        }
    }

    pub(crate) fn memory_usage(&self) -> usize {
        size_of::<Bits>() * (self.live.capacity() + self.around.capacity())
            + self.first.capacity()
            + 16 * self.passed.capacity()
    }
}

/// What of some other things begins in each block.
#[inline(always)]
pub(super) fn others(masks: &Masks, others: Others, live: &mut [Bits]) {
    let count = live.len();
    if others.tokens {
        let spaces = masks.space.first(count);
        for (live, space) in live.iter_mut().zip(spaces) {
            *live |= if runs::may_cover(*space) { TOKENS } else { 0 };
        }
    }
    if others.loose {
        let digits = masks.digit.first(count);
        for (live, digit) in live.iter_mut().zip(digits) {
            *live |= if *digit != 0 { LOOSE } else { 0 };
        }
    }
}

const _: () = assert!(MOST == 13, "the bits above groups with shapes are taken");
