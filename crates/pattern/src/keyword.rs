//! Keywords: whole words near which a value counts.
//!
//! A keyword begins where a word begins, so only word starts are looked at:
//! the first four letters, folded, index a bit set that nearly always says
//! no, and the rest is compared byte by byte.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use crate::class::{Mask, Masks, is_letter};
use crate::{Error, Hit};

/// Most separators that a space of a keyword stands for.
const MAX_GAP: usize = 3;
/// Letters of a word that are hashed.
const KEY: usize = 4;
const BUCKET_BITS: u32 = 16;

/// Many keywords, ready to be searched for at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keywords {
    entries: Vec<Entry>,
    /// Entries by the folded first letters of their first word.
    by_key: HashMap<u32, Vec<u32>, BuildHasherDefault<KeyHasher>>,
    /// One bit for each hash of a key that occurs.
    filter: Vec<u64>,
    /// Entries that do not begin with a letter.
    odd: Vec<u32>,
    longest: usize,
}

/// A word of a text, at its start.
struct Word {
    at: usize,
    /// How many of the first letters there are, up to [`KEY`].
    letters: usize,
    /// Which of its bytes are capitals.
    upper: u32,
}

/// One spelling of a keyword.
#[derive(Clone, Debug)]
struct Entry {
    keyword: u32,
    /// Folded; a space stands for up to [`MAX_GAP`] separators, or none.
    bytes: Box<[u8]>,
    /// The first bytes, up to a space or joint, and which bytes of a word they fill.
    head: u64,
    filled: u64,
}

/// The first eight bytes at a position as a number; behind the end, zeros.
#[inline(always)]
fn head_at(text: &[u8], at: usize) -> u64 {
    text[at..].first_chunk().map_or_else(
        || {
            let mut padded = [0; 8];
            padded[..text.len() - at].copy_from_slice(&text[at..]);
            u64::from_le_bytes(padded)
        },
        |bytes| u64::from_le_bytes(*bytes),
    ) | 0x2020_2020_2020_2020
}

impl Entry {
    fn new(keyword: u32, bytes: &[u8]) -> Entry {
        let length = bytes
            .iter()
            .take(8)
            .take_while(|byte| !matches!(**byte, b' ' | b'-' | b'_'))
            .count();
        let filled = if length == 8 {
            u64::MAX
        } else {
            (1 << (8 * length)) - 1
        };
        Entry {
            keyword,
            bytes: bytes.into(),
            head: head_at(bytes, 0) & filled,
            filled,
        }
    }
}

impl Keywords {
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Result<Keywords, Error> {
        let mut all = Keywords {
            filter: vec![0; 1 << (BUCKET_BITS - 6)],
            ..Keywords::default()
        };
        for (keyword, word) in words.enumerate() {
            if !word.chars().any(char::is_alphanumeric) {
                return Err(Error::EmptyKeyword(keyword + 1));
            }
            for spelling in spellings(word) {
                all.add(keyword as u32, &spelling);
            }
        }
        Ok(all)
    }

