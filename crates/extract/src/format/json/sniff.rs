//! Whether content is JSON.

use memchr::memchr;

use super::trail::{Follow, Trail};
use super::walk::{Span, Stop, Walker};
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
    let lines = head.whole_lines().split(|byte| *byte == b'\n');
    let tried = lines
        .filter(|line| !line.trim_ascii().is_empty())
        .take(LINES);
    let (values, others): (Vec<_>, Vec<_>) = tried.partition(|line| is_value(line));
    (values.len(), others.len())
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
    let mut trail = Trail::default();
    let mut walker = Walker::new(true, DEPTH);
    let span = Span {
        from: 0,
        until: usize::MAX,
        ended: true,
    };
    let stop = walker.walk(line, span, &mut Follow::all(&mut trail, line));
    matches!(stop, Stop::Deep(_)) || stop == Stop::More(line.len()) && trail.records == 1
}

fn walk(bytes: &[u8], ended: bool) -> (Stop, Walker) {
    let mut trail = Trail::default();
    let mut walker = Walker::new(false, DEPTH);
    let span = Span {
        from: 0,
        until: usize::MAX,
        ended,
    };
    let stop = walker.walk(bytes, span, &mut Follow::all(&mut trail, bytes));
    (stop, walker)
}
