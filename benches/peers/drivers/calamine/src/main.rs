//! Reads the ranges of all sheets of a workbook, and writes their cells:
//!
//!     calamine-driver FILE

use std::error::Error;
use std::io::{self, BufWriter, Write};

use calamine::{Data, Reader, open_workbook_auto};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("no file")?;
    let mut workbook = open_workbook_auto(path)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for name in workbook.sheet_names() {
        for row in workbook.worksheet_range(&name)?.rows() {
            for cell in row.iter().filter(|cell| **cell != Data::Empty) {
                writeln!(out, "{cell}")?;
            }
        }
    }
    Ok(out.flush()?)
}
