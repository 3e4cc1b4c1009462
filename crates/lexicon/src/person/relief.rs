//! What one word of a name makes up for what speaks against the other: with a
//! name that is hardly anything else even a place or an ordinary word may be one.

use super::around;
use super::collect::{Part, Parts};
use crate::class::{ARTICLE, Class, NOTNAME, ORG, PARTICLE, PLACE, REGION, STREET};
use crate::word::Case;

/// The weight to add to a given and a family name.
pub(crate) fn of(first: &Part, last: &Part) -> i32 {
    let (given, family) = (first.class, last.class);
    match () {
        () if given.is(PARTICLE.with(ARTICLE)) => 0,
        // As an ordinary word it has taken four away.
        () if rare_word(last) && surely_given(given) => 5,
        () if may_be_place(given, family) => 1,
        () if given.given() == 3 && given.word() == 3 => {
            i32::from(surely_family(family) || both_sides(given, last))
        }
        () => 0,
    }
}

/// `Rafal Piotrowski`, `Jack Charlton`: one of the two is a place and known less
/// well as a name, the other is none.
fn may_be_place(given: Class, family: Class) -> bool {
    let place = |class: Class, weight: i32| class.is(PLACE) && weight == 2;
    place(given, given.given()) && surely_family(family)
        || place(family, family.family()) && given.given() == 3 && !given.is(REGION)
}

/// `Mark Rutte`: a given name that is a family name, too, before a word of no list.
fn both_sides(given: Class, last: &Part) -> bool {
    let stranger = last.class == Class::default() && !last.doubtful && last.is_long();
    given.family() == 3 && stranger && last.word.case != Case::Upper
}

fn surely_given(class: Class) -> bool {
    class.given() == 3 && class.word() == 0 && !class.is(REGION)
}

fn surely_family(class: Class) -> bool {
    class.family() > 1 && class.word() == 0 && !class.is(PLACE)
}

/// `Steven Pinker`: a rare word may be a family name, too.
fn rare_word(last: &Part) -> bool {
    let class = last.class;
    let other = ORG.with(PLACE).with(STREET).with(NOTNAME);
    class.word() == 1 && class.family() == 0 && class.given() < 2 && !class.is(other)
}

/// The weight to add where the family name may be a part of a place, too: `Thomas
/// Hall went`, but `in Albert Hall`.
pub(crate) fn of_place(text: &[u8], parts: &Parts, start: usize, end: usize) -> i32 {
    let (Some(first), Some(last)) = (parts.get(0), parts.iter().find(|part| part.end == end))
    else {
        return 0;
    };
    match () {
        () if !last.class.is(ORG.with(STREET)) || last.class.family() < 3 => 0,
        () if around::is_within(text, start) => -2,
        () if !last.class.is(ORG) || first.class.word() > 1 || parts.len() > 2 => 0,
        () if first.class.given() == 3 && !first.class.is(REGION) => {
            2 * i32::from(around::is_followed(text, end))
        }
        () => 0,
    }
}
