//! MD5 of several texts at once.
//!
//! MD5 is one long chain of steps that a processor can only take one after the
//! other; the chains of several texts side by side fill its vectors.

use std::{array, hint};

use tracie_pattern::class::{Engine, Task};
use wide::u32x4;

/// Texts that are hashed side by side.
pub(crate) const LANES: usize = 4 * 2;
/// Bytes that are mixed in together.
pub(crate) const BLOCK: usize = 64;

/// The state of a hash.
pub(crate) type State = [u32; 4];

/// The state before any byte.
pub(crate) const START: State = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476];

/// Mixes whole blocks into the states of as many hashes, at most [`LANES`];
/// of each the same number of bytes.
pub(crate) fn mix(states: &mut [State], texts: &[&[u8]]) {
    let engine = Engine::detect();
    match states.len() {
        0 => {}
        1..=4 => engine.run(Mix::<1> { states, texts }),
        _ => engine.run(Mix::<2> { states, texts }),
    }
}

/// Mixing in, in `N` vectors: compiled for each engine, as AVX-512 rotates and
/// combines three words in one instruction each.
struct Mix<'m, const N: usize> {
    states: &'m mut [State],
    texts: &'m [&'m [u8]],
}

impl<const N: usize> Task for Mix<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        mix_vectors::<N>(self.states, self.texts);
    }
}

/// The digest of a text, given the state after its whole blocks, the bytes
/// behind those, and how long it is.
pub(crate) fn finish(mut state: State, rest: &[u8], length: u64) -> [u8; 16] {
    let (last, end) = ending(rest, length);
    mix(std::slice::from_mut(&mut state), &[&last[..end]]);
    digest(state)
}

/// What is mixed in last, in one block or two: the bytes behind the whole blocks
/// of a text, and how long it is. And how many bytes that takes.
pub(crate) fn ending(rest: &[u8], length: u64) -> ([u8; 2 * BLOCK], usize) {
    let mut last = [0; 2 * BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = 0x80;
    let end = if rest.len() < BLOCK - 8 {
        BLOCK
    } else {
        2 * BLOCK
    };
    last[end - 8..end].copy_from_slice(&length.wrapping_mul(8).to_le_bytes());
    (last, end)
}

/// The digest that a state comes to in the end.
pub(crate) fn digest(state: State) -> [u8; 16] {
    let mut digest = [0; 16];
    for (bytes, word) in digest.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_le_bytes();
    }
    digest
}

/// One word of each lane, in as many vectors as that takes.
#[derive(Clone, Copy)]
struct Words<const N: usize>([u32x4; N]);

impl<const N: usize> Words<N> {
    /// One word of each of the lanes there are; the others repeat the first.
    #[inline(always)]
    fn gather(lanes: usize, word: impl Fn(usize) -> u32) -> Words<N> {
        // Loops, which are inlined for sure: only then is it compiled for the engine.
        let mut vectors = [u32x4::ZERO; N];
        for (at, vector) in vectors.iter_mut().enumerate() {
            let mut four = [0; 4];
            for (lane, place) in (4 * at..).zip(&mut four) {
                *place = word(if lane < lanes { lane } else { 0 });
            }
            *vector = u32x4::new(four);
        }
        Words(vectors)
    }

    #[inline(always)]
    fn map(self, other: Words<N>, join: impl Fn(u32x4, u32x4) -> u32x4) -> Words<N> {
        Words(array::from_fn(|at| join(self.0[at], other.0[at])))
    }

    #[inline(always)]
    fn add(self, other: Words<N>) -> Words<N> {
        self.map(other, |one, other| one + other)
    }

    #[inline(always)]
    fn rotate<const SHIFT: u32>(self) -> Words<N> {
        Words(self.0.map(|it| it << SHIFT | it >> (32 - SHIFT)))
    }
}

