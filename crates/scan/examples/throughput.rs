//! Bytes a second of the engine alone over files held in memory, one thread:
//!
//!     cargo run --release -p tracie-scan --example throughput -- FILE...
//!
//! Each file is cut and laid out as a scan would do it, before the clock
//! starts; then all managed identifiers are looked for, with and without those
//! that go by words (names and addresses); with `--exclude-words` first, only
//! without. Prints the medians of five.

mod support;

use std::time::Instant;

use support::{lay_out, median, print};
use tracie_identify::{Detector, Selection};

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
            let (seconds, found) = median(&detector, &pieces);
            let rate = text.len() as f64 / seconds / 1e6;
            print(&format!("{rate:6.0} MB/s, {found} matches: {path}"));
        }
    }
    Ok(())
}
