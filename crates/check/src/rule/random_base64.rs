//! Looks like random bytes in base64: a key, not a path, a name or a hash.

use super::entropy3;
use crate::base64::decode;

/// Least entropy, as a share of the most that so many characters can have.
const ENTROPY: f64 = 0.79;
/// Least share of characters that are of another class than the one before:
/// paths and names run on in lower case.
const CHANGES: f64 = 0.3;
/// Largest share that one class may have.
const ONE_CLASS: f64 = 0.75;

/// Whether the value has lower case, upper case and digits, is not hexadecimal nor a
/// text in base64, and mixes them as random base64 does.
///
/// Of random keys of forty characters about one in a thousand has no digit, and
/// less than one in ten thousand fails for another reason.
pub(crate) fn holds(value: &[u8]) -> bool {
    let length = value.len() as f64;
    let mut counts = [0_u32; 4];
    for &byte in value {
        counts[class(byte)] += 1;
    }
    let largest = counts.iter().max().copied().unwrap_or_default();
    counts[..3].iter().all(|&count| count > 0)
        && f64::from(largest) <= ONE_CLASS * length
        && changes(value) as f64 >= CHANGES * length
        && !value.iter().all(u8::is_ascii_hexdigit)
        && entropy3::bits(value) >= ENTROPY * length.log2()
        && !PLACEHOLDERS.iter().any(|word| holds_word(value, word))
        && !holds_filling(value)
        && !is_text(value)
}

/// Whether the value is a text in base64.
fn is_text(value: &[u8]) -> bool {
    let mut decoded = decode(value.iter().copied());
    let printable = decoded.all(|byte| matches!(byte, b' '..=b'~'));
    printable && decoded.is_clean()
}

/// What documentation writes into a key so that nobody takes it for one, also with but
/// the first letter large: small ones are a prefix that some keys have. In a random key
/// of forty characters none of them stands but once in a hundred million.
const PLACEHOLDERS: [&[u8]; 4] = [b"EXAMPLE", b"SAMPLE", b"SECRET", b"PLACEHOLDER"];

fn holds_word(value: &[u8], word: &[u8]) -> bool {
    let is_small = |part: &[u8]| part[1..].iter().all(u8::is_ascii_lowercase);
    value.windows(word.len()).any(|part| {
        part == word || part[0] == word[0] && is_small(part) && part.eq_ignore_ascii_case(word)
    })
}

/// Bytes that are empty, as the keys of reCAPTCHA have.
const EMPTY: &[u8] = b"AAAAA";
/// So many letters or digits of which each follows on the one before were counted.
const COUNTED: usize = 8;

fn holds_filling(value: &[u8]) -> bool {
    let follows =
        |pair: &[u8]| pair[0].to_ascii_lowercase().wrapping_add(1) == pair[1].to_ascii_lowercase();
    let counted = |part: &[u8]| part.windows(2).all(follows);
    value.windows(EMPTY.len()).any(|part| part == EMPTY) || value.windows(COUNTED).any(counted)
}

/// Lower case, upper case, digit, or anything else.
fn class(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}

fn changes(value: &[u8]) -> usize {
    let differ = |pair: &&[u8]| class(pair[0]) != class(pair[1]);
    value.windows(2).filter(differ).count()
}
