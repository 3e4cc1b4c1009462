//! The groups of 32 positions at once, where many of them count: the kinds of three
//! bytes are a place in a table of 27 that lies in two vectors. Else plain code, compiled
//! to AVX2 and what machines have with it.

use std::arch::x86_64::*;

use super::each::{self, Tables, Told};
use super::near::{Others, Within};
use super::{Bits, EIGHT, Groups, Lattice, Near, Table, place};
use crate::class::Masks;

/// Fewest candidates of a block that are told together; fewer are told sooner one by one.
const MANY: u32 = 6;

/// As [`each::live`].
pub(super) fn live(
    halves: &[Lattice; 2],
    text: (&Masks, &[u64]),
    others: Others,
    live: (&mut [Bits], &mut [u8]),
    any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected, with these.
    unsafe { live_avx2(halves, text, others, live, any) }
}

/// As [`Near::spread`].
pub(super) fn spread(groups: &Groups, within: Within, near: &mut Near) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected, with these.
    unsafe { spread_avx2(groups, within, near) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn live_avx2(
    halves: &[Lattice; 2],
    (masks, candidates): (&Masks, &[u64]),
    others: Others,
    live: (&mut [Bits], &mut [u8]),
    any: Option<(&Lattice, &mut Vec<(u32, u64)>)>,
) {
    let another = any.as_ref().map(|it| it.0);
    let tables = Tables::of(halves, another);
    let none = Lattice::default();
    let [low, high] = halves;
    let vectors = [low, high, another.unwrap_or(&none)].map(|it| packed(it));
    each::fill((masks, candidates), others, live, any, |block, starts| {
        if starts.count_ones() < MANY {
            return tables.told(masks, block, starts);
        }
        told(&vectors, masks, block, starts)
    });
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn spread_avx2(groups: &Groups, within: Within, near: &mut Near) {
    near.spread(groups, within);
}

/// The three tables of a lattice by the kinds of three bytes, each in two vectors.
type Packed = [[__m256i; 2]; 3];

#[inline]
#[target_feature(enable = "avx2")]
fn packed(lattice: &Lattice) -> Packed {
    let half = |table: &Table, from: usize| {
        let groups: [u8; 16] = std::array::from_fn(|at| {
            let kinds = from + at;
            // Of a class the first byte is the most significant.
            let class = kinds % 3 * 9 + kinds / 3 % 3 * 3 + kinds / 9;
            if class < 27 { table[place(class)] } else { 0 }
        });
        // SAFETY: the load lies within the bytes and needs no alignment.
        _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(groups.as_ptr().cast()) })
    };
    lattice
        .tables
        .each_ref()
        .map(|table| [half(table, 0), half(table, 16)])
}

/// What begins at the candidates of a block.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn told(lattices: &[Packed; 3], masks: &Masks, block: usize, starts: u64) -> Told {
    let kinds = threes(masks, block);
    let mut all = [_mm256_setzero_si256(); 2];
    let (mut begun, mut passed) = (0, 0);
    for from in [0, 32] {
        let places = [
            halves(load(&kinds, from)),
            halves(load(&kinds, from + 3)),
            halves(load(&kinds, from + 6)),
        ];
        let here = spread_out((starts >> from) as u32);
        let low = _mm256_and_si256(here, groups(&lattices[0], &places));
        let high = _mm256_and_si256(here, groups(&lattices[1], &places));
        let another = _mm256_and_si256(here, groups(&lattices[2], &places));
        all = [_mm256_or_si256(all[0], low), _mm256_or_si256(all[1], high)];
        begun |= u64::from(filled(_mm256_or_si256(low, high))) << from;
        passed |= u64::from(filled(another)) << from;
    }
    Told {
        live: united(all[0], all[1]),
        first: begun.trailing_zeros() as u8,
        passed,
    }
}

