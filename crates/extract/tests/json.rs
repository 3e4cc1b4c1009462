//! JSON gives the same values at the same paths as `serde_json`, however it is
//! cut.

mod common;
#[path = "common/json_model.rs"]
mod model;

use common::{Found, cut_at, read};
use model::{Expected, Row};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use tracie_finding::detection::{Reason, Status};
use tracie_finding::place::Place;

fn rows(found: &[Found]) -> Vec<Row> {
    let row = |found: &Found| match &found.place {
        Place::Record { index, json_path } => (
            *index,
            json_path.clone(),
            found.names.clone(),
            found.text.clone(),
        ),
        other => panic!("{other:?}"),
    };
    found.iter().map(row).collect()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c ,:{}\\[\\]]{0,6}",
        1 => "[a\\\\\"\u{e4}\u{1f600}\n\u{1}/]{0,9}",
        1 => "[a-z]{60,200}",
    ]
}

/// A name; some make the value of one the name of another's.
fn member() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => text(),
        1 => prop_oneof!["key", "system", "value"],
    ]
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| Value::from(number)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            vec((member(), inner), 0..8)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A document that is not just a scalar.
fn container() -> impl Strategy<Value = Value> {
    vec(document(), 1..4).prop_map(Value::from)
}

/// The same document, with escapes for some characters that need none.
fn escape_more(json: &str) -> String {
    json.replace('b', "\\u0062")
        .replace('\u{1f600}', "\\ud83d\\ude00")
}

fn window() -> impl Strategy<Value = usize> {
    prop_oneof![1..200_usize, Just(1 << 20)]
}

