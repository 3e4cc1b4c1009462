//! Values of forms and queries, in which a plus sign stands for a blank:
//! `name=John+Smith`, `q=Hans+M%C3%BCller`.

use super::{Scene, name_from};
use crate::label::{labelled, says_person};
use crate::word::word_at;

/// The longest name over a value, and the longest value, in bytes.
const MAX_KEY: usize = 40;
const MAX_VALUE: usize = 96;

/// The name that is the value behind the sign at `equals`.
pub(super) fn name(scene: Scene<'_>, equals: usize) -> Option<(usize, usize)> {
    let text = scene.text;
    let first = word_at(text, equals + 1)?;
    if !matches!(text.get(first.end), Some(b'+' | b'%')) {
        return None;
    }
    let end = end_of(text, first.end)?;
    let value = Decoded::of(text, equals, end);
    let start = value.start;
    let expected = labelled(value.bytes(), start, says_person);
    let scene = Scene {
        text: value.bytes(),
        // A name that is not announced must be sure.
        least: scene.least + i32::from(!expected),
        ..scene
    };
    let plus = text[first.end..end].contains(&b'+');
    let found = name_from(scene, word_at(scene.text, start).filter(|_| plus)?)?;
    (found == (start, value.len)).then_some((equals + 1, end))
}

/// Where a value ends of which `at` is a position, if it is not too long.
fn end_of(text: &[u8], at: usize) -> Option<usize> {
    let limit = text.len().min(at + MAX_VALUE);
    let inside = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || byte >= 0x80
            || matches!(byte, b'+' | b'%' | b'\'' | b'.' | b'-')
    };
    let end = (at..limit).find(|&at| !inside(text[at])).unwrap_or(limit);
    let ended =
        end < at + MAX_VALUE && !matches!(text.get(end), Some(b'_' | b'/' | b'=' | b'(' | b':'));
    // What ends a sentence is no part of it.
    let point = text[..end].ends_with(b".") && !text[..end - 1].ends_with(b"+");
    ended.then(|| end - usize::from(point))
}

/// A value with its name before it, as it was before it was put in a query.
struct Decoded {
    bytes: [u8; MAX_KEY + 1 + 2 * MAX_VALUE],
    len: usize,
    /// Where the value starts.
    start: usize,
}

impl Decoded {
    fn of(text: &[u8], equals: usize, end: usize) -> Decoded {
        let limit = equals.saturating_sub(MAX_KEY);
        let in_key = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'[' | b']')
        };
        let key = (limit..equals)
            .rev()
            .find(|&at| !in_key(text[at]))
            .map_or(limit, |at| at + 1);
        let key = &text[key..=equals];
        let mut decoded = Decoded {
            bytes: [0; MAX_KEY + 1 + 2 * MAX_VALUE],
            len: key.len(),
            start: key.len(),
        };
        decoded.bytes[..key.len()].copy_from_slice(key);
        let mut at = equals + 1;
        while at < end {
            let (byte, length) = byte_at(&text[at..end]);
            decoded.bytes[decoded.len] = byte;
            decoded.len += 1;
            at += length;
        }
        decoded
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The byte for which stands what a text begins with, and how long that is.
fn byte_at(text: &[u8]) -> (u8, usize) {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    match *text {
        [b'+', ..] => (b' ', 1),
        [b'%', high, low, ..] => match (digit(high), digit(low)) {
            (Some(high), Some(low)) => ((high << 4 | low) as u8, 3),
            _ => (b'%', 1),
        },
        [byte, ..] => (byte, 1),
        [] => (0, 1),
    }
}
