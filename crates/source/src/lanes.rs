//! MD5 of several texts at once.
//!
//! MD5 is one long chain of steps that a processor can only take one after the
//! other; the chains of several texts side by side fill its vectors. Written
//! plainly over arrays, which the compiler turns into vector instructions.

/// Texts that are hashed side by side.
pub(crate) const LANES: usize = 8;
/// Bytes that are mixed in together.
pub(crate) const BLOCK: usize = 64;

/// The state of a hash.
pub(crate) type State = [u32; 4];

/// The state before any byte.
pub(crate) const START: State = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476];

/// Mixes whole blocks into the states of as many hashes, at most [`LANES`];
/// of each the same number of bytes.
pub(crate) fn mix(states: &mut [State], texts: &[&[u8]]) {
    match (states, texts) {
        ([state], [text]) => mix_exactly([state], [text]),
        (states, texts) => {
            let mut spare = [START; LANES];
            let mut all = spare.each_mut();
            for (place, state) in all.iter_mut().zip(states) {
                *place = state;
            }
            // Lanes without a text of their own do what the first one does.
            mix_exactly(
                all,
                std::array::from_fn(|at| *texts.get(at).unwrap_or(&texts[0])),
            );
        }
    }
}

/// The digest of a text, given the state after its whole blocks, the bytes
/// behind those, and how long it is.
pub(crate) fn finish(mut state: State, rest: &[u8], length: u64) -> [u8; 16] {
    let mut last = [0; 2 * BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = 0x80;
    let end = if rest.len() < BLOCK - 8 {
        BLOCK
    } else {
        2 * BLOCK
    };
    last[end - 8..end].copy_from_slice(&length.wrapping_mul(8).to_le_bytes());
    mix(std::slice::from_mut(&mut state), &[&last[..end]]);
    let mut digest = [0; 16];
    for (bytes, word) in digest.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_le_bytes();
    }
    digest
}

/// One word of each lane.
type Words<const L: usize> = [u32; L];

fn mix_exactly<const L: usize>(states: [&mut State; L], texts: [&[u8]; L]) {
    let mut mixed: [Words<L>; 4] =
        std::array::from_fn(|word| std::array::from_fn(|lane| states[lane][word]));
    for at in (0..texts[0].len()).step_by(BLOCK) {
        let block: [Words<L>; 16] = std::array::from_fn(|word| {
            std::array::from_fn(|lane| {
                let from = at + 4 * word;
                let bytes = texts[lane][from..from + 4].try_into();
                u32::from_le_bytes(bytes.expect("four bytes"))
            })
        });
        mix_block(&mut mixed, &block);
    }
    for (lane, state) in states.into_iter().enumerate() {
        *state = std::array::from_fn(|word| mixed[word][lane]);
    }
}

fn mix_block<const L: usize>(state: &mut [Words<L>; 4], block: &[Words<L>; 16]) {
    let before = *state;
    round::<L, 0, 7, 12, 17, 22>(state, block, |b, c, d| d ^ b & (c ^ d), |at| at);
    round::<L, 16, 5, 9, 14, 20>(state, block, |b, c, d| c ^ d & (b ^ c), |at| 5 * at + 1);
    round::<L, 32, 4, 11, 16, 23>(state, block, |b, c, d| b ^ c ^ d, |at| 3 * at + 5);
    round::<L, 48, 6, 10, 15, 21>(state, block, |b, c, d| c ^ (b | !d), |at| 7 * at);
    for (word, before) in state.iter_mut().zip(before) {
        for (now, before) in word.iter_mut().zip(before) {
            *now = now.wrapping_add(before);
        }
    }
}

/// Sixteen steps, by four with the same shifts.
#[inline(always)]
fn round<
    const L: usize,
    const FROM: usize,
    const S0: u32,
    const S1: u32,
    const S2: u32,
    const S3: u32,
>(
    [a, b, c, d]: &mut [Words<L>; 4],
    block: &[Words<L>; 16],
    combine: impl Fn(u32, u32, u32) -> u32,
    place: impl Fn(usize) -> usize,
) {
    for at in (0..16).step_by(4) {
        let word = |step: usize| &block[place(at + step) % 16];
        let sine = |step: usize| SINES[FROM + at + step];
        step::<L, S0>(a, (b, c, d), word(0), sine(0), &combine);
        step::<L, S1>(d, (a, b, c), word(1), sine(1), &combine);
        step::<L, S2>(c, (d, a, b), word(2), sine(2), &combine);
        step::<L, S3>(b, (c, d, a), word(3), sine(3), &combine);
    }
}

#[inline(always)]
fn step<const L: usize, const SHIFT: u32>(
    a: &mut Words<L>,
    (b, c, d): (&Words<L>, &Words<L>, &Words<L>),
    word: &Words<L>,
    sine: u32,
    combine: impl Fn(u32, u32, u32) -> u32,
) {
    for lane in 0..L {
        let sum = a[lane]
            .wrapping_add(combine(b[lane], c[lane], d[lane]))
            .wrapping_add(word[lane])
            .wrapping_add(sine);
        a[lane] = sum.rotate_left(SHIFT).wrapping_add(b[lane]);
    }
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
