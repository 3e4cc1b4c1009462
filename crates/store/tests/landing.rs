//! What scans store is there for whoever asks next, as if it had been stored
//! where it belongs at once.

mod support;

use std::path::Path;
use std::time::Duration;

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

/// What the store says that is lost: objects, findings, and what is wrong.
fn lost(here: &Scoped) -> Vec<(u64, u64, String)> {
    let told = here.read(|it| {
        let damaged = it.damaged()?.into_iter();
        Ok::<_, Error>(
            damaged
                .map(|it| (it.objects, it.findings, it.reason))
                .collect(),
        )
    });
    told.expect("read")
}

fn change(path: &Path, sql: &str, content: &[u8]) {
    let connection = Connection::open(path).expect("the file");
    let changed = connection.execute(sql, [content]).expect("changed");
    assert_eq!(changed, 1);
}

#[test]
fn a_damaged_batch_is_told_and_all_else_can_be_asked_for() {
    for (damage, why) in [
        ("content = ?1", "offset to copy"),
        ("content = ?1, length = -1", "larger than any"),
        ("content = ?1, length = 1 << 62", "larger than any"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tracie.db");
        let scanned = here(&Store::open(&path).expect("a store"));
        // Three batches, of which the second one is damaged.
        let mut recorder = Recorder::begin(&scanned, info()).expect("begun");
        for batch in 0..3 {
            for number in 10 * batch..10 * (batch + 1) {
                let told = recorder.record(&result(number), finding(number).as_ref());
                told.expect("recorded");
            }
            while rows(&path, "landed") <= batch as i64 {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        recorder.finish(&Coverage::default()).expect("finished");
        assert_eq!(rows(&path, "landed"), 3);
        let sql = format!("UPDATE landed SET {damage} WHERE row = 2");
        change(&path, &sql, &[0, 0xff, 0, 0xff]);
        let count = scanned.read(|it| it.count_findings(&Criteria::default()));
        let (objects, findings, reason) = lost(&scanned).pop().expect("it is told");
        assert_eq!(count.expect("it can be asked"), 10, "{damage}");
        assert_eq!((objects, findings), (10, 5));
        assert!(reason.contains(why), "{reason}");
        assert_eq!(lost(&scanned).len(), 1, "it is told once");

        // The scan has its record, by which people know what to scan again.
        let scan_of = scanned.read(|it| {
            let batch = it.damaged()?.pop().expect("it is told");
            it.record(SCAN, &batch.scan)
        });
        assert!(scan_of.expect("read").is_some());

        // Whoever does has all of it, and only then is it forgotten.
        let again = scan(&scanned, 0..30);
        assert_eq!((again.added, again.known), (5, 10));
        assert_eq!(lost(&scanned).len(), 1);
        let forgotten = scanned.write(|it| {
            let forgotten = it.forget_damaged()?;
            Ok::<_, Error>(forgotten)
        });
        assert_eq!((forgotten.expect("written"), lost(&scanned).len()), (1, 0));
        assert_eq!(rows(&path, "damaged"), 0);
    }
}

/// What stands before the damage is not lost with it, nor is what stands behind
/// a finding that cannot be read.
#[test]
fn what_can_be_read_of_a_damaged_batch_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let scanned = here(&Store::open(&path).expect("a store"));
    scan(&scanned, 0..10);
    let connection = Connection::open(&path).expect("the file");
    let sql = "SELECT content, length FROM landed";
    let (content, length): (Vec<u8>, i64) = connection
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("it has landed");
    let mut content = lz4_flex::block::decompress(&content, length as usize).expect("whole");
    let id = finding(3).expect("a finding").id;
    let at = content.windows(id.len()).position(|it| it == id.as_bytes());
    // The quotation mark behind its id.
    content[at.expect("its id") + id.len()] = b'x';
    let sql = "UPDATE landed SET content = ?1";
    change(&path, sql, &lz4_flex::block::compress(&content));
    let told = lost(&scanned);
    assert_eq!((told[0].0, told[0].1, told.len()), (1, 1, 1));
    assert!(
        told[0].2.contains("the finding about acme/00000003"),
        "{told:?}"
    );
    scanned
        .read(|it| {
            assert_eq!(it.count_findings(&Criteria::default())?, 4);
            assert!(it.entry("set", "acme", "00000009")?.is_some());
            // A scan of what changed looks at it again.
            assert!(it.entry("set", "acme", "00000003")?.is_none());
            Ok::<_, Error>(())
        })
        .expect("read");
}

#[test]
fn damage_in_one_scope_is_nothing_to_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tracie.db");
    let store = Store::open(&path).expect("a store");
    let (one, other) = (here(&store), store.scope("111122223333", "us-east-1"));
    scan(&one, 0..10);
    scan(&other, 0..10);
    change(
        &path,
        "UPDATE landed SET content = ?1 WHERE row = 1",
        &[0xff],
    );
    assert_eq!((lost(&one).len(), lost(&other).len()), (1, 0));
    let count = other.read(|it| it.count_findings(&Criteria::default()));
    assert_eq!(count.expect("counted"), 5);
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
