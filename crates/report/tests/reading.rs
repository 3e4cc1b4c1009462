//! What was written is read back, and makes the same reports again.

mod common;

use std::fs;
use std::io::Write as _;

use common::{finding, hostile, object, policy, results, written, written_stopped};
use flate2::Compression;
use flate2::write::GzEncoder;
use tracie_finding::context::ResultsBucket;
use tracie_finding::detection::{MemberResult, ObjectResult, Severity, Status};
use tracie_finding::{Context, Finding, Flow, Sink as _};
use tracie_report::{
    Item, Options, ReadError, Reporter, Restore, Restored, ResultsWriter, format, read_findings,
};

fn read(bytes: &[u8]) -> Result<Vec<Item>, ReadError> {
    let mut items = Vec::new();
    read_findings(bytes, &mut |item| {
        items.push(item);
        Flow::Continue
    })?;
    Ok(items)
}

fn findings() -> Vec<Finding> {
    let all = results();
    all.iter()
        .chain(&hostile())
        .filter_map(finding)
        .chain([policy()])
        .collect()
}

#[test]
fn findings_are_read_in_every_form_they_come_in() {
    let findings = findings();
    let lines: Vec<String> = findings
        .iter()
        .map(|it| serde_json::to_string(it).expect("JSON"))
        .collect();
    let (lines, list) = (lines.join("\n"), lines.join(","));
    let answer = format!("{{\"findings\":[{list}]}}");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(lines.as_bytes()).expect("memory");
    let forms: [Vec<u8>; 7] = [
        answer.clone().into_bytes(),
        format!("{{\"findings\":[{list}],\"ResponseMetadata\":{{\"a\":[1]}}}}").into_bytes(),
        lines.clone().into_bytes(),
        format!("[{list}]").into_bytes(),
        serde_json::to_string_pretty(
            &serde_json::from_str::<serde_json::Value>(&answer).expect("JSON"),
        )
        .expect("JSON")
        .into_bytes(),
        format!("\n{lines}\n\n").into_bytes(),
        gzip.finish().expect("memory"),
    ];
    for form in forms {
        let read: Vec<Finding> = read(&form)
            .expect("findings")
            .into_iter()
            .map(|item| match item {
                Item::Finding(finding) => *finding,
                Item::Result(_) | Item::Stopped => panic!("it is a finding"),
            })
            .collect();
        assert_eq!(read, findings);
    }
}

