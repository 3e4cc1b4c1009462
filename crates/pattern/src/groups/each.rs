//! The groups of one candidate after the other, on any machine: fewer of them stand in
//! a block than it has positions.

use super::near::{self, Others};
use super::{Bits, EIGHT, Lattice};
use crate::class::Masks;

/// The groups of three lattices, for each way in which digits and letters may stand in
/// three bytes: those of two, then from [`ANOTHER`] on those of the third.
struct Tables([[u32; 64]; 3]);

const ANOTHER: u32 = 2 * EIGHT as u32;

impl Tables {
    fn of(halves: &[Lattice; 2], another: Option<&Lattice>) -> Tables {
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

    /// The groups that may begin at a position.
    #[inline(always)]
    fn at(&self, masks: &Masks, position: usize) -> u32 {
        let (digits, letters) = (masks.digit.ten(position), masks.letter.ten(position));
        let first = digits & 7 | (letters & 7) << 3;
        let second = digits >> 3 & 7 | letters & 7 << 3;
        let third = digits >> 6 & 7 | letters >> 3 & 7 << 3;
        self.0[0][first] & self.0[1][second] & self.0[2][third]
    }
}

/// What begins in each block, of groups at its candidates; and of another lattice, at
/// which of them any group begins.
#[inline(always)]
pub(super) fn live(
    halves: &[Lattice; 2],
    (masks, candidates): (&Masks, &[u64]),
    others: Others,
    (live, first): (&mut [Bits], &mut [u8]),
    mut any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    near::others(masks, others, live);
    let tables = Tables::of(halves, any.as_ref().map(|it| it.0));
    let outs = live.iter_mut().zip(first);
    for ((block, &starts), (live, first)) in candidates.iter().enumerate().zip(outs) {
        let (mut rest, mut all, mut some, mut passed) = (starts, 0, 0, 0);
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            let groups = tables.at(masks, 64 * block + bit as usize);
            all |= groups;
            some |= u64::from(groups as Bits != 0) << bit;
            passed |= u64::from(groups >> ANOTHER != 0) << bit;
        }
        if starts != 0 {
            *live |= all as Bits;
            *first = some.trailing_zeros() as u8;
            if let Some((_, found)) = &mut any
                && passed != 0
            {
                found.push((block as u32, passed));
            }
        }
    }
}
