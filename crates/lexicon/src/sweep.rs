//! The first sweep over a text: positions whose neighbours make them worth a
//! look. Written so that the compiler turns it into vector code.

use std::ops::Range;

/// How many positions are judged at once.
const BLOCK: usize = 32;

/// Calls `found` for each position in `range` of whose window `judge` holds:
/// `before` bytes before it, it, and the rest of `W` bytes after it. Beyond
/// the ends of the text stand zeros.
#[inline(always)]
pub(crate) fn sweep<const W: usize>(
    text: &[u8],
    range: Range<usize>,
    before: usize,
    judge: impl Fn([u8; W]) -> bool,
    mut found: impl FnMut(usize),
) {
    let (mut at, end) = (range.start, range.end.min(text.len()));
    let single = |at: usize| judge(std::array::from_fn(|n| byte(text, at + n, before)));
    // Up to where whole windows lie before the position.
    let head = before.min(end);
    (at..head).filter(|&at| single(at)).for_each(&mut found);
    at = at.max(head);
    while at + BLOCK <= end && at - before + BLOCK + W <= text.len() {
        let marks = block(&text[at - before..at - before + BLOCK + W], &judge);
        for (part, marks) in marks.as_chunks::<8>().0.iter().enumerate() {
            let mut marks = u64::from_le_bytes(*marks);
            while marks != 0 {
                found(at + part * 8 + (marks.trailing_zeros() / 8) as usize);
                marks &= marks - 1;
            }
        }
        at += BLOCK;
    }
    (at..end).filter(|&at| single(at)).for_each(found);
}

fn byte(text: &[u8], at: usize, before: usize) -> u8 {
    at.checked_sub(before).and_then(|at| text.get(at)).copied().unwrap_or(0)
}

#[inline(always)]
fn block<const W: usize>(text: &[u8], judge: &impl Fn([u8; W]) -> bool) -> [u8; BLOCK] {
    let columns: [&[u8]; W] = std::array::from_fn(|n| &text[n..n + BLOCK]);
    let mut marks = [0; BLOCK];
    for (n, mark) in marks.iter_mut().enumerate() {
        *mark = u8::from(judge(std::array::from_fn(|column| columns[column][n])));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_what_a_plain_loop_finds() {
        let text: Vec<u8> = (0..1000_u32).map(|n| b" aB1,"[(n * n % 97 % 5) as usize]).collect();
        let judge = |[before, here, after]: [u8; 3]| {
            (here == b' ') & after.is_ascii_uppercase() & (before != b',')
        };
        for range in [0..1000, 3..999, 17..49, 50..50, 990..1000] {
            let mut found = Vec::new();
            sweep(&text, range.clone(), 1, judge, |at| found.push(at));
            let at = |at: usize| text.get(at).copied().unwrap_or(0);
            let plain = |&n: &usize| judge([if n == 0 { 0 } else { at(n - 1) }, at(n), at(n + 1)]);
            assert_eq!(found, range.filter(plain).collect::<Vec<_>>());
        }
    }
}
