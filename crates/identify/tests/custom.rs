//! Custom identifiers, rule by rule, as Macie's user guide has them. All values
//! are made up.

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_finding::detection::Severity;
use tracie_identify::{CustomIdentifier, Detector, DetectorBuilder, Match, Selection, Settle};

fn detector(definitions: &str) -> Detector {
    let customs = CustomIdentifier::parse(definitions).expect("they are within bounds");
    let builder = Detector::builder().managed(Selection::None);
    let builder = customs.into_iter().fold(builder, DetectorBuilder::custom);
    builder.build().expect("it compiles")
}

fn matches(detector: &Detector, chunk: &Chunk<'_>) -> Vec<Match> {
    let mut kept = Vec::new();
    let mut settle = Settle::default();
    settle.push(&detector.matches(chunk), &mut |it| kept.push(*it));
    settle.finish(&mut |it| kept.push(*it));
    kept
}

/// What a definition without its name finds in a text.
fn found<'t>(members: &str, text: &'t str) -> Vec<&'t str> {
    let detector = detector(&format!(r#"{{"name": "n", {members}}}"#));
    let chunk = Chunk {
        bytes: text.as_bytes(),
        owned: (0, text.len()),
        layout: Layout::Text { base: 0 },
    };
    let matches = matches(&detector, &chunk);
    let spans = matches
        .iter()
        .map(|it| (it.origin.0 as usize, it.origin.1 as usize));
    spans.map(|(start, end)| &text[start..end]).collect()
}

#[test]
fn keywords_precede_in_any_case_and_ignore_words_keep_theirs() {
    let badge = r#""regex": "[A-Z]{2}[0-9]{4}", "keywords": ["badge", "état civil"], "ignoreWords": ["AB00"]"#;
    for (text, expected) in [
        ("badge CD1234", &["CD1234"][..]),
        ("BADGE: CD1234", &["CD1234"]),
        ("ÉTAT CIVIL CD1234", &["CD1234"]),
        // Across lines.
        ("Badge\n\n  CD1234", &["CD1234"]),
        // Not behind, and not without.
        ("CD1234 badge", &[]),
        ("CD1234", &[]),
        // A whole keyword.
        ("badges CD1234", &[]),
        ("badg CD1234", &[]),
        // What contains an ignore word, in its case only.
        ("badge AB0012", &[]),
        ("badge AB1200", &["AB1200"]),
    ] {
        assert_eq!(found(badge, text), expected, "{text}");
    }
    let words = r#""regex": "(?i)code [a-z]+", "ignoreWords": ["code Red"]"#;
    assert_eq!(found(words, "code Redder. code red"), ["code red"]);
}

/// From the end of the keyword to that of the match, in characters.
#[test]
fn distance_is_measured_from_end_to_end() {
    let members = |distance| {
        format!(
            r#""regex": "é[0-9]{{18}}é", "keywords": ["key"], "maximumMatchDistance": {distance}"#
        )
    };
    let value = format!("é{}é", "7".repeat(18));
    // Right behind it, 20 characters need a distance of 20 (and one more with a space).
    let (close, apart) = (format!("key {value}"), format!("key    {value}"));
    for (distance, text, count) in [
        (20, &close, 0),
        (21, &close, 1),
        (23, &apart, 0),
        (24, &apart, 1),
    ] {
        assert_eq!(
            found(&members(distance), text).len(),
            count,
            "{distance}: {text}"
        );
    }
    let text = format!("key{}{value}", " ".repeat(30));
    let without = r#""regex": "é[0-9]{18}é", "keywords": ["key"]"#;
    assert_eq!(found(without, &text).len(), 1, "50 unless it is said");
    let text = format!("key{}{value}", " ".repeat(31));
    assert_eq!(found(without, &text).len(), 0);
    // The keyword ends before the match.
    let within = r#""regex": "key[0-9]{4}", "keywords": ["key"], "maximumMatchDistance": 20"#;
    assert_eq!(found(within, "key1234"), [""; 0]);
    assert_eq!(found(within, "key key1234"), ["key1234"]);
}

#[test]
fn anchors_are_those_of_the_file_or_the_value() {
    let text = "B1234\nB2345\nB3456";
    assert_eq!(found(r#""regex": "B[0-9]{4}""#, text).len(), 3);
    assert_eq!(found(r#""regex": "^B[0-9]{4}""#, text), ["B1234"]);
    assert_eq!(found(r#""regex": "B[0-9]{4}$""#, text), ["B3456"]);

    let detector = detector(r#"{"name": "n", "regex": "^B[0-9]{4}$"}"#);
    let bytes = b"B1234|B2345 x|B3456";
    let mut names = Names::new();
    let none = names.push::<_, &[u8]>([]);
    let value = |start, end| Value {
        start,
        end,
        names: none,
        origin: u64::from(start),
    };
    let values = [value(0, 5), value(6, 13), value(14, 19)];
    let chunk = Chunk {
        bytes,
        owned: (0, bytes.len()),
        layout: Layout::Values {
            values: &values,
            names: &names,
        },
    };
    let starts: Vec<u64> = matches(&detector, &chunk)
        .iter()
        .map(|it| it.origin.0)
        .collect();
    assert_eq!(starts, [0, 14]);
}

/// In columns and records a name over the value is enough, else the keyword
/// stands before it in the same value.
#[test]
fn a_name_arms_and_another_value_does_not() {
    let detector = detector(
        r#"{"name": "n", "regex": "B[0-9]{4}", "keywords": ["badge"], "maximumMatchDistance": 12}"#,
    );
    let bytes = b"B1234|B2345|badge|B3456|badge B4567|badge, and then B5678";
    let mut names = Names::new();
    let none = names.push::<_, &[u8]>([]);
    // Whatever the distance.
    let column = names.push([&b"the badge of whoever comes in"[..]]);
    let path = names.push([&b"staff"[..], b"badge", b"number"]);
    let mut start = 0;
    let all = bytes.split(|it| *it == b'|').enumerate().map(|(at, text)| {
        let value = Value {
            start,
            end: start + text.len() as u32,
            names: [column, path, none, none, none, none][at],
            origin: u64::from(start),
        };
        start = value.end + 1;
        value
    });
    let values: Vec<Value> = all.collect();
    let chunk = Chunk {
        bytes,
        owned: (0, bytes.len()),
        layout: Layout::Values {
            values: &values,
            names: &names,
        },
    };
    let found: Vec<&[u8]> = matches(&detector, &chunk)
        .iter()
        .map(|it| &bytes[it.origin.0 as usize..it.origin.1 as usize])
        .collect();
    assert_eq!(found, [&b"B1234"[..], b"B2345", b"B4567"]);
}

#[test]
fn parentheses_group_and_flags_stand_within() {
    for (regex, text, expected) in [
        (
            "(apple|orange) pie",
            "apple pie, orange pie, pear pie",
            &["apple pie", "orange pie"][..],
        ),
        (
            "(Dr\\\\. )?[A-Z][a-z]+ Doe",
            "Dr. Jane Doe and Jane Doe",
            &["Dr. Jane Doe", "Jane Doe"],
        ),
        ("(?i)ACME-[0-9]{3}", "acme-123", &["acme-123"]),
        ("ACME-[0-9]{3}", "acme-123", &[]),
        // The leftmost, and none of what is in it.
        ("[0-9]{2}x[0-9]{2}", "12x34x56x78", &["12x34", "56x78"]),
        // No line is told from another.
        ("one.two", "one\\ntwo", &[]),
    ] {
        let text = text.replace("\\n", "\n");
        assert_eq!(
            found(&format!(r#""regex": "{regex}""#), &text),
            expected,
            "{regex}"
        );
    }
}

#[test]
fn severity_goes_by_the_largest_threshold_that_is_met() {
    let severity = |levels: &str, count| {
        let text = format!(r#"{{"name": "n", "regex": "x", "severityLevels": [{levels}]}}"#);
        let custom = CustomIdentifier::parse(&text)
            .expect("it is within bounds")
            .remove(0);
        custom.info().severity_of(count)
    };
    assert_eq!(severity("", 1), Some(Severity::Medium));
    assert_eq!(severity("", 100_000), Some(Severity::Medium));
    let all = r#"{"severity": "HIGH", "occurrencesThreshold": 100},
        {"severity": "LOW", "occurrencesThreshold": 2},
        {"severity": "MEDIUM", "occurrencesThreshold": 50}"#;
    for (count, expected) in [
        (1, None),
        (2, Some(Severity::Low)),
        (49, Some(Severity::Low)),
        (50, Some(Severity::Medium)),
        (99, Some(Severity::Medium)),
        (100, Some(Severity::High)),
    ] {
        assert_eq!(severity(all, count), expected, "{count}");
    }
    let high = r#"{"severity": "HIGH", "occurrencesThreshold": 100}"#;
    assert_eq!(
        (severity(high, 99), severity(high, 100)),
        (None, Some(Severity::High))
    );
}
