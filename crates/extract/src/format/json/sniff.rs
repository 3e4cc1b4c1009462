//! Whether content is JSON.

use std::mem;
use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::walk::{Span, Stop, Text, Visitor, Walker};
use crate::format::Head;

/// As deep as content is followed to see what it is.
const DEPTH: usize = 4096;

/// Whether content begins with an object or array and is JSON as far as it can
/// be seen.
pub(crate) fn is_document(head: &Head<'_>) -> bool {
    if !begins_with_container(head.bytes) {
        return false;
    }
    match walk(head.bytes, head.whole) {
        (Stop::Deep(_), _) => true,
        (Stop::More(at), walker) => !head.whole || at == head.bytes.len() && walker.may_end(),
        _ => false,
    }
}

/// Whether the first line that is not blank is an object or array, and the
/// next one begins like one.
pub(crate) fn is_lines(head: &Head<'_>) -> bool {
    let Some((first, rest)) = split_line(head.bytes.trim_ascii_start()) else {
        return false;
    };
    let rest = rest.trim_ascii_start();
    begins_with_container(first)
        && is_value(first)
        && begins_with_container(rest)
        && split_line(rest).is_none_or(|(second, _)| is_value(second))
}

/// How many of the first lines are JSON values, and how many are not.
pub(crate) fn count_lines(head: &Head<'_>) -> (usize, usize) {
    let (bytes, mut from) = (head.whole_lines(), 0);
    let ends = memchr_iter(b'\n', bytes).chain([bytes.len()]);
    let lines = ends.map(|end| mem::replace(&mut from, end + 1)..end);
    let tried = lines.filter(|it| !bytes[it.clone()].trim_ascii().is_empty());
    let tried: Vec<Range<usize>> = tried.take(LINES).collect();
    let end = tried.last().map_or(0, |it| it.end);
    let values = match all_values(&bytes[..end]) {
        true => tried.len(),
        false => tried
            .iter()
            .filter(|it| is_value(&bytes[(*it).clone()]))
            .count(),
    };
    (values, tried.len() - values)
}

/// Whether all of some lines are values, as most are: told in one go.
fn all_values(lines: &[u8]) -> bool {
    let mut walker = Walker::new(true, DEPTH);
    let stop = walker.walk(lines, WHOLE, &mut Records::default());
    stop == Stop::More(lines.len()) && walker.may_end()
}

/// How many lines are tried.
const LINES: usize = 20;

fn begins_with_container(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['))
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr(b'\n', bytes)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// Whether a line is one value, or nothing.
pub(super) fn is_line(line: &[u8]) -> bool {
    line.trim_ascii().is_empty() || is_value(line)
}

/// Whether a line is one value.
fn is_value(line: &[u8]) -> bool {
    let mut records = Records::default();
    let stop = Walker::new(true, DEPTH).walk(line, WHOLE, &mut records);
    matches!(stop, Stop::Deep(_)) || stop == Stop::More(line.len()) && records.ended == 1
}

fn walk(bytes: &[u8], ended: bool) -> (Stop, Walker) {
    let mut walker = Walker::new(false, DEPTH);
    let span = Span { ended, ..WHOLE };
    let stop = walker.walk(bytes, span, &mut Records::default());
    (stop, walker)
}

/// All of what there is, which is all of the content.
pub(super) const WHOLE: Span = Span {
    from: 0,
    until: usize::MAX,
    ended: true,
};

/// Counts values that stand in no other, and looks at nothing else.
#[derive(Default)]
struct Records {
    ended: u64,
}

impl Visitor for Records {
    #[inline(always)]
    fn key(&mut self, _key: Text) -> bool {
        false
    }

    #[inline(always)]
    fn string(&mut self, _text: Text) -> bool {
        false
    }

    #[inline(always)]
    fn number(&mut self, _start: usize, _end: usize) -> bool {
        false
    }

    #[inline(always)]
    fn open(&mut self, _object: bool, _first: bool) {}

    #[inline(always)]
    fn close(&mut self) {}

    #[inline(always)]
    fn next(&mut self) {}

    #[inline(always)]
    fn end(&mut self, _at: usize) {
        self.ended += 1;
    }
}
