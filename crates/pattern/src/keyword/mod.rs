//! Keywords: whole words near which a value counts.
//!
//! A keyword begins where a word begins, so only word starts are looked at:
//! the first eight letters, folded, index a bit set that nearly always says
//! no, and the rest is compared byte by byte.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod entry;
mod filter;
mod find;
mod sift;
mod spelling;
mod trio;
mod words;

use std::ops::Range;

use entry::{Entry, KEY, MAX_GAP, WRAPPED, is_separator, lowest};
use filter::Filter;
use spelling::spell;
pub(crate) use spelling::spelled;
use trio::Trios;

use crate::class::is_letter;
use crate::groups::Bits;
use crate::{Error, Hit, Ready};

/// Many keywords, ready to be searched for at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keywords {
    entries: Vec<Entry>,
    /// The keys that occur, ascending, each with its entries.
    keys: Vec<Key>,
    /// Entries in the order of the keys.
    by_key: Vec<u32>,
    /// Of each key that occurs; and of a letter that is a key alone, also with each
    /// byte, itself no letter, that may follow it.
    filter: Filter,
    /// Of each key of three letters or more.
    trios: Trios,
    /// For each letter that is a key alone, the folded bytes that may follow it.
    /// Hashes and numbers in base 16 are full of such letters.
    alone: [[u64; 4]; 32],
    /// The groups that any keyword arms.
    groups: Bits,
    /// Whether a digit may follow a letter that is a key alone.
    digit_behind_one: bool,
    /// For each hash of the keys, the first key that has it or a higher one.
    slots: Vec<u32>,
    /// Entries that do not begin with a letter.
    odd: Vec<u32>,
    longest: usize,
    longest_ascii: usize,
    /// Whether one of them may be a part of a number in base 16 with hyphens.
    in_base_16: bool,
}

/// Whether a byte may be a part of a number in base 16 with hyphens.
#[inline(always)]
fn is_of_base_16(byte: u8) -> bool {
    byte.is_ascii_hexdigit() | (byte == b'-')
}

/// The folded first letters of a word, and the entries that begin so.
#[derive(Clone, Debug)]
struct Key {
    letters: u64,
    /// Those of which the byte that must follow is not known first.
    entries: Range<u32>,
    /// Where the others begin among them.
    told: u32,
    /// One bit each for the byte that may follow, spaces apart.
    follow: u64,
    /// The same of those of which it is known.
    follow_told: u64,
    /// Groups of patterns that the keywords arm.
    groups: Bits,
}

impl Key {
    /// Of entries in a row, by their numbers.
    fn new(letters: u64, from: u32, numbers: &[u32], all: &[Entry]) -> Key {
        let length = key_length(letters);
        let of_key = || numbers.iter().map(|it| &all[*it as usize]);
        let follow = |entry: &Entry| entry.follow(length as usize).map_or(u64::MAX, bit_of);
        let told = |entry: &Entry| entry.next_of(length).map_or(0, bit_of);
        let open = of_key().take_while(|it| it.next_of(length).is_none());
        Key {
            letters,
            entries: from..from + numbers.len() as u32,
            told: from + open.count() as u32,
            follow: of_key().fold(0, |bits, it| bits | follow(it)),
            follow_told: of_key().fold(0, |bits, it| bits | told(it)),
            groups: Bits::MAX,
        }
    }

    /// The entries that may stand where a byte follows the letters.
    #[inline(always)]
    fn entries(&self, next: u8) -> Range<usize> {
        let told = self.follow_told & bit_of(next) != 0;
        let end = if told { self.entries.end } else { self.told };
        self.entries.start as usize..end as usize
    }
}

/// How many letters a key has.
fn key_length(letters: u64) -> u32 {
    (64 - letters.leading_zeros()).div_ceil(8)
}

/// A bit for a byte: the same for few others, and for no letter that of a digit.
#[inline(always)]
fn bit_of(byte: u8) -> u64 {
    1 << (byte & 0x1F | byte >> 1 & 0x20)
}

/// Which keywords are looked for.
#[derive(Clone, Copy)]
pub(crate) enum Sought<'a> {
    All,
    /// For each block, the groups of patterns of which a keyword in it must arm one.
    Near(&'a [Bits]),
}

impl Sought<'_> {
    #[inline(always)]
    fn of(self, block: usize) -> Bits {
        match self {
            Sought::All => Bits::MAX,
            Sought::Near(groups) => groups.get(block).copied().unwrap_or(Bits::MAX),
        }
    }
}

/// The digits, a bit each by their code.
const DIGITS: u64 = 0x3FF << b'0';

/// The hash of a key, the key, and an entry that has it.
type Keyed = (u32, u64, u32);

/// For each way in which letters may stand in eight bytes, a mask of the bytes
/// before the first that is none.
static BEGINNING: [u64; 256] = beginning();

const fn beginning() -> [u64; 256] {
    let mut table = [0; 256];
    let mut letters = 1;
    while letters < table.len() {
        let length = (letters as u8).trailing_ones();
        // The first byte of a word is a letter.
        table[letters] = if length == 0 { 0 } else { lowest(length) };
        letters += 1;
    }
    table
}

