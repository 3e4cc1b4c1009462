//! The first sweep over a text: spaces whose neighbours make them worth a
//! look. Written so that the compiler turns it into vector code.

use std::ops::Range;

/// How many positions are judged at once.
const BLOCK: usize = 32;

/// The bytes around a space: the one before it and two after it, zeros beyond
/// the ends of the text.
#[derive(Clone, Copy)]
pub(crate) struct Around {
    pub(crate) before: u8,
    pub(crate) after: u8,
    pub(crate) second: u8,
}

/// Calls `found` for each space in `range` of whose neighbours `judge` holds.
#[inline(always)]
pub(crate) fn spaces(
    text: &[u8],
    range: Range<usize>,
    judge: impl Fn(Around) -> bool,
    mut found: impl FnMut(usize),
) {
    let end = range.end.min(text.len());
    let mut at = range.start.max(1);
    if range.start == 0 {
        singly(text, 0..end.min(1), &judge, &mut found);
    }
    while at + BLOCK <= end && at + BLOCK + 2 <= text.len() {
        let marks = block(&text[at - 1..at + BLOCK + 2], &judge);
        for (part, marks) in marks.as_chunks::<8>().0.iter().enumerate() {
            let mut marks = u64::from_le_bytes(*marks);
            while marks != 0 {
                found(at + part * 8 + (marks.trailing_zeros() / 8) as usize);
                marks &= marks - 1;
            }
        }
        at += BLOCK;
    }
    singly(text, at..end, &judge, &mut found);
}

#[inline(always)]
fn block(text: &[u8], judge: &impl Fn(Around) -> bool) -> [u8; BLOCK] {
    let (before, here) = (&text[..BLOCK], &text[1..BLOCK + 1]);
    let (after, second) = (&text[2..BLOCK + 2], &text[3..BLOCK + 3]);
    let mut marks = [0; BLOCK];
    for n in 0..BLOCK {
        let around = Around {
            before: before[n],
            after: after[n],
            second: second[n],
        };
        marks[n] = u8::from((here[n] == b' ') & judge(around));
    }
    marks
}

fn singly(
    text: &[u8],
    range: Range<usize>,
    judge: &impl Fn(Around) -> bool,
    found: &mut impl FnMut(usize),
) {
    let byte = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().unwrap_or(0);
    for at in range {
        let around = || Around {
            before: byte(at.checked_sub(1)),
            after: byte(Some(at + 1)),
            second: byte(Some(at + 2)),
        };
        if text[at] == b' ' && judge(around()) {
            found(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_what_a_plain_loop_finds() {
        let text: Vec<u8> = (0..1000_u32)
            .map(|n| b" aB1,"[(n * n % 97 % 5) as usize])
            .collect();
        let judge = |around: Around| {
            around.after.is_ascii_uppercase() & (around.before != b',') & (around.second != 0)
        };
        for range in [0..1000, 3..999, 17..49, 50..50, 990..1000, 996..998] {
            let mut found = Vec::new();
            spaces(&text, range.clone(), judge, |at| found.push(at));
            let mut plain = Vec::new();
            singly(&text, range, &judge, &mut |at| plain.push(at));
            assert_eq!(found, plain);
        }
    }
}
