//! A name whose words are further apart than one blank: two blanks, a tab, or the
//! line break of a text that is wrapped. It is judged as if there was one blank, and
//! must be a little surer than others.

use super::collect::any_case;
use super::straight::Straight;
use super::{MAX_NAME, Scene, beside, may_begin, weigh};
use crate::class::{COUNTRY, Class, PLACE, REGION};
use crate::sweep::is_blank;
use crate::table::class;
use crate::word::{Case, Word, letter, letter_before, word_at, word_before};

/// The most blanks at the beginning of a line of a text that is wrapped.
const INDENT: usize = 12;
/// The least bytes of a line that was wrapped, and the most.
const LEAST_LINE: usize = 40;
const LONGEST_LINE: usize = 140;

/// White space between two words.
#[derive(Clone, Copy)]
pub(super) struct Gap {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The name across the white space that ends at `last`.
pub(super) fn name(scene: Scene<'_>, last: usize) -> Option<(usize, usize)> {
    let text = scene.text;
    let gap = Gap::before(text, last + 1)?;
    let may = letter_before(text, gap.start) > 0 && may_begin(text, gap.start);
    let kind = may.then(|| gap.kind(text)).flatten()?;
    let straight = Straight::of(text, gap);
    let scene = Scene {
        text: straight.bytes(),
        least: scene.least + 1,
        ..scene
    };
    let found = straight.back(beside(scene, straight.gap())?);
    let (start, end) = found;
    let across = start < gap.start && end > gap.end && end - start <= MAX_NAME;
    let stands = || match kind {
        Kind::Columns => is_alone(text, found, gap) && !are_places(text, gap),
        Kind::Wrapped => is_in_text(text, found),
    };
    (across && stands()).then_some(found)
}

/// As [`name`], in a whole value that announces a person: whatever white space.
pub(super) fn whole(scene: Scene<'_>, start: usize) -> Option<(usize, usize)> {
    let text = scene.text;
    let last = (start + 1..text.len()).find(|&at| is_blank(text[at - 1]) && text[at] > b' ')?;
    let gap =
        Gap::before(text, last).filter(|gap| gap.end - gap.start > 1 || text[gap.start] != b' ')?;
    let straight = Straight::of(text, gap);
    let scene = Scene {
        text: straight.bytes(),
        ..scene
    };
    let from = straight.gap().checked_sub(gap.start - start)?;
    let first = word_at(scene.text, from)?;
    let end = weigh::name(scene, &any_case(scene.text, first))?;
    let (_, end) = straight.back((first.start, end));
    (end == text.len() && end - start <= MAX_NAME).then_some((start, end))
}

/// What white space says of the text around it.
#[derive(Clone, Copy)]
enum Kind {
    /// Two or three blanks, or a tab.
    Columns,
    /// The end of a line, and that text goes on in the next.
    Wrapped,
}

impl Gap {
    fn before(text: &[u8], end: usize) -> Option<Gap> {
        let limit = end.saturating_sub(INDENT + 4);
        let start = (limit..end).rev().find(|&at| text[at] > b' ')? + 1;
        Some(Gap { start, end })
    }

    /// What it is, if a name may go on behind it.
    fn kind(self, text: &[u8]) -> Option<Kind> {
        let blanks = &text[self.start..self.end];
        match blanks {
            b"  " | b"   " | b"\t" => Some(Kind::Columns),
            _ => self.is_wrap(text, blanks).then_some(Kind::Wrapped),
        }
    }

    /// Whether a line of running text ends with it, and the next goes on as that
    /// began.
    fn is_wrap(self, text: &[u8], blanks: &[u8]) -> bool {
        let Some(at) = blanks.iter().position(|&byte| byte == b'\n') else {
            return false;
        };
        let indent = &blanks[at + 1..];
        let limit = self.start.saturating_sub(LONGEST_LINE);
        let before = (limit..self.start).rev().find(|&at| text[at] == b'\n');
        let line = match before {
            Some(at) => &text[at + 1..self.start],
            None if limit == 0 => &text[..self.start],
            None => return false,
        };
        let (indented, words) = line.split_at(indent.len().min(line.len()));
        let [last, next] = [word_before(text, self.start), word_at(text, self.end)];
        let again = || next.is_some_and(|it| words.starts_with(it.of(text)));
        let upper = |word: Option<Word>| word.is_some_and(|it| it.case == Case::Upper);
        at <= 2
            && !indent.contains(&b'\n')
            && line.len() >= LEAST_LINE
            && indented == indent
            && words.first().is_some_and(|it| *it > b' ')
            && upper(last) == upper(next)
            && !again()
    }
}

/// Whether no further word with a capital stands in a column beside a name, as one
/// does in a row of names.
fn is_alone(text: &[u8], (start, end): (usize, usize), gap: Gap) -> bool {
    let width = gap.end - gap.start;
    let blanks = &text[gap.start..gap.end];
    let behind = text[end..].starts_with(blanks) && letter(text, end + width) > 0;
    let before = text[..start]
        .strip_suffix(blanks)
        .and_then(|rest| word_before(text, rest.len()));
    !behind && !before.is_some_and(|word| word.capital())
}

/// Whether words of a sentence stand before a name and behind it.
fn is_in_text(text: &[u8], (start, end): (usize, usize)) -> bool {
    let before = match text[..start] {
        [.., before, b' '] => before.is_ascii_lowercase() || matches!(before, b',' | b'.' | 0x80..),
        _ => false,
    };
    let behind = match text[end..] {
        [b' ', next, ..] => !next.is_ascii_digit() && next > b' ',
        [b',' | b'.' | b';' | b')' | b'\'' | 0x80.., ..] => true,
        _ => false,
    };
    before && behind
}

/// Whether both words beside the gap are places, and the second not as common a family
/// name.
fn are_places(text: &[u8], gap: Gap) -> bool {
    let class_of = |word: Option<Word>| word.map_or(Class::default(), |it| class(it.of(text)));
    let words = [word_before(text, gap.start), word_at(text, gap.end)].map(class_of);
    let places = words
        .iter()
        .all(|it| it.is(PLACE.with(REGION).with(COUNTRY)));
    places && words[1].family() < 3
}