/// A block and the bytes of a key that begins at its end.
const BLOCK: usize = 64 + KEY;
/// Blocks that are sifted before what passed is looked at.
const TOGETHER: usize = 8;

impl Keywords {
    pub(crate) fn new<'a>(
        words: impl Iterator<Item = (&'a str, bool)>,
        ready: &Ready,
    ) -> Result<Keywords, Error> {
        let mut all = Keywords::default();
        // Of a word there are two spellings on an average.
        let few = 2 * words.size_hint().0;
        all.entries.reserve(few);
        let mut keyed = Vec::with_capacity(2 * few);
        for (keyword, (word, varied)) in words.enumerate() {
            if !word.chars().any(char::is_alphanumeric) {
                return Err(Error::EmptyKeyword(keyword + 1));
            }
            // It is a whole word anyway.
            spell(word.trim(), varied, ready, |spelling| {
                let entry = Entry::new(keyword as u32, spelling, varied);
                all.add(entry, &mut keyed);
            });
        }
        all.index(keyed);
        Ok(all)
    }

    /// Whether one may be in a text; no for a number in base 16, such as a UUID, where none
    /// is a part of such.
    #[inline(always)]
    pub(crate) fn may_be_in(&self, text: &[u8]) -> bool {
        if self.in_base_16 {
            return true;
        }
        // Sixteen at once, where the machine can.
        let (parts, rest) = text.as_chunks::<16>();
        for part in parts {
            if part
                .iter()
                .fold(false, |other, it| other | !is_of_base_16(*it))
            {
                return true;
            }
        }
        rest.iter().any(|it| !is_of_base_16(*it))
    }

    /// Most bytes an occurrence may take, in a text that is `ascii` or any.
    pub(crate) fn longest(&self, ascii: bool) -> usize {
        if ascii {
            self.longest_ascii
        } else {
            self.longest
        }
    }

    fn add(&mut self, added: Entry, keyed: &mut Vec<Keyed>) {
        let entry = self.entries.len() as u32;
        let bytes = &*added.bytes;
        let gaps = bytes.iter().filter(|byte| **byte == b' ').count();
        let wrapped = if gaps > 0 { WRAPPED - MAX_GAP } else { 0 };
        // A byte more in the plural.
        let length = bytes.len() + gaps * (MAX_GAP - 1) + wrapped + 1;
        self.longest = self.longest.max(length);
        let in_base_16 = |it: &u8| is_separator(*it) || is_of_base_16(*it);
        self.in_base_16 |= bytes.iter().all(in_base_16);
        if bytes.is_ascii() {
            self.longest_ascii = self.longest_ascii.max(length);
        }
        if is_letter(bytes[0]) {
            self.note_alone(bytes);
            added.keys(|key| keyed.push((hash(key), key, entry)));
        } else {
            self.odd.push(entry);
        }
        self.entries.push(added);
    }

    fn note_alone(&mut self, bytes: &[u8]) {
        let first = bytes[0];
        let mut note = |byte: u8| {
            let byte = byte | 0x20;
            self.alone[first as usize % 32][byte as usize / 64] |= 1 << (byte % 64);
        };
        match bytes[1..] {
            [b' ', next, ..] => {
                (0..=255).filter(|it| is_separator(*it)).for_each(&mut note);
                note(next);
            }
            [] | [b' '] => (0..=255).for_each(note),
            [b'-' | b'_', ..] => b"-_ ".iter().copied().for_each(note),
            [byte, ..] => note(byte),
        }
    }

    /// Lays the keys out in the order of their hashes.
    fn index(&mut self, mut keyed: Vec<Keyed>) {
        keyed.sort_unstable();
        keyed.dedup();
        let alike = || keyed.chunk_by(|one, next| one.1 == next.1);
        let bits = alike().count().next_power_of_two().trailing_zeros();
        self.slots = vec![0; (1 << bits) + 1];
        for of_key in alike() {
            let (hash, letters, _) = of_key[0];
            let slot = self.slot(hash);
            self.slots[slot + 1] += 1;
            let (from, length) = (self.by_key.len(), key_length(letters));
            self.by_key.extend(of_key.iter().map(|it| it.2));
            let (numbers, all) = (&mut self.by_key[from..], &self.entries);
            numbers.sort_by_key(|it| all[*it as usize].next_of(length).is_some());
            self.keys.push(Key::new(letters, from as u32, numbers, all));
        }
        for slot in 1..self.slots.len() {
            self.slots[slot] += self.slots[slot - 1];
        }
        self.fill_filter();
    }

