//! Where a name cannot end, for the particles in it: `Luc Van` is part of
//! `Luc Van den Bossche`, and `Anna Müller von Siemens` says whose she is.

use super::collect::{Part, Parts};
use crate::class::{Class, PARTICLE, SUFFIX, WEAK};

/// Whether a name may consist of the first `count` parts.
pub(crate) fn fits(parts: &Parts, count: usize) -> bool {
    if !parts.have_particles() {
        return true;
    }
    let part = |at: usize| parts.get(at);
    let Some(last) = count.checked_sub(1).and_then(part) else {
        return false;
    };
    if last.class.is(PARTICLE) && part(count).is_some_and(Part::is_particle) {
        return false;
    }
    let Some(at) = (1..count).find(|&at| part(at).is_some_and(Part::is_particle)) else {
        return true;
    };
    let weak = at + 2 == count && part(at).is_some_and(|part| part.class.is(WEAK) && !part.binds);
    let ends_weakly = weak && last.class.family() == 0;
    !ends_weakly && !says_whose(parts, at, count)
}

/// Whether a word is a family name, and hardly a given one, nor the number of a king.
fn is_family(class: Class) -> bool {
    class.family() > 1 && class.given() < 2 && !class.is(SUFFIX)
}

/// Whether a full name stands before the particle at `at`, and no family name
/// behind it: `David Gilmour de Pink Floyd`.
fn says_whose(parts: &Parts, at: usize, count: usize) -> bool {
    let full = at == 2
        && parts.get(0).is_some_and(|first| first.class.given() > 1)
        && parts.get(1).is_some_and(|last| is_family(last.class));
    let behind = || parts.iter().take(count).skip(at + 1);
    full && !behind()
        .all(|part| part.is_particle() || part.class.family() > 1 && part.class.word() < 2)
}
