//! A store that may be read but not written to.
//!
//! The tests run themselves as somebody who may not: permissions do not keep
//! root from anything.

#![cfg(unix)]

mod support;

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use tempfile::TempDir;
use tracie_finding::Coverage;
use tracie_store::{Criteria, Error, Page, Recorder, ScanInfo, Scoped, Sort, Store};

/// Names the file to the process that may not write to it.
const FILE: &str = "TRACIE_TEST_READ_ONLY";
/// How many findings are in it.
const FINDINGS: u64 = 7;
/// Nobody.
const UID: u32 = 65_534;

fn here(store: &Store) -> Scoped {
    store.scope("000000000000", "us-east-1")
}

/// The process that may not. As a test of its own it does nothing.
#[test]
fn reader() {
    let Some(file) = env::var_os(FILE) else {
        return;
    };
    let store = Store::open(file).expect("it opens");
    assert!(store.is_read_only());
    let here = here(&store);
    for _ in 0..2 {
        here.read(|it| {
            let all = Criteria::default();
            assert_eq!(it.count_findings(&all)?, FINDINGS);
            let ids = it.list_findings(&all, Sort::default(), &Page::all())?.items;
            assert_eq!(it.findings(&ids)?.len(), ids.len());
            assert!(it.entry("set", "acme", &ids[0])?.is_some());
            Ok::<_, Error>(())
        })
        .expect("read");
    }
    assert_eq!(store.scopes().expect("read").len(), 1);
    let told = here.write(|it| it.set_retention_days(None));
    assert!(matches!(told, Err(Error::ReadOnly)), "{told:?}");
    let told = store.remove_scope("000000000000", "us-east-1");
    assert!(matches!(told, Err(Error::ReadOnly)), "{told:?}");
    let told = Recorder::begin(&here, info()).map(drop);
    assert!(matches!(told, Err(Error::ReadOnly)), "{told:?}");
}

fn info() -> ScanInfo {
    ScanInfo {
        job: "job".into(),
        identifiers: "set".into(),
        targets: vec![],
    }
}

/// A store into which a scan has just stored.
fn stored(folder: &Path) -> Store {
    let store = Store::open(folder.join("tracie.db")).expect("a store");
    let mut recorder = Recorder::begin(&here(&store), info()).expect("begun");
    for number in 0..FINDINGS {
        let finding = support::finding(&number.to_string());
        let result = support::result(&finding.id);
        recorder.record(&result, Some(&finding)).expect("recorded");
    }
    recorder.finish(&Coverage::default()).expect("finished");
    store
}

fn folder() -> TempDir {
    tempfile::Builder::new()
        // As SQLite's addresses do not have it.
        .prefix("a b?#%é")
        .tempdir()
        .expect("a folder")
}

fn set_modes(folder: &Path, of_folder: u32, of_files: u32) {
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        fs::set_permissions(path, fs::Permissions::from_mode(of_files)).expect("set");
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(of_folder)).expect("set");
}

/// Held while a process is made ready and started.
static STARTING: Mutex<()> = Mutex::new(());

/// Has nobody in particular ask; nothing of the folder may be another one then.
fn ask(folder: &Path) {
    let before = listing(folder);
    let program = env::current_exe().expect("this program");
    let own = fs::metadata(&program).expect("its owner");
    // Nobody may not look into the folders that it is built in.
    let shared = tempfile::tempdir().expect("a folder");
    let copy = shared.path().join("reader");
    // A process that another test starts meanwhile would hold the copy open for writing,
    // and then it cannot be run.
    let starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    fs::copy(program, &copy).expect("copied");
    set_modes(shared.path(), 0o755, 0o755);
    let mut command = Command::new(copy);
    command
        .args(["--exact", "reader", "--nocapture"])
        .current_dir("/")
        .env(FILE, folder.join("tracie.db"));
    if std::os::unix::fs::MetadataExt::uid(&own) == 0 {
        command.uid(UID).gid(UID);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("started");
    drop(starting);
    let output = child.wait_with_output().expect("ended");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains("1 passed"), "{said}");
    assert_eq!(listing(folder), before);
}

/// The files and what is in them.
fn listing(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("the folder");
    let files = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<(String, Vec<u8>)> = files
        .filter(|path| !path.to_string_lossy().ends_with("-shm"))
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a file")))
        .collect();
    files.sort();
    files
}

#[test]
fn what_has_landed_is_read_as_a_copy() {
    let folder = folder();
    drop(stored(folder.path()));
    // A file that cannot be written to, and a folder that cannot either.
    for of_folder in [0o755, 0o555] {
        set_modes(folder.path(), of_folder, 0o444);
        ask(folder.path());
    }
    set_modes(folder.path(), 0o755, 0o644);
}

#[test]
fn what_is_settled_is_read_where_it_is() {
    let folder = folder();
    let store = stored(folder.path());
    here(&store).settle().expect("settled");
    drop(store);
    for of_folder in [0o755, 0o555] {
        set_modes(folder.path(), of_folder, 0o444);
        ask(folder.path());
    }
    set_modes(folder.path(), 0o755, 0o644);
}

#[test]
fn the_log_of_someone_who_writes_is_read_too() {
    let folder = folder();
    let store = stored(folder.path());
    here(&store).settle().expect("settled");
    assert!(folder.path().join("tracie.db-wal").exists());
    set_modes(folder.path(), 0o555, 0o444);
    ask(folder.path());
    set_modes(folder.path(), 0o755, 0o644);
    drop(store);
}

/// What somebody left who did not come to an end, such as a machine that was
/// switched off.
#[test]
fn a_log_that_nobody_writes_is_read_too() {
    let folder = folder();
    let store = stored(folder.path());
    let left = self::folder();
    for name in ["tracie.db", "tracie.db-wal"] {
        fs::copy(folder.path().join(name), left.path().join(name)).expect("copied");
    }
    drop(store);
    set_modes(left.path(), 0o555, 0o444);
    ask(left.path());
    set_modes(left.path(), 0o755, 0o644);
}

#[test]
fn an_older_layout_is_read_as_a_copy() {
    let folder = folder();
    let store = stored(folder.path());
    here(&store).settle().expect("settled");
    drop(store);
    let connection = Connection::open(folder.path().join("tracie.db")).expect("the file");
    connection
        .execute_batch("DROP TABLE damaged; DROP TABLE landed; PRAGMA user_version = 1;")
        .expect("made older");
    drop(connection);
    set_modes(folder.path(), 0o555, 0o444);
    ask(folder.path());
    set_modes(folder.path(), 0o755, 0o644);
}
