//! Bytes a second of the engine alone over files held in memory, one thread:
//!
//!     cargo run --release -p tracie-identify --example throughput -- FILE...
//!
//! Every file is searched as plain text in parts of 1 MiB by all managed
//! identifiers that have an expression. Prints the median of five.

use std::time::Instant;

use tracie_finding::chunk::{Chunk, Layout};
use tracie_identify::{Carry, Detector, Selection};

const PART: usize = 1 << 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let detector = Detector::builder().managed(Selection::All).build()?;
    let built = begun.elapsed();
    #[expect(clippy::print_stdout, reason = "an example prints")]
    {
        println!("built in {built:?}, {} KiB", detector.memory_usage() >> 10);
        for path in std::env::args().skip(1) {
            let text = std::fs::read(&path)?;
            let mut runs: Vec<(f64, usize)> = (0..5).map(|_| time(&detector, &text)).collect();
            runs.sort_by(|a, b| a.0.total_cmp(&b.0));
            println!("{path}: {:.0} MB/s, {} matches", runs[2].0, runs[2].1);
        }
    }
    Ok(())
}

fn time(detector: &Detector, text: &[u8]) -> (f64, usize) {
    let mut scratch = detector.scratch();
    let mut found = Vec::new();
    let mut count = 0;
    let begun = Instant::now();
    for part in text.chunks(PART) {
        found.clear();
        let layout = Layout::Text { base: 0 };
        let chunk = Chunk {
            bytes: part,
            owned: (0, part.len()),
            layout,
        };
        detector.scan(&mut scratch, &chunk, &Carry::default(), &mut found);
        count += found.len();
    }
    (
        text.len() as f64 / begun.elapsed().as_secs_f64() / 1e6,
        count,
    )
}
