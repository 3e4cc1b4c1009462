//! Which literals share a bucket: those whose prints are alike, since a bucket
//! lets through every mixture of the nibbles in it.

use super::Print;

/// How many buckets there are: one for each bit of a byte.
const BUCKETS: usize = 8;

/// A group of prints, and for each place the nibbles in it.
struct Group {
    members: Vec<usize>,
    low: Print4,
    high: Print4,
}

type Print4 = [u16; super::PRINT];

/// How many prints have such nibbles.
fn passes(low: &Print4, high: &Print4) -> u64 {
    let places = low.iter().zip(high);
    let each = places.map(|(low, high)| u64::from(low.count_ones() * high.count_ones()));
    each.product()
}

/// The numbers of the prints in each bucket.
pub(super) fn assign(prints: &[Print]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..prints.len()).collect();
    // Prints that say less stay among themselves: they would open a bucket.
    order.sort_by_key(|at| (prints[*at].iter().flatten().count(), prints[*at]));
    let mut groups: Vec<Group> = order
        .iter()
        .map(|at| Group::of(*at, &prints[*at]))
        .collect();
    while groups.len() > BUCKETS {
        let cheapest = (1..groups.len())
            .min_by_key(|at| groups[at - 1].joined_cost(&groups[*at]))
            .expect("there are more groups than buckets");
        let group = groups.remove(cheapest);
        groups[cheapest - 1].join(&group);
    }
    groups.into_iter().map(|group| group.members).collect()
}

impl Group {
    fn of(member: usize, print: &Print) -> Group {
        let bits =
            |shift: u8| print.map(|it| it.map_or(u16::MAX, |byte| 1 << (byte >> shift & 15)));
        Group {
            members: vec![member],
            low: bits(0),
            high: bits(4),
        }
    }

    fn join(&mut self, other: &Group) {
        self.members.extend(&other.members);
        for place in 0..super::PRINT {
            self.low[place] |= other.low[place];
            self.high[place] |= other.high[place];
        }
    }

    /// How many more prints the joined group lets through.
    fn joined_cost(&self, other: &Group) -> u64 {
        let either = |one: Print4, other: Print4| std::array::from_fn(|at| one[at] | other[at]);
        let low = either(self.low, other.low);
        let joined = passes(&low, &either(self.high, other.high));
        joined.saturating_sub(self.passes() + other.passes())
    }

    fn passes(&self) -> u64 {
        passes(&self.low, &self.high)
    }
}
