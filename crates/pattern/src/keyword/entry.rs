//! One spelling of a keyword, and how it is told in a text.

use crate::class::is_letter;
use crate::groups::Bits;

/// Most separators that a space of a keyword stands for.
pub(super) const MAX_GAP: usize = 3;
/// Most bytes of one such gap in which a line is wrapped, and the next one indented.
pub(super) const WRAPPED: usize = 16;
/// Letters of a word that are hashed.
pub(super) const KEY: usize = 8;

/// One spelling of a keyword.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) keyword: u32,
    /// Folded; a space stands for up to [`MAX_GAP`] separators, or none.
    pub(super) bytes: Box<[u8]>,
    /// The first bytes, up to a space or joint, and which bytes of a word they fill.
    pub(super) head: u64,
    pub(super) filled: u64,
    /// The first byte of the second word, where that is plain; else 0.
    pub(super) next: u8,
    /// Groups of patterns that the keyword arms.
    pub(super) groups: Bits,
    /// Whether an `s` may follow.
    plural: bool,
    /// Whether it is one word of which the key holds all letters.
    pub(super) is_key: bool,
}

impl Entry {
    pub(super) fn new(keyword: u32, bytes: &[u8], varied: bool) -> Entry {
        let length = bytes
            .iter()
            .take(8)
            .take_while(|byte| !matches!(**byte, b' ' | b'-' | b'_'))
            .count();
        // A keyword may begin with what is no letter.
        let filled = if length == 0 {
            0
        } else {
            lowest(length as u32)
        };
        let next = match bytes[length..] {
            [b' ', next, ..] if length < KEY && next.is_ascii_alphanumeric() => next,
            _ => 0,
        };
        Entry {
            keyword,
            bytes: bytes.into(),
            head: head_at(bytes, 0) & filled,
            filled,
            next,
            groups: Bits::MAX,
            plural: varied && has_plural(bytes),
            is_key: bytes.len() < KEY && bytes.iter().all(u8::is_ascii_alphabetic),
        }
    }

    /// The first byte of the second word, where it is told and the first word has so many
    /// letters.
    pub(super) fn next_of(&self, letters: u32) -> Option<u8> {
        (self.next != 0 && self.filled == lowest(letters)).then_some(self.next)
    }

    /// The byte, folded, that must follow so many letters of the keyword, separators
    /// apart; none if that may be several.
    pub(super) fn follow(&self, letters: usize) -> Option<u8> {
        let bytes = self.bytes.iter().enumerate();
        let mut letter = bytes.filter(|(_, byte)| is_letter(**byte));
        let (last, _) = letter.nth(letters.checked_sub(1)?)?;
        let plain = |byte: u8| (byte > b' ' && !is_separator(byte)).then_some(byte);
        match self.bytes[last + 1..] {
            [b' ' | b'-' | b'_', next, ..] => plain(next),
            [next, ..] => plain(next),
            [] => None,
        }
    }

    /// The keys under which an occurrence may be met: the first word may run on into the
    /// next ones where nothing stands for the spaces. One may come more than once.
    pub(super) fn keys(&self, mut found: impl FnMut(u64)) {
        let mut run = Run::default();
        let mut is_open = false;
        for &byte in &self.bytes {
            if is_letter(byte) {
                run.push(byte);
                is_open = true;
                // Of what is behind a full key, it takes no notice.
                if run.length == KEY {
                    return found(run.key);
                }
                continue;
            }
            if std::mem::take(&mut is_open) {
                found(run.key);
            }
            if byte != b' ' {
                return;
            }
        }
        if is_open {
            found(run.key);
        }
        if self.plural {
            run.push(b's');
            found(run.key);
        }
    }

