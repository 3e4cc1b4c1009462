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
    // Where there are fewer of them, one stands for what is missing.
    let mark = |at: usize| marks.get(at).or(marks.first()).copied().unwrap_or_default();
    let search = Search {
        tables: bytes.places.each_ref().map(|table| halves(table)),
        marks: [0, 1, 2].map(|at| _mm512_set1_epi8(mark(at) as i8)),
        wanted: if marks.is_empty() { 0 } else { u64::MAX },
    };
    let mut at = part.start;
    loop {
        let seen;
        (at, seen) = search.next::<FETCH>(text, at..part.end);
        let Some(Seen { hits, marks }) = seen else {
            return at;
        };
        each(hits, at, confirm);
        each(marks, at, marked);
        at += LANES;
    }
}

#[inline(always)]
fn each(mut bits: u64, from: usize, found: &mut impl FnMut(usize)) {
    while bits != 0 {
        found(from + bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// What is looked for.
struct Search {
    tables: [[__m512i; 2]; PRINT],
    marks: [__m512i; MARKS],
    /// Ones, or zeros if no mark is looked for.
    wanted: u64,
}

/// Where prints may begin in some positions, and where marks are.
struct Seen {
    hits: u64,
    marks: u64,
}

impl Search {
    /// Where something is seen next in a part of a text, and what; or up to where nothing
    /// is. It is by itself as it calls nothing, so that all tables stay in registers.
    #[inline(never)]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    fn next<const FETCH: bool>(&self, text: &[u8], part: Range<usize>) -> (usize, Option<Seen>) {
        let Search {
            tables,
            marks,
            wanted,
        } = *self;
        let mut at = part.start;
        while at + LANES <= part.end && at + LANES + PRINT <= text.len() {
            let window: &[u8; LANES + PRINT] = text[at..]
                .first_chunk()
                .expect("the loop sees to the length");
            if FETCH {
                // Behind the end, nothing is loaded.
                _mm_prefetch::<_MM_HINT_T0>(window.as_ptr().wrapping_add(AHEAD).cast());
            }
            let bytes = load(window, 0);
            let [a, b, c, d] = tables;
            // All of three.
            let buckets = _mm512_ternarylogic_epi64::<0b1000_0000>(
                holds(bytes, a),
                holds(load(window, 1), b),
                holds(load(window, 2), c),
            );
            let hits = _mm512_test_epi8_mask(buckets, holds(load(window, 3), d));
            let [first, second, third] = marks;
            let marks = _mm512_cmpeq_epi8_mask(bytes, first)
                | _mm512_cmpeq_epi8_mask(bytes, second)
                | _mm512_cmpeq_epi8_mask(bytes, third);
            let marks = marks & wanted;
            if hits | marks != 0 {
                return (at, Some(Seen { hits, marks }));
            }
            at += LANES;
        }
        (at, None)
    }
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

/// The bytes of a window from a place of a print on.
#[inline]
#[target_feature(enable = "avx512f")]
fn load(window: &[u8; LANES + PRINT], place: usize) -> __m512i {
    // SAFETY: `place` is below `PRINT`, so the load lies within the window.
    unsafe { _mm512_loadu_si512(window.as_ptr().add(place).cast()) }
}

/// The buckets that hold each byte.
#[inline]
#[target_feature(enable = "avx512f,avx512vbmi")]
fn holds(bytes: __m512i, [low, high]: [__m512i; 2]) -> __m512i {
    _mm512_permutex2var_epi8(low, bytes, high)
}