    /// Lets all keys through, each with its groups.
    fn fill_filter(&mut self) {
        let mut keys: Vec<(u32, Bits)> = Vec::new();
        self.trios = Trios::default();
        for key in &self.keys {
            keys.push((hash(key.letters), key.groups));
            self.trios.add(key.letters, key.groups);
            if key.letters <= 0xFF {
                let follow = self.alone[key.letters as usize % 32];
                let bytes = (0..=u8::MAX).filter(|byte| {
                    !is_letter(*byte) && follow[*byte as usize / 64] >> (byte % 64) & 1 == 1
                });
                keys.extend(bytes.map(|it| (hash(key.letters | u64::from(it) << 8), key.groups)));
            }
        }
        self.filter = Filter::new(&keys);
        let digits = self.alone.iter().any(|it| it[0] & DIGITS != 0);
        self.digit_behind_one = digits;
        self.groups = self.keys.iter().fold(0, |all, it| all | it.groups);
    }

    /// Tells of which groups each keyword arms patterns; of all, until then.
    pub(crate) fn tell_groups(&mut self, groups: &[Bits]) {
        for entry in &mut self.entries {
            entry.groups = groups[entry.keyword as usize];
        }
        for key in &mut self.keys {
            let entries = key.entries.start as usize..key.entries.end as usize;
            let entries = self.by_key[entries].iter();
            key.groups = entries.fold(0, |all, it| all | self.entries[*it as usize].groups);
        }
        self.fill_filter();
    }

    #[inline(always)]
    fn slot(&self, hash: u32) -> usize {
        // One slot more than a power of two.
        let bits = (self.slots.len() - 1).trailing_zeros();
        (u64::from(hash) << bits >> 32) as usize
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
        let keys = size_of::<Key>() * self.keys.len() + 4 * (self.by_key.len() + self.slots.len());
        entries + keys + self.filter.memory_usage() + self.trios.memory_usage()
    }
}

/// What keys are multiplied by.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline(always)]
fn hash(key: u64) -> u32 {
    (key.wrapping_mul(FACTOR) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::{Engine, Masks};
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
        let words = WORDS.into_iter().map(|it| (it, true));
        Keywords::new(words, &Ready::default()).expect("the words are good")
    }

    proptest! {
        #[test]
        fn numbers_in_base_16_hold_no_keyword_but_one_of_such_letters(
            text in "[0-9a-fA-F-]{0,40}|(dea|fed|ab|-){0,4}[#g]?",
        ) {
            for (words, may) in [(["dea #", "ssn", "ab c g"], false), (["ssn", "fed", "ab"], true)] {
                let words = words.into_iter().map(|it| (it, true));
                let words = Keywords::new(words, &Ready::default()).expect("the words are good");
                let text = text.as_bytes();
                prop_assert!(words.may_be_in(text) || words.find_naive(text).is_empty());
                prop_assert!(!may || words.may_be_in(text));
            }
            prop_assert!(!keywords().may_be_in(b"01234567-89ab-CDEF"));
        }
    }

    fn find(text: &[u8]) -> Vec<Hit> {
        find_by(Engine::detect(), text)
    }

    fn find_by(engine: Engine, text: &[u8]) -> Vec<Hit> {
        let mut masks = Masks::default();
        let blocks = text.len() / 64 + 1;
        masks.fill_digits(engine, text);
        masks.fill_words(engine, text, 0..blocks);
        let mut hits = Vec::new();
        keywords().find(engine, (text, &masks), (0..blocks, Sought::All), &mut hits);
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
            ("SetAwsCredential", vec!["set-awscredential"]),
            ("Set-AwsCredential", vec!["set-awscredential"]),
            ("set_awscredential", vec!["set-awscredential"]),
            ("panID", vec!["pan", "id"]),
            ("x # No 5", vec!["# no"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_keyword_may_begin_with_what_is_no_letter() {
        let new = |words: [&str; 3]| {
            let words = words.map(|it| (it, false));
            Keywords::new(words.into_iter(), &Ready::default())
        };
        let keywords = new([" pin", "-id", "№"]);
        assert!(keywords.is_err(), "a keyword holds a letter or digit");
        let keywords = new([" pin", "-id", "#1"]).expect("good words");
        let text = b"the pin, x-id, x_id and #1";
        let mut masks = Masks::default();
        masks.fill_digits(Engine::detect(), text);
        masks.fill_words(Engine::detect(), text, 0..1);
        let mut hits = Vec::new();
        let place = (0..1, Sought::All);
        keywords.find(Engine::detect(), (text, &masks), place, &mut hits);
        let found: Vec<(u32, u32)> = hits.iter().map(|hit| (hit.start, hit.keyword)).collect();
        let mut naive: Vec<(u32, u32)> = keywords
            .find_naive(text)
            .iter()
            .map(|hit| (hit.start, hit.keyword))
            .collect();
        naive.sort_unstable();
        assert_eq!(found, naive);
        assert_eq!(found.len(), 4);
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
            naive.sort_by_key(|hit| (hit.start, hit.end, hit.keyword));
            for engine in Engine::available() {
                let mut fast = find_by(engine, text.as_bytes());
                prop_assert!(fast.is_sorted_by_key(|hit| hit.start));
                fast.sort_by_key(|hit| (hit.start, hit.end, hit.keyword));
                prop_assert_eq!(&naive, &fast);
            }
        }
    }
}
