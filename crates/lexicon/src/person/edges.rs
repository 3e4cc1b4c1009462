//! Where a name may start and end: as any word, and between the marks that bind
//! words to what they belong to but not names.

use crate::table::{class, maybe_given};
use crate::word::{Word, closes, opens, word_at, word_before};

/// Whether a name may start at `at`.
pub(crate) fn starts(text: &[u8], at: usize) -> bool {
    opens(text, at)
        || match text[..at] {
            [.., b'_'] => is_emphasis(text, at),
            [.., b'/'] => name_before(text, at - 1),
            _ => false,
        }
}

/// Whether a name that starts at `start` may end at `end`.
pub(crate) fn ends(text: &[u8], start: usize, end: usize) -> bool {
    let emphasis = is_emphasis(text, start);
    match text.get(end) {
        Some(b'_') => emphasis && !text.get(end + 1).is_some_and(|byte| binds(*byte)),
        Some(b'/') => !emphasis && (closes(text, end) || name_after(text, end + 1)),
        Some(b':') => !emphasis && (closes(text, end) || is_field(text, start, end)),
        _ => !emphasis && closes(text, end),
    }
}

/// Whether what stands before a colon is a field of a line: `CN=Anna Smith:mailto:…`,
/// `7:Anna Smith:1980-02-03`.
fn is_field(text: &[u8], start: usize, colon: usize) -> bool {
    let begins = matches!(text[..start], [] | [.., b'\n' | b'=' | b':']);
    begins && text.get(colon + 1).is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether a line below stands before `at` as the mark of emphasis: `_Anna Smith_`.
fn is_emphasis(text: &[u8], at: usize) -> bool {
    match text[..at] {
        [b'_'] => true,
        [.., before, b'_'] => !binds(before),
        _ => false,
    }
}

fn binds(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'_' | b'/' | b'.' | b'$')
}

/// Whether two words of a name end at `slash`: the path `/home/Anna/` has none.
fn name_before(text: &[u8], slash: usize) -> bool {
    let last = word_before(text, slash).filter(Word::capital);
    let first = last
        .and_then(|last| last.start.checked_sub(1))
        .filter(|&at| text[at] == b' ')
        .and_then(|at| word_before(text, at));
    first.is_some_and(|first| {
        first.capital() && class(first.of(text)).given() > 1 && opens(text, first.start)
    })
}

/// Whether two words of a name start at `at`.
fn name_after(text: &[u8], at: usize) -> bool {
    let first = word_at(text, at).filter(|first| first.capital() && maybe_given(first.of(text)));
    let last = first
        .filter(|first| text.get(first.end) == Some(&b' '))
        .and_then(|first| word_at(text, first.end + 1));
    last.is_some_and(|last| last.capital() && closes(text, last.end))
}
