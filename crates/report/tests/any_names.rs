//! Whatever things are called, reports stay what they are.

mod common;

use common::{detection, finding, object, policy};
use proptest::prelude::*;
use serde_json::Value;
use tracie_finding::detection::{Category, ObjectResult, Origin, Reason, Severity, Status};
use tracie_finding::place::Place;
use tracie_finding::{Finding, Sink as _};
use tracie_report::{FORMATS, Options, Reporter, format};

/// A name of any characters, or of those that mean something to someone.
fn name() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("</script>"),
        Just("<!--"),
        Just("]]>"),
        Just("\n::error::"),
        Just("\r\n"),
        Just("##["),
        Just("%0A"),
        Just(","),
        Just("\""),
        Just("'"),
        Just("="),
        Just("@"),
        Just("\u{1b}["),
        Just("\u{202e}"),
        Just("\u{0}"),
        Just("\u{85}"),
        Just("\u{2028}"),
        Just("\u{fffe}"),
        Just("&"),
        Just("["),
        Just("](x)"),
        Just("{0}"),
        Just("\\"),
        Just("../"),
        Just(":"),
        Just("é"),
        Just("𝕏"),
    ];
    let of_pieces = prop::collection::vec(pieces, 0..8).prop_map(|it| it.concat());
    prop_oneof![any::<String>(), of_pieces]
}

fn results(names: &[String; 7]) -> Vec<ObjectResult> {
    let [bucket, key, column, custom, path, remark, reference] = names.clone();
    let places = vec![
        Place::Cell {
            row: 1,
            column: 1,
            column_name: Some(column),
            cell_reference: Some(reference),
        },
        Place::Record {
            index: 0,
            json_path: Some(path),
        },
    ];
    let custom = detection(
        &custom,
        Origin::Custom("u".into()),
        Severity::High,
        2,
        places,
    );
    let managed = detection(
        "NAME",
        Origin::Managed(Category::Personal),
        Severity::Low,
        1,
        vec![],
    );
    let mut found = object(
        &key,
        Status::Partial(Reason::MalformedFile),
        vec![custom, managed],
    );
    found.object.bucket.clone_from(&bucket);
    found.remark = Some(remark.clone());
    let mut skipped = object(&remark, Status::Skipped(Reason::MalformedFile), vec![]);
    skipped.object.bucket = bucket;
    skipped.remark = Some(key);
    vec![found, skipped]
}

fn written(name: &str, results: &[ObjectResult], policy: &Finding) -> String {
    let mut out = Vec::new();
    let report = format(name).expect("a format").report(&Options::default());
    let mut reporter = Reporter::begin(report, &mut out).expect("memory");
    for result in results {
        let _ = reporter.object(result, finding(result));
    }
    let _ = reporter.finding(policy);
    reporter.finish().expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

/// Lines that hold a document each, and how many there must be.
fn documents(text: &str, lines: usize) -> Vec<Value> {
    assert_eq!(text.lines().count(), lines, "{text}");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// Cells of a row, by the rules of RFC 4180.
fn cells(row: &str) -> usize {
    let mut quoted = false;
    let commas = row.chars().filter(|it| {
        quoted ^= *it == '"';
        *it == ',' && !quoted
    });
    commas.count() + 1
}

fn holds(name: &str, text: &str) {
    let control = text.chars().find(|it| it.is_control() && *it != '\n');
    assert_eq!(control, None, "{name}");
    match name {
        "html" => {
            for (tag, count) in [
                ("<script", 1),
                ("</script", 1),
                ("<!--", 0),
                ("<style", 1),
                ("<details", 2),
            ] {
                assert_eq!(text.matches(tag).count(), count, "{tag}");
            }
        }
        "junit" => {
            let rest = text.replace("<?xml", "<");
            assert_eq!(rest.matches("<testcase").count(), 3);
            assert!(!text.contains("]]>") && !text.contains(['\u{fffe}', '\u{ffff}']));
        }
        "github" => {
            assert_eq!(text.lines().count(), 4, "{text}");
            for line in text.lines() {
                let levels = ["::error ", "::warning ", "::notice "];
                assert!(levels.iter().any(|it| line.starts_with(it)), "{line}");
            }
        }
        "csv" => {
            assert_eq!(text.lines().count(), 5, "{text}");
            let width = cells(text.lines().next().expect("a header"));
            assert!(text.lines().all(|row| cells(row) == width), "{text}");
        }
        "sarif" => {
            let document: Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(
                document["runs"][0]["results"].as_array().map(Vec::len),
                Some(3)
            );
        }
        "jsonl" | "eventbridge" | "ocsf" => drop(documents(text, 2)),
        "asff" => {
            let batch = &documents(text, 1)[0];
            assert_eq!(batch["Findings"].as_array().map(Vec::len), Some(2));
        }
        "json" => drop(serde_json::from_str::<Value>(text).expect("JSON")),
        "table" => assert!(!text.contains(['\u{202e}', '\u{2028}'])),
        other => panic!("{other}: what must hold?"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn reports_stay_what_they_are(names in prop::array::uniform7(name()), title in name()) {
        let results = results(&names);
        let mut policy = policy();
        policy.resources_affected.s3_bucket.name.clone_from(&names[0]);
        policy.title.clone_from(&title);
        policy.description = title;
        for format in FORMATS {
            holds(format.name, &written(format.name, &results, &policy));
        }
    }
}
