//! What of a chunk is worth another look: where there is an escape.

use std::ops::Range;

use memchr::{memchr, memrchr};
use tracie_finding::chunk::{Chunk, Layout, Value};

use super::Mark;
use super::hidden::Hidden;

/// As many bytes before an escape are looked at again, for a keyword ...
const BEFORE: usize = 256;
/// ... and as many behind it, since tokens are long.
const BEHIND: usize = 8 << 10;

/// The lines of a text, or the values, that hold an escape, in order.
pub(super) fn parts(chunk: &Chunk<'_>, parts: &mut Vec<Range<usize>>) {
    match chunk.layout {
        Layout::Text { .. } | Layout::Rows { .. } => lines(chunk.bytes, parts),
        Layout::Values { values, .. } => escaped(chunk.bytes, values, parts),
    }
}

fn lines(text: &[u8], parts: &mut Vec<Range<usize>>) {
    let (mut from, mut barren) = (0, 0);
    let mut hidden = Hidden::of(text, 0);
    while let Some(mark) = hidden.next_from(from) {
        from = mark.0 + mark.1;
        // What lies well within the last one is looked at with it.
        let covered = parts.last().is_some_and(|it| is_covered(it, mark.0, text));
        if covered {
            continue;
        }
        let Some(line) = around(text, mark, &mut barren) else {
            continue;
        };
        match parts.last_mut() {
            Some(last) if line.start <= last.end => last.end = last.end.max(line.end),
            _ => parts.push(line),
        }
    }
}

fn is_covered(part: &Range<usize>, at: usize, text: &[u8]) -> bool {
    let ended = part.end == text.len() || text[part.end] == b'\n';
    at < part.end && (ended || part.end - at > BEHIND / 2)
}

/// The line of an escape, or as much of it as matters. It is cut only where no value
/// is; `None` if there is no such place, as there is none before `barren`, which moves on
/// so that nothing is looked at twice.
fn around(text: &[u8], (at, length, _): Mark, barren: &mut usize) -> Option<Range<usize>> {
    let from = (at + length).max(*barren);
    let behind = &text[from..text.len().min(at + length + BEHIND).max(from)];
    let end = match memchr(b'\n', behind) {
        Some(line) => line,
        None if from + behind.len() == text.len() => behind.len(),
        None => {
            let between = behind.iter().rposition(|it| is_between(*it));
            if between.is_none() {
                *barren = from + behind.len();
            }
            between?
        }
    };
    let floor = at.saturating_sub(BEFORE);
    let before = &text[floor..at];
    let start = match memrchr(b'\n', before) {
        Some(line) => floor + line + 1,
        None if floor == 0 => 0,
        None => before
            .iter()
            .position(|it| is_between(*it))
            .map_or(at, |it| floor + it),
    };
    Some(start..from + end)
}

/// Whether a byte stands between values, and in none.
fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'&' | b';' | b',' | b'<' | b'>')
}

fn escaped(text: &[u8], values: &[Value], parts: &mut Vec<Range<usize>>) {
    let (mut from, mut rest) = (0, values);
    let mut hidden = Hidden::of(text, 0);
    while let Some((at, length, _)) = hidden.next_from(from) {
        while let [passed, others @ ..] = rest
            && passed.end as usize <= at
        {
            rest = others;
        }
        let Some(value) = rest.first().map(Value::range) else {
            return;
        };
        // An escape that lies in no value is none of a value's.
        let inside = value.start <= at && at + length <= value.end;
        from = match inside {
            true => value.end,
            false => at + 1,
        };
        if inside {
            parts.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(text: &[u8]) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        lines(text, &mut parts);
        parts
    }

    #[test]
    fn a_long_line_is_cut_where_no_value_is() {
        let word = [b'x'; 3 * BEHIND];
        let text = [&b"a "[..], b"%3Db, c ", &word, b" d%3De"].concat();
        let end = text.len();
        assert_eq!(lines_of(&text), [0..9, end - 6..end]);
        // Nothing is looked at again where a cut would go through a value.
        let text = [&b"%3D"[..], &word, b"\n"].concat();
        assert!(lines_of(&text).is_empty());
        let escapes = b"%3Da".repeat(BEHIND);
        let text = [&escapes[..], b" b\n"].concat();
        let found = lines_of(&text);
        assert!(
            found.len() == 1 && found[0].end == text.len() - 1,
            "{found:?}"
        );
    }
}
