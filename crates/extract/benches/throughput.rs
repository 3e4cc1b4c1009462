//! How fast content is cut (on one thread) and indexed (on each thread).
//!
//! `cargo bench -p tracie-extract`. All values are made up.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tracie_extract::{Index, Limits, Opened, Piece, Reader};

/// Bytes of content: enough for a few pieces.
const SIZE: usize = 8 << 20;

/// Content of rows that a function writes.
fn rows(first: &str, row: impl Fn(&mut String, u64)) -> Vec<u8> {
    let mut content = first.to_owned();
    let mut number = 1_u64;
    while content.len() < SIZE {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        row(&mut content, number >> 40);
    }
    content.into_bytes()
}

fn log() -> Vec<u8> {
    rows("", |text, n| {
        let _ = writeln!(
            text,
            "10.0.{}.7 - [12/Mar/2024:10:00:00] \"GET /a/{n}\" 200 {}",
            n % 255,
            n % 9999
        );
    })
}

fn table() -> Vec<u8> {
    rows("id,name,card,phone,city\n", |text, n| {
        let _ = writeln!(
            text,
            "{n},Ann Smith,4111 1111 {:04} 1111,+1 202 555 {:04},Springfield",
            n % 9999,
            n % 9998
        );
    })
}

fn quoted_table() -> Vec<u8> {
    rows("\"id\",\"name\",\"card\",\"city\"\n", |text, n| {
        let _ = writeln!(
            text,
            "\"{n}\",\"Smith, Ann\",\"4111 1111 {:04} 1111\",\"Springfield\"",
            n % 9999
        );
    })
}

fn member(text: &mut String, n: u64) {
    let _ = write!(
        text,
        "{{\"id\":{n},\"name\":\"Ann Smith\",\"card\":\"4111 1111 {:04} 1111\",\
         \"address\":{{\"city\":\"Springfield\",\"zip\":{}}},\"tags\":[\"a\",\"b\"],\"active\":true}}",
        n % 9999,
        n % 99_999
    );
}

fn lines() -> Vec<u8> {
    rows("", |text, n| {
        member(text, n);
        text.push('\n');
    })
}

fn document() -> Vec<u8> {
    let mut content = rows("[0", |text, n| {
        text.push(',');
        member(text, n);
    });
    content.push(b']');
    content
}

fn open<'a>(content: &'a [u8], name: &str) -> Reader<'a> {
    match Reader::open(content, name, &Limits::default()) {
        Opened::Reader(reader) => reader,
        skipped => panic!("{skipped:?}"),
    }
}

/// Cuts all of the content in the memory of one piece.
fn cut(content: &[u8], name: &str, memory: &mut Piece) {
    let mut reader = open(content, name);
    while let Some(piece) = reader
        .next_piece(std::mem::take(memory))
        .expect("a slice cannot fail")
    {
        *memory = black_box(piece);
    }
}

/// Cuts and indexes all of the content.
fn index(content: &[u8], name: &str, index: &mut Index) {
    let mut reader = open(content, name);
    while let Some(piece) = reader
        .next_piece(index.release())
        .expect("a slice cannot fail")
    {
        index.build(piece);
        black_box(index.chunks().count());
    }
}

fn throughput(criterion: &mut Criterion) {
    let contents = [
        ("log", "x.log", log()),
        ("table", "x.csv", table()),
        ("quoted table", "x.csv", quoted_table()),
        ("JSON lines", "x.jsonl", lines()),
        ("JSON document", "x.json", document()),
    ];
    for (label, name, content) in &contents {
        let mut group = criterion.benchmark_group(*label);
        group
            .throughput(Throughput::Bytes(content.len() as u64))
            .sample_size(20);
        let mut memory = Piece::default();
        group.bench_function("cut", |bencher| {
            bencher.iter(|| cut(content, name, &mut memory));
        });
        let mut scratch = Index::new();
        group.bench_function("cut and index", |bencher| {
            bencher.iter(|| index(content, name, &mut scratch));
        });
        group.finish();
    }
}

criterion_group!(benches, throughput);
criterion_main!(benches);
