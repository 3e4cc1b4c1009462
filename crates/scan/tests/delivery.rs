//! How results reach the sink: in order, with progress, until it wants no more.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::fs;
use std::sync::LazyLock;

use common::{Memory, builder, detector, scanner};
use tempfile::TempDir;
use tracie_finding::detection::ObjectResult;
use tracie_finding::place::Place;
use tracie_finding::{Finding, FindingType, Flow, Progress, Sink};
use tracie_identify::{Detector, Selection};
use tracie_scan::Scanner;
use tracie_source::etag;

/// A made-up number in the form of a real one.
const SSN: &str = "SSN: 512-58-3904\n";

/// Bytes of a piece.
const WINDOW: usize = 16 << 10;

static DETECTOR: LazyLock<Detector> = LazyLock::new(detector);

/// Small files, and a large one in their middle.
fn folder(files: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..files {
        fs::write(folder.path().join(format!("{n:04}.txt")), SSN.repeat(n % 3)).unwrap();
    }
    let large = format!("{:04}-large.txt", files / 2);
    fs::write(folder.path().join(large), large_text()).unwrap();
    folder
}

/// More than one thread takes on; mostly of nothing.
fn large_text() -> String {
    format!("{SSN}{}", "\n".repeat(6000)).repeat(100)
}

#[derive(Default)]
struct Recorder {
    keys: Vec<String>,
    findings: Vec<Finding>,
    progress: Vec<Progress>,
    most: Option<usize>,
    patience: Option<usize>,
}

impl Sink for Recorder {
    fn object(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Flow {
        assert_eq!(finding.is_some(), !result.detections.is_empty());
        self.keys.push(result.object.key.clone());
        self.findings.extend(finding);
        if self.most == Some(self.keys.len()) {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }

    fn progress(&mut self, progress: &Progress) -> Flow {
        self.progress.push(*progress);
        if self.patience == Some(self.progress.len()) {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }
}

#[test]
fn results_come_in_the_order_of_the_source() {
    let folder = folder(300);
    for threads in [1, 2, 7] {
        let mut recorder = Recorder::default();
        scanner(&DETECTOR, threads, WINDOW)
            .scan_path(folder.path(), &mut recorder)
            .unwrap();
        assert_eq!(recorder.keys.len(), 301);
        assert!(recorder.keys.is_sorted(), "{threads} threads");
    }
}

#[test]
fn a_sink_that_has_enough_gets_no_more() {
    let folder = folder(300);
    for threads in [1, 2, 7] {
        for most in [1, 50, 151, 152, 301] {
            let mut recorder = Recorder {
                most: Some(most),
                ..Recorder::default()
            };
            let scanner = scanner(&DETECTOR, threads, WINDOW);
            let coverage = scanner.scan_path(folder.path(), &mut recorder).unwrap();
            assert_eq!(recorder.keys.len(), most);
            assert_eq!(coverage.total().objects, most as u64);
        }
    }
}

#[test]
fn progress_can_stop_a_scan_within_an_object() {
    let source = Memory::one("large.txt", large_text().into_bytes());
    for threads in [1, 3] {
        let mut recorder = Recorder {
            patience: Some(2),
            ..Recorder::default()
        };
        let coverage = scanner(&DETECTOR, threads, WINDOW).scan(&source, &mut recorder);
        assert_eq!((coverage.total().objects, recorder.keys.len()), (0, 0));
        assert_eq!(recorder.progress.len(), 2);
    }
}

#[test]
fn progress_grows_to_the_whole() {
    let folder = folder(100);
    let mut recorder = Recorder::default();
    let coverage = scanner(&DETECTOR, 2, WINDOW)
        .scan_path(folder.path(), &mut recorder)
        .unwrap();
    let progress = &recorder.progress;
    assert!(progress.len() > 9, "{}", progress.len());
    assert!(progress.is_sorted_by_key(|progress| progress.objects));
    assert!(progress.is_sorted_by_key(|progress| progress.bytes));
    let last = progress.last().unwrap();
    assert_eq!((last.objects, last.total_objects), (101, Some(101)));
    assert_eq!(
        (last.bytes, last.total_bytes),
        (coverage.total().bytes, Some(last.bytes))
    );
}

#[test]
fn a_panic_in_a_sink_is_the_caller_s() {
    let folder = folder(100);
    let scanner = scanner(&DETECTOR, 2, WINDOW);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        scanner.scan_path(folder.path(), &mut |_: &ObjectResult,
                                               _: Option<Finding>|
         -> Flow {
            panic!("on purpose")
        })
    }));
    assert!(panicked.is_err());
    let mut recorder = Recorder::default();
    scanner.scan_path(folder.path(), &mut recorder).unwrap();
    assert_eq!(recorder.keys.len(), 101, "the scanner is as good as new");
}

#[test]
fn findings_say_what_they_are_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), SSN).unwrap();
    let scanner = Scanner::builder()
        .account("111122223333")
        .region("eu-central-1")
        .job("c0ffee00c0ffee00c0ffee00c0ffee00")
        .build()
        .unwrap();
    let mut recorder = Recorder::default();
    scanner.scan_path(folder.path(), &mut recorder).unwrap();
    let finding = &recorder.findings[0];
    assert_eq!(finding.kind, FindingType::Personal);
    assert_eq!(finding.account_id, "111122223333");
    assert_eq!(finding.region, "eu-central-1");
    let details = finding.classification_details.as_ref().unwrap();
    assert_eq!(
        details.job_id.as_deref(),
        Some("c0ffee00c0ffee00c0ffee00c0ffee00")
    );
}

