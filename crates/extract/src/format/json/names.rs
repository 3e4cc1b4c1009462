//! The names over values, each combination once.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use tracie_finding::chunk::Names;

use super::meaning::Meaning;

/// A name longer than this is cut, as far as keywords in it go: memory is
/// taken for it once for each combination it is in.
const LONGEST: usize = 256;
/// So many names in all combinations are kept whole ...
const MOST_NAMES: usize = 1 << 18;
/// ... then, only so many innermost ones of each.
const INNERMOST: usize = 4;
/// So many combinations are kept from one piece to the next.
const KEPT: usize = 1 << 12;
/// Tells whether there is nothing to look for in a name.
pub(crate) type IsDull<'a> = &'a mut dyn FnMut(&[u8]) -> bool;

/// No combination.
const NONE: u32 = u32::MAX;

/// Combinations of names: a tree, each knot of which is the set of names from
/// the root to it. Knot 0 is the empty set.
pub(crate) struct Paths {
    sets: Names,
    knots: Vec<Knot>,
    /// The last names of the knots, one after the other.
    texts: Vec<u8>,
    /// The first knot of those whose parent and name have a hash.
    by_hash: HashMap<u64, u32>,
    hasher: RandomState,
    /// How many names there are in all sets.
    names: usize,
}

#[derive(Clone, Copy)]
struct Knot {
    parent: u32,
    /// Its last name in `texts`.
    text: (usize, usize),
    /// The next knot with the same hash.
    next: u32,
    /// The child that was asked for first when last asked, and the sibling
    /// that was asked for next: records repeat each other.
    first_child: u32,
    next_sibling: u32,
    /// What a member of its last name is.
    meaning: Meaning,
    /// Whether its last name stands in JSON as it is.
    verbatim: bool,
    /// Whether there is nothing to look for in its last name, once that was asked.
    dull: Option<bool>,
}

impl Knot {
    /// One that nothing was asked for below.
    fn new(parent: u32, name: &[u8], start: usize, next: u32) -> Knot {
        Knot {
            parent,
            text: (start, start + name.len()),
            next,
            first_child: NONE,
            next_sibling: NONE,
            meaning: Meaning::of(name),
            verbatim: !name.iter().any(|it| matches!(it, b'"' | b'\\' | ..=0x1F)),
            dull: None,
        }
    }

    /// The one that is likely to be asked for when this was, where `first` says whether
    /// below it or beside it.
    #[inline(always)]
    fn likely(&self, first: bool) -> u32 {
        match first {
            true => self.first_child,
            false => self.next_sibling,
        }
    }
}

impl Default for Paths {
    fn default() -> Paths {
        let mut paths = Paths {
            sets: Names::new(),
            knots: Vec::new(),
            texts: Vec::new(),
            by_hash: HashMap::new(),
            hasher: RandomState::new(),
            names: 0,
        };
        paths.clear();
        paths
    }
}

impl Paths {
    /// The sets, numbered by knots.
    pub(crate) fn sets(&self) -> &Names {
        &self.sets
    }

    /// Makes room before the next piece of the same object, if need be.
    pub(crate) fn trim(&mut self) {
        if self.knots.len() > KEPT {
            self.clear();
        }
    }

    /// Forgets all but the empty set.
    pub(crate) fn clear(&mut self) {
        self.sets.clear();
        self.knots.clear();
        self.texts.clear();
        self.by_hash.clear();
        self.names = 0;
        self.sets.push([""; 0]);
        self.knots.push(Knot::new(0, b"", 0, NONE));
    }

    /// What a member of the last name of a knot is.
    #[inline(always)]
    pub(crate) fn meaning(&self, knot: u32) -> Meaning {
        self.knots[knot as usize].meaning
    }

    /// Whether there is nothing to look for in the last name of a knot, as `judge` says, which
    /// is asked once.
    #[inline(always)]
    pub(crate) fn is_dull(&mut self, knot: u32, judge: IsDull<'_>) -> bool {
        match self.knots[knot as usize].dull {
            Some(dull) => dull,
            None => self.judge_dull(knot, judge),
        }
    }

    #[cold]
    fn judge_dull(&mut self, knot: u32, judge: IsDull<'_>) -> bool {
        let Knot { dull, text, .. } = &mut self.knots[knot as usize];
        *dull.insert(judge(&self.texts[text.0..text.1]))
    }

    /// The knot of a name under a parent, where `before` is the knot of the
    /// name before it under the same parent, or the parent itself.
    #[inline(always)]
    pub(crate) fn child(&mut self, parent: u32, before: u32, name: &[u8]) -> u32 {
        let likely = self.knots[before as usize].likely(before == parent);
        if let Some(knot) = self.knots.get(likely as usize)
            && same(&self.texts[knot.text.0..knot.text.1], name)
        {
            return likely;
        }
        self.look_up(parent, before, &name[..name.len().min(LONGEST)])
    }

