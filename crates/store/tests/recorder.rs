//! Scans that are stored while they run.

mod support;

use support::finding;
use tracie_finding::detection::{ObjectMeta, ObjectResult, Reason, Status};
use tracie_finding::{Coverage, Finding};
use tracie_store::{Error, Page, Recorded, Recorder, SCAN, ScanInfo, Scoped, Store};

fn info() -> ScanInfo {
    ScanInfo {
        job: "3ce05dbb7ec5505def334104bf347d9c".into(),
        identifiers: "set".into(),
        targets: vec!["exports".into()],
    }
}

fn here() -> Scoped {
    Store::in_memory()
        .expect("a store")
        .scope("000000000000", "us-east-1")
}

fn result(key: &str, status: Status) -> ObjectResult {
    ObjectResult {
        status,
        ..support::result(key)
    }
}

#[test]
fn a_scan_leaves_findings_ledger_and_coverage() {
    let here = here();
    let mut recorder = Recorder::begin(&here, info()).expect("begun");
    let mut coverage = Coverage::default();
    for number in 0..2_500 {
        let status = match number % 5 {
            0 => Status::Skipped(Reason::UnsupportedFileType),
            _ => Status::Complete,
        };
        let result = result(&format!("{number:05}"), status);
        let finding = (number % 10 == 1).then(|| finding(&number.to_string()));
        coverage.add(&result);
        recorder
            .record(&result, finding.as_ref())
            .expect("recorded");
    }
    coverage.add_unchanged(7, true);
    let recorded = recorder.finish(&coverage).expect("finished");
    assert_eq!(
        recorded,
        Recorded {
            added: 250,
            changed: 0,
            known: 0
        }
    );

    here.read(|it| {
        assert_eq!(it.count_findings(&Default::default())?, 250);
        let entry = it.entry("set", "acme", "00001")?.expect("it was looked at");
        assert_eq!(entry.finding.as_deref(), Some("1"));
        assert_eq!(entry.job.as_deref(), Some(&*info().job));
        assert!(entry.is_of(&result("00001", Status::Complete).object));
        assert_eq!(it.entry("other set", "acme", "00001")?, None);
        let mut entries = 0;
        it.entries("set", |_| {
            entries += 1;
            true
        })?;
        assert_eq!(entries, 2_500);
        let scans = it.records(SCAN, &Page::all(), |_| true)?.items;
        let told = &scans[0].document;
        assert_eq!(
            told["coverage"]["skipped"]["UNSUPPORTED_FILE_TYPE_EXCEPTION"]["objects"],
            500
        );
        assert_eq!(told["coverage"]["complete"]["objects"], 2_000);
        assert_eq!(told["coverage"]["unchanged"]["bytes"], 7);
        assert_eq!(told["coverage"]["total"]["objects"], 2_501);
        assert_eq!(told["findings"]["added"], 250);
        assert!(told["endedAt"].is_string());
        Ok::<_, Error>(())
    })
    .expect("read");
}

#[test]
fn the_same_scan_again_adds_nothing() {
    let here = here();
    for expected in [
        Recorded {
            added: 1,
            changed: 0,
            known: 0,
        },
        Recorded {
            added: 0,
            changed: 0,
            known: 1,
        },
    ] {
        let mut recorder = Recorder::begin(&here, info()).expect("begun");
        let result = result("a", Status::Complete);
        recorder
            .record(&result, Some(&finding("a")))
            .expect("recorded");
        let recorded = recorder.finish(&Coverage::default()).expect("finished");
        assert_eq!(recorded, expected);
    }
}

#[test]
fn who_goes_away_leaves_what_was_recorded() {
    let here = here();
    let mut recorder = Recorder::begin(&here, info()).expect("begun");
    recorder
        .record(&result("a", Status::Complete), None)
        .expect("recorded");
    drop(recorder);
    here.read(|it| {
        assert!(it.entry("set", "acme", "a")?.is_some());
        let scans = it.records(SCAN, &Page::all(), |_| true)?.items;
        assert!(scans[0].document["endedAt"].is_null());
        assert_eq!(scans[0].document["coverage"]["total"]["objects"], 1);
        Ok::<_, Error>(())
    })
    .expect("read");
}

#[test]
fn what_cannot_be_stored_is_told() {
    let here = here();
    let mut recorder = Recorder::begin(&here, info()).expect("begun");
    let mut bad = finding("a");
    bad.created_at = "never".into();
    let told = recorder.record(&result("a", Status::Complete), Some(&bad));
    assert!(matches!(told, Err(Error::NoInstant { .. })), "{told:?}");
}

#[test]
fn json_of_another_finding_is_not_stored() {
    let here = here();
    let json = |finding: &Finding| serde_json::to_string(finding).expect("JSON");
    let mut recorder = Recorder::begin(&here, info()).expect("begun");
    let (looked, a, b) = (result("a", Status::Complete), finding("a0"), finding("b1"));
    for wrong in [json(&b), String::new(), "a0".to_owned()] {
        let told = recorder.record_written(&looked, &a, &wrong);
        let told = format!("{:?}", told.expect_err("it is another"));
        assert!(told.contains("the finding a0 is something else"), "{told}");
    }
    recorder
        .record_written(&looked, &a, &json(&a))
        .expect("recorded");
    let recorded = recorder.finish(&Coverage::default()).expect("finished");
    assert_eq!(recorded.added, 1);
}

#[test]
fn objects_are_unchanged_by_their_etags_or_else_their_times() {
    let entry = |etag: &str, status| {
        let mut looked = result("a", status);
        looked.object.etag = etag.into();
        tracie_store::Entry::new(&looked, None, None)
    };
    let object = |etag: &str, size, modified: &str| ObjectMeta {
        etag: etag.into(),
        size,
        last_modified: modified.into(),
        ..result("a", Status::Complete).object
    };
    let (then, later) = ("2024-05-02T21:40:11.000Z", "2024-05-03T00:00:00.000Z");
    for (etag, now, same) in [
        ("", object("", 10, then), true),
        ("", object("", 10, later), false),
        ("", object("", 11, then), false),
        // An eTag that only one side knows says nothing.
        ("e", object("", 10, then), true),
        ("", object("e", 10, later), false),
        // Known of both, it decides.
        ("e", object("e", 10, later), true),
        ("e", object("f", 10, then), false),
    ] {
        assert_eq!(
            entry(etag, Status::Complete).is_of(&now),
            same,
            "{etag} {now:?}"
        );
    }
    let now = object("", 10, then);
    assert!(entry("", Status::Partial(Reason::MalformedFile)).is_of(&now));
    // It may be another time.
    assert!(!entry("", Status::Skipped(Reason::PermissionDenied)).is_of(&now));
}
