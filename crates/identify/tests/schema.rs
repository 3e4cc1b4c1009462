//! Every TOML file under `identifiers/` follows the schema and agrees with the
//! table of what Macie documents.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tracie_identify::schema::{Category, Confidence, Identifier, Level, Severity};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../identifiers")
}

/// The TOML files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|it| it == "toml") {
            found.push(path);
        }
    }
    found
}

fn parse(path: &Path) -> Identifier {
    let text = fs::read_to_string(path).expect("the file can be read");
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All identifiers by id, with their files.
fn all() -> BTreeMap<String, (PathBuf, Identifier)> {
    let mut by_id = BTreeMap::new();
    for path in files(&root()) {
        let identifier = parse(&path);
        let twice = by_id.insert(identifier.id.clone(), (path, identifier));
        assert!(
            twice.is_none(),
            "{twice:?} has an id that another file has too"
        );
    }
    by_id
}

/// What Macie has, without our own additions.
fn managed() -> BTreeMap<String, Identifier> {
    let named = |(id, (_, identifier)): (String, (PathBuf, Identifier))| (id, identifier);
    all()
        .into_iter()
        .filter(|(id, _)| !id.starts_with("TRACIE_"))
        .map(named)
        .collect()
}

#[test]
fn a_file_is_named_after_its_id() {
    for (id, (path, _)) in all() {
        let name = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        let expected = id.to_lowercase().replace(['(', ')'], "");
        assert_eq!(name, format!("{expected}.toml"), "{}", path.display());
    }
}

#[test]
fn every_pattern_has_one_way_to_find_values() {
    for (id, (_, identifier)) in all() {
        assert!(!identifier.patterns.is_empty(), "{id}: no pattern");
        for pattern in &identifier.patterns {
            let ways = [
                !pattern.regex.is_empty(),
                pattern.words.is_some(),
                pattern.serial.is_some(),
            ];
            assert!(
                ways.iter().filter(|it| **it).count() == 1,
                "{id}: pattern `{}` needs a regex, words or a serial",
                pattern.name
            );
            let named = !pattern.names.is_empty();
            let silent = pattern.keyword && identifier.keywords.is_empty() && !named;
            assert!(
                !silent,
                "{id}: pattern `{}` asks for a keyword of none",
                pattern.name
            );
        }
    }
}

#[test]
fn every_identifier_says_where_it_is_from() {
    for (id, (_, identifier)) in all() {
        assert!(!identifier.references.is_empty(), "{id}: no reference");
    }
}

#[test]
fn what_is_weakly_documented_says_so() {
    for (id, identifier) in managed() {
        let sure = identifier.confidence == Confidence::PublicSpec;
        assert!(sure || !identifier.notes.is_empty(), "{id}: no note");
    }
}

#[test]
fn examples_are_marked() {
    for (id, (_, identifier)) in all() {
        assert!(identifier.matches.len() >= 3, "{id}: too few `match`");
        assert!(identifier.no_match.len() >= 3, "{id}: too few `no_match`");
        for text in &identifier.matches {
            assert!(is_marked(text), "{id}: marks in {text:?}");
        }
        let marked = identifier
            .no_match
            .iter()
            .find(|text| text.contains(['⟦', '⟧']));
        assert_eq!(marked, None, "{id}: a mark in `no_match`");
    }
}

/// Whether marks open and close in turn, around something, once at least.
fn is_marked(text: &str) -> bool {
    let marks: String = text
        .chars()
        .filter(|letter| "⟦⟧".contains(*letter))
        .collect();
    let pairs = marks.chars().count() / 2;
    pairs > 0 && marks == "⟦⟧".repeat(pairs) && !text.contains("⟦⟧")
}

/// A line of `managed.tsv`.
#[derive(Debug, PartialEq)]
struct Row {
    category: String,
    recommended: bool,
    severity: String,
    keywords: usize,
    crc: u32,
}

fn rows() -> BTreeMap<String, Row> {
    let lines = include_str!("managed.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines.map(row).collect()
}

fn row(line: &str) -> (String, Row) {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, category, recommended, severity, keywords, crc] = fields[..] else {
        panic!("six fields in {line:?}");
    };
    let row = Row {
        category: category.to_owned(),
        recommended: recommended == "yes",
        severity: severity.to_owned(),
        keywords: keywords.parse().expect("a number of keywords"),
        crc: u32::from_str_radix(crc, 16).expect("a sum in hexadecimal"),
    };
    (id.to_owned(), row)
}

impl From<&Identifier> for Row {
    fn from(identifier: &Identifier) -> Row {
        Row {
            category: category(identifier.category).to_owned(),
            recommended: identifier.recommended,
            severity: severity(&identifier.severity),
            keywords: identifier.keywords.len(),
            crc: crc32(identifier.keywords.join("\n").as_bytes()),
        }
    }
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Credentials => "credentials",
        Category::Financial => "financial",
        Category::Personal => "personal",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Low => "low",
        Level::Medium => "medium",
        Level::High => "high",
    }
}

fn severity(severity: &Severity) -> String {
    match severity {
        Severity::Fixed(fixed) => level(*fixed).to_owned(),
        Severity::ByCount(levels) => {
            let count = |key: &String| key.parse::<u64>().expect("a count");
            let mut levels: Vec<_> = levels.iter().map(|(key, it)| (count(key), it)).collect();
            levels.sort_by_key(|(count, _)| *count);
            let spell = |(count, it): &(u64, &Level)| format!("{count}={}", level(**it));
            levels.iter().map(spell).collect::<Vec<_>>().join(",")
        }
    }
}

/// CRC-32 as in zip files.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

#[test]
fn the_sum_is_the_usual_one() {
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
}

#[test]
fn files_agree_with_what_macie_documents() {
    let found: BTreeMap<String, Row> = managed()
        .iter()
        .map(|(id, identifier)| (id.clone(), Row::from(identifier)))
        .collect();
    let expected = rows();
    for (id, row) in &expected {
        assert_eq!(found.get(id), Some(row), "{id}");
    }
    let unknown: Vec<&String> = found
        .keys()
        .filter(|id| !expected.contains_key(*id))
        .collect();
    assert!(unknown.is_empty(), "not in the table: {unknown:?}");
    assert_eq!(expected.len(), 166);
}
