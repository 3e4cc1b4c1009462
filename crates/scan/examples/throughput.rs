//! Bytes a second of the engine alone over files held in memory, one thread:
//!
//!     cargo run --release -p tracie-scan --example throughput -- FILE...
//!
//! Each file is cut and laid out as a scan would do it, before the clock
//! starts; then all managed identifiers are looked for, with and without those
//! that go by words (names and addresses); with `--exclude-words` first, only
//! without. Prints the medians of five.

use std::time::Instant;

use tracie_extract::{Index, Limits, Opened, Piece, Reader};
use tracie_identify::{Carry, Detector, Selection};

const BY_WORDS: [&str; 2] = ["ADDRESS", "NAME"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let excluded = Selection::Exclude(BY_WORDS.map(str::to_owned).to_vec());
    let mut sets = vec![
        ("all", Selection::All),
        ("all but names and addresses", excluded),
    ];
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.first().is_some_and(|it| it == "--exclude-words") {
        paths.remove(0);
        sets.remove(0);
    }
    for (what, selection) in sets {
        let begun = Instant::now();
        let detector = Detector::builder().managed(selection).build()?;
        let (built, memory) = (begun.elapsed(), detector.memory_usage() >> 10);
        print(&format!("{what}: built in {built:?}, {memory} KiB"));
        for path in &paths {
            let text = std::fs::read(path)?;
            let pieces = lay_out(&text, path)?;
            let (rate, found) = median(&detector, &pieces, text.len());
            print(&format!("{rate:6.0} MB/s, {found} matches: {path}"));
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example prints")]
fn print(line: &str) {
    println!("{line}");
}

/// The pieces of a text as a scan would have them.
fn lay_out(text: &[u8], path: &str) -> Result<Vec<Index>, Box<dyn std::error::Error>> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Opened::Reader(mut reader) = Reader::open(text, name, &Limits::default()) else {
        return Err(format!("{path} is of a kind that is not read").into());
    };
    let mut pieces = Vec::new();
    while let Some(piece) = reader.next_piece(Piece::default())? {
        let mut index = Index::default();
        index.build(piece);
        pieces.push(index);
    }
    Ok(pieces)
}

/// Megabytes a second, and the number of matches.
fn median(detector: &Detector, pieces: &[Index], bytes: usize) -> (f64, usize) {
    let mut runs: Vec<(f64, usize)> = (0..5).map(|_| time(detector, pieces)).collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    (bytes as f64 / runs[2].0 / 1e6, runs[2].1)
}

fn time(detector: &Detector, pieces: &[Index]) -> (f64, usize) {
    let (mut scratch, carry) = (detector.scratch(), Carry::default());
    let (mut found, mut count) = (Vec::new(), 0);
    let begun = Instant::now();
    for chunk in pieces.iter().flat_map(Index::chunks) {
        found.clear();
        detector.scan(&mut scratch, &chunk, &carry, &mut found);
        count += found.len();
    }
    (begun.elapsed().as_secs_f64(), count)
}