proptest! {
    #[test]
    fn documents_hold_what_serde_json_says(document in container(), pretty: bool, escape: bool, window in window()) {
        let json = if pretty { format!("{document:#}") } else { document.to_string() };
        let json = if escape { escape_more(&json) } else { json };
        let all = read(json.as_bytes(), "x.json", &cut_at(window));
        prop_assert_eq!((all.outcome.status, &all.outcome.remark), (Status::Complete, &None));
        prop_assert_eq!(rows(&all.values), Expected::of(&[document]));
        prop_assert_eq!(all.extent.records, 1);
        prop_assert_eq!(all.mime_type, "application/json");
    }

    #[test]
    fn documents_in_a_row_are_records(documents in vec(container(), 1..5), window in window()) {
        let json: Vec<String> = documents.iter().map(|document| format!("{document:#}")).collect();
        let all = read(json.join("\n").as_bytes(), "x.json", &cut_at(window));
        prop_assert_eq!(rows(&all.values), Expected::of(&documents));
        prop_assert_eq!(all.extent.records, documents.len() as u64);
    }

    #[test]
    fn lines_are_records(documents in vec(document(), 1..20), end in "[\n \r]{0,5}", window in window()) {
        let json: String = documents.iter().map(|document| format!("{document}\n{end}\n")).collect();
        let all = read(json.as_bytes(), "x.jsonl", &cut_at(window));
        prop_assert_eq!(&all.outcome.remark, &None);
        prop_assert_eq!(rows(&all.values), Expected::of_lines(&documents));
        prop_assert_eq!(all.extent.records, documents.len() as u64);
    }

    #[test]
    fn lines_that_repeat_each_other_are_read_as_others_are(
        documents in vec(document(), 1..4),
        lines in vec((any::<Index>(), option::weighted(0.2, any::<Index>())), 1..30),
        window in prop_oneof![300..600_usize, Just(1 << 20)],
    ) {
        let line = |(document, cut): &(Index, Option<Index>)| {
            let document = document.get(&documents);
            let whole = document.to_string();
            let mut line = whole.clone();
            if let Some(cut) = cut && (document.is_object() || document.is_array()) {
                line.truncate(line.ceil_char_boundary(1 + cut.index(line.len())));
            }
            let is_whole = line == whole;
            (line, is_whole.then_some(document))
        };
        let (lines, whole): (Vec<String>, Vec<Option<&Value>>) = lines.iter().map(line).unzip();
        let all = read(format!("{{}}\n{{}}\n{}", lines.join("\n")).as_bytes(), "x.jsonl", &cut_at(window));
        let good: Vec<Row> = (2_u64..).zip(whole)
            .filter_map(|(record, document)| Some((record, document?)))
            .flat_map(|(record, document)| {
                let mut rows = Expected::of(std::slice::from_ref(document));
                rows.iter_mut().for_each(|row| row.0 = record);
                rows
            })
            .collect();
        prop_assert_eq!(rows(&all.values), good);
    }

    #[test]
    fn lines_that_are_no_json_are_text(
        lines in vec((document(), prop_oneof![Just(""), Just("{\"a\":"), Just("x"), Just("\"\t\""), Just("{} {}"), Just("\"a")]), 1..20),
        window in prop_oneof![300..600_usize, Just(1 << 20)],
    ) {
        let line = |(document, wrong): &(Value, &str)| match *wrong {
            "" => document.to_string(),
            wrong => wrong.to_owned(),
        };
        // So that the first line says what it is.
        let json = format!("{{}}\n{{}}\n{}", lines.iter().map(line).collect::<Vec<_>>().join("\n"));
        let all = read(json.as_bytes(), "x.jsonl", &cut_at(window));
        let good: Vec<Row> = (2_u64..).zip(&lines).filter(|(_, (_, wrong))| wrong.is_empty())
            .flat_map(|(record, (document, _))| {
                let mut rows = Expected::of(std::slice::from_ref(document));
                rows.iter_mut().for_each(|row| row.0 = record);
                rows
            })
            .collect();
        prop_assert_eq!(rows(&all.values), good);
        let bad: Vec<String> = lines.iter().filter(|(_, wrong)| !wrong.is_empty()).map(|(_, wrong)| (*wrong).to_owned()).collect();
        let text: Vec<u8> = all.texts.iter().flat_map(|(_, text)| text.clone()).collect();
        let found = String::from_utf8(text).expect("it is UTF-8");
        prop_assert_eq!(found.lines().map(str::to_owned).collect::<Vec<_>>(), bad.clone());
        let said = all.outcome.remark.unwrap_or_default();
        let count = if bad.is_empty() { String::new() } else { format!("{} malformed", bad.len()) };
        prop_assert!(said.starts_with(&count), "{}", said);
        prop_assert_eq!(all.outcome.status, Status::Complete);
    }

    #[test]
    fn malformed_is_what_serde_json_calls_so(
        document in container(),
        at in any::<Index>(),
        byte in prop_oneof!["[\\[\\]{}:,\"0-9eE.+\\-a \n\t\\\\]".prop_map(Some), Just(None)],
        insert: bool,
        window in window(),
    ) {
        let mut json = document.to_string();
        let starts: Vec<usize> = json.char_indices().map(|(at, _)| at).skip(1).collect();
        let at = starts[at.index(starts.len())];
        match byte {
            Some(byte) if insert => json.insert_str(at, &byte),
            Some(byte) => json.replace_range(at..json.ceil_char_boundary(at + 1), &byte),
            None => json.truncate(at),
        }
        let parsed: Result<Vec<IgnoredAny>, _> = serde_json::Deserializer::from_str(&json).into_iter().collect();
        let all = read(json.as_bytes(), "x.json", &cut_at(window));
        let said = all.outcome.remark.unwrap_or_default();
        prop_assert_eq!(parsed.is_err(), said.starts_with("malformed JSON at byte"), "{} {:?}", said, parsed);
        if parsed.is_err() && !all.outcome.reread_as_text {
            let text: Vec<u8> = all.texts.iter().flat_map(|(_, text)| text.clone()).collect();
            prop_assert_eq!(&all.values, &[]);
            prop_assert_eq!(text, json.as_bytes());
        }
        prop_assert_eq!(all.outcome.bytes_analysed, json.len() as u64);
    }
}

#[test]
fn nesting_over_the_limit_skips_all() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let deep = format!("[\"a\",{}]", nested(256));
    let fine = format!("[\"a\",{}]", nested(255));
    for window in [1, 64, 1 << 20] {
        assert_eq!(
            read(fine.as_bytes(), "x.json", &cut_at(window))
                .outcome
                .status,
            Status::Complete
        );
        for (content, name) in [
            (deep.clone(), "x.json"),
            (format!("{{}}\n{deep}\n{{}}\n"), "x.jsonl"),
        ] {
            let all = read(content.as_bytes(), name, &cut_at(window));
            assert_eq!(
                all.outcome.status,
                Status::Skipped(Reason::JsonNestingLevelOverLimit)
            );
            assert!(
                all.outcome
                    .remark
                    .expect("it says so")
                    .contains("deeper than the limit at byte")
            );
        }
    }
}