/// The kinds of three bytes from each position of a block on, and of some behind it: 0 for
/// other, 1 for digit, 2 for letter, and of each next one three times that.
#[inline]
#[target_feature(enable = "avx2")]
fn threes(masks: &Masks, block: usize) -> [u8; 128] {
    let (digits, letters) = (masks.digit.pair(block), masks.letter.pair(block));
    let (digit, letter) = (_mm256_set1_epi8(1), _mm256_set1_epi8(2));
    let mut kinds = [0; 128];
    for from in [0, 32, 64] {
        let digit = _mm256_and_si256(digit, spread_out((digits >> from) as u32));
        let letter = _mm256_and_si256(letter, spread_out((letters >> from) as u32));
        store(&mut kinds, from, _mm256_or_si256(digit, letter));
    }
    for from in [0, 32, 64] {
        let (first, second) = (load(&kinds, from), load(&kinds, from + 1));
        let behind = _mm256_add_epi8(second, thrice(load(&kinds, from + 2)));
        store(&mut kinds, from, _mm256_add_epi8(first, thrice(behind)));
    }
    kinds
}

#[inline]
#[target_feature(enable = "avx2")]
fn thrice(bytes: __m256i) -> __m256i {
    _mm256_add_epi8(bytes, _mm256_add_epi8(bytes, bytes))
}

/// Places in a table of two vectors: in each vector, or none, which has its top bit set.
#[inline]
#[target_feature(enable = "avx2")]
fn halves(places: __m256i) -> [__m256i; 2] {
    [
        _mm256_add_epi8(places, _mm256_set1_epi8(0x70)),
        _mm256_sub_epi8(places, _mm256_set1_epi8(16)),
    ]
}

/// The groups that may begin at each position.
#[inline]
#[target_feature(enable = "avx2")]
fn groups(lattice: &Packed, places: &[[__m256i; 2]; 3]) -> __m256i {
    let [a, b, c] = lattice;
    _mm256_and_si256(
        _mm256_and_si256(looked_up(a, &places[0]), looked_up(b, &places[1])),
        looked_up(c, &places[2]),
    )
}

#[inline]
#[target_feature(enable = "avx2")]
fn looked_up([low, high]: &[__m256i; 2], place: &[__m256i; 2]) -> __m256i {
    _mm256_or_si256(
        _mm256_shuffle_epi8(*low, place[0]),
        _mm256_shuffle_epi8(*high, place[1]),
    )
}

/// Each bit as a byte of ones or zeros.
#[inline]
#[target_feature(enable = "avx2")]
fn spread_out(bits: u32) -> __m256i {
    let of_each = _mm256_setr_epi64x(
        0,
        0x0101_0101_0101_0101,
        0x0202_0202_0202_0202,
        0x0303_0303_0303_0303,
    );
    let bit = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64 as i64);
    let bytes = _mm256_shuffle_epi8(_mm256_set1_epi32(bits as i32), of_each);
    _mm256_cmpeq_epi8(_mm256_and_si256(bytes, bit), bit)
}

/// The bytes that are not zero.
#[inline]
#[target_feature(enable = "avx2")]
fn filled(bytes: __m256i) -> u32 {
    let empty = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
    !_mm256_movemask_epi8(empty) as u32
}

/// All bytes of a vector united, and above these those of another.
#[inline]
#[target_feature(enable = "avx2")]
fn united(low: __m256i, high: __m256i) -> Bits {
    const { assert!(EIGHT == 8, "a half is a byte") };
    folded(_mm256_or_si256(
        _mm256_unpacklo_epi8(low, high),
        _mm256_unpackhi_epi8(low, high),
    ))
}

/// All pairs of bytes of a vector united.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn folded(both: __m256i) -> Bits {
    let half = _mm256_extracti128_si256::<1>(both);
    let both = _mm_or_si128(_mm256_castsi256_si128(both), half);
    let both = _mm_or_si128(both, _mm_srli_si128::<8>(both));
    let both = _mm_or_si128(both, _mm_srli_si128::<4>(both));
    let both = _mm_or_si128(both, _mm_srli_si128::<2>(both));
    _mm_cvtsi128_si32(both) as Bits
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(bytes: &[u8; 128], from: usize) -> __m256i {
    let bytes: &[u8; 32] = bytes[from..].first_chunk().expect("as many bytes");
    // SAFETY: the load lies within the bytes and needs no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(bytes: &mut [u8; 128], from: usize, vector: __m256i) {
    let bytes: &mut [u8; 32] = bytes[from..].first_chunk_mut().expect("as many bytes");
    // SAFETY: the store lies within the bytes and needs no alignment.
    unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), vector) }
}
