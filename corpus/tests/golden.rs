//! The bytes of every kind: the same on any machine, of the size asked for.

use std::fs;
use std::process::Command;

use tracie_corpus::{Corpus, Generated, Kind, generate};

/// FNV-1a over the text and the truth.
fn fingerprint(corpus: &Generated) -> u64 {
    let places = corpus
        .truth
        .iter()
        .map(|plant| format!("{} {} {}\n", plant.start, plant.end, plant.identifier).into_bytes());
    let all = corpus.bytes.iter().copied().chain(places.flatten());
    all.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A changed number means that published results no longer compare.
#[test]
fn bytes_are_the_same_for_ever() {
    let expected = include_str!("golden.txt");
    let actual: String = Kind::ALL
        .iter()
        .map(|kind| {
            format!(
                "{kind} {:016x}\n",
                fingerprint(&generate(*kind, 100_000, 1))
            )
        })
        .collect();
    assert_eq!(actual, expected);
}

#[test]
fn seeds_and_kinds_differ() {
    for kind in Kind::ALL {
        let (one, two) = (generate(*kind, 20_000, 1), generate(*kind, 20_000, 2));
        assert_ne!(one.bytes, two.bytes, "{kind}");
    }
}

#[test]
fn size_is_kept_to_a_record() {
    for kind in Kind::ALL {
        for size in [0, 1, 200, 5000, 300_000, 700_001] {
            let length = generate(*kind, size, 9).bytes.len() as u64;
            assert!(length <= size, "{kind} {size}: {length}");
            assert!(length + 3000 >= size, "{kind} {size}: {length}");
        }
    }
}

/// A longer corpus begins as a shorter one does: all but the last block.
#[test]
fn longer_corpora_begin_alike() {
    for kind in Kind::ALL {
        let (short, long) = (generate(*kind, 300_000, 4), generate(*kind, 900_000, 4));
        let common = short.bytes.len() - 4;
        assert_eq!(short.bytes[..common], long.bytes[..common], "{kind}");
    }
}

#[test]
fn files_share_the_size_and_the_truth_names_them() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut truth = Vec::new();
    let corpus = Corpus {
        kind: Kind::Source,
        size: 400_001,
        seed: 5,
        files: 6,
    };
    let written = corpus
        .write(directory.path(), Some(&mut truth))
        .expect("the disk has room");
    let names: Vec<String> = sorted_names(directory.path());
    assert_eq!(names[..2], ["source-0000.rs", "source-0001.py"]);
    assert_eq!(names.len(), 6);
    let sizes = names.iter().map(|name| {
        fs::metadata(directory.path().join(name))
            .expect("written")
            .len()
    });
    assert_eq!(sizes.sum::<u64>(), written);
    for line in std::str::from_utf8(&truth).expect("JSON is UTF-8").lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("one object a line");
        let file = fs::read(
            directory
                .path()
                .join(line["file"].as_str().expect("a name")),
        )
        .expect("a file");
        let place = |key: &str| line[key].as_u64().expect("an offset") as usize;
        assert!(
            file[place("start")..place("end")]
                .iter()
                .all(u8::is_ascii_graphic)
        );
    }
}

fn sorted_names(directory: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("ASCII")
        })
        .collect();
    names.sort();
    names
}

#[test]
fn command_writes_what_the_library_makes() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let truth = directory.path().join("truth.jsonl");
    let status = Command::new(env!("CARGO_BIN_EXE_corpus"))
        .args([
            "generate", "--kind", "jsonl", "--size", "64KiB", "--seed", "3", "--out",
        ])
        .arg(directory.path().join("out"))
        .arg("--truth")
        .arg(&truth)
        .output()
        .expect("the command runs");
    assert!(
        status.status.success(),
        "{}",
        String::from_utf8_lossy(&status.stderr)
    );
    let corpus = generate(Kind::Jsonl, 64 << 10, 3);
    let file = fs::read(directory.path().join("out/jsonl-0000.jsonl")).expect("written");
    assert_eq!(file, corpus.bytes);
    let lines = fs::read_to_string(truth).expect("written").lines().count();
    assert_eq!(lines, corpus.truth.len());
}

#[test]
fn command_says_what_is_wrong() {
    let output = Command::new(env!("CARGO_BIN_EXE_corpus"))
        .args([
            "generate", "--kind", "novels", "--size", "1KiB", "--out", "x",
        ])
        .output()
        .expect("the command runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("choose one of logs, csv"));
}

#[test]
fn command_says_where_it_could_not_write() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let output = Command::new(env!("CARGO_BIN_EXE_corpus"))
        .args(["generate", "--kind", "prose", "--size", "1KiB", "--truth"])
        .arg(directory.path().join("missing/truth.jsonl"))
        .arg("--out")
        .arg(directory.path().join("out"))
        .output()
        .expect("the command runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("cannot write") && said.contains("truth.jsonl"),
        "{said}"
    );
}
