//! The search for prints, 32 positions at a time.

use std::arch::x86_64::*;

use super::{Nibbles, PRINT, scalar};

/// Bytes looked at together.
const LANES: usize = 32;

pub(super) fn find(nibbles: &Nibbles, text: &[u8], confirm: &mut impl FnMut(usize)) {
    // SAFETY: `Engine::available` offers AVX2 only where it was detected.
    let done = unsafe { find_avx2(nibbles, text, confirm) };
    scalar::find(nibbles, text, done, confirm);
}

/// Returns up to where it looked for starts: a print that goes on behind the last whole
/// vector is not seen.
#[target_feature(enable = "avx2,bmi1")]
fn find_avx2(nibbles: &Nibbles, text: &[u8], confirm: &mut impl FnMut(usize)) -> usize {
    let (vectors, _) = text.as_chunks::<LANES>();
    let mut search = Search {
        low: nibbles.low.each_ref().map(|table| broadcast(table)),
        high: nibbles.high.each_ref().map(|table| broadcast(table)),
        before: [_mm256_setzero_si256(); PRINT],
    };
    let mut at = 0;
    while let Some((vector, mut hits)) = search.next(&vectors[at..]) {
        at += vector + 1;
        while hits != 0 {
            // A print is met by its last byte.
            confirm(LANES * (at - 1) + hits.trailing_zeros() as usize + 1 - PRINT);
            hits &= hits - 1;
        }
    }
    (LANES * vectors.len()).saturating_sub(PRINT - 1)
}

/// A search that goes on from one vector of a text to the next.
struct Search {
    low: [__m256i; PRINT],
    high: [__m256i; PRINT],
    /// What the last vector holds.
    before: [__m256i; PRINT],
}

impl Search {
    /// The next vector in which prints may end, and where. It is by itself as it calls
    /// nothing, so that all tables stay in registers.
    #[inline(never)]
    #[target_feature(enable = "avx2")]
    fn next(&mut self, vectors: &[[u8; LANES]]) -> Option<(usize, u32)> {
        let (low, high) = (self.low, self.high);
        let mut before = self.before;
        for (vector, at) in vectors.iter().zip(0..) {
            let held = holds(vector, &low, &high);
            let first = _mm256_and_si256(
                behind::<13>(before[0], held[0]),
                behind::<14>(before[1], held[1]),
            );
            let last = _mm256_and_si256(behind::<15>(before[2], held[2]), held[3]);
            before = held;
            if _mm256_testz_si256(first, last) == 0 {
                self.before = before;
                let none = _mm256_cmpeq_epi8(_mm256_and_si256(first, last), _mm256_setzero_si256());
                return Some((at, !_mm256_movemask_epi8(none) as u32));
            }
        }
        None
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn broadcast(table: &[u8; 16]) -> __m256i {
    // SAFETY: the load lies within the table and needs no alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}

/// The buckets that hold each byte at each place of a print. The tables see to the case.
#[inline]
#[target_feature(enable = "avx2")]
fn holds(
    vector: &[u8; LANES],
    low: &[__m256i; PRINT],
    high: &[__m256i; PRINT],
) -> [__m256i; PRINT] {
    // SAFETY: the load lies within the vector and needs no alignment.
    let bytes = unsafe { _mm256_loadu_si256(vector.as_ptr().cast()) };
    let nibble = _mm256_set1_epi8(15);
    let lower = _mm256_and_si256(bytes, nibble);
    let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), nibble);
    let mut held = [_mm256_setzero_si256(); PRINT];
    for (place, held) in held.iter_mut().enumerate() {
        *held = _mm256_and_si256(
            _mm256_shuffle_epi8(low[place], lower),
            _mm256_shuffle_epi8(high[place], upper),
        );
    }
    held
}

/// The last bytes of one vector and all but those of the next: so many less than sixteen
/// bytes of each half are left out.
#[inline]
#[target_feature(enable = "avx2")]
fn behind<const KEPT: i32>(before: __m256i, here: __m256i) -> __m256i {
    let between = _mm256_permute2x128_si256::<0x21>(before, here);
    _mm256_alignr_epi8::<KEPT>(here, between)
}
