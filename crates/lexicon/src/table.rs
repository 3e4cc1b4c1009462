//! Lookup in the tables that the build script made.

use crate::class::Class;
use crate::fold::{Hyphen, fold};
use crate::hash::{Hash, filter_bits};

/// A table of 32-bit fingerprints with payloads; see `build/table.rs`.
pub(crate) struct Table(&'static [u8]);

/// Classes by word.
static WORDS: Table = Table(include_bytes!(concat!(env!("OUT_DIR"), "/words.bin")));
/// Zone sets by place and country, zones by region and country.
pub(crate) static PLACES: Table = Table(include_bytes!(concat!(env!("OUT_DIR"), "/places.bin")));
/// Sets of zones: a count and so many bytes.
static ZONES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/zones.bin"));
/// A Bloom filter of the given names.
static FILTER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/filter.bin"));

impl Table {
    /// The payload of a hash, if it is in the table.
    pub(crate) fn get(&self, hash: u64) -> Option<u32> {
        let (slots, _) = self.0.as_chunks::<8>();
        let mask = slots.len() - 1;
        let mut at = (hash >> 32) as usize & mask;
        loop {
            let slot = u64::from_le_bytes(slots[at]);
            match (slot as u32, (slot >> 32) as u32) {
                (_, 0) => return None,
                (print, payload) if print == hash as u32 => return Some(payload),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// How many bytes it takes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Bytes of all static data.
pub(crate) fn memory() -> usize {
    WORDS.len() + PLACES.len() + ZONES.len() + FILTER.len()
}

/// The zones of a payload of [`PLACES`].
pub(crate) fn zone_set(payload: u32) -> &'static [u8] {
    let at = payload as usize - 1;
    let count = usize::from(ZONES[at]);
    &ZONES[at + 1..at + 1 + count]
}

/// The hash of a word as the word table knows it.
#[inline]
pub(crate) fn word_hash(word: &[u8]) -> u64 {
    let mut hash = Hash::new(0);
    add(&mut hash, word, Hyphen::Join);
    hash.finish()
}

#[inline]
fn add(hash: &mut Hash, word: &[u8], hyphen: Hyphen) {
    if !hash.add_plain(word) {
        fold(word, hyphen, |byte| hash.add(byte));
    }
}

/// What the lists say of a word, hyphens dropped.
pub(crate) fn class(word: &[u8]) -> Class {
    WORDS.get(word_hash(word)).map_or(Class::default(), Class)
}

/// What the lists say of two words together.
pub(crate) fn pair_class(first: &[u8], second: &[u8]) -> Class {
    let mut hash = Hash::new(0);
    add(&mut hash, first, Hyphen::Split);
    hash.add(b' ');
    add(&mut hash, second, Hyphen::Split);
    WORDS.get(hash.finish()).map_or(Class::default(), Class)
}

/// Whether a word may be a given name: false is sure, true is not.
pub(crate) fn maybe_given(word: &[u8]) -> bool {
    filter_bits(word_hash(word))
        .into_iter()
        .all(|bit| FILTER[bit / 8] >> (bit % 8) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_written() {
        for word in ["José", "JOSÉ", "jose", "Jo\u{301}se\u{301}"] {
            assert!(class(word.as_bytes()).given() >= 2, "{word}");
        }
        assert!(class("O’Neill".as_bytes()).family() >= 2);
        assert!(class("Müller".as_bytes()).family() >= 2);
        assert_eq!(class(b"Qwxzzyk"), Class::default());
    }

    #[test]
    fn plain_words_are_hashed_as_any_others() {
        for word in [
            "a",
            "Anna",
            "ALEXANDR",
            "Alexandra",
            "Wolfeschlegelsteinhausen",
        ] {
            let mut hash = Hash::new(0);
            fold(word.as_bytes(), Hyphen::Join, |byte| hash.add(byte));
            assert_eq!(word_hash(word.as_bytes()), hash.finish(), "{word}");
        }
        assert!(!Hash::new(0).add_plain(b"Alexandra-") && !Hash::new(0).add_plain(b"o.k"));
        for (first, second) in [
            ("a", "b"),
            ("Francis", "Drake"),
            ("Alexandr", "Alexandra"),
            ("Wolfeschlegelsteinhausen", "Bergerdorff"),
        ] {
            let mut plain = Hash::new(3);
            assert!(plain.add_plain(first.as_bytes()));
            plain.add(b' ');
            assert!(plain.add_plain(second.as_bytes()));
            let mut one_by_one = Hash::new(3);
            let both = format!("{first} {second}");
            fold(both.as_bytes(), Hyphen::Split, |byte| one_by_one.add(byte));
            assert_eq!(plain.finish(), one_by_one.finish(), "{both}");
        }
    }

    #[test]
    fn the_filter_knows_every_given_name_of_the_table() {
        for word in ["Maria", "John", "Zoé", "Giuseppe", "Aarav"] {
            assert!(
                class(word.as_bytes()).given() > 0 && maybe_given(word.as_bytes()),
                "{word}"
            );
        }
        let strangers = (0..10_000)
            .filter(|n| maybe_given(format!("q{n}x").as_bytes()))
            .count();
        assert!(strangers < 800, "{strangers} of 10,000 strangers pass");
    }
}
