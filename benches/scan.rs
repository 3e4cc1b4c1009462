//! A whole scan through the library: files on disk to findings.
//!
//!     cargo bench --bench scan

mod support;

use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use support::{Counts, assert_same};
use tracie::finding::{Finding, Flow};
use tracie::identify::Selection;
use tracie::{ObjectResult, Scanner};
use tracie_corpus::{Corpus, Kind};

const SIZE: u64 = 32 << 20;
const SEED: u64 = 2;
const FILES: usize = 4;

const KINDS: [Kind; 6] = [
    Kind::Logs,
    Kind::Csv,
    Kind::Jsonl,
    Kind::Json,
    Kind::Source,
    Kind::Prose,
];

fn scan(criterion: &mut Criterion) {
    let scanners = [1, 2].map(scanner);
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(10);
    for kind in KINDS {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let corpus = Corpus {
            kind,
            size: SIZE,
            seed: SEED,
            files: FILES,
        };
        let mut truth = Vec::new();
        let bytes = corpus
            .write(directory.path(), Some(&mut truth))
            .expect("the disk has room");
        let planted = planted(&truth);
        group.throughput(Throughput::BytesDecimal(bytes));
        for scanner in &scanners {
            assert_same(
                kind.name(),
                found(scanner, directory.path()),
                planted.clone(),
            );
            let id = BenchmarkId::new(kind.name(), format!("{} threads", scanner.threads()));
            group.bench_function(id, |bencher| {
                bencher.iter(|| found(scanner, directory.path()));
            });
        }
    }
    group.finish();
}

fn scanner(threads: usize) -> Scanner {
    let builder = Scanner::builder().managed(Selection::All).threads(threads);
    builder.build().expect("managed identifiers stand up")
}

/// The counts that the lines of a truth say.
fn planted(truth: &[u8]) -> Counts {
    let mut counts = Counts::new();
    for line in truth
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let place: serde_json::Value = serde_json::from_slice(line).expect("one object a line");
        let identifier = place["identifier"].as_str().expect("an identifier");
        *counts.entry(identifier.to_owned()).or_default() += 1;
    }
    counts
}

/// Scans a directory and adds up what is found in its files.
fn found(scanner: &Scanner, directory: &Path) -> Counts {
    let mut counts = Counts::new();
    let mut sink = |result: &ObjectResult, _: Option<Finding>| {
        for detection in &result.detections {
            *counts.entry(detection.identifier.id.clone()).or_default() += detection.count;
        }
        Flow::Continue
    };
    let coverage = scanner
        .scan_path(directory, &mut sink)
        .expect("the directory is there");
    assert!(coverage.is_complete(), "all files are read");
    counts
}

criterion_group!(benches, scan);
criterion_main!(benches);
