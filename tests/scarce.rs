//! What a command does where something is scarce, full or gone: output, stack, threads,
//! directories, stores.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn tracie(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tracie"));
    command.args(arguments).current_dir(data());
    command
}

fn run(arguments: &[&str]) -> Output {
    tracie(arguments).output().expect("tracie can be started")
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/data.in")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_full_is_told() {
    let full = || std::fs::File::options().write(true).open("/dev/full");
    for arguments in [
        &["--help"][..],
        &["identifiers", "list"],
        &["scan", "shop", "-q"],
    ] {
        let done = tracie(arguments).stdout(full().expect("a device")).output();
        let done = done.expect("tracie can be started");
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(
            said.contains("cannot write to standard output"),
            "{arguments:?}: {said}"
        );
    }
}

#[test]
fn a_scan_that_fails_leaves_no_empty_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("found.jsonl");
    let output = format!("jsonl={}", report.display());
    let other = format!("csv={}", folder.path().join("none/found.csv").display());
    let done = run(&["scan", "shop", "--output", &output, "--output", &other]);
    assert_eq!(done.status.code(), Some(2));
    assert!(!report.exists(), "nothing found, it says");
}

#[test]
fn an_empty_file_is_no_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("store.db");
    std::fs::write(&store, "").expect("written");
    let store = store.to_str().expect("a path");
    for verb in ["findings", "job"] {
        let done = run(&[verb, "list", "--store", store]);
        assert_eq!(done.status.code(), Some(2));
        let said = text(&done.stderr);
        assert!(said.contains("there is no store"), "{said}");
    }
    assert_eq!(std::fs::metadata(store).expect("a file").len(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_small_stack_suffices() {
    let small = |what: &str| {
        let program = env!("CARGO_BIN_EXE_tracie");
        let command = format!("ulimit -s 64; exec '{program}' {what}");
        let done = Command::new("sh")
            .args(["-c", &command])
            .current_dir(data())
            .output();
        done.expect("a shell").status.code()
    };
    assert_eq!(small("--version"), Some(0));
    assert_eq!(small("scan shop --format table"), Some(1));
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/samples/documents/report.pdf");
    assert_eq!(small(&format!("scan '{}'", report.display())), Some(1));
}

/// The superuser may have any number, and so is another for this.
#[cfg(target_os = "linux")]
#[test]
fn a_scan_needs_no_more_threads_than_it_may_have() {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    std::fs::copy(env!("CARGO_BIN_EXE_tracie"), here.join("tracie")).expect("a copy");
    std::fs::write(here.join("call.txt"), "ssn 512-58-3904\n").expect("written");
    std::fs::set_permissions(here, Permissions::from_mode(0o755)).expect("its own");
    let is_superuser = std::fs::metadata(here).expect("it is there").uid() == 0;
    let mut command = match is_superuser {
        true => Command::new("setpriv"),
        false => Command::new("env"),
    };
    if is_superuser {
        command.args(["--reuid=65534", "--clear-groups"]);
    }
    let limited = "ulimit -u 1; exec ./tracie scan call.txt --format table";
    let done = command
        .args(["sh", "-c", limited])
        .current_dir(here)
        .output();
    let Ok(done) = done else {
        // Without setpriv the superuser cannot be another.
        return;
    };
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(!said.contains("a defect"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_directory_that_is_gone_is_none_that_is_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = env!("CARGO_BIN_EXE_tracie");
    let command = format!("mkdir gone; cd gone; rmdir ../gone; exec '{program}' scan");
    let done = Command::new("sh")
        .args(["-c", &command])
        .current_dir(folder.path())
        .output();
    let done = done.expect("a shell");
    assert_eq!(done.status.code(), Some(2), "{}", text(&done.stderr));
    assert!(text(&done.stderr).contains("no such file or directory"));
}