    /// Most bytes an occurrence may take.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    fn add(&mut self, keyword: u32, bytes: &[u8]) {
        let entry = self.entries.len() as u32;
        let gaps = bytes.iter().filter(|byte| **byte == b' ').count();
        self.longest = self.longest.max(bytes.len() + gaps * (MAX_GAP - 1));
        self.entries.push(Entry::new(keyword, bytes));
        if !is_letter(bytes[0]) {
            self.odd.push(entry);
            return;
        }
        for key in keys(bytes) {
            let hash = hash(key);
            self.filter[hash / 64] |= 1 << (hash % 64);
            self.by_key.entry(key).or_default().push(entry);
        }
    }

    /// Appends all occurrences that start in a range of bytes, in the order
    /// of their starts. The masks must be known there and a block around it.
    pub(crate) fn find(
        &self,
        text: &[u8],
        masks: &Masks,
        (from, to): (usize, usize),
        hits: &mut Vec<Hit>,
    ) {
        if self.entries.len() > self.odd.len() && from < to {
            for block in from / 64..=(to - 1) / 64 {
                let mut starts = word_starts(masks, block) & within(block, from, to);
                let (letter, upper) = (masks.letter.pair(block), masks.upper.pair(block));
                while starts != 0 {
                    let bit = starts.trailing_zeros();
                    starts &= starts - 1;
                    let word = Word {
                        at: 64 * block + bit as usize,
                        letters: ((letter >> bit) as u32).trailing_ones().min(KEY as u32) as usize,
                        upper: (upper >> bit) as u32,
                    };
                    self.look_up(text, &word, hits);
                }
            }
        }
        if !self.odd.is_empty() {
            self.find_odd(text, from, to, hits);
        }
    }

    #[inline(always)]
    fn look_up(&self, text: &[u8], word: &Word, hits: &mut Vec<Hit>) {
        let key = key_at(text, word.at, word.letters);
        if self.may_hold(key) {
            self.verify(text, word.at, key, hits);
        }
        // Capitals inside the word may end it early, as in `ssnValue`.
        if word.upper >> 1 & ((1 << (word.letters - 1)) - 1) != 0 {
            self.look_up_humps(text, word.at, word.letters, hits);
        }
    }

    #[cold]
    fn look_up_humps(&self, text: &[u8], at: usize, letters: usize, hits: &mut Vec<Hit>) {
        for length in 1..letters {
            if is_boundary(text, at + length) {
                let key = key_at(text, at, length);
                if self.may_hold(key) {
                    self.verify(text, at, key, hits);
                }
            }
        }
    }

    #[inline(always)]
    fn may_hold(&self, key: u32) -> bool {
        let hash = hash(key);
        self.filter[hash / 64] >> (hash % 64) & 1 == 1
    }

    #[inline(never)]
    fn verify(&self, text: &[u8], at: usize, key: u32, hits: &mut Vec<Hit>) {
        let head = head_at(text, at);
        for &entry in self.by_key.get(&key).map_or(&[][..], Vec::as_slice) {
            let known = &self.entries[entry as usize];
            if head & known.filled == known.head {
                self.push_if_found(text, at, entry, hits);
            }
        }
    }

    fn push_if_found(&self, text: &[u8], at: usize, entry: u32, hits: &mut Vec<Hit>) {
        let entry = &self.entries[entry as usize];
        let Some(end) = entry.end_at(text, at) else {
            return;
        };
        let hit = Hit {
            start: at as u32,
            end: end as u32,
            keyword: entry.keyword,
        };
        // Two spellings of one keyword may agree in the end.
        if !hits
            .iter()
            .rev()
            .take_while(|it| it.start == hit.start)
            .any(|it| *it == hit)
        {
            hits.push(hit);
        }
    }

    fn find_odd(&self, text: &[u8], from: usize, to: usize, hits: &mut Vec<Hit>) {
        let before = hits.len();
        for &entry in &self.odd {
            let first = self.entries[entry as usize].bytes[0];
            for at in memchr::memchr_iter(first, &text[from..to]) {
                self.push_if_found(text, from + at, entry, hits);
            }
        }
        if hits.len() > before {
            hits.sort_by_key(|hit| hit.start);
        }
    }

    /// All occurrences, by the definition: every keyword at every position.
    pub(crate) fn find_naive(&self, text: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for at in 0..text.len() {
            for entry in 0..self.entries.len() {
                self.push_if_found(text, at, entry as u32, &mut hits);
            }
        }
        hits
    }

    pub(crate) fn memory_usage(&self) -> usize {
        let entries: usize = self.entries.iter().map(|it| it.bytes.len() + 32).sum();
        entries + 48 * self.by_key.len() + 8 * self.filter.len()
    }
}

impl Entry {
    /// Where the keyword ends if it stands at a position.
    fn end_at(&self, text: &[u8], start: usize) -> Option<usize> {
        let mut at = start;
        for &byte in &self.bytes {
            if byte == b' ' {
                let gap = text[at..]
                    .iter()
                    .take(MAX_GAP)
                    .take_while(|it| is_separator(**it));
                at += gap.count();
            } else if text.get(at)?.to_ascii_lowercase() == byte || joins(byte, text[at]) {
                at += 1;
            } else {
                return None;
            }
        }
        (is_boundary(text, start) && is_boundary(text, at)).then_some(at)
    }
}

/// Whether a joint of a keyword is written as another one.
fn joins(byte: u8, text: u8) -> bool {
    let joint = |byte: u8| matches!(byte, b'-' | b'_');
    joint(byte) && (joint(text) || text == b' ')
}

/// What may stand where a keyword has a space.
fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'_' | b'-' | b'\t' | b'\n' | b'\r')
}

/// Whether no word goes on across a position: one side is no letter, or a
/// hump of `camelCase` or `XMLHttp` begins.
pub(crate) fn is_boundary(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    let (Some(&before), Some(&after)) = (before, text.get(at)) else {
        return true;
    };
    if !is_letter(before) || !is_letter(after) {
        return true;
    }
    let lower = |byte: &u8| is_letter(*byte) && !byte.is_ascii_uppercase();
    after.is_ascii_uppercase() && (lower(&before) || text.get(at + 1).is_some_and(lower))
}

/// The word starts of a block: the positions at which [`is_boundary`] holds
/// and a letter follows.
#[inline(always)]
fn word_starts(masks: &Masks, block: usize) -> u64 {
    let (letter, upper) = (masks.letter.word(block), masks.upper.word(block));
    let before = |mask: &Mask| block.checked_sub(1).map_or(0, |it| mask.word(it)) >> 63;
    let (letter_before, upper_before) = (before(&masks.letter), before(&masks.upper));
    let after = (masks.letter.word(block + 1) & !masks.upper.word(block + 1)) << 63;
    let lower = letter & !upper;
    let previous_letter = letter << 1 | letter_before;
    let previous_lower = lower << 1 | (letter_before & !upper_before);
    let next_lower = lower >> 1 | after;
    letter & !previous_letter | upper & (previous_lower | previous_letter & next_lower)
}

