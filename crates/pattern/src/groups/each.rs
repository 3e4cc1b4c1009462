//! The groups of one candidate after the other, on any machine: fewer of them stand in
//! a block than it has positions.

use super::near::{self, Others};
use super::{Bits, EIGHT, Lattice};
use crate::class::{Mask, Masks, onward};

/// The groups of three lattices, for each way in which digits and letters may stand in
/// three bytes: those of two, then from [`ANOTHER`] on those of the third.
pub(super) struct Tables([[u32; 64]; 3]);

const ANOTHER: u32 = 2 * EIGHT as u32;

impl Tables {
    pub(super) fn of(halves: &[Lattice; 2], another: Option<&Lattice>) -> Tables {
        let all = halves.iter().chain(another).zip((0..).step_by(EIGHT));
        let mut tables = [[0; 64]; 3];
        for (lattice, shift) in all {
            for (table, groups) in tables.iter_mut().zip(lattice.tables.iter()) {
                let both = table.iter_mut().zip(groups);
                both.for_each(|(all, groups)| *all |= u32::from(*groups) << shift);
            }
        }
        Tables(tables)
    }

    /// The groups that may begin where these bits of masks do.
    #[inline(always)]
    fn at(&self, digits: u64, letters: u64) -> u32 {
        let place = |digits: u64, letters: u64| (digits & 0o7 | letters & 0o70) as usize;
        let first = self.0[0][place(digits, letters << 3)];
        let second = self.0[1][place(digits >> 3, letters)];
        first & second & self.0[2][place(digits >> 6, letters >> 3)]
    }

    /// What begins at the candidates of a block.
    #[inline(always)]
    pub(super) fn told(&self, masks: &Masks, block: usize, starts: u64) -> Told {
        let both = |mask: &Mask| (mask.word(block), mask.word(block + 1));
        let (digits, letters) = (both(&masks.digit), both(&masks.letter));
        let (mut rest, mut all, mut first, mut passed) = (starts, 0, 0, 0);
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            let groups = self.at(
                onward(digits.0, digits.1, bit),
                onward(letters.0, letters.1, bit),
            );
            // The last time that there was none before.
            first = if all as Bits == 0 { bit as u8 } else { first };
            all |= groups;
            passed |= u64::from(groups >> ANOTHER != 0) << bit;
        }
        let live = all as Bits;
        let first = if live == 0 { 64 } else { first };
        Told {
            live,
            first,
            passed,
        }
    }
}

/// What begins in a block.
pub(super) struct Told {
    /// The groups that do.
    pub(super) live: Bits,
    /// The first byte at which one does; 64 if none does.
    pub(super) first: u8,
    /// Where something of the third lattice does.
    pub(super) passed: u64,
}

/// What begins in each block, of groups at its candidates; and of another lattice, at
/// which of them any group begins.
#[inline(always)]
pub(super) fn live(
    halves: &[Lattice; 2],
    (masks, candidates): (&Masks, &[u64]),
    others: Others,
    live: (&mut [Bits], &mut [u8]),
    any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    let tables = Tables::of(halves, any.as_ref().map(|it| it.0));
    fill((masks, candidates), others, live, any, |block, starts| {
        tables.told(masks, block, starts)
    });
}

/// The same, by what tells it of each block that has candidates.
#[inline(always)]
pub(super) fn fill(
    (masks, candidates): (&Masks, &[u64]),
    others: Others,
    (live, first): (&mut [Bits], &mut [u8]),
    mut any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
    told: impl Fn(usize, u64) -> Told,
) {
    near::others(masks, others, live);
    let outs = live.iter_mut().zip(first);
    for ((block, &starts), (live, first)) in candidates.iter().enumerate().zip(outs) {
        if starts == 0 {
            continue;
        }
        let told = told(block, starts);
        *live |= told.live;
        *first = told.first;
        if let Some((_, found)) = &mut any
            && told.passed != 0
        {
            found.push((block as u32, told.passed));
        }
    }
}
