//! The first sweep over a text: gaps between words whose neighbours make them
//! worth a look. Written so that the compiler turns it into vector code.

use std::ops::Range;

/// Gaps of a text that somebody has found, one bit a byte: as
/// `person_names_at` and `postal_addresses_at` want them.
#[derive(Clone, Copy, Debug)]
pub struct Stops<'a> {
    bits: &'a [u64],
    from: usize,
}

impl<'a> Stops<'a> {
    /// The bits of a text, whose first byte has the bit `from`; bits that are not
    /// there are zeros.
    pub fn new(bits: &'a [u64], from: usize) -> Stops<'a> {
        Stops { bits, from }
    }

    /// Whether there is any in a range.
    ///
    /// ```
    /// use tracie_lexicon::Stops;
    ///
    /// let stops = Stops::new(&[1 << 5], 2);
    /// assert!(stops.any(0..4) && !stops.any(0..3) && !stops.any(4..100));
    /// ```
    #[inline]
    pub fn any(&self, range: Range<usize>) -> bool {
        let mut any = false;
        self.each(range, |_| {
            any = true;
            false
        });
        any
    }

    /// Calls `found` for each position in a range whose bit is set, until that
    /// says that it is enough.
    #[inline(always)]
    pub(crate) fn each(&self, range: Range<usize>, mut found: impl FnMut(usize) -> bool) {
        let Range { start, end } = range.start + self.from..range.end + self.from;
        if start >= end {
            return;
        }
        let last = self.bits.len().min(end.div_ceil(64));
        for word in start / 64..last {
            let mut bits = self.bits[word];
            if word == start / 64 {
                bits &= u64::MAX << (start % 64);
            }
            if word == end / 64 {
                bits &= !(u64::MAX << (end % 64));
            }
            while bits != 0 {
                let at = 64 * word + bits.trailing_zeros() as usize;
                if !found(at - self.from) {
                    return;
                }
                bits &= bits - 1;
            }
        }
    }
}

impl Around {
    /// What is around a position.
    #[inline(always)]
    pub(crate) fn of(text: &[u8], at: usize) -> Around {
        let byte = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().unwrap_or(0);
        Around {
            before: byte(at.checked_sub(1)),
            here: byte(Some(at)),
            after: byte(Some(at + 1)),
            second: byte(Some(at + 2)),
        }
    }
}

/// Whether a byte parts words: a blank, a line break or an apostrophe.
#[inline(always)]
pub(crate) fn is_gap(byte: u8) -> bool {
    is_blank(byte) | (byte == b'\'')
}

/// A space, a tab or a part of a line break.
#[inline(always)]
pub(crate) fn is_blank(byte: u8) -> bool {
    (byte == b' ') | (byte == b'\t') | (byte == b'\n') | (byte == b'\r')
}

/// How many positions are judged at once.
const BLOCK: usize = 32;

/// A byte and those around it: the one before it and two after it, zeros beyond
/// the ends of the text.
#[derive(Clone, Copy)]
pub(crate) struct Around {
    pub(crate) before: u8,
    pub(crate) here: u8,
    pub(crate) after: u8,
    pub(crate) second: u8,
}

/// Calls `found` for each position in `range` of whose surroundings `judge` holds.
#[inline(always)]
pub(crate) fn sweep(
    text: &[u8],
    range: Range<usize>,
    judge: impl Fn(Around) -> bool,
    mut found: impl FnMut(usize),
) {
    let end = range.end.min(text.len());
    let mut at = range.start;
    if at == 0 && end > 0 {
        let marks = block(&padded(text, 0), &judge);
        each(&marks[..BLOCK.min(end)], 0, &mut found);
        at = BLOCK;
    }
    while at + BLOCK <= end && at + BLOCK + 2 <= text.len() {
        each(
            &block(&text[at - 1..at + BLOCK + 2], &judge),
            at,
            &mut found,
        );
        at += BLOCK;
    }
    while at < end {
        let marks = block(&padded(text, at), &judge);
        each(&marks[..BLOCK.min(end - at)], at, &mut found);
        at += BLOCK;
    }
}

/// Calls `found` for each mark from a position on.
#[inline(always)]
fn each(marks: &[u8], at: usize, found: &mut impl FnMut(usize)) {
    for (part, marks) in marks.chunks(8).enumerate() {
        let mut marks = word_of(marks);
        while marks != 0 {
            found(at + part * 8 + (marks.trailing_zeros() / 8) as usize);
            marks &= marks - 1;
        }
    }
}

/// The bytes around a block at an end of the text, zeros beyond.
fn padded(text: &[u8], at: usize) -> [u8; BLOCK + 3] {
    let mut around = [0; BLOCK + 3];
    let from = at.saturating_sub(1);
    let rest = &text[from..text.len().min(at + BLOCK + 2)];
    around[usize::from(at == 0)..][..rest.len()].copy_from_slice(rest);
    around
}

/// Up to eight marks, the first lowest.
#[inline(always)]
fn word_of(marks: &[u8]) -> u64 {
    marks.first_chunk().map_or_else(
        || {
            marks
                .iter()
                .rev()
                .fold(0, |word, mark| word << 8 | u64::from(*mark))
        },
        |marks| u64::from_le_bytes(*marks),
    )
}

#[inline(always)]
fn block(text: &[u8], judge: &impl Fn(Around) -> bool) -> [u8; BLOCK] {
    let (before, here) = (&text[..BLOCK], &text[1..BLOCK + 1]);
    let (after, second) = (&text[2..BLOCK + 2], &text[3..BLOCK + 3]);
    let mut marks = [0; BLOCK];
    for n in 0..BLOCK {
        let around = Around {
            before: before[n],
            here: here[n],
            after: after[n],
            second: second[n],
        };
        marks[n] = u8::from(judge(around));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As [`sweep`], one by one.
    fn singly(
        text: &[u8],
        range: Range<usize>,
        judge: &impl Fn(Around) -> bool,
        found: &mut impl FnMut(usize),
    ) {
        for at in range {
            if judge(Around::of(text, at)) {
                found(at);
            }
        }
    }

    #[test]
    fn the_bits_of_stops_are_those_of_the_text() {
        let bits = [1 << 3 | 1 << 63, 0b101, 0];
        for (from, range, expected) in [
            (0, 0..300, &[3, 63, 64, 66][..]),
            (0, 4..66, &[63, 64]),
            (3, 0..100, &[0, 60, 61, 63]),
            (65, 0..2, &[1]),
            (64, 1..1, &[]),
            (1000, 0..100, &[]),
        ] {
            let mut found = Vec::new();
            Stops::new(&bits, from).each(range, |at| {
                found.push(at);
                true
            });
            assert_eq!(found, expected, "{from}");
        }
        let mut first = None;
        Stops::new(&bits, 0).each(0..300, |at| first.replace(at).is_some());
        assert_eq!(first, Some(3));
    }

    #[test]
    fn it_finds_what_a_plain_loop_finds() {
        let text: Vec<u8> = (0..1000_u32)
            .map(|n| b" aB1,"[(n * n % 97 % 5) as usize])
            .collect();
        let judge = |around: Around| {
            let capital = around.after.is_ascii_uppercase();
            is_gap(around.here) & capital & (around.before != b',') & (around.second != 0)
        };
        for range in [0..1000, 0..40, 3..999, 17..49, 50..50, 990..1000, 996..998] {
            let mut found = Vec::new();
            sweep(&text, range.clone(), judge, |at| found.push(at));
            let mut plain = Vec::new();
            singly(&text, range, &judge, &mut |at| plain.push(at));
            assert_eq!(found, plain);
        }
        for len in 0..100 {
            let (mut found, mut plain) = (Vec::new(), Vec::new());
            sweep(&text[..len], 0..len, judge, |at| found.push(at));
            singly(&text[..len], 0..len, &judge, &mut |at| plain.push(at));
            assert_eq!(found, plain, "{len} bytes");
        }
    }
}
