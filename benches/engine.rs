//! The detector alone: text in memory, already cut and indexed, one thread.
//!
//!     cargo bench --bench engine

mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use support::{Counts, assert_same};
use tracie::extract::{Index, Limits, Opened, Piece, Reader};
use tracie::identify::{Carry, Detector, Match, Scratch, Selection, Settle};
use tracie_corpus::{Kind, Plant, generate};

const SIZE: u64 = 16 << 20;
const SEED: u64 = 1;

/// A name that tells the format of a kind.
const KINDS: [(Kind, &str); 5] = [
    (Kind::Logs, "web.log"),
    (Kind::Csv, "people.csv"),
    (Kind::Jsonl, "people.jsonl"),
    (Kind::Source, "program.rs"),
    (Kind::Prose, "story.txt"),
];

fn engine(criterion: &mut Criterion) {
    let detector = Detector::builder()
        .managed(Selection::All)
        .build()
        .expect("managed identifiers stand up");
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10);
    for (kind, name) in KINDS {
        let corpus = generate(kind, SIZE, SEED);
        let indexes = index(&corpus.bytes, name);
        assert_same(
            kind.name(),
            count(&detector, &indexes),
            planted(&corpus.truth),
        );
        group.throughput(Throughput::BytesDecimal(corpus.bytes.len() as u64));
        group.bench_function(kind.name(), |bencher| {
            let fresh = || (detector.scratch(), Vec::new());
            bencher.iter_batched_ref(
                fresh,
                |(scratch, found)| scan(&detector, &indexes, scratch, found),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

/// The pieces of a text as the scan would have them.
fn index(text: &[u8], name: &str) -> Vec<Index> {
    let Opened::Reader(mut reader) = Reader::open(text, name, &Limits::default()) else {
        panic!("{name} is text");
    };
    let mut indexes = Vec::new();
    while let Some(piece) = reader
        .next_piece(Piece::default())
        .expect("memory can be read")
    {
        let mut index = Index::default();
        index.build(piece);
        indexes.push(index);
    }
    indexes
}

fn scan(detector: &Detector, indexes: &[Index], scratch: &mut Scratch, found: &mut Vec<Match>) {
    let carry = Carry::default();
    for chunk in indexes.iter().flat_map(Index::chunks) {
        detector.scan(scratch, &chunk, &carry, found);
    }
    black_box(found);
}

/// The counts of what was planted.
fn planted(truth: &[Plant]) -> Counts {
    let mut counts = Counts::new();
    for plant in truth {
        *counts.entry(plant.identifier.to_owned()).or_default() += 1;
    }
    counts
}

/// What is found, after overlaps are settled.
fn count(detector: &Detector, indexes: &[Index]) -> Counts {
    let (mut scratch, mut found) = (detector.scratch(), Vec::new());
    scan(detector, indexes, &mut scratch, &mut found);
    found.sort_unstable();
    let mut counts = Counts::new();
    let mut note = |found: &Match| {
        let identifier = &detector.identifiers()[found.identifier as usize];
        *counts.entry(identifier.id.clone()).or_default() += 1;
    };
    let mut settle = Settle::default();
    settle.push(&found, &mut note);
    settle.finish(&mut note);
    counts
}

criterion_group!(benches, engine);
criterion_main!(benches);
