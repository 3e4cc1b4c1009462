//! Jobs as several processes see them: interrupted, killed, paused and
//! cancelled from elsewhere.

#![cfg(all(unix, feature = "store"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// So many objects, each with one occurrence of a made-up number.
const OBJECTS: usize = 800;

/// One of them is so long that the others have the time to be heard while it is
/// looked at, however fast the machine is: what they do takes it as long again.
const LONG: usize = 100;
const LONG_LINES: usize = if cfg!(debug_assertions) {
    800_000
} else {
    8_000_000
};

/// A folder with a job, and a bucket that takes a while to look at.
struct Estate(TempDir);

impl Estate {
    fn new() -> Estate {
        let folder = tempfile::tempdir().expect("a folder");
        let bucket = folder.path().join("buckets/acme");
        fs::create_dir_all(&bucket).expect("a folder");
        let line = "ssn 666-58-3904 and 4111-1111-1111-1112 are no numbers\n";
        for at in 0..OBJECTS {
            let lines = if at == LONG { LONG_LINES } else { 40 };
            let text = format!("SSN: 512-58-3904\n{}", line.repeat(lines));
            fs::write(bucket.join(format!("{at:05}.txt")), text).expect("a file");
        }
        let job = r#"{"name": "sweep", "jobType": "ONE_TIME", "s3JobDefinition": {
            "bucketDefinitions": [{"accountId": "111122223333", "buckets": ["acme"]}]}}"#;
        fs::write(folder.path().join("job.json"), job).expect("a file");
        Estate(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn tracie(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tracie"));
        command
            .args(["job"])
            .args(arguments)
            .args(["--store", "t.db"])
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.tracie(arguments)
            .output()
            .expect("tracie can be started")
    }

    /// Runs the job. What it finds goes to a file, which is never full.
    fn job_run(&self) -> Command {
        let arguments = ["run", "job.json", "--dump", "buckets", "--threads", "1"];
        let mut command = self.tracie(&arguments);
        let out = fs::File::create(self.path().join("found.jsonl")).expect("a file");
        command.args(["--results", "results"]).stdout(out);
        command
    }

    /// Starts to run the job, and waits until something is stored.
    fn started(&self) -> Child {
        let child = self.job_run().spawn().expect("tracie can be started");
        let since = Instant::now();
        while self.looked_at() == 0 {
            assert!(
                since.elapsed() < Duration::from_secs(60),
                "it does not begin"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        child
    }

    /// How many objects the store says were looked at.
    fn looked_at(&self) -> u64 {
        let shown = self.run(&["show", "sweep", "--format", "table"]);
        let text = String::from_utf8_lossy(&shown.stdout).into_owned();
        let line = text.lines().find(|line| line.starts_with("looked at"));
        let count = line.and_then(|line| line.split_whitespace().nth(2)?.parse().ok());
        count.unwrap_or(0)
    }

    fn described(&self) -> Value {
        let shown = self.run(&["show", "sweep"]);
        serde_json::from_slice(&shown.stdout).expect("JSON")
    }

    /// The keys that discovery results tell of, in their order.
    fn results(&self) -> Vec<String> {
        let mut keys = Vec::new();
        let mut left: Vec<PathBuf> = vec![self.path().join("results")];
        while let Some(path) = left.pop() {
            if path.is_dir() {
                left.extend(
                    fs::read_dir(path)
                        .expect("a folder")
                        .map(|it| it.expect("an entry").path()),
                );
            } else if path.extension().is_some_and(|it| it == "gz") {
                let out = Command::new("gzip")
                    .args(["-dc"])
                    .arg(path)
                    .output()
                    .expect("gzip");
                for line in String::from_utf8(out.stdout).expect("text").lines() {
                    let record: Value = serde_json::from_str(line).expect("JSON");
                    let key = &record["resourcesAffected"]["s3Object"]["key"];
                    keys.push(key.as_str().expect("a key").to_owned());
                }
            }
        }
        keys.sort();
        keys
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    let status = Command::new("kill").args([name, &pid]).status();
    assert!(status.is_ok_and(|it| it.success()), "kill {name} {pid}");
}

/// Ends the job, and makes sure that all is there once.
fn goes_on_to_the_end(estate: &Estate) {
    let before = estate.looked_at();
    assert!(before > 0 && before < OBJECTS as u64, "{before} before");
    let end = estate.job_run().output().expect("tracie can be started");
    let said = text(&end.stderr);
    assert_eq!(end.status.code(), Some(1), "{said}");
    assert!(said.contains("going on with run 1"), "{said}");
    let sums = format!(
        "{OBJECTS} findings ({OBJECTS} High) with {OBJECTS} occurrences; {OBJECTS} objects"
    );
    assert!(said.contains(&sums), "{said}");
    assert_eq!(estate.described()["jobStatus"], "COMPLETE");
    // What this call found is less than all.
    let found = fs::read(estate.path().join("found.jsonl")).expect("a file");
    let lines = text(&found).lines().count() as u64;
    assert_eq!(lines, OBJECTS as u64 - before);
    let expected: Vec<String> = (0..OBJECTS).map(|at| format!("{at:05}.txt")).collect();
    assert_eq!(estate.results(), expected, "each object has one record");
}

#[test]
fn an_interrupt_ends_a_run_that_goes_on_later() {
    let estate = Estate::new();
    let child = estate.started();
    signal(&child, "-INT");
    let end = child.wait_with_output().expect("a child");
    assert_eq!(end.status.code(), Some(1));
    assert!(
        text(&end.stderr).contains("stopped early"),
        "{}",
        text(&end.stderr)
    );
    assert_eq!(estate.described()["jobStatus"], "RUNNING");
    goes_on_to_the_end(&estate);
}

#[test]
fn a_run_that_was_killed_goes_on_later() {
    let estate = Estate::new();
    let mut child = estate.started();
    child.kill().expect("a child");
    child.wait().expect("a child");
    goes_on_to_the_end(&estate);
}

#[test]
fn a_job_is_run_by_one_process_and_paused_by_another() {
    let estate = Estate::new();
    let child = estate.started();
    let second = estate.job_run().output().expect("tracie can be started");
    assert_eq!(second.status.code(), Some(2));
    assert!(
        text(&second.stderr).contains("is being run by another process"),
        "{}",
        text(&second.stderr)
    );

    assert!(estate.run(&["pause", "sweep"]).status.success());
    let end = child.wait_with_output().expect("a child");
    assert!(
        text(&end.stderr).contains("the job was paused"),
        "{}",
        text(&end.stderr)
    );
    let described = estate.described();
    assert_eq!(described["jobStatus"], "USER_PAUSED");
    assert!(described["userPausedDetails"]["jobExpiresAt"].is_string());
    assert!(estate.run(&["resume", "sweep"]).status.success());
    goes_on_to_the_end(&estate);
    let events = text(&estate.run(&["events", "sweep", "--follow"]).stdout);
    assert_eq!(events.lines().count(), 5, "{events}");
    assert!(
        events
            .lines()
            .all(|line| serde_json::from_str::<Value>(line).is_ok())
    );
}

#[test]
fn a_job_is_cancelled_by_another_process() {
    let estate = Estate::new();
    let child = estate.started();
    assert!(estate.run(&["cancel", "sweep"]).status.success());
    let end = child.wait_with_output().expect("a child");
    assert!(
        text(&end.stderr).contains("the job was cancelled"),
        "{}",
        text(&end.stderr)
    );
    assert_eq!(estate.described()["jobStatus"], "CANCELLED");
    // The file is another job now.
    let again = estate.run(&["list"]);
    assert_eq!(
        serde_json::from_slice::<Value>(&again.stdout).expect("JSON")["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

/// What a job writes is not looked at by it.
#[test]
fn results_and_the_store_do_not_lie_in_what_is_scanned() {
    let folder = tempfile::tempdir().expect("a folder");
    let bucket = folder.path().join("buckets/acme");
    fs::create_dir_all(&bucket).expect("a folder");
    fs::write(bucket.join("a.txt"), "SSN: 512-58-3904\n").expect("a file");
    let job = r#"{"name": "sweep", "jobType": "ONE_TIME", "s3JobDefinition": {
        "bucketDefinitions": [{"accountId": "111122223333", "buckets": ["acme"]}]}}"#;
    fs::write(folder.path().join("job.json"), job).expect("a file");
    let run = |given: &[&str], store: &str, results: &str| {
        Command::new(env!("CARGO_BIN_EXE_tracie"))
            .args([
                "job",
                "run",
                "job.json",
                "--store",
                store,
                "--results",
                results,
            ])
            .args(given)
            .current_dir(folder.path())
            .output()
            .expect("tracie can be started")
    };
    let (directory, dump) = (["--bucket", "acme=buckets/acme"], ["--dump", "buckets"]);
    for (given, store, results, part) in [
        (
            &directory,
            "t.db",
            "buckets/acme/new/results",
            "results would be",
        ),
        (&directory, "t.db", "buckets/acme", "results would be"),
        (&dump, "t.db", "buckets/results", "results would be"),
        (
            &directory,
            "buckets/acme/t.db",
            "results",
            "the store would be",
        ),
        (&dump, "buckets/t.db", "results", "the store would be"),
    ] {
        let told = run(given, store, results);
        assert_eq!(told.status.code(), Some(2), "{results}");
        assert!(text(&told.stderr).contains(part), "{}", text(&told.stderr));
        assert!(!folder.path().join(store).exists());
        assert!(!folder.path().join("buckets/acme/new").exists());
    }
    assert_eq!(
        run(&directory, "t.db", "buckets/results").status.code(),
        Some(1)
    );
}