    /// The knot that is likely to be asked for next, and its last name, if that stands as it
    /// is between the quotes that begin a text.
    #[inline(always)]
    pub(crate) fn foreseen(&self, parent: u32, before: u32, text: &[u8]) -> Option<(u32, usize)> {
        let likely = self.knots[before as usize].likely(before == parent);
        let knot = self.knots.get(likely as usize)?;
        let name = &self.texts[knot.text.0..knot.text.1];
        let [b'"', rest @ ..] = text else {
            return None;
        };
        let (found, behind) = rest.split_at_checked(name.len())?;
        let stands = behind.starts_with(b"\":") && knot.verbatim && same(found, name);
        stands.then_some((likely, name.len()))
    }

    fn look_up(&mut self, parent: u32, before: u32, name: &[u8]) -> u32 {
        let hash = self.hasher.hash_one((parent, name));
        let first = self.by_hash.get(&hash).copied().unwrap_or(NONE);
        let found = self
            .find(first, parent, name)
            .unwrap_or_else(|| self.add(hash, first, parent, name));
        let last = &mut self.knots[before as usize];
        if before == parent {
            last.first_child = found;
        } else {
            last.next_sibling = found;
        }
        found
    }

    fn find(&self, first: u32, parent: u32, name: &[u8]) -> Option<u32> {
        let mut at = first;
        while let Some(knot) = self.knots.get(at as usize) {
            if knot.parent == parent && &self.texts[knot.text.0..knot.text.1] == name {
                return Some(at);
            }
            at = knot.next;
        }
        None
    }

    fn add(&mut self, hash: u64, next: u32, parent: u32, name: &[u8]) -> u32 {
        let start = self.texts.len();
        self.texts.extend_from_slice(name);
        self.knots.push(Knot::new(parent, name, start, next));
        let above = self.sets.get(parent);
        let whole = self.names + above.len() < MOST_NAMES;
        let from = if whole {
            0
        } else {
            (above.len() + 1).saturating_sub(INNERMOST)
        };
        let set: Vec<&[u8]> = above.iter().map(|name| &**name).chain([name]).collect();
        let set: Vec<Box<[u8]>> = set[from..].iter().map(|name| (*name).into()).collect();
        self.names += set.len();
        let knot = self.sets.push(set);
        self.by_hash.insert(hash, knot);
        knot
    }
}

/// Whether two names are equal; without a call, since most are short.
#[inline(always)]
fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.first_chunk::<8>(), b.first_chunk::<8>()) {
        (Some(first), Some(second)) if a.len() <= 16 => {
            first == second && a.last_chunk::<8>() == b.last_chunk::<8>()
        }
        (Some(_), Some(_)) => a == b,
        _ => same_short(a, b),
    }
}

#[inline(always)]
fn same_short(a: &[u8], b: &[u8]) -> bool {
    match (a.first_chunk::<4>(), b.first_chunk::<4>()) {
        (Some(first), Some(second)) => {
            first == second && a.last_chunk::<4>() == b.last_chunk::<4>()
        }
        _ => a.iter().zip(b).all(|(a, b)| a == b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(paths: &Paths, knot: u32) -> Vec<String> {
        let names = paths.sets().get(knot).iter();
        names
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect()
    }

    #[test]
    fn equal_combinations_are_one_set() {
        let mut paths = Paths::default();
        let a = paths.child(0, 0, b"a");
        let b = paths.child(0, a, b"b");
        let ab = paths.child(a, a, b"b");
        assert_eq!(set(&paths, ab), ["a", "b"]);
        assert_ne!(b, ab);
        // Asked again, in the same order and in another.
        assert_eq!((paths.child(0, 0, b"a"), paths.child(0, a, b"b")), (a, b));
        assert_eq!((paths.child(0, 0, b"b"), paths.child(0, b, b"a")), (b, a));
        assert_eq!(paths.sets().len(), 4);
    }

    #[test]
    fn memory_stays_bounded_however_deep_and_many_the_names() {
        let mut paths = Paths::default();
        let mut top = 0;
        for depth in 0..200_u32 {
            top = paths.child(top, top, depth.to_string().as_bytes());
        }
        let mut last = top;
        for n in 0..10_000_u32 {
            last = paths.child(top, last, n.to_string().as_bytes());
        }
        assert!(paths.names < MOST_NAMES + 10_000 * INNERMOST);
        assert_eq!(set(&paths, last), ["197", "198", "199", "9999"]);
        let first = paths.child(top, top, b"0");
        assert_eq!(
            set(&paths, first).len(),
            201,
            "those added before are whole"
        );
    }

    #[test]
    fn long_names_are_cut() {
        let mut paths = Paths::default();
        let long = [b'x'; 10_000];
        let knot = paths.child(0, 0, &long);
        assert_eq!(set(&paths, knot)[0].len(), LONGEST);
        assert_eq!(paths.child(0, 0, &long), knot);
    }
}
