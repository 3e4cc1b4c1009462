//! The family name first, without a comma, as it stands in several languages:
//! `Tanaka Hiroshi`, `Kim Min-jun`, `Nagy István`. Only a list of names that do so
//! tells them from a row of words, and the given name must be known, too.

use super::collect::{Part, Parts};
use crate::class::{Class, FAMILYFIRST, ORG, PLACE};
use crate::table::class;
use crate::word::Case;

/// The weight of a family name that stands first and of the given name that ends the
/// first `count` parts.
pub(super) fn weight(text: &[u8], parts: &Parts, count: usize) -> Option<i32> {
    let first = parts.get(0).filter(|first| first.class.is(FAMILYFIRST))?;
    let last = parts.get(count - 1)?;
    let fits = |part: &Part| part.word.case == Case::Title && !part.class.is(ORG);
    if count > 3 || !fits(last) || first.word.case != Case::Title {
        return None;
    }
    let inner = || parts.get(1).is_some_and(|it| it.class.given() > 1);
    let given = match last.class {
        _ if are_syllables(last.word.of(text)) => 3,
        class if count == 3 && inner() => class.given().max(2),
        class if is_sure(class, first.class.word() > 1) => 3,
        _ => return None,
    };
    Some(first.class.family().max(2) + given)
}

/// Whether a word is hardly anything but a given name; behind a family name that is an
/// ordinary word it must be no family name either.
fn is_sure(class: Class, doubtful: bool) -> bool {
    let given = class.given() > 1 && class.word() == 0 && !class.is(PLACE);
    given && !(doubtful && class.family() > 0)
}

/// Two short syllables, the second with a small letter: `Min-jun`, not `Co-op`.
fn are_syllables(word: &[u8]) -> bool {
    let mut parts = word.split(|&byte| byte == b'-');
    let (Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let short = |part: &[u8]| (2..=5).contains(&part.len());
    short(first)
        && short(second)
        && second[0].is_ascii_lowercase()
        && class(word).word() == 0
        && class(first).word() + class(second).word() < 5
}
