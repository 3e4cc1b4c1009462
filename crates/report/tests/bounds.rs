//! Formats that hold what they write hold no more than they say, and count the
//! rest.

mod common;

use std::io::Write as _;

use common::{detection, object, written};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tracie_finding::detection::{Category, ObjectResult, Origin, Reason, Severity, Status};
use tracie_finding::place::Place;
use tracie_report::Options;

/// So many objects of low severity, and a last one of high severity.
fn many(count: usize) -> Vec<ObjectResult> {
    let one = |at: usize| {
        let severity = if at == count {
            Severity::High
        } else {
            Severity::Low
        };
        let place = Place::Page { number: at as u64 };
        let found = detection(
            "NAME",
            Origin::Managed(Category::Personal),
            severity,
            1,
            vec![place],
        );
        object(&format!("{at}.pdf"), Status::Complete, vec![found])
    };
    (1..=count).map(one).collect()
}

fn text(name: &str, results: &[ObjectResult]) -> String {
    written(name, &Options::default(), results).0
}

#[test]
fn sarif_has_the_most_severe_25000_results() {
    let document: Value = serde_json::from_str(&text("sarif", &many(25_002))).expect("JSON");
    let run = &document["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[0]["properties"]["key"], "25002.pdf");
    assert_eq!(run["properties"]["resultsLeftOut"], 2);
    let notes = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notes.contains("2 results left out"), "{notes}");
}

#[test]
fn sarif_stays_below_ten_megabytes_compressed() {
    // Keys as long as they can be, of noise that does not compress.
    let mut state = 1_u64;
    let mut noise = || -> String {
        let letter = |_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from(
                b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
                    [(state >> 58) as usize],
            )
        };
        (0..1000).map(letter).collect()
    };
    let one = |_| {
        let found = detection(
            "NAME",
            Origin::Managed(Category::Personal),
            Severity::Low,
            1,
            vec![],
        );
        object(&noise(), Status::Complete, vec![found])
    };
    let results: Vec<ObjectResult> = (0..12_000).map(one).collect();
    let text = text("sarif", &results);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).expect("memory");
    let size = gzip.finish().expect("memory").len();
    assert!((6_000_000..10_000_000).contains(&size), "{size}");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let run = &document["runs"][0];
    let told = run["results"].as_array().expect("results").len() as u64;
    assert_eq!(
        run["properties"]["resultsLeftOut"].as_u64(),
        Some(12_000 - told)
    );
}

#[test]
fn a_page_unfolds_10000_findings_and_counts_all() {
    let text = text("html", &many(10_003));
    assert_eq!(text.matches("<details class=\"finding\">").count(), 10_000);
    assert!(text.contains("and 3 more findings"));
    assert!(text.contains("10003 findings (1 High, 10002 Low)"));
    let first = text.find("acme/10003.pdf").expect("the most severe");
    assert!(first < text.find("acme/1.pdf").expect("the first"));
}

#[test]
fn github_has_ten_annotations_of_a_level() {
    let text = text("github", &many(30));
    assert_eq!(text.matches("::notice ").count(), 10);
    assert_eq!(text.matches("::error ").count(), 1);
    assert!(
        text.ends_with("and 19 more annotations, which GitHub would not show\n"),
        "{text}"
    );
}

#[test]
fn junit_counts_what_it_does_not_tell() {
    let mut results = many(10_002);
    let skipped = || {
        object(
            "x.png",
            Status::Skipped(Reason::UnsupportedFileType),
            vec![],
        )
    };
    results.extend([skipped(), skipped()]);
    let text = text("junit", &results);
    assert!(
        text.contains(r#"tests="10002" failures="10001" errors="0" skipped="1""#),
        "{}",
        &text[..300]
    );
    assert!(text.contains("2 more findings not told here"));
    assert!(text.contains("2 more objects not told here"));
}

#[test]
fn security_hub_gets_a_hundred_at_a_time() {
    let text = text("asff", &many(201));
    let sizes: Vec<usize> = text
        .lines()
        .map(|line| {
            let batch: Value = serde_json::from_str(line).expect("JSON");
            batch["Findings"].as_array().expect("findings").len()
        })
        .collect();
    assert_eq!(sizes, [100, 100, 1]);
}
