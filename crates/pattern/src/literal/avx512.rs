//! The search for prints, 64 positions at a time.

use std::arch::x86_64::*;
use std::ops::Range;

use super::{Bytes, Literals, PRINT, scalar};

/// Positions looked at together.
const LANES: usize = 64;

/// Most bytes that are looked for beside prints.
const MARKS: usize = 3;
/// Bytes between what is looked at and what is fetched meanwhile.
const AHEAD: usize = 4096;

pub(super) fn find(literals: &Literals, text: &[u8], confirm: &mut impl FnMut(usize)) {
    let all = 0..text.len();
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    let done =
        unsafe { find_avx512::<false>(&literals.bytes, text, all, &[], confirm, &mut |_| {}) };
    scalar::find(&literals.nibbles, text, done, confirm);
}

/// The same from a position on up to another, or somewhat less; returns up to where.
/// Finds the places of some other bytes in the same part, too.
pub(super) fn find_part(
    bytes: &Bytes,
    text: &[u8],
    part: Range<usize>,
    marks: &[u8],
    confirm: &mut impl FnMut(usize),
    marked: &mut impl FnMut(usize),
) -> usize {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { find_avx512::<true>(bytes, text, part, marks, confirm, marked) }
}

/// Returns up to where it looked.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn find_avx512<const FETCH: bool>(
    bytes: &Bytes,
    text: &[u8],
    part: Range<usize>,
    marks: &[u8],
    confirm: &mut impl FnMut(usize),
    marked: &mut impl FnMut(usize),
) -> usize {
    let tables = bytes.places.each_ref().map(|table| halves(table));
    let several = marks.len() > 1;
    // Where there are fewer of them, one stands for what is missing.
    let mark = |at: usize| marks.get(at).or(marks.first()).copied().unwrap_or_default();
    let vectors: [__m512i; MARKS] = [0, 1, 2].map(|at| _mm512_set1_epi8(mark(at) as i8));
    let mut at = part.start;
    while at + LANES <= part.end && at + LANES + PRINT <= text.len() {
        let window: &[u8; LANES + PRINT] = text[at..]
            .first_chunk()
            .expect("the loop sees to the length");
        if FETCH {
            // Behind the end, nothing is loaded.
            _mm_prefetch::<_MM_HINT_T0>(window.as_ptr().wrapping_add(AHEAD).cast());
        }
        let [a, b, c, d] = [0, 1, 2, 3].map(|place| holds(window, place, &tables[place]));
        // All of three.
        let buckets = _mm512_ternarylogic_epi64::<0b1000_0000>(a, b, c);
        let buckets = _mm512_and_si512(buckets, d);
        let mut hits = _mm512_test_epi8_mask(buckets, buckets);
        while hits != 0 {
            let hit = at + hits.trailing_zeros() as usize;
            confirm(hit);
            hits &= hits - 1;
        }
        if !marks.is_empty() {
            // SAFETY: the load lies within the window.
            let bytes = unsafe { _mm512_loadu_si512(window.as_ptr().cast()) };
            let is = |mark: __m512i| _mm512_cmpeq_epi8_mask(bytes, mark);
            let mut here = is(vectors[0]);
            if several {
                here |= is(vectors[1]) | is(vectors[2]);
            }
            while here != 0 {
                marked(at + here.trailing_zeros() as usize);
                here &= here - 1;
            }
        }
        at += LANES;
    }
    at
}

#[inline]
#[target_feature(enable = "avx512f")]
fn halves(table: &[u8; 128]) -> [__m512i; 2] {
    // SAFETY: both loads lie within the table and need no alignment.
    unsafe {
        let at = table.as_ptr().cast::<__m512i>();
        [_mm512_loadu_si512(at), _mm512_loadu_si512(at.add(1))]
    }
}

/// The buckets that hold each byte of the window from a place on.
#[inline]
#[target_feature(enable = "avx512f,avx512vbmi")]
fn holds(window: &[u8; LANES + PRINT], place: usize, [low, high]: &[__m512i; 2]) -> __m512i {
    // SAFETY: `place` is below `PRINT`, so the load lies within the window.
    let bytes = unsafe { _mm512_loadu_si512(window.as_ptr().add(place).cast()) };
    _mm512_permutex2var_epi8(*low, bytes, *high)
}
