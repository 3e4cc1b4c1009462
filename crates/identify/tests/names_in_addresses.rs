//! A name within an address gives way to it, so that none is looked for in a value that an
//! address fills. What counts in the end is the same. All names and addresses are made up.

use proptest::prelude::*;
use proptest::sample::select;
use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::{Detector, Match, Selection, Settle};

fn detector(ids: &[&str]) -> Detector {
    let only = Selection::Include(ids.iter().map(|it| (*it).to_owned()).collect());
    let built = Detector::builder().managed(only).build();
    built.expect("it compiles")
}

/// What a detector finds in the values, by the ids of its identifiers.
fn matches(detector: &Detector, values: &[(String, &str)]) -> Vec<(u64, u64, String)> {
    let (mut bytes, mut names, mut list) = (Vec::new(), Names::new(), Vec::new());
    for (value, name) in values {
        let start = bytes.len();
        bytes.extend_from_slice(value.as_bytes());
        list.push(Value {
            start: start as u32,
            end: bytes.len() as u32,
            names: names.push([name.as_bytes()]),
            origin: start as u64,
        });
        bytes.push(b'\n');
    }
    let chunk = Chunk {
        bytes: &bytes,
        owned: (0, bytes.len()),
        layout: Layout::Values {
            values: &list,
            names: &names,
        },
    };
    let found = detector.matches(&chunk);
    let id = |it: &Match| detector.identifiers()[it.identifier as usize].id.clone();
    let found = found.iter();
    found.map(|it| (it.origin.0, it.origin.1, id(it))).collect()
}

/// What is left of names and addresses once those that overlap are settled.
fn settled(mut found: Vec<(u64, u64, String)>) -> Vec<(u64, u64, String)> {
    found.sort();
    let numbered: Vec<Match> = (0..)
        .zip(&found)
        .map(|(number, (start, end, _))| Match {
            origin: (*start, *end),
            identifier: number,
            rank: tracie_identify::Rank::Words,
            allowed: None,
        })
        .collect();
    let mut kept = Vec::new();
    let mut settle = Settle::default();
    settle.push(&numbered, &mut |it| kept.push(it.identifier));
    settle.finish(&mut |it| kept.push(it.identifier));
    kept.iter().map(|it| found[*it as usize].clone()).collect()
}

fn value() -> impl Strategy<Value = String> {
    let before = select(vec!["", "", "", "Jane Doe, ", "Attn: Anna Smith, ", "to "]);
    let street = select(vec![
        "12 John Smith Street",
        "1758 Church Drive",
        "Anna-Schmidt-Straße 4",
        "Maria Garcia",
        "7 rue Jean Dupont",
        "Smith, John",
    ]);
    let place = select(vec![
        "Springfield, IL 62704",
        "Denver, CO 80202",
        "10115 Berlin",
        "75011 Paris",
        "Leeds LS1 4AP",
        "",
    ]);
    let behind = select(vec!["", "", "", " (Tom Brown)", ", USA", " Cedex 13"]);
    (before, street, place, behind)
        .prop_map(|(before, street, place, behind)| format!("{before}{street}, {place}{behind}"))
}

proptest! {
    #[test]
    fn what_counts_is_the_same(
        values in proptest::collection::vec(
            (value(), select(vec!["address", "full_name", "note", "city"])),
            1..6,
        ),
    ) {
        let both = matches(&detector(&["ADDRESS", "NAME"]), &values);
        let mut apart = matches(&detector(&["ADDRESS"]), &values);
        apart.extend(matches(&detector(&["NAME"]), &values));
        prop_assert_eq!(settled(both), settled(apart));
    }
}

#[test]
fn a_name_beside_an_address_is_found() {
    let value = "Jane Doe, 12 John Smith Street, Springfield, IL 62704".to_owned();
    let found = settled(matches(
        &detector(&["ADDRESS", "NAME"]),
        &[(value, "address")],
    ));
    let ids: Vec<&str> = found.iter().map(|it| it.2.as_str()).collect();
    assert_eq!(ids, ["NAME", "ADDRESS"]);
}
