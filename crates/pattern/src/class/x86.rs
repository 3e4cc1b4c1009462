//! The masks by AVX2, and by SSE2 where that is all there is.

use std::arch::x86_64::*;

use super::kinds::{GAP_TABLE, GAPS, JOINT_TABLE, JOINTS};
use super::marks::Marked;
use super::{ESCAPE, Marks, Masks, Plain};

/// Whether this machine has AVX2, and what all machines have that have it.
pub(super) fn is_available() -> bool {
    use std::arch::is_x86_feature_detected as has;
    has!("avx2") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt")
}

pub(super) fn digits(blocks: &[[u8; 64]], out: &mut [u64], spaces: &mut [u64]) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected.
    unsafe { digits_avx2(blocks, out, spaces) }
}

pub(super) fn words(blocks: &[[u8; 64]], letters: &mut [u64], uppers: &mut [u64]) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected.
    unsafe { words_avx2(blocks, letters, uppers) }
}

pub(super) fn marks_sse2(blocks: &[[u8; 64]], marks: &mut Marks, from: usize) {
    marks.fill(blocks, from, |block| Marked {
        gap: join(block, |bytes| one_of_sse2(bytes, GAPS)),
        joint: join(block, |bytes| one_of_sse2(bytes, JOINTS)),
        equals: join(block, |bytes| in_range_sse2(bytes, b'=', 0)),
        wide: join(block, |bytes| bytes),
    });
}

pub(super) fn digits_sse2(blocks: &[[u8; 64]], out: &mut [u64], spaces: &mut [u64]) {
    for ((block, word), space) in blocks.iter().zip(out).zip(spaces) {
        *word = join(block, |lane| in_range_sse2(lane, b'0', 9));
        *space = join(block, |lane| in_range_sse2(lane, 0, b' '));
    }
}

pub(super) fn words_sse2(blocks: &[[u8; 64]], letters: &mut [u64], uppers: &mut [u64]) {
    for ((block, letter), upper) in blocks.iter().zip(letters).zip(uppers) {
        *letter = join(block, letters_sse2);
        *upper = join(block, |lane| in_range_sse2(lane, b'A', 25));
    }
}

#[target_feature(enable = "avx2")]
fn digits_avx2(blocks: &[[u8; 64]], out: &mut [u64], spaces: &mut [u64]) {
    for ((block, word), space) in blocks.iter().zip(out).zip(spaces) {
        let [low, high] = halves(block);
        *word = pair(in_range(low, b'0', 9), in_range(high, b'0', 9));
        *space = pair(in_range(low, 0, b' '), in_range(high, 0, b' '));
    }
}

#[target_feature(enable = "avx2")]
fn words_avx2(blocks: &[[u8; 64]], letters: &mut [u64], uppers: &mut [u64]) {
    let case = _mm256_set1_epi8(0x20);
    for ((block, letter), upper) in blocks.iter().zip(letters).zip(uppers) {
        let [low, high] = halves(block);
        let ascii_low = in_range(_mm256_or_si256(low, case), b'a', 25);
        let ascii_high = in_range(_mm256_or_si256(high, case), b'a', 25);
        // movemask reads the top bit, which bytes from 0x80 on have set.
        *letter = pair(
            _mm256_or_si256(ascii_low, low),
            _mm256_or_si256(ascii_high, high),
        );
        *upper = pair(in_range(low, b'A', 25), in_range(high, b'A', 25));
    }
}

/// Fills the words of some blocks in all masks, marks too, from a block on. There must be
/// as many.
pub(super) fn fill(blocks: &[[u8; 64]], masks: &mut Masks, from: usize) -> Plain {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected.
    unsafe { fill_avx2(blocks, masks, from) }
}