#[test]
fn a_million_brackets_are_no_danger() {
    let brackets = "[".repeat(1_000_000);
    let all = read(brackets.as_bytes(), "x.json", &cut_at(1 << 20));
    assert_eq!(
        all.outcome.status,
        Status::Skipped(Reason::JsonNestingLevelOverLimit)
    );
    let mut limits = cut_at(1 << 20);
    limits.json_depth = usize::MAX;
    let all = read(brackets.as_bytes(), "x.json", &limits);
    assert_eq!(
        all.outcome.remark.as_deref(),
        Some("malformed JSON at byte 1000000: analysed as plain text")
    );
}

#[test]
fn what_is_json_is_told_by_content() {
    let cases = [
        ("{\"a\":1}", "x.txt", "application/json", 1),
        (
            "\n {\"a\":1}\n{\"a\":2}\n",
            "app.log",
            "application/json",
            2,
        ),
        ("{\"a\":1}\n{\"a\":2}\n", "x.json", "application/json", 2),
        ("{\"a\":1}\n", "x.jsonl", "application/json", 1),
        (
            "{\n\"a\":1}\n{\n\"a\":2}\n",
            "x.jsonl",
            "application/json",
            2,
        ),
        ("[2024-01-01] started\n", "app.log", "text/plain", 0),
        ("[section]\na=1\n", "x", "text/plain", 0),
        ("[1]\nsee above\n", "x", "text/plain", 0),
        ("{\n\"a\":1}\n{\"a\":2}\n", "x.jsonl", "application/json", 2),
        (
            "{\"a\":1}\nbroken\n{\"a\":2}\n",
            "x.jsonl",
            "application/json",
            3,
        ),
        ("no json at all\n", "x.jsonl", "text/plain", 0),
        ("{'a': 1}", "x.json", "text/plain", 0),
        ("{\"a\":1},2\n", "x.csv", "text/csv", 1),
    ];
    for (content, name, mime_type, records) in cases {
        let all = read(content.as_bytes(), name, &cut_at(1 << 20));
        assert_eq!(
            (all.mime_type, all.extent.records),
            (mime_type, records),
            "{content:?}"
        );
    }
}

#[test]
fn numbers_that_the_standard_does_not_know_are_let_pass() {
    let all = read(b"[NaN, -Infinity, Infinity, 5]", "x.json", &cut_at(1 << 20));
    assert_eq!((all.values.len(), all.outcome.remark), (4, None));
}

#[test]
fn a_line_too_long_is_text_and_the_next_is_not() {
    let mut limits = cut_at(64);
    limits.max_window = 256;
    let long = format!(
        "{{\"a\":1}}\n{{\"a\":\"{}\"}}\n\n{{\"b\":2}}\n",
        "x".repeat(1000)
    );
    let all = read(long.as_bytes(), "x.jsonl", &limits);
    let found: Vec<_> = rows(&all.values)
        .into_iter()
        .map(|row| (row.0, row.3))
        .collect();
    let row = |record, text: &str| (record, text.to_owned());
    assert_eq!(found, [row(0, "a"), row(0, "1"), row(2, "b"), row(2, "2")]);
    let text: Vec<u8> = all
        .texts
        .iter()
        .flat_map(|(_, text)| text.clone())
        .collect();
    assert_eq!(
        text.len(),
        long.lines().nth(1).expect("there are four").len() + 1
    );
    assert!(
        all.outcome
            .remark
            .expect("it says so")
            .starts_with("1 line too long")
    );
    assert_eq!(all.extent.lines, 4);
}

#[test]
fn a_string_too_long_makes_the_rest_text() {
    let mut limits = cut_at(64);
    limits.max_window = 256;
    let long = format!("[1,\"{}\",2]", "x".repeat(1000));
    let all = read(long.as_bytes(), "x.json", &limits);
    assert_eq!(all.outcome.bytes_analysed, long.len() as u64);
    assert!(
        all.outcome
            .remark
            .expect("it says so")
            .contains("longer than 256 bytes")
    );
}

#[test]
fn names_can_be_asked_for() {
    let tracie_extract::Opened::Reader(mut reader) = tracie_extract::Reader::open(
        &br#"{"a":{"b c":[1,{"d":"x"}]}}"#[..],
        "x.json",
        &cut_at(1 << 20),
    ) else {
        panic!("it is text");
    };
    let mut index = tracie_extract::Index::new();
    index.build(
        reader
            .next_piece(tracie_extract::Piece::default())
            .expect("a slice cannot fail")
            .expect("there is one"),
    );
    assert_eq!(index.path_names(21), ["a", "b c", "d"], "the value");
    assert_eq!(index.path_names(17), ["a", "b c", "d"], "the name itself");
    assert_eq!(index.path_names(13), ["a", "b c"], "the number");
    assert_eq!(index.path_names(2), ["a"]);
}