    /// Where the keyword ends if it stands at a position.
    pub(super) fn end_at(&self, text: &[u8], start: usize) -> Option<usize> {
        let (mut at, mut wraps) = (start, true);
        for &byte in &self.bytes {
            if byte == b' ' {
                let gap = gap(&text[at..], wraps);
                wraps &= gap <= MAX_GAP;
                at += gap;
            } else if text.get(at)?.to_ascii_lowercase() == byte || joins(byte, text[at]) {
                at += 1;
            } else {
                return None;
            }
        }
        if !is_boundary(text, start) {
            return None;
        }
        let ends = [at, at + 1].map(|it| is_boundary(text, it).then_some(it));
        let s = self.plural
            && text
                .get(at)
                .is_some_and(|it| it.eq_ignore_ascii_case(&b's'));
        ends[0].or(ends[1].filter(|_| s))
    }
}

/// Fewest letters of a keyword of which the plural counts: of shorter ones it is often
/// another word.
const LEAST_LETTERS: usize = 8;

/// Whether a keyword is met in the plural, too, as names of lists are.
fn has_plural(bytes: &[u8]) -> bool {
    let letters = bytes.iter().filter(|it| is_letter(**it)).count();
    let last = bytes.last().copied().unwrap_or_default();
    letters >= LEAST_LETTERS && last.is_ascii_alphabetic() && last != b's'
}

/// How many bytes at the beginning of a text are such as a space of a keyword stands
/// for, where a line may be wrapped.
#[inline(always)]
fn gap(rest: &[u8], wraps: bool) -> usize {
    let few = &rest[..rest.len().min(MAX_GAP)];
    let count = few.iter().take_while(|it| is_separator(**it)).count();
    if count < MAX_GAP || !wraps || !few.contains(&b'\n') {
        return count;
    }
    let blanks = rest.iter().take(WRAPPED);
    let blanks = blanks.take_while(|it| it.is_ascii_whitespace());
    blanks.count().max(count)
}

/// Whether a joint of a keyword is written as another one.
fn joins(byte: u8, text: u8) -> bool {
    let joint = |byte: u8| matches!(byte, b'-' | b'_');
    joint(byte) && (joint(text) || text == b' ')
}

/// What may stand where a keyword has a space.
#[inline(always)]
pub(super) fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'_' | b'-' | b'\t' | b'\n' | b'\r')
}

/// Whether no word goes on across a position: one side is no letter, or a
/// hump of `camelCase` or `XMLHttp` begins.
pub(super) fn is_boundary(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    let (Some(&before), Some(&after)) = (before, text.get(at)) else {
        return true;
    };
    if !is_letter(before) || !is_letter(after) {
        return true;
    }
    let lower = |byte: &u8| is_letter(*byte) && !byte.is_ascii_uppercase();
    after.is_ascii_uppercase() && (lower(&before) || text.get(at + 1).is_some_and(lower))
}

/// The first eight bytes at a position, folded, as a number; behind the end,
/// as if there were zeros.
#[inline(always)]
pub(super) fn head_at(text: &[u8], at: usize) -> u64 {
    let rest = &text[at..];
    folded(rest.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; KEY];
        padded[..rest.len()].copy_from_slice(rest);
        padded
    }))
}

#[inline(always)]
pub(super) fn folded(bytes: [u8; KEY]) -> u64 {
    u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020
}

/// Letters behind each other, and the key of a word that consists of them.
#[derive(Default)]
struct Run {
    key: u64,
    length: usize,
}

impl Run {
    /// There are less letters than a key has.
    fn push(&mut self, byte: u8) {
        self.key |= u64::from(byte | 0x20) << (8 * self.length);
        self.length += 1;
    }
}

/// The first byte of what follows a word, folded.
#[inline(always)]
pub(super) fn next_word(text: &[u8], end: usize) -> u8 {
    let rest = &text[end..];
    // Mostly one mark parts two words, or none.
    let behind = match rest {
        [first, ..] if !is_separator(*first) => Some(first),
        [_, second, ..] if !is_separator(*second) => Some(second),
        _ => rest.get(gap(rest, true)),
    };
    behind.map_or(0, u8::to_ascii_lowercase)
}

/// The mask of so many of the lowest bytes, at least one.
#[inline(always)]
pub(super) const fn lowest(bytes: u32) -> u64 {
    u64::MAX >> (64 - 8 * bytes)
}
