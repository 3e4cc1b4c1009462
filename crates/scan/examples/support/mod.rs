//! What the examples that measure the engine share.

use std::time::Instant;

use tracie_extract::{Index, Limits, Opened, Piece, Reader};
use tracie_identify::{Carry, Detector};

#[expect(clippy::print_stdout, reason = "an example prints")]
pub(crate) fn print(line: &str) {
    println!("{line}");
}

/// The pieces of a text as a scan would have them.
pub(crate) fn lay_out(text: &[u8], path: &str) -> Result<Vec<Index>, Box<dyn std::error::Error>> {
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

/// The median of five runs, in seconds, and the number of matches.
pub(crate) fn median(detector: &Detector, pieces: &[Index]) -> (f64, usize) {
    let mut runs: Vec<(f64, usize)> = (0..5).map(|_| time(detector, pieces)).collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs[2]
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
