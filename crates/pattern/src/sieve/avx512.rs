//! The steps of a sieve on eight words at once. What runs on four, as plain code,
//! is not seen to be whole vectors there.

use std::arch::x86_64::*;

use super::{ACCEPT, Lanes, MOST, Sieve, Window};

/// A window of eight words.
pub(super) struct Eight<'a> {
    starts: &'a Lanes<8>,
    digits: [&'a Lanes<8>; 2],
    letters: [&'a Lanes<8>; 2],
}

impl<'a> Eight<'a> {
    /// A window, if it has eight words.
    #[inline(always)]
    pub(super) fn of<const N: usize>(window: &'a Window<N>) -> Option<Eight<'a>> {
        Some(Eight {
            starts: eight(&window.starts)?,
            digits: [eight(&window.digits[0])?, eight(&window.digits[1])?],
            letters: [eight(&window.letters[0])?, eight(&window.letters[1])?],
        })
    }
}

#[inline(always)]
fn eight<const N: usize>(words: &Lanes<N>) -> Option<&Lanes<8>> {
    words.as_slice().try_into().ok()
}

/// As [`Sieve::run`].
#[inline(always)]
pub(super) fn run(sieve: &Sieve, masks: &Eight<'_>, states: &mut [Lanes<8>; MOST + 1]) -> Lanes<8> {
    // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
    unsafe { run_avx512(sieve, masks, states) }
}

#[target_feature(enable = "avx512f,avx512dq")]
fn run_avx512(sieve: &Sieve, masks: &Eight<'_>, states: &mut [Lanes<8>; MOST + 1]) -> Lanes<8> {
    let digits = masks.digits.map(|words| load(words));
    let letters = masks.letters.map(|words| load(words));
    states[0] = *masks.starts;
    states[ACCEPT as usize] = [0; 8];
    for (depth, steps) in sieve.steps.iter().enumerate() {
        let classes = classes(shifted(digits, depth), shifted(letters, depth));
        for step in steps {
            let class = classes[step.class as usize & 7];
            let from = load(&states[step.from as usize & MOST]);
            let to = &mut states[step.to as usize & MOST];
            let kept = if step.first { 0 } else { u8::MAX };
            let old = _mm512_maskz_mov_epi64(kept, load(to));
            // Old, or from and class.
            let new = _mm512_ternarylogic_epi64::<0b1111_1000>(old, from, class);
            // SAFETY: the store lies within the eight words.
            unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), new) };
        }
    }
    states[ACCEPT as usize]
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn load(words: &Lanes<8>) -> __m512i {
    // SAFETY: the load lies within the eight words and needs no alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

/// The masks of the bytes so far behind each position.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn shifted([words, next]: [__m512i; 2], by: usize) -> __m512i {
    let here = _mm512_srlv_epi64(words, _mm512_set1_epi64(by as i64));
    // By 64 or more, nothing is left.
    let next = _mm512_sllv_epi64(next, _mm512_set1_epi64(64 - by as i64));
    _mm512_or_si512(here, next)
}

/// The masks of all classes, by their numbers.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn classes(digit: __m512i, letter: __m512i) -> [__m512i; 8] {
    let ones = _mm512_set1_epi64(-1);
    let not = |it| _mm512_xor_si512(it, ones);
    let word = _mm512_or_si512(digit, letter);
    [
        not(word),
        digit,
        letter,
        word,
        not(digit),
        not(letter),
        ones,
        ones,
    ]
}
