//! What holds for formats whatever they look like.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use common::{finding, object, results, written};
use tracie_finding::detection::{Reason, Status};
use tracie_finding::{Finding, Flow, Sink};
use tracie_report::{FORMATS, Options, Reporter, format};

/// Files of the crate that are not formats.
const OTHERS: [&str; 20] = [
    "detected", "document", "error", "lib", "markup", "place", "price", "reading", "registry",
    "remark", "reporter", "restore", "results", "roots", "stopped", "subject", "summary", "text",
    "uri", "worst",
];

#[test]
fn every_file_of_a_format_is_registered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .expect("the sources are there")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !OTHERS.contains(&name.as_str()))
        .collect();
    let names: BTreeSet<String> = FORMATS.iter().map(|format| format.name.into()).collect();
    assert_eq!(names, files);
    assert_eq!(names.len(), FORMATS.len());
}

#[test]
fn json_is_read_back_as_the_findings_it_was_written_from() {
    let (text, _) = written("json", &Options::default(), &results());
    let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let read: Vec<Finding> =
        serde_json::from_value(document["findings"].clone()).expect("findings");
    assert_eq!(
        read,
        results().iter().filter_map(finding).collect::<Vec<_>>()
    );
    assert_eq!(document.as_object().map(serde_json::Map::len), Some(1));
}

#[test]
fn each_line_of_json_lines_is_a_finding() {
    let (text, _) = written("jsonl", &Options::default(), &results());
    let read: Vec<Finding> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a finding"))
        .collect();
    assert_eq!(
        read,
        results().iter().filter_map(finding).collect::<Vec<_>>()
    );
}

#[test]
fn the_coverage_has_every_object() {
    for format in FORMATS {
        let (_, coverage) = written(format.name, &Options::default(), &results());
        assert_eq!(coverage.total().objects, results().len() as u64);
    }
}

#[test]
fn styles_change_nothing_but_the_looks() {
    let mut styled = Options::default();
    styled.styled = true;
    let (styled, _) = written("table", &styled, &results());
    let (plain, _) = written("table", &Options::default(), &results());
    assert!(styled.contains('\u{1b}') && !plain.contains('\u{1b}'));
    assert_eq!(without_styles(&styled), plain);
}

fn without_styles(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').expect("a style ends with m").1);
    }
    plain
}

#[test]
fn a_table_keeps_to_its_width_where_it_can() {
    for width in [60, 80, 100, 120] {
        let mut options = Options::default();
        options.width = width;
        let (text, _) = written("table", &options, &results());
        let table = text
            .split("partial ")
            .next()
            .expect("what stands before the remarks");
        let widest = table.lines().map(|line| line.chars().count()).max();
        // The places of these rows cannot be told in less than 80.
        assert!(
            widest <= Some(width.max(80)),
            "{widest:?} of {width}:\n{text}"
        );
    }
}

#[test]
fn a_table_counts_the_remarks_that_it_does_not_tell() {
    let skipped = |number| {
        object(
            &format!("{number}.png"),
            Status::Skipped(Reason::UnsupportedFileType),
            vec![],
        )
    };
    let many: Vec<_> = (0..140).map(skipped).collect();
    let (text, _) = written("table", &Options::default(), &many);
    assert_eq!(text.matches("skipped   acme/").count(), 100);
    assert!(text.contains("and 40 more"), "{text}");
    assert!(
        text.contains("140 skipped (140 UNSUPPORTED_FILE_TYPE_EXCEPTION)"),
        "{text}"
    );
}

/// Takes so many bytes and then fails, as a pipe that was closed does.
struct Pipe(usize);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 {
            Err(io::ErrorKind::BrokenPipe.into())
        } else {
            Ok(taken)
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_output_that_fails_stops_the_scan_and_is_told() {
    let report = format("jsonl")
        .expect("a known format")
        .report(&Options::default());
    let mut pipe = Pipe(2500);
    let mut reporter = Reporter::begin(report, &mut pipe).expect("nothing is written yet");
    let flows: Vec<Flow> = results()
        .iter()
        .map(|result| reporter.object(result, finding(result)))
        .collect();
    assert_eq!(flows[1], Flow::Continue);
    assert!(flows.contains(&Flow::Stop));
    let error = reporter.finish().expect_err("the pipe is closed");
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}
