//! Which patterns share a group: those of which the group lets through the least
//! that none of them begins with, counted for each of them.

use super::Span;
use crate::class::{Engine, Task};

/// How a pattern begins, and how wide the part of a text is in which its keywords are
/// looked for.
pub(super) type Begun = (Span, u64);

/// Patterns that share a group.
struct Cluster {
    span: Span,
    width: u64,
    count: u64,
    /// What it lets through, once.
    passes: u64,
    /// The same, counted for each of its patterns.
    total: u64,
    members: Vec<usize>,
}

impl Cluster {
    fn new(at: usize, (span, width): &Begun) -> Cluster {
        let mut cluster = Cluster {
            span: *span,
            width: *width,
            count: 0,
            passes: 0,
            total: 0,
            members: Vec::new(),
        };
        cluster.add(1, &[at]);
        cluster
    }

    /// More patterns belong to it.
    #[inline(always)]
    fn add(&mut self, count: u64, members: &[usize]) {
        self.count += count;
        self.members.extend(members);
        self.passes = passes(&self.span) * self.width;
        self.total = self.count * self.passes;
    }
}

/// The group of each pattern, of which there are no more than so many.
pub(super) fn assign(all: &[Begun], most: usize) -> Vec<usize> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for (at, (span, width)) in all.iter().enumerate() {
        match clusters
            .iter_mut()
            .find(|it| (it.span, it.width) == (*span, *width))
        {
            Some(known) => known.add(1, &[at]),
            None => clusters.push(Cluster::new(at, &(*span, *width))),
        }
    }
    // Bits are counted all the time, for which engines have an instruction.
    Engine::detect().run(Join {
        clusters: &mut clusters,
        most,
    });
    let mut groups = vec![0; all.len()];
    for (group, cluster) in clusters.iter().enumerate() {
        cluster.members.iter().for_each(|it| groups[*it] = group);
    }
    groups
}

/// Joins those that cost least together until there are so many.
struct Join<'a> {
    clusters: &'a mut Vec<Cluster>,
    most: usize,
}

impl Task for Join<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        join(self.clusters, self.most);
    }
}

#[inline(always)]
fn join(clusters: &mut Vec<Cluster>, most: usize) {
    // For each, the cheapest of those before it, and the cost.
    let mut cheapest: Vec<(u64, usize)> = (0..clusters.len())
        .map(|at| partner(clusters, at))
        .collect();
    while clusters.len() > most {
        let all = cheapest.iter().zip(0..).skip(1);
        let (_, later) = all.min().expect("there are two or more");
        let earlier = cheapest[later].1;
        let joined = clusters.swap_remove(later);
        cheapest.swap_remove(later);
        let into = &mut clusters[earlier];
        into.span = union(&into.span, &joined.span);
        into.width = into.width.max(joined.width);
        into.add(joined.count, &joined.members);
        // What was last is in the place of what is gone now.
        let last = clusters.len();
        for (at, known) in cheapest.iter_mut().enumerate() {
            let partner_of = known.1;
            let changed = [earlier, later];
            if changed.contains(&at) || changed.contains(&partner_of) || partner_of >= last {
                *known = partner(clusters, at);
                continue;
            }
            for other in changed.into_iter().filter(|it| *it < at) {
                *known = cheaper(clusters, at, other, *known);
            }
        }
    }
}

/// The cheapest of those before one to join with it.
#[inline(always)]
fn partner(clusters: &[Cluster], at: usize) -> (u64, usize) {
    let none = (u64::MAX, usize::MAX);
    (0..at).fold(none, |known, other| cheaper(clusters, at, other, known))
}

/// The cheaper one of the partner that is known and another one.
#[inline(always)]
fn cheaper(clusters: &[Cluster], at: usize, other: usize, known: (u64, usize)) -> (u64, usize) {
    // Most cost more whatever they have in common, which takes longer to tell.
    match least(&clusters[at], &clusters[other]) > known.0 {
        true => known,
        false => known.min((cost(clusters, at, other), other)),
    }
}

/// What joining two costs at least: they let through no less than each does.
#[inline(always)]
fn least(one: &Cluster, other: &Cluster) -> u64 {
    let joined = one.passes.max(other.passes);
    (one.count + other.count) * joined - one.total - other.total
}

/// What more is let through by two that are joined.
#[inline(always)]
fn cost(clusters: &[Cluster], one: usize, other: usize) -> u64 {
    let (one, other) = (&clusters[one], &clusters[other]);
    let joined = passes(&union(&one.span, &other.span)) * one.width.max(other.width);
    (one.count + other.count) * joined - one.total - other.total
}

#[inline(always)]
fn union(one: &Span, other: &Span) -> Span {
    std::array::from_fn(|at| one[at] | other[at])
}

/// How many classes of nine bytes are let through.
#[inline(always)]
fn passes(span: &Span) -> u64 {
    span.iter().map(|it| u64::from(it.count_ones())).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_shares_a_group() {
        let other = [0b111 << 20, 1 << 20, 1 << 9];
        let spans = [[1, 1, 1], [1, 1, 3], other, [1, 1, 1], [3, 1, 1]].map(|it| (it, 1));
        let groups = assign(&spans, 2);
        assert_eq!(groups[0], groups[1]);
        assert_eq!(groups[0], groups[3]);
        assert_eq!(groups[0], groups[4]);
        assert_ne!(groups[0], groups[2]);
        assert!(groups.iter().all(|it| *it < 2));
        assert_eq!(assign(&spans, 9), [0, 1, 2, 0, 3]);
        assert!(assign(&[], 2).is_empty());
    }

    #[test]
    fn what_reaches_far_is_kept_apart() {
        let all = [([1, 1, 1], 1), ([3, 1, 1], 1), ([1, 1, 1], 90)];
        assert_eq!(assign(&all, 2), [0, 0, 1]);
    }

    /// By the definition, without what is remembered: what all let through in the end.
    fn naive(all: &[Begun], most: usize) -> u64 {
        let one = |(at, begun): (usize, &Begun)| Cluster::new(at, begun);
        let mut all: Vec<Cluster> = all.iter().enumerate().map(one).collect();
        while all.len() > most {
            let pairs = (0..all.len()).flat_map(|at| (0..at).map(move |to| (at, to)));
            let cheapest = pairs.map(|(at, to)| (cost(&all, at, to), to, at)).min();
            let (_, earlier, later) = cheapest.expect("there are pairs");
            let joined = all.swap_remove(later);
            let into = &mut all[earlier];
            into.span = union(&into.span, &joined.span);
            into.width = into.width.max(joined.width);
            into.add(joined.count, &[]);
        }
        all.iter()
            .map(|it| it.count * passes(&it.span) * it.width)
            .sum()
    }

    #[test]
    fn what_is_joined_is_the_cheapest_pair_each_time() {
        let mut seed = 7u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        let all: Vec<Begun> = (0..40)
            .map(|_| {
                let span = std::array::from_fn(|_| random() & 0x7FF_FFFF | 1);
                (span, u64::from(random() % 7 + 1))
            })
            .collect();
        let groups = assign(&all, 5);
        let total: u64 = (0..5)
            .map(|group| {
                let of = all.iter().zip(&groups).filter(|it| *it.1 == group);
                let span = of.clone().fold([0; 3], |all, it| union(&all, &it.0.0));
                let width = of.clone().map(|it| it.0.1).max().unwrap_or(0);
                of.count() as u64 * passes(&span) * width
            })
            .sum();
        assert_eq!(total, naive(&all, 5));
    }
}
