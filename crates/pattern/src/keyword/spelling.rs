//! The spellings of a keyword.

use std::collections::BTreeSet;

/// The spellings under which a keyword is known: ASCII is folded when bytes
/// are compared, other letters are spelt out; both apostrophes are one.
pub(super) fn spellings(word: &str) -> BTreeSet<Vec<u8>> {
    let lower = word.to_lowercase();
    let mut all = BTreeSet::new();
    let sentence = lower.chars().take(1).flat_map(char::to_uppercase);
    let sentence = sentence.chain(lower.chars().skip(1)).collect();
    for cased in [
        word.to_owned(),
        word.to_uppercase(),
        capitalised(&lower),
        sentence,
        lower,
    ] {
        for (from, to) in [("’", "'"), ("'", "’")] {
            let mut bytes = cased.replace(from, to).into_bytes();
            bytes.make_ascii_lowercase();
            all.insert(bytes);
        }
    }
    all
}

fn capitalised(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    let mut starts = true;
    for letter in lower.chars() {
        if starts {
            out.extend(letter.to_uppercase());
        } else {
            out.push(letter);
        }
        starts = !letter.is_alphanumeric();
    }
    out
}
