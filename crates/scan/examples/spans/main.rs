//! Prints where identifiers are found below a path, one JSON object an
//! occurrence, for programs that hold that against labels:
//!
//! ```text
//! cargo run -p tracie-scan --example spans -- [--recommended] PATH...
//! {"file":"notes.txt","start":5,"end":16,"macie_id":"USA_SOCIAL_SECURITY_NUMBER"}
//! ```
//!
//! Positions are bytes of the object. No value is printed.

mod escapes;

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use escapes::Escapes;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Finding, Flow};
use tracie_identify::Selection;
use tracie_scan::Scanner;

/// More than any labelled file holds.
const ALL: usize = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, paths): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|it| it.starts_with("--"));
    let selection = match flags.iter().any(|it| it == "--recommended") {
        true => Selection::Recommended,
        false => Selection::All,
    };
    let scanner = Scanner::builder()
        .managed(selection)
        .locations(ALL)
        .build()?;
    let mut out = BufWriter::new(io::stdout().lock());
    for path in &paths {
        let mut written = Ok(());
        scanner.scan_path(path, &mut |result: &ObjectResult, _: Option<Finding>| {
            written = print(&mut out, path, result);
            if written.is_ok() {
                Flow::Continue
            } else {
                Flow::Stop
            }
        })?;
        written?;
    }
    out.flush()?;
    Ok(())
}

fn print(out: &mut impl Write, path: &str, result: &ObjectResult) -> io::Result<()> {
    let file = serde_json::to_string(&result.object.key)?;
    let escapes = match result.mime_type == "application/json" && !result.detections.is_empty() {
        true => Escapes::of(&content(path, &result.object.key)?),
        false => Escapes::default(),
    };
    for detection in &result.detections {
        let id = &detection.identifier.id;
        for (start, end) in detection.occurrences.iter().map(|it| it.span) {
            let (start, end) = escapes.back(start, end);
            writeln!(
                out,
                r#"{{"file":{file},"start":{start},"end":{end},"macie_id":"{id}"}}"#
            )?;
        }
    }
    Ok(())
}

/// What is in an object at or below a path.
fn content(path: &str, key: &str) -> io::Result<Vec<u8>> {
    let path = Path::new(path);
    match path.is_dir() {
        true => fs::read(path.join(key)),
        false => fs::read(path),
    }
}
