//! What one call of the command cannot show: interrupts, closed pipes, and
//! outputs that must be equal.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use tracie::report::FORMATS;

/// Synthetic values in the data of the command's cases.
const VALUES: [&str; 5] = [
    "512-58-3904",
    "512583904",
    "409-17-6632",
    "701284917",
    "q7Xv1Rk2mZp9",
];

fn tracie(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tracie"));
    command
        .args(arguments)
        .current_dir(data())
        .env("SOURCE_DATE_EPOCH", "1735689600")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    tracie(arguments).output().expect("tracie can be started")
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/data.in")
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let scan = |threads| {
        run(&[
            "scan",
            "shop",
            "dump",
            "--format",
            "json",
            "--threads",
            threads,
        ])
    };
    let one = scan("1");
    assert_eq!(one.status.code(), Some(1));
    for threads in ["2", "7"] {
        assert!(scan(threads).stdout == one.stdout, "{threads} threads");
    }
}

#[test]
fn the_same_command_is_the_same_job() {
    let job = |arguments: &[&str]| {
        let findings = String::from_utf8(run(arguments).stdout).expect("text");
        let (_, rest) = findings.split_once(r#""jobId":""#).expect("a job");
        rest[..32].to_owned()
    };
    let scan = ["scan", "shop"];
    assert_eq!(job(&scan), job(&scan));
    assert_ne!(job(&scan), job(&["scan", "shop", "--managed", "all"]));
    assert_ne!(job(&scan), job(&["scan", "shop", "--bucket", "other"]));
    assert_ne!(job(&scan), job(&["scan", "shop/orders.jsonl"]));
}

#[test]
fn no_value_is_written_anywhere() {
    for format in FORMATS.iter().map(|it| it.name) {
        let Output { stdout, stderr, .. } =
            run(&["scan", "shop", "--managed", "all", "-v", "--format", format]);
        let written = String::from_utf8([stdout, stderr].concat()).expect("text");
        assert!(written.contains("USA_SOCIAL_SECURITY_NUMBER"), "{format}");
        for value in VALUES {
            assert!(!written.contains(value), "{format} has {value}");
        }
    }
}

#[test]
fn a_report_in_the_scanned_directory_is_whole_and_spoils_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy(
        data().join("shop/customers.csv"),
        folder.path().join("customers.csv"),
    )
    .expect("a copy");
    for objects in ["2 objects: 2 complete", "2 objects: 2 complete"] {
        let scan = tracie(&["scan", ".", "--output", "json=findings.json"])
            .current_dir(folder.path())
            .output()
            .expect("tracie can be started");
        assert_eq!(scan.status.code(), Some(1));
        assert!(
            text(&scan.stderr).contains(objects),
            "{}",
            text(&scan.stderr)
        );
        let report = std::fs::read(folder.path().join("findings.json")).expect("a report");
        let report: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
        assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn a_reader_that_leaves_early_ends_the_scan_in_silence() {
    let mut scan = tracie(&["scan", "shop", "--format", "jsonl"])
        .spawn()
        .expect("a start");
    drop(scan.stdout.take());
    let (status, stderr) = end(scan);
    // What was found until then decides, and all was not looked at.
    assert!(matches!(status.code(), Some(1 | 3)), "{status}");
    assert!(!stderr.contains("error"), "{stderr}");

    let mut list = tracie(&["identifiers", "list"]).spawn().expect("a start");
    drop(list.stdout.take());
    let (status, stderr) = end(list);
    assert_eq!((status.code(), &*stderr), (Some(0), ""));
}

/// PDF is read by processes of their own: hostile ones end, and leave none.
#[cfg(target_os = "linux")]
#[test]
fn documents_that_would_take_very_long_are_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = folder.path().join("documents");
    std::fs::create_dir(&documents).expect("a folder");
    let write = |name: &str, content: &[u8]| {
        std::fs::write(documents.join(name), content).expect("it can be written");
    };
    let hostile = format!("%PDF-1.7\n{}", "<</A(\n".repeat(300_000));
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/samples/documents");
    let report = std::fs::read(samples.join("report.pdf")).expect("a sample");
    for n in 0..3 {
        write(&format!("{n}-hostile.pdf"), hostile.as_bytes());
        write(&format!("{n}-report.pdf"), &report);
    }
    let own = folder.path().join("tracie");
    std::fs::copy(env!("CARGO_BIN_EXE_tracie"), &own).expect("a copy");
    let scan = Command::new(&own)
        .args(["scan", "documents", "--format", "jsonl"])
        .current_dir(folder.path())
        .output()
        .expect("tracie can be started");
    let said = text(&scan.stderr);
    assert_eq!(scan.status.code(), Some(1), "{said}");
    assert!(
        said.contains("3 complete") && said.contains("3 skipped"),
        "{said}"
    );
    assert_eq!(text(&scan.stdout).lines().count(), 3);
    // None that reads is left, at the latest once it looks who is there.
    let started = std::time::Instant::now();
    while is_running(&own) {
        assert!(started.elapsed().as_secs() < 30, "one is left");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// Whether any process runs this program.
#[cfg(target_os = "linux")]
fn is_running(program: &Path) -> bool {
    let program = program.canonicalize().expect("it is there");
    let processes = std::fs::read_dir("/proc").expect("it is mounted").flatten();
    let mut links = processes.filter_map(|it| std::fs::read_link(it.path().join("exe")).ok());
    links.any(|link| link == program)
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_scan_with_what_was_found() {
    let mut scan = scan_that_waits(&[]);
    interrupt(&scan);
    drop(scan.stdin.take());
    let (status, stderr) = end(scan);
    assert_eq!(status.code(), Some(1));
    assert!(stderr.contains("stopped early"), "{stderr}");
    assert!(stderr.contains("1 finding"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn what_asks_to_end_ends_a_scan_to_which_nothing_comes() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut scan = scan_that_waits(&[]);
        let open = scan.stdin.take();
        send(&scan, signal);
        let (status, stderr) = end(scan);
        drop(open);
        assert_eq!(status.code(), Some(1), "{signal}: {stderr}");
        assert!(stderr.contains("stopped early"), "{signal}: {stderr}");
        assert!(stderr.contains("1 finding"), "{signal}: {stderr}");
    }
}

#[cfg(unix)]
#[test]
fn every_report_says_that_a_scan_was_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = [
        ("sarif", "\"executionSuccessful\": false"),
        (
            "junit",
            "<error message=\"stopped before all objects were reached\"/>",
        ),
        ("html", "stopped before the rest"),
        ("table", "stopped before the rest"),
        ("github", "stopped before the rest"),
        ("json", "],\"stopped\":true}"),
        ("jsonl", "\n{\"stopped\":true,"),
        ("csv", "\n,,,,,,0,0,,STOPPED,"),
        ("eventbridge", "\"detail-type\":\"Tracie Scan Stopped\""),
        ("ocsf", "\"type_name\":\"Scan Activity: Cancelled\""),
    ];
    let path = |format: &str| folder.path().join(format);
    let outputs = told.map(|(format, _)| format!("{format}={}", path(format).display()));
    let outputs = outputs.iter().flat_map(|it| ["--output", it]);
    let mut scan = scan_that_waits(&outputs.collect::<Vec<_>>());
    let open = scan.stdin.take();
    interrupt(&scan);
    let (_, stderr) = end(scan);
    drop(open);
    assert!(stderr.contains("stopped before the rest"), "{stderr}");
    for (format, text) in told {
        let report = std::fs::read_to_string(path(format)).expect("it is written");
        let plain = |text: &str| text.replace(": ", ":");
        assert!(plain(&report).contains(&plain(text)), "{format}: {report}");
    }
    // And so does what is made of one of them.
    for from in ["json", "jsonl"] {
        let from = path(from);
        let again = run(&["report", from.to_str().expect("a path"), "--format", "csv"]);
        assert!(
            text(&again.stdout).contains(",STOPPED,"),
            "{}",
            text(&again.stdout)
        );
    }
}

#[cfg(unix)]
#[test]
fn a_scan_that_was_stopped_says_so_even_if_it_is_to_be_quiet() {
    // Of these forms the report cannot tell.
    let mut scan = scan_that_waits(&["--quiet", "--format", "asff"]);
    let open = scan.stdin.take();
    interrupt(&scan);
    let (status, stderr) = end(scan);
    drop(open);
    assert_eq!(status.code(), Some(1));
    assert!(stderr.starts_with("stopped early: "), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_second_interrupt_ends_the_process() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..400 {
        let file = folder.path().join(format!("{number}.txt"));
        std::fs::write(file, "ssn 512-58-3904\n").expect("written");
    }
    // It cannot end: nobody reads what it writes.
    let path = folder.path().to_str().expect("a path");
    let mut scan = tracie(&["scan", path, "--format", "jsonl"])
        .spawn()
        .expect("a start");
    let started = std::time::Instant::now();
    let mut written = 0;
    loop {
        assert!(
            started.elapsed().as_secs() < 60,
            "{written} bytes are written"
        );
        std::thread::sleep(std::time::Duration::from_millis(300));
        let before = std::mem::replace(&mut written, written_by(&scan));
        // As much as a pipe holds, but for what is in the making.
        if written == before && written > 40_000 {
            break;
        }
    }
    // Until the first has been marked, the second is the first.
    while scan.try_wait().expect("a child").is_none() {
        assert!(started.elapsed().as_secs() < 60, "it does not end");
        interrupt(&scan);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(scan.wait().expect("a child").code(), Some(130));
}

/// How many bytes a process has written.
#[cfg(target_os = "linux")]
fn written_by(child: &Child) -> u64 {
    let path = format!("/proc/{}/io", child.id());
    let told = std::fs::read_to_string(path).expect("it is there");
    let mut lines = told.lines().filter_map(|it| it.strip_prefix("wchar: "));
    lines
        .next()
        .and_then(|it| it.parse().ok())
        .expect("a number")
}

/// A scan that is under way and waits for more on standard input.
#[cfg(unix)]
fn scan_that_waits(more: &[&str]) -> Child {
    let arguments = ["scan", "dump/alpha", "-", "--threads", "1"];
    let format: &[&str] = match more.contains(&"--format") {
        true => &[],
        false => &["--format", "jsonl"],
    };
    let mut scan = tracie(&[&arguments[..], format, more].concat())
        .stdin(Stdio::piped())
        .spawn()
        .expect("a start");
    // More than a pipe holds: when all is written, some of it was read.
    let stdin = scan.stdin.as_mut().expect("a pipe");
    stdin.write_all(&[b'\n'; 1 << 18]).expect("it reads");
    scan
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    send(child, "-INT");
}

#[cfg(unix)]
fn send(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    let status = Command::new("kill").args([signal, &pid]).status();
    assert!(status.is_ok_and(|it| it.success()), "kill {signal} {pid}");
}

fn end(mut child: Child) -> (ExitStatus, String) {
    let mut stderr = String::new();
    let mut pipe = child.stderr.take().expect("a pipe");
    pipe.read_to_string(&mut stderr).expect("text");
    (child.wait().expect("a child"), stderr)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The lines of an output in an order of their own.
fn sorted(output: &Output) -> Vec<String> {
    let text = String::from_utf8(output.stdout.clone()).expect("text");
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn discovery_results_stand_where_findings_say_and_make_the_same_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let results = folder.path().join("macie");
    let results = results.to_str().expect("text");
    let scanned = run(&["scan", "shop", "--results", results, "--format", "csv"]);
    assert_eq!(scanned.status.code(), Some(1));
    let reported = run(&["report", results, "--format", "csv"]);
    assert_eq!(reported.status.code(), Some(0));
    assert_eq!(sorted(&reported), sorted(&scanned));

    let findings = String::from_utf8(run(&["report", results, "--format", "jsonl"]).stdout);
    let findings = findings.expect("text");
    assert_eq!(findings.lines().count(), 5);
    for finding in findings.lines() {
        let (_, rest) = finding
            .split_once(r#""detailedResultsLocation":"s3://"#)
            .expect("a place");
        let (location, _) = rest.split_once('"').expect("a place ends");
        assert!(folder.path().join(location).is_file(), "{location}");
    }
}

#[test]
fn a_scan_tells_what_macie_would_have_charged() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = "nothing to see here\n".repeat(600_000);
    std::fs::write(folder.path().join("words.txt"), words).expect("written");
    let path = folder.path().to_str().expect("text");
    let said = |arguments: &[&str]| {
        let output = run(&[&["scan", path], arguments].concat());
        String::from_utf8(output.stderr).expect("text")
    };
    assert!(
        said(&[]).contains("Macie would have charged $0.01"),
        "{}",
        said(&[])
    );
    assert!(said(&["--region", "eu-west-2"]).contains("list price of eu-west-2"));
    assert_eq!(said(&["-q"]), "");
    let small = run(&["scan", "shop"]);
    assert!(!String::from_utf8_lossy(&small.stderr).contains("charged"));
}

#[cfg(feature = "serve")]
#[test]
fn the_page_on_the_api_is_what_the_command_prints() {
    let output = Command::new(env!("CARGO_BIN_EXE_tracie"))
        .args(["serve", "--coverage", "--markdown"])
        .output()
        .expect("tracie can be started");
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/api.md");
    let page = std::fs::read_to_string(page).expect("docs/api.md is there");
    assert!(
        String::from_utf8_lossy(&output.stdout) == page,
        "make docs/api.md anew: tracie serve --coverage --markdown > docs/api.md"
    );
}