#[inline(always)]
fn mix_vectors<const N: usize>(states: &mut [State], texts: &[&[u8]]) {
    let lanes = states.len();
    let mut mixed: [Words<N>; 4] =
        array::from_fn(|word| Words::gather(lanes, |lane| states[lane][word]));
    let count = texts[0].len() / BLOCK;
    let mut blocks: [&[[u8; BLOCK]]; LANES] = [&[]; LANES];
    for (lane, blocks) in blocks.iter_mut().enumerate() {
        *blocks = &texts[if lane < lanes { lane } else { 0 }].as_chunks().0[..count];
    }
    let word_of =
        |at: usize, word: usize| Words::gather(LANES, |lane| load(&blocks[lane][at], word));
    // Were they constants, each would be added last, when all waits for the sum.
    let sines = hint::black_box(&SINES);
    let mut words = [Words([u32x4::ZERO; N]); BLOCK / 4];
    if count > 0 {
        for (word, words) in words.iter_mut().enumerate() {
            *words = word_of(0, word);
        }
    }
    for at in 0..count {
        let next = (at + 1).min(count - 1);
        mix_block(&mut mixed, &mut words, sines, |word| word_of(next, word));
    }
    for (lane, state) in states.iter_mut().enumerate() {
        *state = mixed.map(|word| word.0[lane / 4].to_array()[lane % 4]);
    }
}

#[inline(always)]
fn load(block: &[u8; BLOCK], word: usize) -> u32 {
    let (words, _) = block.as_chunks();
    u32::from_le_bytes(words[word])
}

/// Mixes a block in. Meanwhile the words of the `next` one take its place: fetching
/// them takes no time while each step waits for the one before.
#[inline(always)]
fn mix_block<const N: usize>(
    state: &mut [Words<N>; 4],
    block: &mut [Words<N>; BLOCK / 4],
    sines: &[u32; 64],
    next: impl Fn(usize) -> Words<N>,
) {
    let before = *state;
    let mut fetched = *block;
    let fetch = |word: usize| fetched[word] = next(word);
    let mut steps = Steps {
        state,
        block,
        sines,
        fetch,
    };
    steps.round::<0, 7, 12, 17, 22>(|b, c, d| d ^ b & (c ^ d), |at| at);
    steps.round::<16, 5, 9, 14, 20>(|b, c, d| c ^ d & (b ^ c), |at| 5 * at + 1);
    steps.round::<32, 4, 11, 16, 23>(|b, c, d| b ^ c ^ d, |at| 3 * at + 5);
    steps.round::<48, 6, 10, 15, 21>(|b, c, d| c ^ (b | !d), |at| 7 * at);
    for (word, before) in state.iter_mut().zip(before) {
        *word = word.add(before);
    }
    *block = fetched;
}

/// What the steps of a block work on.
struct Steps<'s, const N: usize, F> {
    state: &'s mut [Words<N>; 4],
    block: &'s [Words<N>; BLOCK / 4],
    sines: &'s [u32; 64],
    /// Fetches a word of the next block.
    fetch: F,
}

impl<const N: usize, F: FnMut(usize)> Steps<'_, N, F> {
    /// Sixteen steps. A loop might stay one, which takes longer.
    #[inline(always)]
    fn round<const FROM: usize, const S0: u32, const S1: u32, const S2: u32, const S3: u32>(
        &mut self,
        combine: impl Fn(u32x4, u32x4, u32x4) -> u32x4,
        place: impl Fn(usize) -> usize,
    ) {
        let places = |from: usize| array::from_fn(|step| place(from + step));
        self.four::<S0, S1, S2, S3>(FROM, &combine, places(0));
        self.four::<S0, S1, S2, S3>(FROM + 4, &combine, places(4));
        self.four::<S0, S1, S2, S3>(FROM + 8, &combine, places(8));
        self.four::<S0, S1, S2, S3>(FROM + 12, &combine, places(12));
    }

    /// Four steps, with the shifts that all fours of a round have.
    #[inline(always)]
    fn four<const S0: u32, const S1: u32, const S2: u32, const S3: u32>(
        &mut self,
        from: usize,
        combine: impl Fn(u32x4, u32x4, u32x4) -> u32x4,
        places: [usize; 4],
    ) {
        (self.fetch)(from / 4);
        // A word of the text and a sine.
        let more = |step: usize| {
            let sine = Words([u32x4::splat(self.sines[from + step]); N]);
            self.block[places[step] % 16].add(sine)
        };
        let [a, b, c, d] = &mut *self.state;
        step::<N, S0>(a, (*b, *c, *d), more(0), &combine);
        step::<N, S1>(d, (*a, *b, *c), more(1), &combine);
        step::<N, S2>(c, (*d, *a, *b), more(2), &combine);
        step::<N, S3>(b, (*c, *d, *a), more(3), &combine);
    }
}

