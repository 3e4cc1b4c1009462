//! Words with which no name begins, though some are names: articles, and what
//! somebody is.

use super::collect::{Part, Parts};
use crate::class::{ARTICLE, Class, HONORIFIC, LABEL, PARTICLE, SUFFIX};

/// Whether a particle stands first as an article does: `El Corte`, `La Poste`.
pub(crate) fn is_article(first: &Part) -> bool {
    first.class.is(PARTICLE) && first.class.given() < 3
}

/// Whether one does though some are called so: `Le Corniaud`, `Von Peter Weiss`,
/// but `Les Brown`.
pub(crate) fn is_weak_article(parts: &Parts, last: &Part) -> bool {
    let name = last.class.family() > 1 || last.class.given() > 2;
    let more = parts
        .get(2)
        .is_some_and(|it| it.word.capital() && !it.class.is(SUFFIX));
    let article = |part: &Part| part.class.is(PARTICLE) && part.class.is(ARTICLE);
    (!name || more) && parts.get(0).is_some_and(article)
}

/// Whether the first word of at least three, or the first two, say what somebody is whose full name
/// follows, or what of theirs: `US-Präsident Jimmy Carter`, `Idee von Adam Smith`.
pub(crate) fn is_title(text: &[u8], parts: &Parts) -> bool {
    let class = |at: usize| parts.get(at).map_or(Class::default(), |part| part.class);
    let given = |at: usize| {
        let particle = parts.get(at).is_some_and(Part::is_particle);
        at + 1 < parts.len() && class(at).given() == 3 && class(at).word() < 2 && !particle
    };
    let none = |at: usize| class(at).given() < 2;
    let says = |part: &Part| {
        part.ordinary
            || part.doubtful
            || part.class.is(LABEL.with(HONORIFIC))
            || part.word.of(text).contains(&b'-')
    };
    let one = none(0) && given(1) && parts.get(0).is_some_and(says);
    let of = none(0) && parts.get(1).is_some_and(Part::is_particle) && given(2);
    // `Cher Monsieur Étienne Rousseau`
    let greeted = class(1).is(HONORIFIC) && class(1).given() + class(1).family() == 0;
    one || of || greeted || class(0).word() == 3 && none(1) && class(1).word() > 0 && given(2)
}
