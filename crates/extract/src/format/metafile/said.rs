//! The text of a drawing, line by line.

/// Bytes of text that are taken of one drawing.
pub(super) const MOST: usize = 4 << 20;

pub(super) fn end_line(text: &mut String) {
    if !text.ends_with('\n') && !text.is_empty() {
        text.push('\n');
    }
}
