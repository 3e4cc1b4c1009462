//! What scans store is there for whoever asks next, as if it had been stored
//! where it belongs at once.

mod support;

use std::path::Path;

use rusqlite::Connection;
use tracie_finding::detection::{ObjectResult, Reason, Status};
use tracie_finding::{Coverage, Finding};
use tracie_store::{
    Criteria, Entry, Error, GroupBy, GroupSort, Page, Recorded, Recorder, SCAN, ScanInfo, Scoped,
    Sort, Store,
};

fn here(store: &Store) -> Scoped {
    store.scope("000000000000", "us-east-1")
}

fn info() -> ScanInfo {
    ScanInfo {
        job: "job".into(),
        identifiers: "set".into(),
        targets: vec![],
    }
}

fn result(number: u64) -> ObjectResult {
    let mut result = support::result(&format!("{number:08}"));
    (result.object.size, result.size_classified) = (number, number);
    if number.is_multiple_of(3) {
        result.status = Status::Skipped(Reason::UnsupportedFileType);
    }
    result
}

/// A finding of an object; every other one has.
fn finding(number: u64) -> Option<Finding> {
    let mut finding = support::finding(&format!("{number:032x}"));
    finding.archived = number % 4 == 1;
    (number % 2 == 1).then_some(finding)
}

fn scan(here: &Scoped, numbers: impl IntoIterator<Item = u64>) -> Recorded {
    let mut recorder = Recorder::begin(here, info()).expect("begun");
    let mut coverage = Coverage::default();
    for number in numbers {
        let result = result(number);
        coverage.add(&result);
        recorder
            .record(&result, finding(number).as_ref())
            .expect("recorded");
    }
    recorder.finish(&coverage).expect("finished")
}

fn put(here: &Scoped, numbers: impl IntoIterator<Item = u64>) {
    let written = here.write(|it| {
        for number in numbers {
            let finding = finding(number);
            if let Some(finding) = &finding {
                it.put_finding(finding)?;
            }
            let entry = Entry::new(&result(number), Some("job"), finding.as_ref());
            it.put_entry("set", &entry)?;
        }
        Ok::<_, Error>(())
    });
    written.expect("written");
}

/// All that can be asked, but for when objects were seen.
fn answers(here: &Scoped) -> impl PartialEq + std::fmt::Debug {
    let all = Criteria::default();
    let high: Criteria = r#"{"criterion": {"archived": {"eq": ["false"]}}}"#
        .parse()
        .expect("criteria");
    here.read(|it| {
        let mut entries = Vec::new();
        it.entries("set", |mut entry| {
            entry.seen_ms = 0;
            entries.push(entry);
            true
        })?;
        let ids = it.list_findings(&all, Sort::default(), &Page::all())?.items;
        let findings = it.findings(&ids)?;
        let groups = it.finding_statistics(GroupBy::Bucket, &high, GroupSort::default(), None)?;
        Ok::<_, Error>((entries, findings, groups, it.count_findings(&high)?))
    })
    .expect("answered")
}

/// How many rows of a table there are, as any tool sees it.
fn rows(path: &Path, table: &str) -> i64 {
    let connection = Connection::open(path).expect("the file");
    let sql = format!("SELECT count(*) FROM {table}");
    connection
        .query_row(&sql, [], |row| row.get(0))
        .expect("counted")
}

#[test]
fn nobody_can_tell_what_has_landed_from_what_was_put() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let scanned = here(&Store::open(&path).expect("a store"));
    let written = here(&Store::in_memory().expect("a store"));
    let recorded = scan(&scanned, 0..2_500);
    assert_eq!((recorded.added, recorded.known), (1_250, 0));
    assert_eq!(rows(&path, "finding"), 0, "it was to land only");
    assert!(rows(&path, "landed") >= 2);
    put(&written, 0..2_500);
    assert_eq!(answers(&scanned), answers(&written));
    assert_eq!(rows(&path, "landed"), 0);
    assert_eq!(rows(&path, "finding"), 1_250);
}

