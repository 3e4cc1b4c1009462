//! Weighs the words of a possible name, and it against its surroundings.
//!
//! The weights are small whole numbers: a word that the lists know well as a
//! name adds up to 3, one that they know better as an ordinary word takes as
//! much away. README.md tells how they were chosen.

use super::Scene;
use super::around;
use super::collect::{Part, Parts};
use super::lead::{is_article, is_title, is_weak_article};
use super::whereabouts;
use super::{edges, extent, family_first, relief};
use crate::Field;
use crate::class::{
    BEGINS, COUNTRY, Class, ENDS, NOTPERSON, ORG, PARTICLE, PLACE, RARELYPERSON, REGION, STREET,
    STREETLEAD, SUFFIX,
};
use crate::table::pair_class;
use crate::word::Case;

/// What a name must weigh in most places.
pub(super) const ENOUGH: i32 = 4;

/// The weight of the name over a value that a name begins, if that is the name of something
/// else: less than of such a label in a text, as columns are not always called after what
/// they hold.
const UNDER_ANOTHER_NAME: i32 = -2;

/// Where the name ends that the parts begin with, if they weigh enough.
pub(crate) fn name(scene: Scene<'_>, parts: &Parts) -> Option<usize> {
    let text = scene.text;
    let first = parts.get(0)?;
    let before = around::before(text, first.word.start);
    let announced = before >= 3 || scene.field == Field::Named;
    if parts.len() > 2 && is_title(text, parts) {
        return None;
    }
    let mut best: Option<(i32, usize, usize)> = None;
    for count in 2..=parts.len() {
        let Some(weight) = body(scene, parts, count, announced) else {
            continue;
        };
        let last = parts.get(count - 1)?;
        if !edges::ends(text, first.word.start, last.end) {
            continue;
        }
        let weight = weight + rest(scene, parts, count);
        if best.is_none_or(|(most, _, _)| weight >= most) {
            best = Some((weight, last.end, count));
        }
    }
    let (weight, end, count) = best?;
    let starts = first.word.start == 0;
    let whole = i32::from(starts && end == text.len());
    let bonus = match scene.field {
        Field::Text => before,
        Field::Named => before.max(3),
        Field::Value => before + whole,
        Field::Other if starts => UNDER_ANOTHER_NAME + whole,
        Field::Other => before,
    };
    let weight = weight + bonus;
    let least = scene.least;
    let enough = weight + BOTH_SIDES >= least && weight + on_both_sides(text, parts, end) >= least;
    enough.then(|| with_elided(text, parts, count, end))
}

/// The end of a name with the family name behind it that a particle joins to it, as
/// in `Giscard d'Estaing`.
fn with_elided(text: &[u8], parts: &Parts, count: usize, end: usize) -> usize {
    let (first, next) = (parts.get(0), parts.get(count));
    match (first, next) {
        (Some(first), Some(next))
            if next.elided && edges::ends(text, first.word.start, next.end) =>
        {
            next.end
        }
        _ => end,
    }
}

/// The most that both sides of a name may add.
const BOTH_SIDES: i32 = 5;

/// The weight of what is told by both what stands before and what behind.
fn on_both_sides(text: &[u8], parts: &Parts, end: usize) -> i32 {
    let start = parts.get(0).map_or(end, |first| first.word.start);
    // A number behind says less where one stands before, too.
    let row = around::between_numbers(text, start, end);
    let shouted = around::among_capitals(text, start, end) && known(parts);
    i32::from(row)
        + 2 * i32::from(shouted)
        + relief::of_place(text, parts, start, end)
        + around::article(text, start, end)
}

/// Whether the first two words are known well as a given and a family name.
fn known(parts: &Parts) -> bool {
    let is = |at, test: fn(Class) -> bool| parts.get(at).is_some_and(|part| test(part.class));
    is(0, |first| first.given() == 3 && first.word() < 2)
        && is(1, |last| last.family() == 3)
        && parts.get(1).is_some_and(Part::is_long)
}

/// What follows the first `count` parts: more capitals, or what stands after.
fn rest(scene: Scene<'_>, parts: &Parts, count: usize) -> i32 {
    let mut more = parts.iter().skip(count);
    match more.clone().next() {
        None => around::after(scene.text, parts.get(count - 1).map_or(0, |last| last.end)),
        _ if more.any(|part| part.class.is(ORG) && part.word.capital()) => -5,
        Some(next) if next.word.capital() && !next.class.is(SUFFIX) && !next.elided => -2,
        Some(_) => 0,
    }
}

/// The weight of the first `count` parts by themselves; `None` if they cannot
/// be a full name.
fn body(scene: Scene<'_>, parts: &Parts, count: usize, announced: bool) -> Option<i32> {
    let first = parts.get(0)?;
    let suffix = count > 2 && parts.get(count - 1)?.class.is(SUFFIX);
    let count = count - usize::from(suffix);
    let last = parts.get(count - 1)?;
    if !may_be(parts, count, last, announced) {
        return None;
    }
    let capitals = capitals(first, last);
    let sure = is_sure(first.class.given(), first) && is_sure(last.class.family(), last);
    let inner: i32 = parts
        .iter()
        .take(count - 1)
        .skip(1)
        .map(|part| middle(part, sure))
        .sum();
    let forward = match last.doubtful && first.class.given() < 3 {
        true => -4,
        false => given(first) + family_behind(parts, count) + relief::of(first, last),
    };
    let ordered = family_first::weight(scene.text, parts, count);
    let forward = ordered.map_or(forward, |weight| weight.max(forward));
    let weight = match first.word.case {
        Case::Upper
            if last.word.case != Case::Upper
                && first.class.family() > 0
                && first.class.word() < 2 =>
        {
            forward.max(family(first) + given(last))
        }
        _ if announced => forward.max(family(first) + given(last) - 1),
        _ => forward,
    };
    let inner = if ordered.is_some() { 0 } else { inner.min(3) };
    let weight = weight + inner - capitals + 2 * i32::from(suffix);
    if weight <= 0 {
        return Some(weight);
    }
    if last.class.is(REGION.with(COUNTRY)) && count < 4 {
        let place = &scene.text[first.word.start..last.word.start - 1];
        if whereabouts::lies(place, last.word.of(scene.text), announced) {
            return Some(-9);
        }
    }
    Some(weight + known_pair(scene, first, last))
}

