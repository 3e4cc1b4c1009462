//! A store of which a part was damaged on the disk.

#![cfg(feature = "store")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use tempfile::TempDir;

fn tracie(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tracie"))
        .args(arguments)
        .args(["--store", "t.db"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("tracie can be started")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with made-up numbers in two directories.
fn estate() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["one", "other"] {
        let bucket = folder.path().join(name);
        fs::create_dir(&bucket).expect("a folder");
        fs::write(bucket.join("a.txt"), "SSN: 512-58-3904\n").expect("a file");
    }
    folder
}

#[test]
fn a_batch_that_cannot_be_read_is_told_and_the_rest_can_be_asked_for() {
    let folder = estate();
    let folder = folder.path();
    for name in ["one", "other"] {
        assert_eq!(tracie(folder, &["scan", name]).status.code(), Some(1));
    }
    let connection = Connection::open(folder.join("t.db")).expect("the store");
    // The first scan's is where it belongs already, as the second one asked.
    let damaged = connection.execute("UPDATE landed SET content = x'ff'", []);
    assert_eq!(damaged.expect("changed"), 1);
    drop(connection);

    let listed = tracie(folder, &["findings", "list", "--format", "json"]);
    assert!(listed.status.success(), "{}", told(&listed));
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("JSON");
    assert_eq!(listed["findingIds"].as_array().map(Vec::len), Some(1));

    for arguments in [
        ["findings", "statistics", "--group-by", "type"],
        ["scan", "one", "--format", "csv"],
    ] {
        let said = told(&tracie(folder, &arguments));
        for part in [
            "t.db is damaged: 1 finding of 1 object",
            "the scan of other (2",
            "batch 1",
            "scan that again",
        ] {
            assert!(said.contains(part), "{said}");
        }
    }

    assert_eq!(tracie(folder, &["scan", "other"]).status.code(), Some(1));
    let forgotten = tracie(folder, &["findings", "scans", "--forget-damaged"]);
    assert!(told(&forgotten).contains("1 damaged batch forgotten"));
    let listed = tracie(folder, &["findings", "list", "--format", "json"]);
    assert_eq!(told(&listed), "");
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("JSON");
    assert_eq!(listed["findingIds"].as_array().map(Vec::len), Some(2));
}
