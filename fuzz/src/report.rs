//! Findings and discovery results that can be read are written in every format,
//! and no name in them is taken for something else.

use tracie_finding::Flow;
use tracie_finding::detection::Severity;
use tracie_report::{FORMATS, Format, Options, Reporter, Restore, Restored, read_findings};

/// Reads what may be findings, and makes all reports of them.
pub fn check(data: &[u8]) {
    let mut items = Vec::new();
    // What was read before it went wrong counts.
    let _ = read_findings(data, &mut |item| {
        items.push(item);
        Flow::Continue
    });
    if items.is_empty() {
        return;
    }
    let levels = |_: &str| -> Option<Vec<(u64, Severity)>> { None };
    let mut restore = Restore::new(&levels);
    let mut all: Vec<Restored> = items
        .into_iter()
        .filter_map(|it| restore.take(it))
        .collect();
    all.extend(restore.finish());
    for format in FORMATS {
        holds(format.name, &written(format, &all));
    }
}

fn written(format: &Format, all: &[Restored]) -> String {
    let mut out = Vec::new();
    let report = format.report(&Options::default());
    let mut reporter = Reporter::begin(report, &mut out).expect("memory can be written to");
    for one in all {
        let _ = match (&one.result, &one.finding) {
            (Some(result), finding) => {
                tracie_finding::Sink::object(&mut reporter, result, finding.clone())
            }
            (None, Some(finding)) => reporter.finding(finding),
            (None, None) => Flow::Continue,
        };
    }
    reporter.finish().expect("memory can be written to");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn holds(name: &str, text: &str) {
    let control = text.chars().find(|it| it.is_control() && *it != '\n');
    assert_eq!(control, None, "{name}");
    match name {
        "html" => {
            assert_eq!(text.matches("<script").count(), 1);
            assert!(!text.contains("<img") && !text.contains("javascript:\""));
        }
        "github" => {
            for line in text.lines() {
                assert!(
                    line.starts_with("::") || line.starts_with("and "),
                    "{line:?}"
                );
            }
        }
        "json" | "sarif" => drop(serde_json::from_str::<serde_json::Value>(text).expect("JSON")),
        "jsonl" | "asff" | "eventbridge" | "ocsf" => {
            for line in text.lines() {
                drop(serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
            }
        }
        _ => {}
    }
}
