//! Each format writes a made-up scan as the files in `golden/` show it.
//! After a wanted change, run with `TRACIE_BLESS=1` and read the diff.

mod common;

use std::path::Path;
use std::{env, fs};

use common::{
    hostile, object, policy, results, written, written_archived, written_of, written_stopped,
};
use tracie_finding::Context;
use tracie_finding::detection::{Reason, Status};
use tracie_report::{FORMATS, Format, Options};

fn check(name: &str, written: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if env::var_os("TRACIE_BLESS").is_some() {
        fs::write(&path, written).expect("the golden file can be written");
    }
    let expected =
        fs::read_to_string(&path).expect("there is a golden file; TRACIE_BLESS=1 makes it");
    let begins = |format: &&Format| format.may_begin(written.as_bytes());
    let known: Vec<&str> = FORMATS.iter().filter(begins).map(|it| it.name).collect();
    let is_own = |format: &&str| name.split(['.', '-']).any(|it| it == *format);
    let told = known.len() == 1 && known.iter().all(is_own);
    assert!(written.is_empty() || told, "{name} begins as {known:?} do");
    assert!(written == expected, "{name} differs:\n{written}");
}

#[test]
fn each_format_is_as_it_was() {
    for format in FORMATS {
        let (text, _) = written(format.name, &Options::default(), &results());
        check(&format!("scan.{}.txt", format.name), &text);
    }
}

#[test]
fn hostile_names_are_written_as_they_were() {
    for format in FORMATS {
        let (text, _) = written(format.name, &Options::default(), &hostile());
        check(&format!("hostile.{}.txt", format.name), &text);
    }
}

#[test]
fn policy_findings_are_written_as_they_were() {
    for format in FORMATS {
        let text = written_of(format.name, &[policy()]);
        check(&format!("policy.{}.txt", format.name), &text);
    }
}

#[test]
fn archived_findings_and_unchanged_objects_are_written_as_they_were() {
    for format in FORMATS {
        let text = written_archived(format.name, &results());
        check(&format!("archived.{}.txt", format.name), &text);
    }
}

#[test]
fn scans_that_were_stopped_say_so() {
    let at = "2024-07-01T04:05:06.789Z".parse().expect("a time");
    let mut options = Options::default();
    options.context = Some(Context::new(at));
    let objects = [object("web/index.html", Status::Complete, vec![])];
    for format in FORMATS {
        let text = written_stopped(format.name, &options, &objects);
        check(&format!("stopped.{}.txt", format.name), &text);
    }
}

#[test]
fn files_are_named_where_buckets_stand() {
    let mut options = Options::default();
    options.roots.bucket("acme", "data/acme");
    for name in ["sarif", "github"] {
        let (text, _) = written(name, &options, &results());
        check(&format!("rooted.{name}.txt"), &text);
    }
}

#[test]
fn a_narrow_table_is_as_it_was() {
    let mut options = Options::default();
    options.width = 60;
    check(
        "scan.narrow-table.txt",
        &written("table", &options, &results()).0,
    );
}

#[test]
fn each_format_says_when_nothing_was_found() {
    let clean = [object("web/index.html", Status::Complete, vec![])];
    for format in FORMATS {
        let (text, _) = written(format.name, &Options::default(), &clean);
        check(&format!("clean.{}.txt", format.name), &text);
    }
}

#[test]
fn a_table_says_when_nothing_was_found_but_not_all_was_looked_at() {
    let skipped = [object(
        "a.docx",
        Status::Skipped(Reason::MalformedFile),
        vec![],
    )];
    check(
        "skipped.table.txt",
        &written("table", &Options::default(), &skipped).0,
    );
}
