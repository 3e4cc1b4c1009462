//! Scans a directory, and prints findings as JSON Lines and what was covered.
//!
//! ```text
//! cargo run -p tracie --example scan_directory -- PATH [THREADS]
//! ```

#![expect(clippy::print_stderr, reason = "an example shows what it finds")]

use std::env;
use std::error::Error;
use std::io;

use tracie::report::{Options, Reporter, format};
use tracie::{Scanner, Selection};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let path = arguments.next().ok_or("give the path of a directory")?;
    let threads = match arguments.next() {
        Some(threads) => threads.to_string_lossy().parse()?,
        None => 0,
    };
    let scanner = Scanner::builder()
        .managed(Selection::All)
        .threads(threads)
        .build()?;
    let report = format("jsonl")?.report(&Options::default());
    let mut out = io::stdout().lock();
    let mut reporter = Reporter::begin(report, &mut out)?;
    scanner.scan_path(path, &mut reporter)?;
    let coverage = reporter.finish()?;
    let total = coverage.total();
    eprintln!(
        "{} objects, {} bytes analysed",
        total.objects, total.bytes_classified
    );
    for (reason, tally) in coverage.partial() {
        eprintln!("{} in part only: {}", tally.objects, reason.code());
    }
    for (reason, tally) in coverage.skipped() {
        eprintln!("{} skipped: {}", tally.objects, reason.code());
    }
    Ok(())
}
