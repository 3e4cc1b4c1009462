//! Every example of every identifier file is judged as the file says.

use std::collections::BTreeSet;

use tracie_finding::chunk::Chunk;
use tracie_identify::schema::Identifier;
use tracie_identify::{Detector, Selection, extras, managed};

type Spans = BTreeSet<(u64, u64)>;

fn found(detector: &Detector, text: &str) -> Spans {
    let matches = detector.matches(&Chunk::text(text.as_bytes()));
    matches.iter().map(|it| it.origin).collect()
}

/// The text without marks, and the spans that were marked.
fn unmark(marked: &str) -> (String, Spans) {
    let (mut text, mut spans, mut open) = (String::new(), Spans::new(), 0);
    for letter in marked.chars() {
        match letter {
            '⟦' => open = text.len() as u64,
            '⟧' => drop(spans.insert((open, text.len() as u64))),
            _ => text.push(letter),
        }
    }
    (text, spans)
}

fn wrong(identifier: &Identifier) -> Vec<String> {
    let only = Selection::Include(vec![identifier.id.clone()]);
    let detector = match Detector::builder().managed(only).build() {
        Ok(detector) => detector,
        Err(error) => return vec![error.to_string()],
    };
    let marked = identifier.matches.iter().map(|text| unmark(text));
    let clean = identifier
        .no_match
        .iter()
        .map(|text| (text.clone(), Spans::new()));
    marked
        .chain(clean)
        .filter_map(|(text, expected)| {
            let found = found(&detector, &text);
            (found != expected).then(|| {
                format!(
                    "{}: {text:?}: found {found:?}, not {expected:?}",
                    identifier.id
                )
            })
        })
        .collect()
}

#[test]
fn every_example_is_judged_as_its_file_says() {
    let all = managed().expect("the files follow the schema");
    let extras = extras().expect("the files follow the schema");
    let wrong: Vec<String> = all.iter().chain(extras).flat_map(wrong).collect();
    assert!(
        wrong.is_empty(),
        "{} examples:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
