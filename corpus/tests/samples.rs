//! The labelled samples: labels for every file, values where they say.

mod judge;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A line of `LABELS.jsonl`: what becomes of a file, or what is found in it.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Label {
    File {
        file: String,
        status: String,
        reason: Option<String>,
    },
    Detection {
        file: String,
        identifier: String,
        count: usize,
        first: String,
    },
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn labels() -> Vec<Label> {
    let text = fs::read_to_string(samples().join("LABELS.jsonl")).expect("the labels");
    text.lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory)
        .expect("a directory")
        .map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn every_file_is_labelled_once() {
    let mut labelled: Vec<String> = labels()
        .into_iter()
        .filter_map(|label| match label {
            Label::File { file, .. } => Some(file),
            Label::Detection { .. } => None,
        })
        .collect();
    let mut present: Vec<String> = files_below(&samples())
        .iter()
        .map(|path| {
            path.strip_prefix(samples())
                .expect("below")
                .to_string_lossy()
                .replace('\\', "/")
        })
        .filter(|name| name != "LABELS.jsonl")
        .collect();
    labelled.sort();
    present.sort();
    assert_eq!(labelled, present);
}

#[test]
fn reasons_go_with_what_was_not_read() {
    for label in labels() {
        if let Label::File {
            file,
            status,
            reason,
        } = label
        {
            assert!(
                ["COMPLETE", "PARTIAL", "SKIPPED"].contains(&status.as_str()),
                "{file}"
            );
            assert_eq!(status == "COMPLETE", reason.is_none(), "{file}");
        }
    }
}

#[test]
fn samples_are_small() {
    let size: u64 = files_below(&samples())
        .iter()
        .map(|path| path.metadata().expect("a file").len())
        .sum();
    assert!(size <= 1_500_000, "{size}");
}

/// What lies here is packed or encoded, so that values do not stand in the
/// bytes; that they are where the labels say is held by the scan of the
/// samples, and by documents of other writers in the contract tests.
const PACKED: [&str; 2] = ["archives/", "documents/"];

#[test]
fn values_stand_where_the_labels_say() {
    for label in labels() {
        if let Label::Detection {
            file,
            identifier,
            count,
            first,
        } = label
            && !PACKED.iter().any(|folder| file.starts_with(folder))
        {
            let text = text_of(&fs::read(samples().join(&file)).expect("a file"));
            let at = text_at(&text, &file, &first).unwrap_or_else(|| panic!("{file}: no {first}"));
            assert!(count > 0, "{file} {identifier}");
            assert!(
                begins_with_value(&identifier, &at, first.starts_with("record")),
                "{file} {identifier} {first}"
            );
        }
    }
}

/// The text, whatever its encoding: UTF-8, UTF-16 or Latin-1.
fn text_of(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ if bytes.contains(&0) => utf16(bytes, u16::from_le_bytes),
        _ => String::from_utf8(bytes.to_vec())
            .unwrap_or_else(|_| bytes.iter().map(|byte| *byte as char).collect()),
    };
    text.replace("\r\n", "\n")
}

fn utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| order([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}

/// What stands at a place such as `line 3 col 7`, `cell r2c5` or
/// `record 0 $.path`: the value and, in text, all that follows.
fn text_at(text: &str, file: &str, place: &str) -> Option<String> {
    let words: Vec<&str> = place.splitn(4, ' ').collect();
    match words[..] {
        ["line", line, "col", column] => after(text, line.parse().ok()?, column.parse().ok()?),
        ["cell", cell] => cell_at(text, file, cell),
        ["record", index, path] => value_at(text, file, index.parse().ok()?, path),
        _ => None,
    }
}

fn after(text: &str, line: usize, column: usize) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').skip(line - 1).collect();
    (!lines.is_empty()).then(|| lines.join("\n").chars().skip(column - 1).collect())
}

fn cell_at(text: &str, file: &str, cell: &str) -> Option<String> {
    let (row, column) = cell.strip_prefix('r')?.split_once('c')?;
    let delimiter = if file.ends_with(".tsv") { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let row = reader.records().nth(row.parse::<usize>().ok()? - 1)?.ok()?;
    Some(row.get(column.parse::<usize>().ok()? - 1)?.to_owned())
}

fn value_at(text: &str, file: &str, index: usize, path: &str) -> Option<String> {
    let record = if file.ends_with(".jsonl") {
        text.lines().nth(index)?
    } else {
        text
    };
    let document: serde_json::Value = serde_json::from_str(record).ok()?;
    let pointer = path
        .trim_start_matches('$')
        .replace(['.', '['], "/")
        .replace(']', "");
    Some(document.pointer(&pointer)?.as_str()?.to_owned())
}

/// Whether some beginning of the text is a value; `anywhere`: of some part.
fn begins_with_value(identifier: &str, text: &str, anywhere: bool) -> bool {
    let ends = |text: &str| {
        text.char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .collect::<Vec<_>>()
    };
    let begins = |text: &str| {
        ends(text)
            .into_iter()
            .any(|end| judge::is_value(identifier, &text[..end]))
    };
    match anywhere {
        true => text.char_indices().any(|(at, _)| begins(&text[at..])),
        false => begins(text),
    }
}
