//! Findings that can be read are written as they were read; paths to values
//! stay within their bounds.

use tracie_finding::Finding;
use tracie_finding::json_path::{self, Step};

/// The longest path, in characters.
const LONGEST_PATH: usize = 250;

/// Reads a finding, and makes a path of the lines of the same text.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    round_trip(text);
    path(text);
}

fn round_trip(text: &str) {
    let Ok(finding) = serde_json::from_str::<Finding>(text) else {
        return;
    };
    let written = serde_json::to_string(&finding).expect("a finding can be written");
    let again: Finding = serde_json::from_str(&written).expect("what is written can be read");
    assert_eq!(again, finding);
    let twice = serde_json::to_string(&again).expect("a finding can be written");
    assert_eq!(twice, written);
}

fn path(text: &str) {
    let steps: Vec<Step<'_>> = text.split('\n').map(step).collect();
    let withheld = steps.contains(&Step::Withheld);
    let written = json_path::format(&steps);
    assert_eq!(written.is_none(), withheld);
    let Some(written) = written else {
        return;
    };
    assert!(
        written.starts_with('$') && written != "$" && written != "$..",
        "{written}"
    );
    assert!(written.chars().count() <= LONGEST_PATH, "{written}");
    assert!(
        !written.contains(|it: char| it.is_ascii_control()),
        "{written:?}"
    );
}

fn step(line: &str) -> Step<'_> {
    match line.parse() {
        Ok(index) => Step::Index(index),
        Err(_) if line == "\t" => Step::Withheld,
        Err(_) => Step::Name(line),
    }
}
