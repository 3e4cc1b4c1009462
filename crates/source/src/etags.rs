//! The eTags of several small objects at once.

use crate::etag::{self, PART, hex};
use crate::lanes::{self, BLOCK, LANES, START, State};

/// The eTags of objects with these contents, each as [`etag`](crate::etag())
/// has it. Those of several small objects take a fraction of the time that they
/// take one by one.
///
/// ```
/// use tracie_source::{etag, etags};
///
/// let contents: [&[u8]; 3] = [b"", b"one", b"another"];
/// assert_eq!(etags(&contents), contents.map(etag));
/// ```
pub fn etags(contents: &[&[u8]]) -> Vec<String> {
    let mut etags = vec![String::new(); contents.len()];
    let (small, large): (Vec<usize>, Vec<usize>) =
        (0..contents.len()).partition(|at| (contents[*at].len() as u64) < PART);
    let texts: Vec<&[u8]> = small.iter().map(|at| contents[*at]).collect();
    for (at, digest) in small.into_iter().zip(digests(&texts)) {
        etags[at] = hex(&digest);
    }
    for at in large {
        etags[at] = etag::etag(contents[at]);
    }
    etags
}

/// The MD5 of each text.
fn digests(texts: &[&[u8]]) -> Vec<[u8; 16]> {
    let mut states = vec![START; texts.len()];
    let whole: Vec<&[u8]> = texts
        .iter()
        .map(|text| &text[..text.len() / BLOCK * BLOCK])
        .collect();
    mix(&mut states, &whole);
    let endings: Vec<_> = texts
        .iter()
        .map(|text| lanes::ending(&text[text.len() / BLOCK * BLOCK..], text.len() as u64))
        .collect();
    let last: Vec<&[u8]> = endings.iter().map(|(last, end)| &last[..*end]).collect();
    mix(&mut states, &last);
    states.into_iter().map(lanes::digest).collect()
}

/// A text that is being mixed in.
struct Lane<'t> {
    /// Its number.
    text: usize,
    rest: &'t [u8],
}

/// Mixes texts of whole blocks into the state of each: always as many side by
/// side as there are, the next one in the place of one that ended.
fn mix(states: &mut [State], texts: &[&[u8]]) {
    let mut waiting = (0..).zip(texts).filter(|(_, text)| !text.is_empty());
    let mut lanes: Vec<Lane<'_>> = Vec::with_capacity(LANES);
    loop {
        let free = LANES - lanes.len();
        let next = waiting.by_ref().take(free);
        lanes.extend(next.map(|(text, rest)| Lane { text, rest }));
        let Some(stride) = lanes.iter().map(|lane| lane.rest.len()).min() else {
            return;
        };
        let mut mixed: Vec<State> = lanes.iter().map(|lane| states[lane.text]).collect();
        let here: Vec<&[u8]> = lanes.iter().map(|lane| &lane.rest[..stride]).collect();
        lanes::mix(&mut mixed, &here);
        for (lane, state) in lanes.iter_mut().zip(mixed) {
            states[lane.text] = state;
            lane.rest = &lane.rest[stride..];
        }
        lanes.retain(|lane| !lane.rest.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_what_it_is_alone() {
        let mut seed = 7u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        for count in [0, 1, 2, 7, 8, 9, 40] {
            let contents: Vec<Vec<u8>> = (0..count)
                .map(|at| {
                    let length = match at % 4 {
                        0 => random() % 200,
                        1 => 64 * (random() % 5),
                        2 => 55 + random() % 10,
                        _ => random() % 20_000,
                    };
                    (0..length).map(|_| random() as u8).collect()
                })
                .collect();
            let contents: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
            let alone: Vec<String> = contents.iter().map(|it| etag::etag(it)).collect();
            assert_eq!(etags(&contents), alone, "{count}");
        }
        let large = vec![1; PART as usize];
        assert_eq!(etags(&[b"x", &large])[1], etag::etag(&large));
    }
}
