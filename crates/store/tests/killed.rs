//! What was acknowledged is there when the process that wrote it was killed
//! at any moment, and nothing is there by half.
//!
//! The tests run themselves as the process to be killed.

mod support;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Coverage, Finding};
use tracie_store::{Criteria, Entry, Page, Recorder, Run, SCAN, ScanInfo, Scoped, Store};

/// Names the file to the process that is to be killed.
const FILE: &str = "TRACIE_TEST_STORE";
/// Tells it what to do.
const ROLE: &str = "TRACIE_TEST_ROLE";

/// How often a process is killed.
const ROUNDS: u64 = 25;

fn here(store: &Store) -> Scoped {
    store.scope("000000000000", "us-east-1")
}

fn finding(number: u64) -> Finding {
    support::finding(&format!("{number:032x}"))
}

fn result(number: u64) -> ObjectResult {
    support::result(&format!("{number:08}"))
}

/// The process that is to be killed. As a test of its own it does nothing.
#[test]
#[expect(clippy::print_stdout, reason = "this is how it acknowledges")]
fn victim() {
    let (Some(file), Some(role)) = (env::var_os(FILE), env::var_os(ROLE)) else {
        return;
    };
    let here = here(&Store::open(file).expect("the store"));
    match role.to_str() {
        Some("record") => return record(&here),
        Some("settle") => return ask(&here),
        _ => {}
    }
    let mut number = here
        .read(|it| it.last_run("job"))
        .expect("read")
        .map_or(0, |run| {
            run.cursor.and_then(|it| it.as_u64()).expect("a cursor")
        });
    loop {
        number += 1;
        step(&here, number);
        println!("acknowledged {number}");
    }
}

/// What a job does for a batch of objects, in one step.
fn step(here: &Scoped, number: u64) {
    let result = result(number);
    let finding = finding(number);
    let written = here.write(|it| {
        it.put_finding(&finding)?;
        it.put_entry("set", &Entry::new(&result, Some("job"), Some(&finding)))?;
        it.put_run(&Run {
            job: "job".into(),
            number: 1,
            status: "RUNNING".into(),
            started_ms: 0,
            ended_ms: None,
            cursor: Some(json!(number)),
            statistics: json!({"findings": number}),
        })
    });
    written.expect("written");
}

fn info() -> ScanInfo {
    ScanInfo {
        job: "job".into(),
        identifiers: "set".into(),
        targets: vec![],
    }
}

#[expect(clippy::print_stdout, reason = "this is how it says that it has begun")]
fn record(here: &Scoped) {
    let mut recorder = Recorder::begin(here, info()).expect("begun");
    println!("acknowledged 0");
    for number in 1.. {
        recorder
            .record(&result(number), Some(&finding(number)))
            .expect("recorded");
    }
    recorder.finish(&Coverage::default()).expect("finished");
}

/// Has all that landed settled.
#[expect(clippy::print_stdout, reason = "this is how it says that it has begun")]
fn ask(here: &Scoped) {
    println!("acknowledged 0");
    here.read(|it| it.count_findings(&Criteria::default()))
        .expect("read");
    println!("acknowledged 1");
    thread::sleep(Duration::from_secs(60));
}

/// Starts the process, has it killed some time after its first sign of life,
/// and tells what it acknowledged last.
fn kill(file: &Path, role: &str, after: Duration) -> u64 {
    let mut child = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "victim", "--nocapture"])
        .env(FILE, file)
        .env(ROLE, role)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let acknowledged = listen(&mut child);
    let mut last = acknowledged
        .recv_timeout(Duration::from_secs(60))
        .expect("it has begun");
    let until = Instant::now() + after;
    while let Ok(number) =
        acknowledged.recv_timeout(until.saturating_duration_since(Instant::now()))
    {
        last = number;
    }
    child.kill().expect("killed");
    child.wait().expect("it is gone");
    // What it said before that and was not read yet.
    acknowledged.iter().last().unwrap_or(last)
}

fn listen(child: &mut Child) -> mpsc::Receiver<u64> {
    let (sender, receiver) = mpsc::channel();
    let stdout = BufReader::new(child.stdout.take().expect("its output"));
    thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            if let Some(number) = line.strip_prefix("acknowledged ") {
                // The last line may be cut.
                if sender.send(number.parse().unwrap_or(0)).is_err() {
                    return;
                }
            }
        }
    });
    receiver
}

/// Some milliseconds, other ones for each round and run.
fn some_time(round: u64) -> Duration {
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .expect("it is later")
        .subsec_nanos();
    Duration::from_micros((u64::from(now) / 1_000 + round * 7_919) % 60_000)
}

fn check_integrity(file: &Path) {
    let connection = rusqlite::Connection::open(file).expect("the file");
    let said: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("checked");
    assert_eq!(said, "ok");
    let broken: i64 = connection
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
            row.get(0)
        })
        .expect("checked");
    assert_eq!(broken, 0);
}

