//! Whatever comes in, each object ends with a clear outcome.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::iter;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use common::{Memory, builder, detector, results, scanner};
use tracie_finding::detection::{ObjectResult, Reason, Status};
use tracie_finding::place::Place;
use tracie_finding::{Coverage, Finding, Flow, Progress, Sink};
use tracie_identify::Detector;
use tracie_scan::Error;
use tracie_source::{Directory, Entry, Object, Source};

static DETECTOR: LazyLock<Detector> = LazyLock::new(detector);

/// A made-up number in the form of a real one.
const SSN: &str = "SSN: 512-58-3904\n";

/// Bytes of a piece.
const WINDOW: usize = 16 << 10;

/// Larger than what one thread takes on, and than what is under way at once.
const LARGE: usize = 600 << 10;

fn scan(source: &dyn Source) -> Vec<ObjectResult> {
    let one = results(&scanner(&DETECTOR, 1, WINDOW), source);
    assert_eq!(results(&scanner(&DETECTOR, 3, WINDOW), source), one);
    one
}

fn only(source: &dyn Source) -> ObjectResult {
    let mut results = scan(source);
    assert_eq!(results.len(), 1);
    results.remove(0)
}

fn count(result: &ObjectResult, id: &str) -> u64 {
    let detection = result
        .detections
        .iter()
        .find(|detection| detection.identifier.id == id);
    detection.map_or(0, |detection| detection.count)
}

fn ssns(result: &ObjectResult) -> u64 {
    count(result, "USA_SOCIAL_SECURITY_NUMBER")
}

/// One object that is read through a closure.
struct Custom<F>(F);

impl<F, R> Source for Custom<F>
where
    F: Fn() -> io::Result<R> + Clone + Send + Sync + 'static,
    R: Read + Send + 'static,
{
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        let open = self.0.clone();
        let object = Object::new("b", "k.txt", move || Ok(Box::new(open()?) as _));
        Box::new(iter::once(Entry::Object(object)))
    }
}

#[test]
fn a_path_that_names_nothing() {
    let path = Path::new("no/such/path");
    let sink = &mut |_: &ObjectResult, _: Option<Finding>| Flow::Continue;
    let error = scanner(&DETECTOR, 1, WINDOW)
        .scan_path(path, sink)
        .unwrap_err();
    assert!(matches!(error, Error::Source(_)), "{error}");
    assert!(error.to_string().contains("no/such/path"));
}

#[test]
fn what_the_source_skips_is_a_result() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), SSN).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    #[cfg(unix)]
    {
        // What this leads to is scanned anyway; that is not.
        std::os::unix::fs::symlink(".", folder.path().join("loop")).unwrap();
        std::os::unix::fs::symlink("..", folder.path().join("up")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("broken")).unwrap();
        let pipe = folder.path().join("pipe");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(pipe)
                .status()
                .unwrap()
                .success()
        );
    }
    let results = scan(&Directory::new(folder.path()).unwrap());
    let skipped = Status::Skipped(Reason::UnsupportedFileType);
    let expected: &[(&str, Status)] = if cfg!(unix) {
        &[
            ("a.txt", Status::Complete),
            ("broken", skipped),
            ("pipe", skipped),
            ("up", skipped),
        ]
    } else {
        &[("a.txt", Status::Complete)]
    };
    let seen: Vec<_> = results
        .iter()
        .map(|it| (it.object.key.as_str(), it.status))
        .collect();
    assert_eq!(seen, expected);
    assert!(results[1..].iter().all(|result| result.remark.is_some()));
}

#[test]
fn an_object_that_may_not_be_read() {
    let result = only(&Custom(|| {
        Err::<io::Empty, _>(io::ErrorKind::PermissionDenied.into())
    }));
    assert_eq!(result.status, Status::Skipped(Reason::PermissionDenied));
    assert_eq!(
        result.remark.as_deref(),
        Some("opening it failed: permission denied")
    );
}

#[test]
fn an_object_that_cannot_be_read_to_its_end() {
    let text = Arc::<[u8]>::from(SSN.repeat(LARGE / SSN.len()).into_bytes());
    let result = only(&Custom(move || Ok(Reluctant(text.clone(), 0))));
    assert_eq!(
        result.status,
        Status::Partial(Reason::SourceObjectNoLongerAvailable)
    );
    assert!(ssns(&result) > 10_000);
    assert!(result.size_classified > 0);
}

