//! A title, initials and a family name: `Mrs J. K. Thompson`, `Dear Mr. R. Campbell`.

use super::collect::{Part, parts};
use crate::class::{HONORIFIC, LEAD, ORG};
use crate::table::class;
use crate::word::{Case, Word, closes, word_at};

/// The name whose title is the word `first`, or stands behind that.
pub(crate) fn name(text: &[u8], first: Word) -> Option<(usize, usize)> {
    let initial = initial(text, first)?;
    let found = parts(text, initial);
    let last = found.iter().find(|part| !part.is_initial())?;
    (is_family(last) && closes(text, last.end)).then_some((initial.start, last.end))
}

fn is_family(part: &Part) -> bool {
    let class = part.class;
    part.word.capital() && class.family() > 1 && class.word() < 3 && !class.is(ORG)
}

/// The initial behind the title; most words are told to be none by a glance.
fn initial(text: &[u8], first: Word) -> Option<Word> {
    let next = first.end + 1;
    let dot = (1..6).find(|&at| text.get(next + at) == Some(&b'.'))?;
    let (title, at) = if dot == 1 {
        (first, next)
    } else {
        let title = word_at(text, next).filter(|title| title.end == next + dot)?;
        let greeted = text.get(title.end + 1) == Some(&b' ') && class(first.of(text)).is(LEAD);
        (greeted.then_some(title)?, title.end + 2)
    };
    let initial = word_at(text, at).filter(|initial| initial.case == Case::Initial)?;
    (text.get(initial.end) == Some(&b'.') && class(title.of(text)).is(HONORIFIC)).then_some(initial)
}
