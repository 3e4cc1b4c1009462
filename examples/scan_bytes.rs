//! Looks at some bytes that are in memory.
//!
//! ```text
//! cargo run -p tracie --example scan_bytes
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use tracie::{Error, Scanner};

/// All values are made up.
const PEOPLE: &[u8] = b"\
name,ssn,card number
Jane,512-58-3904,4539 1488 0343 6467
Joe,512-58-3905,none
";

fn main() -> Result<(), Error> {
    let scanner = Scanner::builder().build()?;
    let result = scanner.scan_bytes("people.csv", PEOPLE);
    for detection in &result.detections {
        println!("{} × {}", detection.count, detection.identifier.id);
        for occurrence in &detection.occurrences {
            println!("    {:?}", occurrence.place);
        }
    }
    Ok(())
}