/// Fails at its end.
struct Reluctant(Arc<[u8]>, usize);

impl Read for Reluctant {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match (&self.0[self.1..]).read(buffer)? {
            0 => Err(io::Error::other("the line is dead")),
            n => {
                self.1 += n;
                Ok(n)
            }
        }
    }
}

#[test]
fn a_panic_while_reading_ends_one_object_only() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic!("on purpose, with a secret in its message");
        }
    }
    let after = Memory::one("after.txt", SSN.as_bytes());
    let sources: Vec<Box<dyn Source>> = vec![Box::new(Custom(|| Ok(Broken))), Box::new(after)];
    let results = scan(&sources);
    assert_eq!(results[0].status, Status::Skipped(Reason::MalformedFile));
    assert!(!results[0].remark.as_ref().unwrap().contains("secret"));
    assert_eq!(
        (results[1].status, ssns(&results[1])),
        (Status::Complete, 1)
    );
}

#[test]
fn a_file_that_went_away_after_it_was_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, SSN).unwrap();
    let listed: Vec<Entry> = Directory::new(folder.path()).unwrap().objects().collect();
    fs::remove_file(path).unwrap();
    let source = Once(listed.into());
    let sink = &mut |result: &ObjectResult, _: Option<Finding>| {
        assert_eq!(
            result.status,
            Status::Skipped(Reason::SourceObjectNoLongerAvailable)
        );
        Flow::Continue
    };
    assert_eq!(
        scanner(&DETECTOR, 2, WINDOW)
            .scan(&source, sink)
            .total()
            .objects,
        1
    );
}

/// Entries that were listed before.
struct Once(std::cell::RefCell<Vec<Entry>>);

impl From<Vec<Entry>> for Once {
    fn from(entries: Vec<Entry>) -> Once {
        Once(entries.into())
    }
}

impl Source for Once {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        Box::new(self.0.take().into_iter())
    }
}

/// Changes a file as soon as a part of it was looked at.
struct Meddler<'a> {
    path: &'a Path,
    size: u64,
    result: Option<ObjectResult>,
    finding: Option<Finding>,
}

impl Sink for Meddler<'_> {
    fn object(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Flow {
        self.result = Some(result.clone());
        self.finding = finding;
        Flow::Continue
    }

    fn progress(&mut self, progress: &Progress) -> Flow {
        if progress.objects == 0 {
            OpenOptions::new()
                .write(true)
                .open(self.path)
                .unwrap()
                .set_len(self.size)
                .unwrap();
        }
        Flow::Continue
    }
}

fn meddle(threads: usize, size: u64) -> ObjectResult {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.txt");
    fs::write(&path, SSN.repeat(LARGE / SSN.len())).unwrap();
    let mut sink = Meddler {
        path: &path,
        size,
        result: None,
        finding: None,
    };
    scanner(&DETECTOR, threads, WINDOW)
        .scan_path(folder.path(), &mut sink)
        .unwrap();
    assert!(sink.finding.is_some());
    sink.result.unwrap()
}

#[test]
fn a_file_that_shrinks_while_it_is_read() {
    for threads in [1, 3] {
        let result = meddle(threads, 1000);
        assert_eq!(
            result.status,
            Status::Partial(Reason::ObjectVersionMismatch)
        );
        assert_eq!(
            result.object.etag, "",
            "there is no content that it would be the eTag of"
        );
        assert!(ssns(&result) > 0);
    }
}

#[test]
fn a_file_that_grows_while_it_is_read() {
    for threads in [1, 3] {
        let result = meddle(threads, 4 * LARGE as u64);
        assert_eq!(
            result.status,
            Status::Partial(Reason::ObjectVersionMismatch)
        );
        assert_eq!(ssns(&result), LARGE as u64 / SSN.len() as u64);
    }
}

#[test]
fn a_long_line_without_end() {
    let line = "SSN 512-58-3904; ".repeat(LARGE / 17);
    let source = Memory::one("line.txt", line.clone().into_bytes());
    let result = &results(&scanner(&DETECTOR, 2, WINDOW), &source)[0];
    assert_eq!(
        (result.status, ssns(result)),
        (Status::Complete, LARGE as u64 / 17)
    );
    let place = &result.detections.last().unwrap().occurrences[1].place;
    assert_eq!(
        *place,
        Some(Place::Line {
            start: 1,
            end: 1,
            start_column: 22
        })
    );
    assert_eq!(result.size_classified, line.len() as u64);
}