#[inline(always)]
fn step<const N: usize, const SHIFT: u32>(
    a: &mut Words<N>,
    (b, c, d): (Words<N>, Words<N>, Words<N>),
    more: Words<N>,
    combine: impl Fn(u32x4, u32x4, u32x4) -> u32x4,
) {
    let combined = Words(array::from_fn(|at| combine(b.0[at], c.0[at], d.0[at])));
    let sum = a.add(combined).add(more);
    *a = sum.rotate::<SHIFT>().add(b);
}

/// The sines of 1 to 64 as RFC 1321 wants them: 2^32 times their absolute
/// values, rounded down.
static SINES: [u32; 64] = [
    0xD76A_A478,
    0xE8C7_B756,
    0x2420_70DB,
    0xC1BD_CEEE,
    0xF57C_0FAF,
    0x4787_C62A,
    0xA830_4613,
    0xFD46_9501,
    0x6980_98D8,
    0x8B44_F7AF,
    0xFFFF_5BB1,
    0x895C_D7BE,
    0x6B90_1122,
    0xFD98_7193,
    0xA679_438E,
    0x49B4_0821,
    0xF61E_2562,
    0xC040_B340,
    0x265E_5A51,
    0xE9B6_C7AA,
    0xD62F_105D,
    0x0244_1453,
    0xD8A1_E681,
    0xE7D3_FBC8,
    0x21E1_CDE6,
    0xC337_07D6,
    0xF4D5_0D87,
    0x455A_14ED,
    0xA9E3_E905,
    0xFCEF_A3F8,
    0x676F_02D9,
    0x8D2A_4C8A,
    0xFFFA_3942,
    0x8771_F681,
    0x6D9D_6122,
    0xFDE5_380C,
    0xA4BE_EA44,
    0x4BDE_CFA9,
    0xF6BB_4B60,
    0xBEBF_BC70,
    0x289B_7EC6,
    0xEAA1_27FA,
    0xD4EF_3085,
    0x0488_1D05,
    0xD9D4_D039,
    0xE6DB_99E5,
    0x1FA2_7CF8,
    0xC4AC_5665,
    0xF429_2244,
    0x432A_FF97,
    0xAB94_23A7,
    0xFC93_A039,
    0x655B_59C3,
    0x8F0C_CC92,
    0xFFEF_F47D,
    0x8584_5DD1,
    0x6FA8_7E4F,
    0xFE2C_E6E0,
    0xA301_4314,
    0x4E08_11A1,
    0xF753_7E82,
    0xBD3A_F235,
    0x2AD7_D2BB,
    0xEB86_D391,
];

#[cfg(test)]
mod tests {
    use super::*;
    use md5::{Digest as _, Md5};

    #[test]
    fn the_sines_are_sines() {
        for (at, sine) in SINES.iter().enumerate() {
            let exact = ((at + 1) as f64).sin().abs() * 4_294_967_296.0;
            assert_eq!(*sine, exact as u32, "{at}");
        }
    }

    #[test]
    fn every_lane_gives_what_the_library_gives() {
        let mut seed = 1u32;
        let mut text = |length: usize| -> Vec<u8> {
            (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 24) as u8
                })
                .collect()
        };
        for lanes in 1..=LANES {
            for length in [0, 1, 55, 56, 63, 64, 65, 119, 128, 1000] {
                let texts: Vec<Vec<u8>> = (0..lanes).map(|_| text(length)).collect();
                let whole = length / BLOCK * BLOCK;
                let mut states = vec![START; lanes];
                let blocks: Vec<&[u8]> = texts.iter().map(|it| &it[..whole]).collect();
                mix(&mut states, &blocks);
                for (text, state) in texts.iter().zip(states) {
                    let digest = finish(state, &text[whole..], length as u64);
                    assert_eq!(digest[..], Md5::digest(text)[..], "{lanes} of {length}");
                }
            }
        }
    }
}
