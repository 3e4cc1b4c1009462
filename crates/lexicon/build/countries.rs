//! The country sheets and their places.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::fold::Hyphen;
use crate::lists::{lines, sections};
use crate::table::Table;
use crate::words::{folded, hash};

/// The first seed of the names of countries, as in `src/address/country.rs`.
const NAMES: u8 = 128;

/// One country sheet.
pub(crate) struct Country {
    key: String,
    shapes: Vec<String>,
    code_first: bool,
    either: bool,
    region: bool,
    letters: String,
    inward: String,
    zones: Vec<Zone>,
    names: Vec<String>,
}

struct Zone {
    key: String,
    codes: Vec<(String, String)>,
    names: Vec<String>,
}

/// All country sheets, in the order of their file names.
pub(crate) fn read(lists: &Path) -> Vec<Country> {
    let folder = std::fs::read_dir(lists.join("countries")).expect("the lists are there");
    let mut paths: Vec<_> = folder
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    paths.iter().map(|path| sheet(path)).collect()
}

fn sheet(path: &Path) -> Country {
    let key = path
        .file_stem()
        .expect("a file")
        .to_string_lossy()
        .into_owned();
    let (shapes, zones, names) = (Vec::new(), Vec::new(), Vec::new());
    let letters = ('A'..='Z').collect::<String>();
    let mut country = Country {
        key,
        shapes,
        code_first: false,
        either: false,
        region: false,
        inward: letters.clone(),
        letters,
        zones,
        names,
    };
    for line in lines(&crate::lists::read(path)) {
        let (word, rest) = line.split_once(' ').expect("a key and a value");
        match word {
            "code" => country.shapes.push(rest.to_owned()),
            "order" => {
                country.code_first = rest.starts_with("code-first");
                country.either = rest.ends_with("either");
            }
            "region" => country.region = rest == "yes",
            "letters" => country.letters = rest.to_owned(),
            "inward" => country.inward = rest.to_owned(),
            "zone" => country.zones.push(zone(rest)),
            "name" => country.names.extend(
                rest.split('|')
                    .map(|name| folded(name, Hyphen::Split))
                    .filter(|name| !name.is_empty()),
            ),
            // For make.py.
            "admin" | "alias" | "title" => {}
            other => panic!("{}: unknown key {other}", path.display()),
        }
    }
    country
}

fn zone(text: &str) -> Zone {
    let text = text.split("hub=").next().unwrap_or_default();
    let mut parts = text.split('|').map(str::trim);
    let mut words = parts.next().unwrap_or_default().split_whitespace();
    let key = words.next().expect("a zone has a key").to_owned();
    let range = |code: &str| {
        let (from, to) = code.split_once('-').unwrap_or((code, code));
        (from.to_owned(), to.to_owned())
    };
    let names = parts
        .map(|name| folded(name, Hyphen::Split))
        .chain([folded(&key, Hyphen::Split)])
        .collect();
    Zone {
        codes: words.map(range).collect(),
        names,
        key,
    }
}

/// The spellings of a place: each pair of words may stand for the other.
fn spellings(place: &str, pairs: &[(String, String)]) -> BTreeSet<String> {
    let mut found = BTreeSet::from([place.to_owned()]);
    for (long, short) in pairs {
        for (from, to) in [(long, short), (short, long)] {
            let words: Vec<_> = place
                .split(' ')
                .map(|word| if word == from { to } else { word })
                .collect();
            found.insert(words.join(" "));
        }
    }
    found
}

/// The `[spelling]` pairs of the cue list.
fn pairs(cues: &str) -> Vec<(String, String)> {
    let pair = |line: &str| {
        let (long, short) = line.split_once(' ').expect("two words");
        (long.to_owned(), short.to_owned())
    };
    section(cues, "spelling").map(pair).collect()
}

/// The `[placetail]` words of the cue list.
fn tails(cues: &str) -> BTreeSet<&str> {
    section(cues, "placetail")
        .flat_map(str::split_whitespace)
        .collect()
}

/// The lines of a section of the cue list.
fn section<'a>(cues: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = sections(cues).into_iter();
    lines
        .filter(move |(section, _)| *section == name)
        .map(|(_, line)| line)
}

/// Places are written without what tells them from their namesakes: the `Newcastle` of
/// `Newcastle upon Tyne` is one of those that are known by that name. One word that is
/// no place is left alone.
fn shorten(places: &mut BTreeMap<String, BTreeSet<u8>>, tails: &BTreeSet<&str>) {
    let short: Vec<_> = places
        .iter()
        .filter_map(|(place, zones)| {
            let head = head(place, tails)?;
            let is_place = head.contains(' ') || places.contains_key(head);
            is_place.then(|| (head.to_owned(), zones.clone()))
        })
        .collect();
    for (head, zones) in short {
        places.entry(head).or_default().extend(zones);
    }
}