#[test]
fn a_limit_of_time() {
    let mut limits = tracie_scan::Limits::default();
    limits.time = std::time::Duration::ZERO;
    let scanner = builder(&DETECTOR, 2, WINDOW)
        .limits(limits)
        .build()
        .unwrap();
    let source = Memory::one("a.txt", SSN.repeat(LARGE / SSN.len()).into_bytes());
    let result = &results(&scanner, &source)[0];
    assert_eq!(result.status, Status::Partial(Reason::TimeCutOffReached));
    assert!(ssns(result) > 0);
}

#[test]
fn malformed_tables_are_read_as_far_as_they_go() {
    let text = format!("name,ssn\nA,512-58-3904\n\"open,512-58-3904\n{SSN}");
    let result = only(&Memory::one("people.csv", text.into_bytes()));
    assert_eq!(result.status, Status::Complete);
    assert!(ssns(&result) >= 1, "{result:?}");
}

#[test]
fn malformed_json_is_read_as_text() {
    let text = format!("{{\"people\": [{{\"ssn\": \"512-58-3904\"}}], oops {SSN}");
    let result = only(&Memory::one("people.json", text.into_bytes()));
    assert_eq!(ssns(&result), 2, "{result:?}");
    assert!(result.remark.is_some());
}

#[test]
fn malformed_json_that_breaks_late_has_lines_throughout() {
    let folder = tempfile::tempdir().unwrap();
    let record = "{\"ssn\": \"512-58-3904\"},\n";
    let records = LARGE / record.len();
    let text = format!(
        "[\n{}{{\"oops\" \"ssn\": 512-58-3904",
        record.repeat(records)
    );
    fs::write(folder.path().join("a.json"), text).unwrap();
    fs::write(folder.path().join("b.txt"), SSN).unwrap();
    let results = scan(&Directory::new(folder.path()).unwrap());
    assert_eq!(ssns(&results[0]), records as u64 + 1);
    let places = results[0]
        .detections
        .iter()
        .flat_map(|detection| &detection.occurrences);
    for occurrence in places {
        assert!(
            matches!(occurrence.place, Some(Place::Line { .. })),
            "{occurrence:?}"
        );
    }
    assert_eq!(ssns(&results[1]), 1, "what comes after it is not disturbed");
}

#[test]
fn json_that_is_nested_too_deep() {
    for levels in [257, 100_000] {
        let text = format!(
            "{}\"ssn 512-58-3904\"{}",
            "[".repeat(levels),
            "]".repeat(levels)
        );
        let result = only(&Memory::one("deep.json", text.into_bytes()));
        assert_eq!(
            result.status,
            Status::Skipped(Reason::JsonNestingLevelOverLimit),
            "{levels}"
        );
        assert!(result.detections.is_empty());
        assert_eq!(result.size_classified, 0);
    }
}

#[test]
fn what_is_no_text_is_skipped() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
    let result = only(&Memory::one("logo.png", &png[..]));
    assert_eq!(
        result.status,
        Status::Skipped(Reason::UnsupportedFileType),
        "{result:?}"
    );
    assert!(result.remark.is_some());
}

#[test]
fn coverage_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..100 {
        fs::write(folder.path().join(format!("{n:03}.txt")), SSN.repeat(n)).unwrap();
    }
    fs::write(folder.path().join("deep.json"), "[".repeat(1000)).unwrap();
    fs::write(
        folder.path().join("large.txt"),
        SSN.repeat(LARGE / SSN.len()),
    )
    .unwrap();
    let mut seen = Coverage::default();
    let scanner = scanner(&DETECTOR, 3, WINDOW);
    let coverage = scanner
        .scan_path(
            folder.path(),
            &mut |result: &ObjectResult, _: Option<Finding>| {
                seen.add(result);
                Flow::Continue
            },
        )
        .unwrap();
    assert_eq!(coverage, seen);
    assert_eq!(coverage.complete().objects, 101);
    assert_eq!(
        coverage.skipped()[&Reason::JsonNestingLevelOverLimit].objects,
        1
    );
    let bytes = SSN.len() * (99 * 100 / 2) + LARGE / SSN.len() * SSN.len();
    assert_eq!(coverage.complete().bytes, bytes as u64);
    assert_eq!(coverage.complete().bytes_classified, bytes as u64);
}