#[test]
fn what_is_something_else_is_refused_without_showing_it() {
    for (text, expected) in [
        ("name,ssn\nA,512-58-3904\n", "no JSON at line 1, column 2"),
        (r#"{"ssn": "512-58-3904"}"#, "something else"),
        (r#""512-58-3904""#, "something else"),
        (r#"{"findings": [{"id": "512-58-3904"}]}"#, "something else"),
        (r#"{"findings": "512-58-3904"}"#, "something else"),
        (r#"{"findings": ["#, "it ends too early"),
    ] {
        let error = read(text.as_bytes())
            .expect_err("it is no finding")
            .to_string();
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("3904"), "{error}");
    }
    assert_eq!(read(b"").expect("nothing"), []);
}

/// Findings that were read back may be anybody's.
#[test]
fn counts_that_cannot_be_make_reports_all_the_same() {
    for count in [0, u64::MAX] {
        let mut found: Vec<Finding> = results().iter().filter_map(finding).collect();
        for one in &mut found {
            let details = one.classification_details.as_mut().expect("sensitive data");
            let groups = &mut details.result.sensitive_data;
            let managed = groups.iter_mut().flat_map(|it| &mut it.detections);
            managed.for_each(|it| it.count = count);
        }
        let items = found.into_iter().map(|it| Item::Finding(Box::new(it)));
        let all = restored(items.collect());
        for format in tracie_report::FORMATS {
            assert!(!rendered(format.name, &all).is_empty());
        }
    }
}

#[test]
fn that_a_scan_was_stopped_is_read_back() {
    for name in ["json", "jsonl"] {
        let text = written_stopped(name, &Options::default(), &results());
        let mut items = read(text.as_bytes()).expect("it is read back");
        assert_eq!(items.pop(), Some(Item::Stopped), "{name}");
        let found = results().iter().filter_map(finding).count();
        assert_eq!(items.len(), found, "{name}");
        assert_eq!(restored(vec![Item::Stopped]), []);
    }
    // Members come in any order, and what is not so is not said.
    let before = r#"{"stopped": true, "findings": [], "more": [1]}"#;
    assert_eq!(read(before.as_bytes()).expect("read"), [Item::Stopped]);
    let not = r#"{"findings": [], "stopped": false}"#;
    assert_eq!(read(not.as_bytes()).expect("read"), []);
}

#[test]
fn reading_ends_when_told() {
    let text = serde_json::to_string(&findings()).expect("JSON");
    let mut count = 0;
    read_findings(text.as_bytes(), &mut |_| {
        count += 1;
        Flow::Stop
    })
    .expect("that is no error");
    assert_eq!(count, 1);
}

/// The levels that the made-up identifiers have.
fn levels(id: &str) -> Option<Vec<(u64, Severity)>> {
    let all = results();
    let mut detections = all.iter().flat_map(|it| &it.detections);
    let found = detections.find(|it| it.identifier.id == id)?;
    Some(found.identifier.severity.clone())
}

fn restored(items: Vec<Item>) -> Vec<Restored> {
    let mut restore = Restore::new(&levels);
    let mut all: Vec<Restored> = items
        .into_iter()
        .filter_map(|it| restore.take(it))
        .collect();
    all.extend(restore.finish());
    all
}

fn rendered(name: &str, all: &[Restored]) -> String {
    let mut out = Vec::new();
    let report = format(name).expect("a format").report(&Options::default());
    let mut reporter = Reporter::begin(report, &mut out).expect("memory");
    for one in all {
        if let Some(result) = &one.result {
            let _ = reporter.object(result, one.finding.clone());
        }
    }
    reporter.finish().expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn findings_that_were_read_back_make_the_same_reports() {
    let found: Vec<ObjectResult> = results()
        .into_iter()
        .filter(|it| finding(it).is_some())
        // Remarks and members are no part of findings.
        .map(|it| ObjectResult { remark: None, ..it })
        .collect();
    let (jsonl, _) = written("jsonl", &Options::default(), &found);
    let all = restored(read(jsonl.as_bytes()).expect("findings"));
    for format in tracie_report::FORMATS {
        let (direct, _) = written(format.name, &Options::default(), &found);
        assert_eq!(rendered(format.name, &all), direct, "{}", format.name);
    }
}

#[test]
fn discovery_results_bring_back_what_was_clean_and_what_was_not_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
    context.job_id = Some("00112233445566778899aabbccddeeff".into());
    context.results = Some(ResultsBucket {
        name: "results".into(),
        prefix: "macie".into(),
    });
    let mut scanned = results();
    scanned[5].members = (0..250)
        .map(|at| MemberResult {
            path: format!("backup/{at}.txt"),
            size: 10,
            last_modified: Some("2024-04-17T03:00:00.000Z".into()),
            status: Status::Complete,
            remark: None,
            mime_type: "text/plain".into(),
            detections: vec![],
        })
        .collect();
    let mut writer = ResultsWriter::new(folder.path(), context.clone());
    for result in &scanned {
        writer.add(result).expect("it can be written");
    }
    let done = writer.finish().expect("it can be written");
    // Six objects with a file of their own, one of them three, and one file for five others.
    assert_eq!((done.records, done.files), (11 + 250, 5 + 3 + 1));

    let files = files(folder.path());
    assert!(
        files.iter().all(|it| it.ends_with(".jsonl.gz")),
        "{files:?}"
    );
    let items = files
        .iter()
        .flat_map(|it| read(&fs::read(it).expect("a file")).expect("results"));
    let items: Vec<Item> = items.collect();
    for (item, file) in named(&items, &files) {
        assert!(file.contains(&item), "{file} is not at {item}");
    }
    let mut all: Vec<ObjectResult> = restored(items)
        .into_iter()
        .filter_map(|it| it.result)
        .collect();
    let order = |it: &ObjectResult| {
        scanned
            .iter()
            .position(|other| other.object.key == it.object.key)
    };
    all.sort_by_key(order);
    for (restored, result) in all.iter().zip(&scanned) {
        assert_eq!(restored.object, result.object);
        assert_eq!(
            (restored.status, restored.size_classified),
            (result.status, result.size_classified)
        );
        assert_eq!(restored.members, result.members);
        assert_eq!(restored.detections.len(), result.detections.len());
    }
    assert_eq!(all.len(), scanned.len());
}

/// By record, the end of the path that its location names, and the file that
/// it stands in.
fn named(items: &[Item], files: &[String]) -> Vec<(String, String)> {
    let mut named = Vec::new();
    let mut at = items.iter();
    for file in files {
        let count = read(&fs::read(file).expect("a file"))
            .expect("results")
            .len();
        for item in at.by_ref().take(count) {
            let Item::Result(record) = item else {
                panic!("it is a result")
            };
            let location = &record.classification_details.detailed_results_location;
            let path = location
                .strip_prefix("s3://results/macie/")
                .expect("the bucket");
            named.push((path.to_owned(), file.clone()));
        }
    }
    named
}

fn files(folder: &std::path::Path) -> Vec<String> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|it| it.expect("an entry").path())
        .collect();
    entries.sort();
    let each = entries.into_iter().flat_map(|path| match path.is_dir() {
        true => files(&path),
        false => vec![path.to_string_lossy().into_owned()],
    });
    each.collect()
}

#[test]
fn the_same_results_make_the_same_files() {
    let contents = || {
        let folder = tempfile::tempdir().expect("a folder");
        let context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
        let mut writer = ResultsWriter::new(folder.path(), context);
        for result in results() {
            writer.add(&result).expect("it can be written");
        }
        writer.finish().expect("it can be written");
        let root = folder.path().to_string_lossy().into_owned();
        let all = files(folder.path()).into_iter();
        all.map(|it| (it.replace(&root, ""), fs::read(&it).expect("a file")))
            .collect::<Vec<_>>()
    };
    assert_eq!(contents(), contents());
}

#[test]
fn clean_objects_share_files_of_10000_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
    let mut writer = ResultsWriter::new(folder.path(), context.clone());
    let clean = |at: usize| object(&format!("{at}.txt"), Status::Complete, vec![]);
    for at in 0..10_001 {
        writer.add(&clean(at)).expect("it can be written");
    }
    writer.flush().expect("it can be written");
    // What was flushed is there whatever comes, and what comes is in a new file.
    let before = files(folder.path());
    assert_eq!(before.len(), 2);
    writer.add(&clean(10_001)).expect("it can be written");
    drop(writer);
    let unfinished = |it: &&String| it.ends_with(".unfinished");
    let after = files(folder.path());
    assert_eq!(after.iter().filter(unfinished).count(), 1);
    let sizes: Vec<usize> = before
        .iter()
        .map(|it| read(&fs::read(it).expect("a file")).expect("results").len())
        .collect();
    assert_eq!(sizes.iter().sum::<usize>(), 10_001);
    assert!(sizes.contains(&10_000));

    // A later run of the same job has files of its own.
    let mut later = context;
    later.created_at = "2024-07-02T04:05:06.789Z".parse().expect("an instant");
    let mut writer = ResultsWriter::new(folder.path(), later);
    writer.add(&clean(0)).expect("it can be written");
    writer.finish().expect("it can be written");
    assert_eq!(files(folder.path()).len(), after.len() + 1);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a file");
    fs::write(&file, "").expect("written");
    let context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
    let mut writer = ResultsWriter::new(&file, context);
    let error = writer.add(&results()[0]).expect_err("a file is no folder");
    assert!(error.to_string().contains("a file/AWSLogs"), "{error}");
}
