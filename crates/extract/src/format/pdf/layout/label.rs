//! What a label says.

use std::borrow::Cow;

/// Bytes of a label that are read: those next to the value.
const LONGEST: usize = 64;
/// Labels of several lines are no longer.
const LONGEST_OF_LINES: usize = 128;

/// The end of a text, which is next to a value that stands right of it.
pub(super) fn end(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(mut from) = text.len().checked_sub(LONGEST) else {
        return text;
    };
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let blank = text[from..].find(' ').map_or(0, |it| it + 1);
    match text {
        Cow::Borrowed(text) => text[from + blank..].into(),
        Cow::Owned(text) => text[from + blank..].to_owned().into(),
    }
}

/// Whether nothing belongs to a label that stands below it.
fn is_complete(label: &str) -> bool {
    label.ends_with(':') || label.ends_with('：')
}

/// A label of one line more, unless it is too long for one.
pub(super) fn joined(label: &str, more: &str) -> Option<String> {
    let is_short = label.len() + more.len() < LONGEST_OF_LINES;
    (is_short && !is_complete(label)).then(|| format!("{label} {more}"))
}

/// Whether it is written from right to left, so that its value stands left of it.
pub(super) fn is_leftwards(label: &str) -> bool {
    label.chars().any(super::super::lines::is_leftward)
}