#[test]
fn it_is_there_for_other_processes_and_for_who_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let scanned = here(&Store::open(&path).expect("a store"));
    scan(&scanned, 0..10);
    let other = here(&Store::open(&path).expect("the store"));
    let id = finding(3).expect("a finding").id;
    assert_eq!(
        other
            .write(|it| it.archive_findings([&id], true))
            .expect("written"),
        1
    );
    let archived = scanned.read(|it| it.is_archived(&id)).expect("read");
    assert_eq!(archived, Some(true));
}

#[test]
fn what_is_known_is_told_at_once() {
    let here = here(&Store::in_memory().expect("a store"));
    scan(&here, 0..1_500);
    // As it is yet to be settled, all of a sudden it is known.
    let again = scan(&here, 1_000..2_000);
    assert_eq!((again.added, again.known, again.changed), (250, 250, 0));
    // The same finding twice in a scan is known the second time.
    let twice = scan(&here, [3_001, 3_001]);
    assert_eq!((twice.added, twice.known), (1, 1));
    let count = here.read(|it| it.count_findings(&Criteria::default()));
    assert_eq!(count.expect("counted"), 1_001);
}

#[test]
fn scans_at_once_find_the_same_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let scans: Vec<_> = (0..4)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || {
                let here = here(&Store::open(path).expect("a store"));
                scan(&here, 0..3_000)
            })
        })
        .collect();
    let recorded: Vec<Recorded> = scans
        .into_iter()
        .map(|it| it.join().expect("scanned"))
        .collect();
    assert_eq!(
        recorded.iter().map(|it| it.added).sum::<u64>(),
        1_500,
        "{recorded:?}"
    );
    assert_eq!(recorded.iter().map(|it| it.known).sum::<u64>(), 4_500);
    let here = here(&Store::open(&path).expect("the store"));
    here.read(|it| {
        assert_eq!(it.count_findings(&Criteria::default())?, 1_500);
        let scans = it.records(SCAN, &Page::all(), |_| true)?.items;
        assert_eq!(scans.len(), 4);
        Ok::<_, Error>(())
    })
    .expect("read");
}

/// Retention counts from when a finding was stored, not from when it was
/// settled.
#[test]
fn what_landed_long_ago_is_as_old() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let scanned = here(&Store::open(&path).expect("a store"));
    scan(&scanned, 0..10);
    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
    let connection = Connection::open(&path).expect("the file");
    connection
        .execute(
            "UPDATE landed SET landed_ms = landed_ms - ?1",
            [100 * DAY_MS],
        )
        .expect("made older");
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let expired = scanned.write(|it| it.expire_findings(now_ms));
    assert_eq!(expired.expect("written"), 5);
}

#[test]
fn damage_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let scanned = here(&Store::open(&path).expect("a store"));
    scan(&scanned, 0..10);
    let connection = Connection::open(&path).expect("the file");
    for damage in [
        "UPDATE landed SET content = x'00ff00ff'",
        "UPDATE landed SET length = -1",
        "UPDATE landed SET length = 1 << 62",
    ] {
        connection.execute(damage, []).expect("damaged");
        let told = scanned.read(|it| it.count_findings(&Criteria::default()));
        assert!(matches!(told, Err(Error::Corrupt(_))), "{told:?}");
    }
}

/// A file as the first version made it.
#[test]
fn a_store_of_the_first_layout_is_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let connection = Connection::open(&path).expect("a file");
    connection
        .execute_batch(include_str!("../src/schema/0001_begin.sql"))
        .expect("the layout");
    connection
        .execute_batch("PRAGMA application_id = 0x54726163; PRAGMA user_version = 1;")
        .expect("marked");
    drop(connection);
    let scanned = here(&Store::open(&path).expect("the store"));
    scan(&scanned, 0..10);
    let count = scanned.read(|it| it.count_findings(&Criteria::default()));
    assert_eq!(count.expect("counted"), 5);
}