/// What stands before the first of such words.
fn head<'a>(place: &'a str, tails: &BTreeSet<&str>) -> Option<&'a str> {
    let spaces = place.match_indices(' ').map(|(at, _)| at);
    let tail = |at: &usize| {
        let word = place[at + 1..].split(' ').next();
        word.is_some_and(|word| tails.contains(word))
    };
    spaces.filter(tail).map(|at| &place[..at]).next()
}

/// The table of places and regions, and the pool of zones that its payloads
/// point into: a count and so many numbers of zones, each a byte.
pub(crate) fn places(lists: &Path, countries: &[Country]) -> (Table, Vec<u8>) {
    let mut table = Table::default();
    let mut pool = Pool::default();
    for (index, country) in countries.iter().enumerate() {
        let index = index as u8;
        for (place, zones) in country.places(lists) {
            table.set(hash(2 * index + 1, &place), pool.add(&zones));
        }
        for (at, zone) in country.zones.iter().enumerate().filter(|_| country.region) {
            for name in &zone.names {
                table.set(hash(2 * index + 2, name), at as u32 + 1);
            }
        }
        for name in &country.names {
            table.set(hash(NAMES + index, name), 1);
        }
    }
    (table, pool.bytes)
}

/// Sets of zones, each stored once.
#[derive(Default)]
struct Pool {
    bytes: Vec<u8>,
    known: BTreeMap<Vec<u8>, u32>,
}

impl Pool {
    fn add(&mut self, zones: &BTreeSet<u8>) -> u32 {
        let set: Vec<u8> = std::iter::once(zones.len() as u8)
            .chain(zones.iter().copied())
            .collect();
        let next = self.bytes.len() as u32 + 1;
        *self.known.entry(set).or_insert_with_key(|set| {
            self.bytes.extend_from_slice(set);
            next
        })
    }
}

impl Country {
    fn places(&self, lists: &Path) -> BTreeMap<String, BTreeSet<u8>> {
        let cues = crate::lists::read(&lists.join("cues.txt"));
        let pairs = pairs(&cues);
        let mut found: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
        for line in lines(&crate::lists::read(
            &lists.join(format!("places/{}.txt", self.key)),
        )) {
            let (place, zones) = line.split_once('|').expect("a place and its zones");
            let zones: Vec<u8> = zones.split(' ').map(|zone| self.zone(zone)).collect();
            for place in spellings(&folded(place, Hyphen::Split), &pairs) {
                found.entry(place).or_default().extend(&zones);
            }
        }
        shorten(&mut found, &tails(&cues));
        found
    }

    fn zone(&self, key: &str) -> u8 {
        let at = self.zones.iter().position(|zone| zone.key == key);
        at.unwrap_or_else(|| panic!("{}: no zone {key}", self.key)) as u8
    }
}

/// The sheets as Rust source.
pub(crate) fn source(countries: &[Country]) -> String {
    let mut out = String::from("pub(crate) static COUNTRIES: &[Country] = &[\n");
    for country in countries {
        let Country {
            shapes,
            code_first,
            region,
            letters,
            inward,
            ..
        } = country;
        let shapes = shapes
            .iter()
            .map(|shape| format!("b\"{shape}\""))
            .collect::<Vec<_>>()
            .join(", ");
        let _ = writeln!(
            out,
            "Country {{ shapes: &[{shapes}], code_first: {code_first}, region: {region}, \
             letters: b\"{letters}\", inward: b\"{inward}\", zones: &["
        );
        for zone in &country.zones {
            let codes = zone.codes.iter().map(|(from, to)| {
                assert!(
                    from.len() == to.len() && (1..=8).contains(&from.len()),
                    "{from}-{to}"
                );
                let (len, from, to) = (from.len(), number(from), number(to));
                format!("Prefixes {{ len: {len}, from: {from}, to: {to} }}")
            });
            let _ = writeln!(out, "    &[{}],", codes.collect::<Vec<_>>().join(", "));
        }
        out.push_str("] },\n");
    }
    out + "];\n" + &lengths(countries)
}

/// The bytes of a prefix as one number, the first of them highest.
fn number(prefix: &str) -> u64 {
    prefix
        .bytes()
        .fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// Which countries have codes of a length, those whose codes come first apart,
/// and those whose codes usually do but may stand behind the place.
fn lengths(countries: &[Country]) -> String {
    let mut lengths = [[0_u32; 16]; 3];
    for (at, country) in countries.iter().enumerate() {
        for shape in &country.shapes {
            lengths[usize::from(country.code_first)][shape.len()] |= 1 << at;
            lengths[2][shape.len()] |= u32::from(country.either) << at;
        }
    }
    format!("pub(crate) static LENGTHS: [[u32; 16]; 3] = {lengths:?};\n")
}