#[test]
fn what_was_acknowledged_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tracie.db");
    let mut before = 0;
    for round in 0..ROUNDS {
        let acknowledged = kill(&file, "step", some_time(round));
        assert!(acknowledged > before, "round {round} did nothing");
        check_integrity(&file);
        let store = Store::open(&file).expect("it opens");
        here(&store)
            .read(|it| {
                let run = it.last_run("job")?.expect("a run");
                let cursor = run.cursor.and_then(|it| it.as_u64()).expect("a cursor");
                // The one that was under way may be there too, but wholly.
                assert!(
                    (acknowledged..=acknowledged + 1).contains(&cursor),
                    "{cursor}"
                );
                assert_eq!(it.count_findings(&Criteria::default())?, cursor);
                for number in [1, cursor / 2 + 1, acknowledged, cursor] {
                    assert_eq!(it.finding(&finding(number).id)?, Some(finding(number)));
                    let entry = it.entry("set", "acme", &format!("{number:08}"))?;
                    assert_eq!(entry.expect("an entry").finding, Some(finding(number).id));
                }
                assert_eq!(
                    it.entry("set", "acme", &format!("{:08}", cursor + 1))?,
                    None
                );
                before = cursor;
                Ok::<_, tracie_store::Error>(())
            })
            .expect("read");
    }
}

#[test]
fn a_scan_that_was_killed_tells_what_it_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    for round in 0..8 {
        let file = folder.path().join(format!("{round}.db"));
        // Longer than it gathers objects for one step.
        kill(
            &file,
            "record",
            Duration::from_millis(150) + some_time(round) * 5,
        );
        check_integrity(&file);
        let store = Store::open(&file).expect("it opens");
        here(&store)
            .read(|it| {
                let mut entries = 0;
                it.entries("set", |_| {
                    entries += 1;
                    true
                })?;
                let scans = it.records(SCAN, &Page::all(), |_| true)?.items;
                let told = &scans[0].document;
                assert!(told["endedAt"].is_null());
                assert_eq!(told["coverage"]["total"]["objects"], entries);
                assert_eq!(told["findings"]["added"], entries);
                assert_eq!(it.count_findings(&Criteria::default())?, entries);
                Ok::<_, tracie_store::Error>(())
            })
            .expect("read");
    }
}

/// What landed is in one place or the other, whenever who takes it there is
/// killed.
#[test]
fn settling_that_was_killed_loses_and_doubles_nothing() {
    const OBJECTS: u64 = 24_000;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tracie.db");
    let store = Store::open(&file).expect("a store");
    let mut recorder = Recorder::begin(&here(&store), info()).expect("begun");
    for number in 1..=OBJECTS {
        let finding = (number % 8 == 0).then(|| finding(number));
        recorder
            .record(&result(number), finding.as_ref())
            .expect("recorded");
        if number % 1_000 == 0 {
            // So that it lands in many batches, and is settled in some steps.
            while counts(&file).1.0 < number.cast_signed() {
                thread::sleep(Duration::from_millis(10));
            }
        }
    }
    recorder.finish(&Coverage::default()).expect("finished");
    drop(store);
    let mut seen = BTreeSet::new();
    for round in 0..40 {
        // Later and later, so that some step is done in the end.
        let after = Duration::from_millis(40) * u32::try_from(round).unwrap_or(0);
        kill(&file, "settle", after + some_time(round));
        check_integrity(&file);
        let (settled, landed) = counts(&file);
        assert_eq!(settled.0 + landed.0, OBJECTS.cast_signed(), "round {round}");
        assert_eq!(settled.1 + landed.1, OBJECTS.cast_signed() / 8);
        seen.insert(landed.0);
        if landed.0 == 0 {
            break;
        }
    }
    let store = Store::open(&file).expect("it opens");
    here(&store)
        .read(|it| {
            assert_eq!(it.count_findings(&Criteria::default())?, OBJECTS / 8);
            for number in 1..=OBJECTS {
                let entry = it.entry("set", "acme", &format!("{number:08}"))?;
                assert!(entry.is_some(), "{number}");
            }
            Ok::<_, tracie_store::Error>(())
        })
        .expect("read");
    assert_eq!(
        counts(&file),
        ((OBJECTS.cast_signed(), OBJECTS.cast_signed() / 8), (0, 0))
    );
    assert!(
        seen.len() > 2,
        "it was never killed between steps: {seen:?}"
    );
}

/// How many objects and findings are where they belong, and how many have
/// landed only.
fn counts(file: &Path) -> ((i64, i64), (i64, i64)) {
    let connection = rusqlite::Connection::open(file).expect("the file");
    let pair = |sql| {
        connection
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("counted")
    };
    (
        pair("SELECT (SELECT count(*) FROM ledger), (SELECT count(*) FROM finding)"),
        pair("SELECT ifnull(sum(objects), 0), ifnull(sum(findings), 0) FROM landed"),
    )
}

/// As a disk may leave it that lost power while it was written to.
#[test]
fn a_log_that_ends_anywhere_gives_whole_steps() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tracie.db");
    let store = Store::open(&file).expect("a store");
    for number in 1..=40 {
        step(&here(&store), number);
    }
    let log = fs::read(folder.path().join("tracie.db-wal")).expect("the log");
    assert!(log.len() > 100_000);
    let mut seen = BTreeSet::new();
    for part in 0..=60 {
        let copy = folder.path().join(format!("{part}.db"));
        fs::copy(&file, &copy).expect("copied");
        let length = log.len() * part / 60;
        fs::write(folder.path().join(format!("{part}.db-wal")), &log[..length]).expect("written");
        let store = Store::open(&copy).expect("it opens");
        let (steps, findings) = here(&store)
            .read(|it| {
                let run = it.last_run("job")?;
                let cursor = run.and_then(|run| run.cursor?.as_u64()).unwrap_or(0);
                Ok::<_, tracie_store::Error>((cursor, it.count_findings(&Criteria::default())?))
            })
            .expect("read");
        assert_eq!(steps, findings, "{length} bytes of the log");
        seen.insert(steps);
        drop(store);
        check_integrity(&copy);
    }
    assert!(seen.len() > 20 && seen.contains(&40), "{seen:?}");
}
