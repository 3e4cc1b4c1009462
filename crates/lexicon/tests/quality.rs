//! Precision and recall on the labelled texts under `tests/data`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tracie_lexicon::{Field, person_names, postal_addresses};

/// A text without its marks, and the spans that were marked.
struct Case {
    text: String,
    marked: Vec<(usize, usize)>,
}

fn cases(data: &str) -> Vec<Case> {
    let lines = data
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| case(&unescaped(line))).collect()
}

fn unescaped(line: &str) -> String {
    line.replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
}

fn case(line: &str) -> Case {
    let (mut text, mut marked) = (String::new(), Vec::new());
    let mut start = 0;
    for letter in line.chars() {
        match letter {
            '⟦' => start = text.len(),
            '⟧' => marked.push((start, text.len())),
            letter => text.push(letter),
        }
    }
    Case { text, marked }
}

type Find = fn(&[u8]) -> Vec<(usize, usize)>;

fn names(text: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    person_names(text, 0..text.len(), Field::Text, &mut |start, end| {
        found.push((start, end));
    });
    found
}

fn addresses(text: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    postal_addresses(text, 0..text.len(), Field::Text, &mut |start, end| {
        found.push((start, end));
    });
    found
}

/// Whether the two share at least half of the longer.
fn same(a: (usize, usize), b: (usize, usize)) -> bool {
    let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    2 * shared >= (a.1 - a.0).max(b.1 - b.0)
}

/// Right, wrong and missed finds, and the lines that are not as marked.
fn score(data: &str, find: Find) -> (usize, usize, usize, String) {
    let (mut right, mut wrong, mut missed, mut report) = (0, 0, 0, String::new());
    for case in cases(data) {
        let found = find(case.text.as_bytes());
        let hit = |span: &&(usize, usize)| case.marked.iter().any(|mark| same(*mark, **span));
        let hits = found.iter().filter(hit).count();
        right += hits;
        wrong += found.len() - hits;
        missed += case.marked.len() - hits;
        if hits != found.len() || hits != case.marked.len() {
            let found: Vec<_> = found
                .iter()
                .map(|(start, end)| &case.text[*start..*end])
                .collect();
            let _ = writeln!(report, "{:?} -> {found:?}", case.text);
        }
    }
    (right, wrong, missed, report)
}

/// Shown with `--nocapture`.
#[expect(
    clippy::print_stdout,
    reason = "the measure is what one runs this test for"
)]
fn report_line(line: &str) {
    println!("{line}");
}

fn holds(what: &str, data: &str, find: Find, least: f64) {
    let (right, wrong, missed, report) = score(data, find);
    let precision = right as f64 / (right + wrong) as f64;
    let recall = right as f64 / (right + missed) as f64;
    let summary = format!("{what}: precision {precision:.3}, recall {recall:.3}");
    report_line(&summary);
    assert!(precision >= least && recall >= least, "{summary}\n{report}");
}

#[test]
fn names_are_found_and_little_else() {
    holds("names", include_str!("data/names.txt"), names, 0.97);
}

#[test]
fn addresses_are_found_and_little_else() {
    holds(
        "addresses",
        include_str!("data/addresses.txt"),
        addresses,
        0.97,
    );
}

#[test]
fn the_scoring_can_fail() {
    let (right, wrong, missed, _) = score("⟦Anna Smith⟧ met ⟦Qqq Xxx⟧\nLisa Miller", names);
    assert_eq!((right, wrong, missed), (1, 1, 1));
    let counts: BTreeMap<usize, usize> = cases("a\n⟦b⟧\n# c")
        .iter()
        .map(|case| (case.text.len(), case.marked.len()))
        .collect();
    assert_eq!(counts, BTreeMap::from([(1, 1)]));
}

#[test]
fn names_of_the_held_out_texts() {
    holds(
        "held-out names",
        include_str!("data/names_heldout.txt"),
        names,
        0.9,
    );
}

#[test]
fn addresses_of_the_held_out_texts() {
    holds(
        "held-out addresses",
        include_str!("data/addresses_heldout.txt"),
        addresses,
        0.97,
    );
}

/// The lines in which something else is found than marked.
fn inexact(data: &str, find: Find) -> String {
    let mut report = String::new();
    for case in cases(data) {
        let found = find(case.text.as_bytes());
        if found != case.marked {
            let found: Vec<_> = found
                .iter()
                .map(|(start, end)| &case.text[*start..*end])
                .collect();
            let _ = writeln!(report, "{:?} -> {:?}", case.text, found);
        }
    }
    report
}

#[test]
fn names_are_found_exactly() {
    let report = inexact(include_str!("data/names_exact.txt"), names);
    assert!(report.is_empty(), "{report}");
}

#[test]
fn addresses_are_found_exactly() {
    let report = inexact(include_str!("data/addresses_exact.txt"), addresses);
    assert!(report.is_empty(), "{report}");
}
