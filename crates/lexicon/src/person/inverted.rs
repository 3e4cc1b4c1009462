//! The family name first, a comma after it: `Smith, John Q.`. In running text
//! that is mostly an enumeration, so such a name must fill its value or line,
//! or be announced.

use super::around;
use super::collect::{Part, compound, parts};
use super::{MAX_NAME, Scene, whereabouts};
use crate::Field;
use crate::table::maybe_given;
use crate::word::{Case, Word, opens, word_at, word_before};

/// The name whose comma stands at `comma`.
pub(crate) fn name(scene: Scene<'_>, comma: usize) -> Option<(usize, usize)> {
    let text = scene.text;
    let given = word_at(text, comma + 2).filter(|word| maybe_given(word.of(text)))?;
    let family =
        word_before(text, comma).filter(|word| word.capital() && word.case != Case::Initial)?;
    let start = first_of(text, family);
    let end = last_of(text, given)?;
    let weight = compound(family.of(text)).family() + compound(given.of(text)).given();
    let known = compound(given.of(text)).given() > 0;
    let after_colon = text[..start].ends_with(b": ") && closes_value(text.get(end)) && weight >= 5;
    let expected = announced(scene, start);
    let lies = || whereabouts::lies(&text[start..comma], given.of(text), expected);
    let framed = frames(text, start, end) || expected;
    (known
        && end - start <= MAX_NAME
        && opens(text, start)
        && (framed || after_colon)
        && weight >= 4
        && !lies())
        .then_some((start, end))
}

/// Further words of the family name: `García Márquez`, `van der Berg`.
fn first_of(text: &[u8], family: Word) -> usize {
    let mut start = family.start;
    for _ in 0..3 {
        let before = start
            .checked_sub(1)
            .filter(|&at| text[at] == b' ')
            .and_then(|at| word_before(text, at));
        let Some(word) = before else { break };
        let part = Part {
            word,
            class: compound(word.of(text)),
            end: word.end,
            ordinary: false,
            doubtful: false,
        };
        if !part.is_particle() && part.class.family() < 2 {
            break;
        }
        start = word.start;
    }
    start
}

/// The end of the given names: `Mary Ann`, `John Q.`.
fn last_of(text: &[u8], given: Word) -> Option<usize> {
    let found = parts(text, given);
    let fits = |part: &&Part| part.is_initial() || part.class.given() > 0;
    found
        .iter()
        .take_while(fits)
        .take(3)
        .last()
        .map(|part| part.end)
}

/// Whether nothing else stands in its value or line.
fn frames(text: &[u8], start: usize, end: usize) -> bool {
    let open = start.checked_sub(1).map(|at| &text[at]);
    closes_value(open) && closes_value(text.get(end))
}

/// Whether a value or line ends at a byte, or the text.
fn closes_value(byte: Option<&u8>) -> bool {
    matches!(
        byte,
        None | Some(b'\n' | b'\r' | b'"' | b'\t' | b';' | b'|' | b'<' | b'>')
    )
}

fn announced(scene: Scene<'_>, start: usize) -> bool {
    scene.field == Field::Named || around::announced(scene.text, start)
}