/// Whether the first `count` parts, of which `last` is the last, may be a name for
/// what its words are.
fn may_be(parts: &Parts, count: usize, last: &Part, announced: bool) -> bool {
    let Some(first) = parts.get(0) else {
        return false;
    };
    let leads = first.class.is(STREETLEAD) && !announced;
    let article =
        is_article(first) || !announced && parts.have_particles() && is_weak_article(parts, last);
    let company = first.class.given() < 3 && names_company(last);
    // `San Martino d'Agri`
    let saint = last.elided && first.class.is(PARTICLE);
    let cut_short = announced && count == 2 && first.class.given() >= 2 && parts.len() == 2;
    let ends = !last.is_initial() && (!last.is_particle() || cut_short);
    !leads && !article && !company && !saint && ends && extent::fits(parts, count)
}

/// The weight of two words that are known together: as something else, or as
/// a place that sounds like a person.
fn known_pair(scene: Scene<'_>, first: &Part, last: &Part) -> i32 {
    let words = [first, last].map(|part| part.word.of(scene.text));
    // A word in the lists says whether it begins or ends such a pair; one with
    // hyphens may be there as a whole or not.
    let not = |part: &Part, word: &[u8], mark| {
        part.class != Class::default() && !part.class.is(mark) && !word.contains(&b'-')
    };
    if not(first, words[0], BEGINS) || not(last, words[1], ENDS) {
        return 0;
    }
    let pair = pair_class(words[0], words[1]);
    if pair.is(NOTPERSON) {
        -9
    } else {
        // Somebody's name rather than that of the place that is named after them.
        let sure = is_sure(first.class.given(), first) && last.class.family() == 3;
        match pair.is(RARELYPERSON) {
            true => -3,
            false => -i32::from(pair.is(PLACE)) * if sure { 1 } else { 3 },
        }
    }
}

/// What capitals take away: headings have them, and abbreviations.
fn capitals(first: &Part, last: &Part) -> i32 {
    let short = last.word.end - last.word.start < 4;
    match (first.word.case, last.word.case) {
        (Case::Upper, Case::Upper) if last.is_unknown() => 3,
        (Case::Upper, Case::Upper) => 1,
        (_, Case::Upper) if short => 3,
        (_, Case::Upper) if last.is_short_unknown() => 3,
        _ => 0,
    }
}

/// The weight of a given name.
fn given(part: &Part) -> i32 {
    let class = part.class;
    let name = match class.given() {
        0 if part.is_initial() => return 0,
        0 if part.ordinary || part.doubtful || class.word() > 0 => return -4,
        0 => return 0,
        1 if class.word() == 0 => 2,
        weight => weight,
    };
    let word = class.word() - i32::from(class.given() == 3);
    name - word.max(0) - i32::from(class.is(PLACE) && class.given() < 3)
}

/// The weight of a family name.
fn family(part: &Part) -> i32 {
    let class = part.class;
    let known = class.family().max(class.given() - 1);
    if known == 0 {
        let long = part.word.end - part.word.start > 3;
        return if part.ordinary || class.word() > 1 || class.word() > 0 && class.given() < 2 {
            -4
        } else {
            i32::from(long) + i32::from(long && !part.doubtful)
        };
    }
    let word = i32::from(class.word() == 3);
    known.max(2)
        - word
        - 2 * i32::from(class.is(ORG))
        - i32::from(class.is(PLACE) && class.family() < 3)
}

/// The weight of the family name that ends the first `count` parts: behind two
/// particles any word is one, `van der Meer`, and behind one with a capital, `Le Pen`.
fn family_behind(parts: &Parts, count: usize) -> i32 {
    let part = |back: usize| count.checked_sub(back).and_then(|at| parts.get(at));
    let particle = |back| part(back).is_some_and(Part::is_particle);
    let last = part(1).map_or(0, family);
    let sure = part(1).is_some_and(|last| last.word.capital() && !last.class.is(ORG.with(STREET)));
    let capital = part(2).is_some_and(|part| part.binds && part.word.case == Case::Title);
    if sure && (particle(2) && particle(3) || capital) {
        last.max(1)
    } else {
        last
    }
}

/// Whether the last word makes the others the name of a company or a place,
/// and is hardly a family name: `Acme Corp`.
fn names_company(last: &Part) -> bool {
    last.class.is(ORG) && last.class.family() < 2
}

/// Whether a word is known well as a name, and hardly as anything else.
fn is_sure(weight: i32, part: &Part) -> bool {
    weight == 3 && part.class.word() < 2
}

/// The weight of a word between the first and the last; an ordinary one speaks
/// less against a name if those two are `sure` ones.
fn middle(part: &Part, sure: bool) -> i32 {
    match () {
        () if part.is_initial() => 2,
        () if part.is_particle() => 0,
        () if sure && part.ordinary && !part.class.is(ORG.with(PLACE).with(STREET)) => -2,
        () if part.class.is(ORG) || part.ordinary || part.doubtful => -4,
        () if part.is_unknown() => -2,
        () => 1 - part.class.word().min(2),
    }
}
