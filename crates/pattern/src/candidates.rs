//! Where words and numbers start that have a digit near, 64 positions a word.

#[cfg(target_arch = "x86_64")]
use crate::class::Instructions;
use crate::class::{Engine, Masks};
use crate::runs;

/// The positions of a word behind which a digit is near, itself counted.
const NEAR: u32 = 9;

/// What of the block behind a block is near its end.
pub(crate) const BEHIND: u64 = (1 << NEAR) - 1;

/// For each of so many blocks, 1 where a digit is near or a long run without white
/// space may be; else 0.
pub(crate) fn worth(engine: Engine, masks: &Masks, blocks: usize, found: &mut Vec<u8>) {
    found.clear();
    found.resize(blocks, 0);
    match engine.instructions() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
        Instructions::Avx512 => unsafe { worth_avx512(masks, found) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Engine::available` offers AVX2 only where it was detected.
        Instructions::Avx2 => unsafe { worth_avx2(masks, found) },
        _ => fill_worth(masks, found),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn worth_avx512(masks: &Masks, found: &mut [u8]) {
    fill_worth(masks, found);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn worth_avx2(masks: &Masks, found: &mut [u8]) {
    fill_worth(masks, found);
}

#[inline(always)]
fn fill_worth(masks: &Masks, found: &mut [u8]) {
    let count = found.len();
    let digits = masks.digit.first(count + 1);
    let spaces = masks.space.first(count);
    let here = digits[..count].iter().zip(&digits[1..]);
    for ((found, (digit, next)), space) in found.iter_mut().zip(here).zip(spaces) {
        let near = digit | next & BEHIND != 0;
        *found = u8::from(near | runs::may_cover(*space));
    }
}

/// Fills the words of so many blocks, from the first on. All masks must be known there.
pub(crate) fn find(engine: Engine, masks: &Masks, found: &mut [u64]) {
    match engine.instructions() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Engine::available` offers AVX-512 only where it was detected.
        Instructions::Avx512 => unsafe { find_avx512(masks, found) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `Engine::available` offers AVX2 only where it was detected.
        Instructions::Avx2 => unsafe { find_avx2(masks, found) },
        _ => fill(masks, found),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vbmi2")]
fn find_avx512(masks: &Masks, found: &mut [u64]) {
    fill(masks, found);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn find_avx2(masks: &Masks, found: &mut [u64]) {
    fill(masks, found);
}

/// Plain code that the compiler turns into that of the vectors at hand.
#[inline(always)]
fn fill(masks: &Masks, found: &mut [u64]) {
    let count = found.len();
    let digits = masks.digit.first(count + 1);
    let letters = masks.letter.first(count);
    let (here, next) = (&digits[..count], &digits[1..]);
    for (((found, digit), next), letter) in found.iter_mut().zip(here).zip(next).zip(letters) {
        let near = (1..=NEAR).fold(*digit, |near, by| near | digit >> by | next << (64 - by));
        *found = near & (digit | letter);
    }
    // What goes on is no start.
    let mut before = 0;
    for ((found, digit), letter) in found.iter_mut().zip(here).zip(letters) {
        let word = digit | letter;
        *found &= !(word << 1 | before);
        before = word >> 63;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::is_word_byte;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn candidates_start_a_word_and_have_a_digit_near(
            text in "([a-z ]{0,40}|[0-9]{1,3}|[ .-]{1,12}){0,30}",
        ) {
            let text = text.as_bytes();
            let blocks = text.len().div_ceil(64);
            let naive: Vec<bool> = (0..64 * blocks)
                .map(|at| {
                    let word = |at: usize| text.get(at).is_some_and(|it| is_word_byte(*it));
                    let near = text.iter().skip(at).take(10).any(u8::is_ascii_digit);
                    word(at) && (at == 0 || !word(at - 1)) && near
                })
                .collect();
            for engine in Engine::available() {
                let mut masks = Masks::default();
                masks.fill_digits(engine, text);
                masks.fill_words(engine, text, 0..blocks + 1);
                let mut found = vec![0; blocks];
                find(engine, &masks, &mut found);
                let bits: Vec<bool> = (0..64 * found.len())
                    .map(|at| found[at / 64] >> (at % 64) & 1 == 1)
                    .collect();
                prop_assert_eq!(&bits, &naive);
                let mut worth_it = Vec::new();
                worth(engine, &masks, blocks, &mut worth_it);
                for (block, worth) in worth_it.into_iter().enumerate() {
                    let near = (64 * block..64 * block + 73).any(|at| {
                        text.get(at).is_some_and(u8::is_ascii_digit)
                    });
                    let run = runs::may_cover(masks.space.word(block));
                    prop_assert_eq!(worth, u8::from(near || run));
                }
            }
        }
    }
}