#[test]
fn only_objects_with_detections_have_an_etag() {
    let scanner = scanner(&DETECTOR, 1, WINDOW);
    let result = scanner.scan_bytes("a.txt", SSN.as_bytes());
    assert_eq!(result.object.etag, etag(SSN.as_bytes()));
    assert_eq!(
        scanner.finding(&result).unwrap().kind,
        FindingType::Personal
    );
    let clean = scanner.scan_bytes("a.txt", b"nothing to see");
    assert_eq!(clean.object.etag, "");
    assert_eq!(scanner.finding(&clean), None);
    let mut limits = tracie_scan::Limits::default();
    limits.etags = false;
    let scanner = builder(&DETECTOR, 1, WINDOW)
        .limits(limits)
        .build()
        .unwrap();
    assert_eq!(scanner.scan_bytes("a.txt", SSN.as_bytes()).object.etag, "");
}

#[test]
fn files_of_all_sizes_have_their_etags_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let text = |length: usize| format!("{SSN}{}", "\n".repeat(length));
    // Kept in memory, read again with others, and shared out among threads; of some there
    // is nothing to report.
    for n in 0..24_usize {
        let length = [9, 600_000 + n, 9 << 20][usize::from(n % 4 != 1) + usize::from(n == 15)];
        let found = if n % 5 == 4 {
            "\n".repeat(length)
        } else {
            text(length)
        };
        fs::write(folder.path().join(format!("{n:02}.txt")), found).unwrap();
    }
    for threads in [1, 2, 7] {
        let mut recorder = Recorder::default();
        scanner(&DETECTOR, threads, 1 << 20)
            .scan_path(folder.path(), &mut recorder)
            .unwrap();
        assert_eq!(recorder.keys.len(), 24);
        assert!(recorder.keys.is_sorted());
        assert_eq!(recorder.findings.len(), 20);
        for finding in recorder.findings {
            let object = finding.resources_affected.s3_object.unwrap();
            let content = fs::read(folder.path().join(&object.key)).unwrap();
            assert_eq!(object.e_tag, etag(&content), "{}", object.key);
        }
    }
}

#[test]
fn so_many_are_located_and_all_are_counted() {
    let text = SSN.repeat(500);
    for (locations, expected) in [(15, 15), (0, 0), (1000, 500)] {
        let scanner = builder(&DETECTOR, 1, 300)
            .locations(locations)
            .build()
            .unwrap();
        let result = scanner.scan_bytes("a.txt", text.as_bytes());
        let detection = &result.detections[0];
        assert_eq!(
            (detection.count, detection.occurrences.len()),
            (500, expected)
        );
        assert!(detection.occurrences.iter().all(|it| it.place.is_some()));
        assert!(detection.occurrences.is_sorted_by_key(|it| it.span));
    }
}

#[test]
fn a_path_with_a_value_in_it_is_not_told() {
    let scanner = scanner(&DETECTOR, 1, WINDOW);
    let text = br#"{"ssn": "512-58-3904", "ssn 512-58-3905": {"ssn": "512-58-3906"}}"#;
    let result = scanner.scan_bytes("a.json", text);
    let occurrences = result
        .detections
        .iter()
        .flat_map(|detection| &detection.occurrences);
    let paths: Vec<Option<String>> = occurrences
        .map(|occurrence| match &occurrence.place {
            Some(Place::Record {
                index: 0,
                json_path,
            }) => json_path.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(paths.contains(&Some("$.ssn".into())), "{paths:?}");
    assert!(paths.contains(&None), "{paths:?}");
    assert!(
        paths.iter().flatten().all(|path| !path.contains("512")),
        "{paths:?}"
    );
}

#[test]
fn the_etag_of_a_large_file_is_that_of_its_content() {
    let folder = folder(2);
    for threads in [1, 3] {
        let mut recorder = Recorder::default();
        scanner(&DETECTOR, threads, WINDOW)
            .scan_path(folder.path(), &mut recorder)
            .unwrap();
        let objects = recorder
            .findings
            .iter()
            .flat_map(|it| &it.resources_affected.s3_object);
        let etags: Vec<&str> = objects.map(|object| &*object.e_tag).collect();
        let expected = [large_text().as_bytes(), SSN.as_bytes()].map(etag);
        assert_eq!(etags, expected);
    }
}

#[test]
fn names_are_counted_up_to_a_thousand() {
    let names = Selection::Include(vec!["NAME".into()]);
    let scanner = Scanner::builder()
        .managed(names)
        .locations(2000)
        .build()
        .unwrap();
    let count = |names: usize| {
        let text = "My name is John Smith, and I live here.\n".repeat(names);
        let result = scanner.scan_bytes("a.txt", text.as_bytes());
        let detection = &result.detections[0];
        assert_eq!(detection.occurrences.len() as u64, detection.count);
        detection.count
    };
    assert_eq!((count(999), count(1000), count(1500)), (999, 1000, 1000));
}