/// Keys come from a fixed list, so nobody can make them collide.
#[derive(Clone, Copy, Debug, Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("a key is a u32")
    }

    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// The bits of a block that lie in a range of bytes.
#[inline(always)]
fn within(block: usize, from: usize, to: usize) -> u64 {
    let low = u64::MAX << from.saturating_sub(64 * block).min(63);
    let beyond = (64 * (block + 1)).saturating_sub(to).min(63);
    low & u64::MAX >> beyond
}

#[inline(always)]
fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> (32 - BUCKET_BITS)) as usize
}

/// The first letters of the word at a position, folded.
#[inline(always)]
fn key_at(text: &[u8], at: usize, letters: usize) -> u32 {
    let bytes = text.get(at..at + KEY).map_or_else(
        || {
            let mut padded = [0; KEY];
            padded[..letters].copy_from_slice(&text[at..at + letters]);
            padded
        },
        |bytes| [bytes[0], bytes[1], bytes[2], bytes[3]],
    );
    u32::from_le_bytes(bytes.map(|byte| byte | 0x20)) & u32::MAX >> (8 * (KEY - letters))
}

/// The keys under which an occurrence may be met: the first word may run on
/// into the next ones where nothing stands for the spaces.
fn keys(bytes: &[u8]) -> BTreeSet<u32> {
    let mut keys = BTreeSet::new();
    let mut run = Vec::new();
    for (at, &byte) in bytes.iter().enumerate() {
        if is_letter(byte) {
            run.push(byte);
        }
        let ends = bytes.get(at + 1).is_none_or(|next| !is_letter(*next));
        if ends && !run.is_empty() {
            keys.insert(key_at(&run, 0, run.len().min(KEY)));
        }
        if !is_letter(byte) && byte != b' ' {
            break;
        }
    }
    keys
}

/// The spellings under which a keyword is known: ASCII is folded when bytes
/// are compared, other letters are spelt out; both apostrophes are one.
fn spellings(word: &str) -> BTreeSet<Vec<u8>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Engine;
    use proptest::prelude::*;

    const WORDS: [&str; 10] = [
        "pan",
        "card number",
        "ssn",
        "passport #",
        "dl:",
        "id",
        "driver's license",
        "numéro de passeport",
        "set-awscredential",
        "# no",
    ];

    fn keywords() -> Keywords {
        Keywords::new(WORDS.into_iter()).expect("the words are good")
    }

    fn find(text: &[u8]) -> Vec<Hit> {
        let mut masks = Masks::default();
        let blocks = text.len() / 64 + 1;
        masks.fill_digits(Engine::detect(), text);
        masks.fill_words(Engine::detect(), text, 0, blocks);
        let mut hits = Vec::new();
        keywords().find(text, &masks, (0, text.len()), &mut hits);
        hits
    }

    fn found(text: &str) -> Vec<&'static str> {
        find(text.as_bytes())
            .iter()
            .map(|hit| WORDS[hit.keyword as usize])
            .collect()
    }

    #[test]
    fn a_keyword_is_a_whole_word() {
        for (text, expected) in [
            ("company", vec![]),
            ("PAN", vec!["pan"]),
            ("cardNumber", vec!["card number"]),
            ("card_number", vec!["card number"]),
            ("CardNumber", vec!["card number"]),
            ("CARDNUMBER:", vec!["card number"]),
            ("the card - number", vec!["card number"]),
            ("customerSSN", vec!["ssn"]),
            ("SSNValue", vec!["ssn"]),
            ("ssnvalue", vec![]),
            ("cards number", vec![]),
            ("ssn1", vec!["ssn"]),
            ("Driver’s License", vec!["driver's license"]),
            ("NUMÉRO DE PASSEPORT", vec!["numéro de passeport"]),
            ("passport#", vec!["passport #"]),
            ("SetAwsCredential", vec![]),
            ("Set-AwsCredential", vec!["set-awscredential"]),
            ("set_awscredential", vec!["set-awscredential"]),
            ("panID", vec!["pan", "id"]),
            ("x # No 5", vec!["# no"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_search_finds_what_the_definition_says(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "set_", "pan", "PAN", "card", "Number", "NUMBER", "ssn", "SSN", "id", "Id", "passport",
                        "dl:", "driver's", "license", "numéro", "NUMÉRO", "de", "passeport", "set", "-",
                        "awscredential", "#", "no", " ", "_", "  ", "a", "Z", "7", ".", "\n"
                    ]).prop_map(str::to_owned),
                    "\\PC{0,70}",
                ],
                0..40,
            )
        ) {
            let text = parts.concat();
            let mut naive = keywords().find_naive(text.as_bytes());
            let mut fast = find(text.as_bytes());
            naive.sort_by_key(|hit| (hit.start, hit.end, hit.keyword));
            fast.sort_by_key(|hit| (hit.start, hit.end, hit.keyword));
            prop_assert_eq!(naive, fast);
        }
    }
}
