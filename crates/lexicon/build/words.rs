//! The class of each word, from the name, word, cue and place lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::class::{BEGINS, Class, ENDS, MARKS};
use crate::fold::{Hyphen, fold};
use crate::hash::{FILTER_BITS, Hash, filter_bits, particle_bit};
use crate::lists::{lines, read, sections};
use crate::table::Table;

/// Classes by folded word.
pub(crate) struct Words {
    classes: BTreeMap<String, Class>,
    street_ends: BTreeSet<String>,
    word_ends: BTreeSet<String>,
}

/// A text folded, its words separated by single spaces.
pub(crate) fn folded(text: &str, hyphen: Hyphen) -> String {
    let mut out = Vec::new();
    fold(text.as_bytes(), hyphen, |byte| out.push(byte));
    let out = String::from_utf8_lossy(&out).into_owned();
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The hash of a folded text.
pub(crate) fn hash(seed: u8, folded: &str) -> u64 {
    let mut hash = Hash::new(seed);
    folded.bytes().for_each(|byte| hash.add(byte));
    hash.finish()
}

impl Words {
    /// Reads all lists.
    pub(crate) fn read(lists: &Path) -> Words {
        let mut words = Words {
            classes: BTreeMap::new(),
            street_ends: BTreeSet::new(),
            word_ends: BTreeSet::new(),
        };
        for list in ["given.txt", "given_more.txt"] {
            words.weights(&read(&lists.join(list)), |weight| Class::of(weight, 0, 0));
        }
        for list in ["family.txt", "family_more.txt"] {
            words.weights(&read(&lists.join(list)), |weight| Class::of(0, weight, 0));
        }
        words.weights(&read(&lists.join("words.txt")), |weight| {
            Class::of(0, 0, weight)
        });
        words.cues(&read(&lists.join("cues.txt")));
        for entry in std::fs::read_dir(lists.join("places")).expect("the lists are there") {
            words.place_pairs(&read(&entry.expect("readable").path()));
        }
        for entry in std::fs::read_dir(lists.join("countries")).expect("the lists are there") {
            words.regions(&read(&entry.expect("readable").path()));
        }
        words.mark_pairs();
        words
    }

    fn add(&mut self, word: &str, class: Class) {
        let old = self.classes.entry(word.to_owned()).or_default();
        *old = old.with(class);
    }

    fn weights(&mut self, text: &str, class: impl Fn(u32) -> Class) {
        for (weight, words) in sections(text) {
            let class = class(weight.parse().expect("sections are weights"));
            words.split(' ').for_each(|word| self.add(word, class));
        }
    }

    fn cues(&mut self, text: &str) {
        for (section, line) in sections(text) {
            let pairs = matches!(section, "notperson" | "rarelyperson");
            let split = if pairs { '|' } else { ' ' };
            for cue in line.split(split).map(|cue| folded(cue, Hyphen::Join)) {
                match section {
                    "streetend" => drop(self.street_ends.insert(cue)),
                    "wordend" => drop(self.word_ends.insert(cue)),
                    // For the places.
                    "spelling" | "placetail" => {}
                    "ordinary" => self.add(&cue, Class::of(0, 0, 3)),
                    _ => self.add(&cue, class_of(section)),
                }
            }
        }
    }

    /// Places of two words that would pass for a name, such as `Port Arthur`,
    /// or of more with particles between, and which single words are places.
    fn place_pairs(&mut self, text: &str) {
        for line in lines(text) {
            let place = line.split('|').next().unwrap_or_default();
            let place = folded(place, Hyphen::Split);
            match place.split(' ').collect::<Vec<_>>()[..] {
                [only] if self.classes.contains_key(only) => self.add(only, class_of("place")),
                [first, ref inner @ .., last] if self.sounds_like_a_person(first, inner) => {
                    self.add(&format!("{first} {last}"), class_of("place"));
                }
                _ => {}
            }
        }
    }

    fn sounds_like_a_person(&self, first: &str, inner: &[&str]) -> bool {
        let class = |word: &str| self.classes.get(word).copied().unwrap_or_default();
        class(first).given() > 0
            && inner
                .iter()
                .all(|word| class(word).is(class_of("particle")))
    }

    /// The names of regions and of the country: `Nova Scotia` is no person, and
    /// `Maine` may stand behind a place.
    fn regions(&mut self, sheet: &str) {
        for line in lines(sheet) {
            let names = match line.split_once(' ') {
                Some(("zone", rest)) => rest.split("hub=").next().unwrap_or_default(),
                Some(("name", _)) => line,
                _ => continue,
            };
            let names = names.split('|').skip(1);
            for region in names.map(|name| folded(name, Hyphen::Split)) {
                match region.split(' ').count() {
                    // Not an abbreviation.
                    1 if region.len() > 3 => self.add(&region, class_of("region")),
                    2 => self.add(&region, class_of("notperson")),
                    _ => {}
                }
            }
        }
    }

    /// Marks the known words that begin or end something of two words.
    fn mark_pairs(&mut self) {
        let pairs: Vec<String> = self.classes.keys().cloned().collect();
        let pairs = pairs.iter().filter_map(|words| words.split_once(' '));
        for (word, mark) in pairs.flat_map(|(first, last)| [(first, BEGINS), (last, ENDS)]) {
            if let Some(class) = self.classes.get_mut(word).filter(|class| class.0 != 0) {
                *class = class.with(mark);
            }
        }
    }

    /// The table of all words.
    pub(crate) fn table(&self) -> Table {
        let mut table = Table::default();
        for (word, class) in self.classes.iter().filter(|(_, class)| class.0 != 0) {
            table.set(hash(0, word), class.0);
        }
        table
    }

    /// The filter of words with which a name begins: given names, and family names that
    /// stand first.
    pub(crate) fn filter(&self) -> Vec<u8> {
        let mut bits = vec![0_u8; 1 << (FILTER_BITS - 3)];
        let first = class_of("familyfirst");
        let begins = |class: &Class| class.given() > 0 || class.is(first);
        for (word, _) in self
            .classes
            .iter()
            .filter(|(word, class)| !word.contains(' ') && begins(class))
        {
            for bit in filter_bits(hash(0, word)) {
                bits[bit / 8] |= 1 << (bit % 8);
            }
        }
        bits
    }

    /// The filter of particles, as Rust source.
    pub(crate) fn particles(&self) -> String {
        let mut bits = [0_u64; 8];
        let particle = class_of("particle");
        for (word, _) in self.classes.iter().filter(|(_, class)| class.is(particle)) {
            let bit = particle_bit(word.as_bytes()).expect("words are not empty");
            bits[bit / 64] |= 1 << (bit % 64);
        }
        format!("pub(crate) static PARTICLES: [u64; 8] = {bits:?};\n")
    }

    /// The endings of street names and of ordinary words, as Rust source.
    pub(crate) fn ends(&self) -> String {
        let list = |ends: &BTreeSet<String>| {
            let literals = ends.iter().map(|end| format!("b\"{end}\""));
            let pairs = last_pairs(ends);
            let literals = literals.collect::<Vec<_>>().join(", ");
            format!("Endings {{ all: &[{literals}], pairs: {pairs:?} }}")
        };
        format!(
            "pub(crate) static STREET_ENDS: Endings = {};\n\
             pub(crate) static WORD_ENDS: Endings = {};\n",
            list(&self.street_ends),
            list(&self.word_ends)
        )
    }
}

/// For each last letter the letters before it with which an ending ends.
fn last_pairs(ends: &BTreeSet<String>) -> [u32; 26] {
    let mut pairs = [0; 26];
    for end in ends {
        let [.., before, last] = end.as_bytes() else {
            panic!("the ending {end} has one letter")
        };
        pairs[usize::from(last - b'a')] |= 1 << (before - b'a');
    }
    pairs
}

fn class_of(key: &str) -> Class {
    let mark = MARKS.iter().find(|(name, _)| *name == key);
    Class(
        mark.unwrap_or_else(|| panic!("unknown section of cues: {key}"))
            .1,
    )
}
