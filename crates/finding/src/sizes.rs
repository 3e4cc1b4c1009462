//! Sets of sizes.

use std::ops::RangeInclusive;

/// A set of sizes in bytes, as disjoint ranges in ascending order.
///
/// ```
/// use tracie_finding::Sizes;
///
/// let small = Sizes::of([0..=1_024]);
/// let few = small.without(&Sizes::of([10..=20]));
/// assert!(few.contains(9) && !few.contains(10) && few.contains(21));
/// assert!(!few.contains(1_025));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sizes(Vec<RangeInclusive<u64>>);

impl Sizes {
    /// All sizes there are.
    pub fn all() -> Sizes {
        Sizes::of([0..=u64::MAX])
    }

    /// The sizes in any of these ranges.
    pub fn of(ranges: impl IntoIterator<Item = RangeInclusive<u64>>) -> Sizes {
        let mut ranges: Vec<_> = ranges.into_iter().filter(|it| !it.is_empty()).collect();
        ranges.sort_by_key(|it| *it.start());
        let mut disjoint: Vec<RangeInclusive<u64>> = Vec::new();
        for range in ranges {
            match disjoint.last_mut() {
                Some(last) if *range.start() <= last.end().saturating_add(1) => {
                    *last = *last.start()..=*last.end().max(range.end());
                }
                _ => disjoint.push(range),
            }
        }
        Sizes(disjoint)
    }

    /// Whether a size is among them.
    pub fn contains(&self, size: u64) -> bool {
        self.0.iter().any(|range| range.contains(&size))
    }

    /// The sizes that are not among these.
    pub fn complement(&self) -> Sizes {
        let mut from = Some(0);
        let mut between = Vec::new();
        for range in &self.0 {
            if let (Some(from), Some(before)) = (from, range.start().checked_sub(1)) {
                between.push(from..=before);
            }
            from = range.end().checked_add(1);
        }
        between.extend(from.map(|from| from..=u64::MAX));
        Sizes::of(between)
    }

    /// The sizes in both sets.
    pub fn and(&self, other: &Sizes) -> Sizes {
        let pairs = self
            .0
            .iter()
            .flat_map(|a| other.0.iter().map(move |b| (a, b)));
        Sizes::of(pairs.map(|(a, b)| *a.start().max(b.start())..=*a.end().min(b.end())))
    }

    /// The sizes in this set that are not in the other.
    pub fn without(&self, other: &Sizes) -> Sizes {
        self.and(&other.complement())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets over a few small sizes and the largest, whose members can be told
    /// one by one.
    fn sets() -> Vec<Sizes> {
        let ends = [0, 1, 2, 5, u64::MAX - 1, u64::MAX];
        let mut sets = vec![Sizes::of([]), Sizes::all()];
        for from in ends {
            for to in ends {
                sets.push(Sizes::of([from..=to]));
                sets.push(Sizes::of([from..=to, 2..=3, 7..=9]));
            }
        }
        sets
    }

    #[test]
    fn sets_are_what_their_members_are() {
        let sizes = (0..=10).chain([u64::MAX - 2, u64::MAX - 1, u64::MAX]);
        for size in sizes {
            for a in sets() {
                assert_eq!(
                    a.complement().contains(size),
                    !a.contains(size),
                    "{a:?} {size}"
                );
                for b in sets() {
                    let both = a.contains(size) && b.contains(size);
                    assert_eq!(a.and(&b).contains(size), both, "{a:?} {b:?} {size}");
                    let only = a.contains(size) && !b.contains(size);
                    assert_eq!(a.without(&b).contains(size), only, "{a:?} {b:?} {size}");
                }
            }
        }
    }

    #[test]
    fn all_is_what_is_left_of_nothing() {
        assert_eq!(Sizes::of([]).complement(), Sizes::all());
        assert_eq!(Sizes::all().complement(), Sizes::of([]));
    }
}
