//! The truth, judged anew from the bytes: every planted value is one, has its
//! keyword where it needs one, and no decoy is a value by accident.

mod judge;

use judge::{digits, is_card, is_ssn, is_value};
use tracie_corpus::{Generated, Kind, Plant, generate};

const SIZE: u64 = 2_000_000;

fn value<'a>(corpus: &'a Generated, plant: &Plant) -> &'a str {
    let bytes = &corpus.bytes[plant.start as usize..plant.end as usize];
    std::str::from_utf8(bytes).expect("values are text")
}

/// A JSON string without its escapes.
fn unescaped(text: &str) -> String {
    serde_json::from_str(&format!("\"{text}\"")).expect("a JSON string")
}

#[test]
fn every_planted_value_is_one() {
    for kind in Kind::ALL {
        let corpus = generate(*kind, SIZE, 11);
        for plant in &corpus.truth {
            let text = unescaped(value(&corpus, plant));
            assert!(
                is_value(plant.identifier, &text),
                "{kind} {}: {text}",
                plant.identifier
            );
        }
    }
}

#[test]
fn places_are_in_order_and_apart() {
    for kind in Kind::ALL {
        let corpus = generate(*kind, SIZE, 12);
        assert!(
            corpus.truth.is_sorted_by(|one, two| one.end <= two.start),
            "{kind}"
        );
    }
}

#[test]
fn kinds_hold_what_they_promise() {
    let expected: [(Kind, usize); 6] = [
        (Kind::Logs, 10),
        (Kind::Csv, 7),
        (Kind::Jsonl, 7),
        (Kind::Json, 7),
        (Kind::Source, 4),
        (Kind::Prose, 5),
    ];
    for (kind, at_least) in expected {
        let corpus = generate(kind, SIZE, 1);
        let mut identifiers: Vec<&str> =
            corpus.truth.iter().map(|plant| plant.identifier).collect();
        identifiers.sort_unstable();
        identifiers.dedup();
        assert!(identifiers.len() >= at_least, "{kind}: {identifiers:?}");
    }
    for kind in &Kind::ALL[6..] {
        let planted = generate(*kind, SIZE, 1).truth.len();
        assert_eq!(planted > 0, *kind == Kind::OneLine, "{kind}");
    }
}

/// Runs of 13 to 19 digits, or groups of digits with single separators: what
/// is not planted must not be a card.
#[test]
fn nothing_else_is_a_card() {
    for kind in [
        Kind::Logs,
        Kind::Csv,
        Kind::Json,
        Kind::Source,
        Kind::Prose,
        Kind::NearMisses,
    ] {
        let corpus = generate(kind, SIZE, 13);
        let text = String::from_utf8_lossy(&corpus.bytes);
        let cards = digit_runs(&text)
            .iter()
            .filter(|run| is_card_run(run))
            .count();
        let planted =
            corpus.count("CREDIT_CARD_NUMBER") + corpus.count("CREDIT_CARD_NUMBER_(NO_KEYWORD)");
        assert_eq!(cards, planted, "{kind}");
    }
}

/// Numbers with single spaces or hyphens between them; a word that holds a
/// letter, or any other character, ends a run.
fn digit_runs(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let body = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let numeric = !body.is_empty() && body.chars().all(|c| c.is_ascii_digit());
        if numeric {
            runs.last_mut().expect("one at least").push_str(body);
        }
        if !numeric || !word.ends_with([' ', '-']) {
            runs.push(String::new());
        }
    }
    runs
}

fn is_card_run(run: &str) -> bool {
    (13..=19).contains(&digits(run).len()) && is_card(run)
}

const CARD_WORDS: [&str; 12] = [
    "card",
    "credit",
    "visa",
    "discover",
    "pan",
    "debit",
    "mc",
    "amex",
    "jcb",
    "ccn",
    "account number",
    "electron",
];

