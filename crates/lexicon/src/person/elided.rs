//! Family names with a particle that an apostrophe joins to them: `Jean d'Ormesson`.

use super::{Scene, capital_before, name_from};
use crate::class::{Class, PLACE};
use crate::table::class;
use crate::word::{Word, word_at};

/// The particles, of several languages.
const PARTICLES: [&[u8]; 5] = [b"d", b"dell", b"dall", b"degl", b"dagl"];

/// The name in which such a particle ends at `apostrophe`.
pub(super) fn name(scene: Scene<'_>, apostrophe: usize) -> Option<(usize, usize)> {
    let text = scene.text;
    let before = &text[..apostrophe];
    let particle = PARTICLES.iter().find(|it| {
        let rest = before.strip_suffix(**it);
        rest.is_some_and(|rest| rest.ends_with(b" "))
    })?;
    let space = apostrophe - particle.len() - 1;
    name_from(scene, capital_before(text, space)?).filter(|found| found.1 > apostrophe)
}

/// What stands behind the particle of a word: the `Ormesson` of `d'Ormesson`.
pub(super) fn behind(word: &[u8]) -> Option<&[u8]> {
    let at = word.iter().position(|byte| !byte.is_ascii_lowercase())?;
    let ([b'\'', rest @ ..] | [0xE2, 0x80, 0x99, rest @ ..]) = &word[at..] else {
        return None;
    };
    let name = word_at(rest, 0).is_some_and(|name| name.capital());
    (PARTICLES.contains(&&word[..at]) && name).then_some(rest)
}

/// The class of a family name with such a particle, if it may be one.
pub(super) fn family(text: &[u8], word: Word) -> Option<Class> {
    let behind = behind(word.of(text))?;
    let whole = class(word.of(text));
    if whole.family() > 0 {
        return Some(whole);
    }
    let class = class(behind);
    let least = 1 + i32::from(class.is(PLACE));
    let name = class.family() > least && class.word() < 2;
    (name || class == Class::default()).then_some(class)
}
