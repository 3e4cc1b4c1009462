//! Lines: they end with `\n`, `\r\n` or a lone `\r`.

use memchr::memrchr2;

use tracie_finding::place::{Extent, Place};
use tracie_pattern::class::{Engine, Task};

use super::chars;

/// How many line ends lie in `bytes[from..to]`. A `\r\n` counts where its `\n`
/// is, so that a stretch may end within one.
pub(crate) fn count(bytes: &[u8], from: usize, to: usize) -> u64 {
    let feeds = Engine::detect().run(Feeds(&bytes[from..to]));
    feeds.unwrap_or_else(|| count_with_returns(bytes, from, to))
}

/// Counts `\n` where there is no `\r`; else gives up.
struct Feeds<'b>(&'b [u8]);

/// Bytes that are looked at together: fewer than a byte can count.
const TOGETHER: usize = 192;

impl Task for Feeds<'_> {
    type Output = Option<u64>;

    #[inline(always)]
    fn run(self) -> Option<u64> {
        let (parts, rest) = self.0.as_chunks::<TOGETHER>();
        let mut all = 0;
        for part in parts {
            all += feeds(part)?;
        }
        Some(all + feeds(rest)?)
    }
}

/// Without a branch for each byte, so that it is vectorised.
#[inline(always)]
fn feeds(part: &[u8]) -> Option<u64> {
    let (mut feeds, mut returns) = (0_u8, 0_u8);
    for byte in part {
        feeds = feeds.wrapping_add(u8::from(*byte == b'\n'));
        returns |= u8::from(*byte == b'\r');
    }
    (returns == 0).then_some(u64::from(feeds))
}

fn count_with_returns(bytes: &[u8], from: usize, to: usize) -> u64 {
    // The byte after each, so that the loop has no branch and is vectorised.
    let last = to.min(bytes.len() - 1).max(from);
    let (part, next) = (
        &bytes[from..last],
        &bytes[(from + 1).min(last + 1)..last + 1],
    );
    let paired: u64 = part
        .chunks(128)
        .zip(next.chunks(128))
        .map(count_chunk)
        .sum();
    paired + u64::from(last < to && is_end(bytes[last], None))
}

fn count_chunk((part, next): (&[u8], &[u8])) -> u64 {
    let ends = part
        .iter()
        .zip(next)
        .map(|(byte, next)| u8::from(is_end(*byte, Some(*next))));
    u64::from(ends.fold(0, u8::wrapping_add))
}

#[inline(always)]
fn is_end(byte: u8, next: Option<u8>) -> bool {
    (byte == b'\n') | ((byte == b'\r') & (next != Some(b'\n')))
}

/// Where the line begins that goes on at `to`, if it begins after `from`.
pub(crate) fn last_start(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let at = from + memrchr2(b'\n', b'\r', &bytes[from..to])?;
    if is_end(bytes[at], bytes.get(at + 1).copied()) {
        Some(at + 1)
    } else {
        last_start(bytes, from, at)
    }
}

/// Line ends in a part of an object, and characters after the last.
pub(crate) fn extent(bytes: &[u8], from: usize, to: usize) -> Extent {
    let start = last_start(bytes, from, to).unwrap_or(from);
    Extent {
        lines: count(bytes, from, to),
        tail: chars::count(&bytes[start..to]),
        records: 0,
    }
}

/// Finds lines and columns of ascending offsets, each from where the last one
/// was found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LineCursor {
    at: usize,
    line: u64,
    column: u64,
}

impl LineCursor {
    /// A cursor at the start of a part; that is line 1, column 1, whatever
    /// stands before.
    pub(crate) fn new(start: usize) -> LineCursor {
        LineCursor {
            at: start,
            line: 1,
            column: 1,
        }
    }

    /// The place of a range. Goes back to `start` where it lies before the
    /// last one.
    pub(crate) fn place(&mut self, bytes: &[u8], start: usize, range: (usize, usize)) -> Place {
        let from = chars::floor(bytes, range.0).max(start);
        if from < self.at {
            *self = LineCursor::new(start);
        }
        self.advance(bytes, from);
        let last = range.1.saturating_sub(1).clamp(from, bytes.len());
        let end = self.line + count(bytes, from, last);
        Place::Line {
            start: self.line,
            end,
            start_column: self.column,
        }
    }

    fn advance(&mut self, bytes: &[u8], to: usize) {
        match last_start(bytes, self.at, to) {
            Some(start) => {
                self.line += count(bytes, self.at, to);
                self.column = 1 + chars::count(&bytes[start..to]);
            }
            None => self.column += chars::count(&bytes[self.at..to]),
        }
        self.at = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Line and column of an offset, one character after the other.
    fn naive(text: &str, at: usize) -> (u64, u64) {
        let (mut line, mut column) = (1, 1);
        for (index, character) in text.char_indices() {
            if index >= at {
                break;
            }
            let next = text[index + character.len_utf8()..].chars().next();
            if character == '\n' || character == '\r' && next != Some('\n') {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
        }
        (line, column)
    }

    #[test]
    fn ends_are_counted_in_texts_of_any_length() {
        let text = "ab\n\nc".repeat(150);
        for to in 0..text.len() {
            let ends = text[..to].matches('\n').count() as u64;
            assert_eq!(count(text.as_bytes(), 0, to), ends);
            let returned = [&text[..to], "\r"].concat();
            assert_eq!(count(returned.as_bytes(), 0, to + 1), ends + 1);
        }
    }

    proptest! {
        #[test]
        fn places_are_those_of_a_naive_counter(text in "[ab\u{e4}\n\r]{0,300}") {
            let bytes = text.as_bytes();
            let mut cursor = LineCursor::new(0);
            for (at, _) in text.char_indices() {
                let (start, start_column) = naive(&text, at);
                let last = text.char_indices().last().map_or(0, |(last, _)| last);
                let end = naive(&text, last).0;
                let place = cursor.place(bytes, 0, (at, text.len()));
                prop_assert_eq!(place, Place::Line { start, end, start_column });
            }
        }

        #[test]
        fn extents_add_up(text in "[ab\u{e4}\n\r]{0,200}", cut in 0..200_usize) {
            let bytes = text.as_bytes();
            let cut = chars::ceil(bytes, cut.min(bytes.len()));
            let splits = cut > 0 && bytes[cut - 1] == b'\r' && bytes.get(cut) == Some(&b'\n');
            let cut = cut + usize::from(splits);
            let joined = extent(bytes, 0, cut).then(&extent(bytes, cut, bytes.len()));
            prop_assert_eq!(joined, extent(bytes, 0, bytes.len()));
            let (line, column) = naive(&text, text.len());
            prop_assert_eq!((joined.lines + 1, joined.tail + 1), (line, column));
        }
    }
}
