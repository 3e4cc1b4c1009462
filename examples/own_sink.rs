//! Receives results with a sink of one's own, which shows progress and stops
//! at the first object of high severity. Such a check can stand before an
//! upload.
//!
//! ```text
//! cargo run -p tracie --example own_sink -- PATH
//! ```

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example shows what it finds"
)]

use std::env;
use std::error::Error;

use tracie::{Finding, Flow, ObjectResult, Progress, Scanner, Severity, Sink};

/// Remembers the first object that must not leave the house.
#[derive(Default)]
struct Gate {
    refused: Option<String>,
}

impl Sink for Gate {
    fn object(&mut self, result: &ObjectResult, finding: Option<Finding>) -> Flow {
        if finding.is_none_or(|finding| finding.severity.description != Severity::High) {
            return Flow::Continue;
        }
        self.refused = Some(format!("{}/{}", result.object.bucket, result.object.key));
        Flow::Stop
    }

    fn progress(&mut self, progress: &Progress) -> Flow {
        eprint!("\r{} objects, {} bytes", progress.objects, progress.bytes);
        Flow::Continue
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os()
        .nth(1)
        .ok_or("give the path of a directory or a file")?;
    let mut gate = Gate::default();
    let coverage = Scanner::builder().build()?.scan_path(path, &mut gate)?;
    eprintln!();
    match gate.refused {
        Some(object) => println!("refused: {object}"),
        None if coverage.is_complete() => println!("nothing of high severity"),
        None => println!("nothing of high severity in what could be read"),
    }
    Ok(())
}