#[target_feature(enable = "avx2")]
fn fill_avx2(blocks: &[[u8; 64]], masks: &mut Masks, from: usize) -> Plain {
    let table = |table: &[u8; 16]| {
        // SAFETY: the load lies within the table and needs no alignment.
        let table = unsafe { _mm_loadu_si128(table.as_ptr().cast()) };
        _mm256_broadcastsi128_si256(table)
    };
    let (gaps, joints) = (table(&GAP_TABLE), table(&JOINT_TABLE));
    let case = _mm256_set1_epi8(0x20);
    let (mut beyond, mut escapes) = (0, _mm256_setzero_si256());
    let digits = masks.digit.words[from..].iter_mut();
    let spaces = masks.space.words[from..].iter_mut();
    let letters = masks.letter.words[from..].iter_mut();
    let uppers = masks.upper.words[from..].iter_mut();
    let words = digits.zip(spaces).zip(letters.zip(uppers));
    let mut words = blocks.iter().zip(words);
    masks.marks.fill(blocks, from, |block| {
        let [low, high] = halves(block);
        let is = |byte: u8| {
            let byte = _mm256_set1_epi8(byte as i8);
            [_mm256_cmpeq_epi8(low, byte), _mm256_cmpeq_epi8(high, byte)]
        };
        let ascii_low = in_range(_mm256_or_si256(low, case), b'a', 25);
        let ascii_high = in_range(_mm256_or_si256(high, case), b'a', 25);
        if let Some((_, ((digit, space), (letter, upper)))) = words.next() {
            *digit = pair(in_range(low, b'0', 9), in_range(high, b'0', 9));
            *space = pair(in_range(low, 0, b' '), in_range(high, 0, b' '));
            *letter = pair(
                _mm256_or_si256(ascii_low, low),
                _mm256_or_si256(ascii_high, high),
            );
            *upper = pair(in_range(low, b'A', 25), in_range(high, b'A', 25));
        }
        let [equals_low, equals_high] = is(b'=');
        let [escapes_low, escapes_high] = is(ESCAPE);
        escapes = _mm256_or_si256(escapes, _mm256_or_si256(escapes_low, escapes_high));
        let wide = pair(low, high);
        beyond |= wide;
        Marked {
            gap: pair(one_of(low, gaps), one_of(high, gaps)),
            joint: pair(one_of(low, joints), one_of(high, joints)),
            equals: pair(equals_low, equals_high),
            wide,
        }
    });
    Plain {
        ascii: beyond == 0,
        escape: _mm256_testz_si256(escapes, escapes) == 0,
    }
}

/// All ones in the bytes that a table has, in which they stand by their low four bits.
#[inline]
#[target_feature(enable = "avx2")]
fn one_of(bytes: __m256i, table: __m256i) -> __m256i {
    _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, bytes), bytes)
}

#[inline]
#[target_feature(enable = "avx2")]
fn halves(block: &[u8; 64]) -> [__m256i; 2] {
    // SAFETY: both loads lie within the 64 bytes and need no alignment.
    unsafe {
        let at = block.as_ptr().cast::<__m256i>();
        [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))]
    }
}

/// All ones in the bytes that lie in `first..=first + span`.
#[inline]
#[target_feature(enable = "avx2")]
fn in_range(bytes: __m256i, first: u8, span: u8) -> __m256i {
    let shifted = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first as i8));
    _mm256_cmpeq_epi8(
        _mm256_min_epu8(shifted, _mm256_set1_epi8(span as i8)),
        shifted,
    )
}

/// The top bits of all bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn pair(low: __m256i, high: __m256i) -> u64 {
    let (low, high) = (_mm256_movemask_epi8(low), _mm256_movemask_epi8(high));
    u64::from(low as u32) | u64::from(high as u32) << 32
}

/// The top bits of what a class makes of each byte.
#[inline]
fn join(block: &[u8; 64], class: impl Fn(__m128i) -> __m128i) -> u64 {
    let (lanes, _) = block.as_chunks::<16>();
    lanes.iter().enumerate().fold(0, |word, (at, lane)| {
        // SAFETY: the load lies within the 16 bytes of the lane; SSE2 is part of x86-64.
        let mask = unsafe {
            let bytes = _mm_loadu_si128(lane.as_ptr().cast());
            _mm_movemask_epi8(class(bytes))
        };
        word | u64::from(mask as u16) << (16 * at)
    })
}

/// [`in_range`] by SSE2.
#[inline]
fn in_range_sse2(bytes: __m128i, first: u8, span: u8) -> __m128i {
    // SAFETY: SSE2 is part of x86-64.
    unsafe {
        let shifted = _mm_sub_epi8(bytes, _mm_set1_epi8(first as i8));
        _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(span as i8)), shifted)
    }
}

#[inline]
fn one_of_sse2(bytes: __m128i, list: &[u8]) -> __m128i {
    let each = list.iter().map(|byte| in_range_sse2(bytes, *byte, 0));
    // SAFETY: SSE2 is part of x86-64.
    each.fold(unsafe { _mm_setzero_si128() }, |all, one| unsafe {
        _mm_or_si128(all, one)
    })
}

#[inline]
fn letters_sse2(bytes: __m128i) -> __m128i {
    // SAFETY: SSE2 is part of x86-64.
    let folded = unsafe { _mm_or_si128(bytes, _mm_set1_epi8(0x20)) };
    let ascii = in_range_sse2(folded, b'a', 25);
    // SAFETY: as above; movemask reads the top bit, set from 0x80 on.
    unsafe { _mm_or_si128(ascii, bytes) }
}