/// In text a keyword counts up to 30 characters away.
#[test]
fn keywords_are_near_or_far_as_the_identifier_says() {
    for kind in [Kind::Logs, Kind::Prose, Kind::Source, Kind::OneLine] {
        let corpus = generate(kind, SIZE, 14);
        for plant in &corpus.truth {
            let near = around(&corpus, plant, 31);
            let card = CARD_WORDS.iter().any(|word| holds_word(&near, word));
            let expected = match plant.identifier {
                "CREDIT_CARD_NUMBER" => true,
                "CREDIT_CARD_NUMBER_(NO_KEYWORD)" => false,
                _ => continue,
            };
            assert_eq!(card, expected, "{kind}: {near}");
        }
    }
}

#[test]
fn keywords_stand_before_what_needs_them() {
    let needed = [
        ("USA_SOCIAL_SECURITY_NUMBER", ["ssn", "social security"]),
        ("CANADA_PASSPORT_NUMBER", ["passport"; 2]),
        ("DATE_OF_BIRTH", ["date of birth"; 2]),
        ("AWS_CREDENTIALS", ["aws_secret_access_key"; 2]),
        ("GCP_API_KEY", ["x-goog-api-key", "gcp_api_key"]),
    ];
    for kind in [Kind::Logs, Kind::Prose, Kind::OneLine, Kind::Source] {
        let corpus = generate(kind, SIZE, 15);
        for plant in &corpus.truth {
            let Some((_, words)) = needed.iter().find(|(id, _)| *id == plant.identifier) else {
                continue;
            };
            let near = around(&corpus, plant, 30);
            assert!(
                words.iter().any(|word| near.contains(word)),
                "{kind} {near}"
            );
        }
    }
}

fn around(corpus: &Generated, plant: &Plant, distance: usize) -> String {
    let (start, end) = (plant.start as usize, plant.end as usize);
    let (from, to) = (
        start.saturating_sub(distance),
        (end + distance).min(corpus.bytes.len()),
    );
    let sides = [&corpus.bytes[from..start], b" | ", &corpus.bytes[end..to]].concat();
    String::from_utf8_lossy(&sides).to_lowercase()
}

fn holds_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| part == word)
}

#[test]
fn tables_are_tables() {
    let corpus = generate(Kind::Csv, SIZE, 16);
    let mut reader = csv::Reader::from_reader(corpus.bytes.as_slice());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .collect::<Result<_, _>>()
        .expect("as many cells as the header");
    assert!(header.iter().any(|name| name == "card_number"));
    assert_eq!(rows.len(), corpus.count("USA_SOCIAL_SECURITY_NUMBER"));
    assert!(rows.iter().any(|row| row[13].contains('\n')));
    assert!(rows.iter().all(|row| is_ssn(&row[3]) && is_card(&row[4])));
}

#[test]
fn documents_are_documents() {
    let corpus = generate(Kind::Json, SIZE, 17);
    let document: serde_json::Value = serde_json::from_slice(&corpus.bytes).expect("JSON");
    let records = document["records"].as_array().expect("an array");
    assert_eq!(records.len(), corpus.count("CREDIT_CARD_NUMBER"));
    assert!(is_card(
        records[0]["payment"]["card"]["number"]
            .as_str()
            .expect("a string")
    ));
    let lines = generate(Kind::Jsonl, SIZE, 17);
    for line in lines
        .bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        serde_json::from_slice::<serde_json::Value>(line).expect("JSON");
    }
}

/// Escapes that a search of the raw bytes would stumble over.
#[test]
fn documents_hold_escaped_values() {
    let corpus = generate(Kind::Json, SIZE, 18);
    let escaped = |id: &str| {
        let of_id = corpus.truth.iter().filter(|plant| plant.identifier == id);
        of_id
            .filter(|plant| value(&corpus, plant).contains("\\u00"))
            .count()
    };
    assert!(escaped("PHONE_NUMBER") > 5);
    assert!(escaped("USA_SOCIAL_SECURITY_NUMBER") > 5);
}

#[test]
fn one_line_is_one_line() {
    assert!(!generate(Kind::OneLine, SIZE, 1).bytes.contains(&b'\n'));
    assert!(
        generate(Kind::AllDigits, SIZE, 1)
            .bytes
            .iter()
            .all(u8::is_ascii_digit)
    );
}
