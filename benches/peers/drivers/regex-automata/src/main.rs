//! Counts the matches of labelled expressions in files:
//!
//!     regex-automata-driver PATTERNS FILE...
//!
//! PATTERNS has a label, a tab and an expression a line. Prints a label, a
//! tab and a count a line.

use std::error::Error;
use std::fs::{self, File};
use std::io::Read;

use regex_automata::meta::Regex;
use regex_automata::util::syntax;

const BLOCK: usize = 1 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let patterns = fs::read_to_string(arguments.next().ok_or("no patterns")?)?;
    let (labels, expressions): (Vec<&str>, Vec<&str>) = patterns
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .unzip();
    let bytes = syntax::Config::new().unicode(false).utf8(false);
    let regex = Regex::builder()
        .syntax(bytes)
        .configure(Regex::config().utf8_empty(false))
        .build_many(&expressions)?;
    let mut counts = vec![0_u64; labels.len()];
    for file in arguments {
        scan(&regex, &mut File::open(file)?, &mut counts)?;
    }
    for (label, count) in labels.iter().zip(counts) {
        println!("{label}\t{count}");
    }
    Ok(())
}

/// Blocks of whole lines: what follows the last line feed waits for the next.
fn scan(regex: &Regex, file: &mut File, counts: &mut [u64]) -> Result<(), Box<dyn Error>> {
    let mut text = Vec::with_capacity(2 * BLOCK);
    loop {
        let read = file.by_ref().take(BLOCK as u64).read_to_end(&mut text)?;
        let line_end = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let end = if read == 0 { text.len() } else { line_end };
        for found in regex.find_iter(&text[..end]) {
            counts[found.pattern()] += 1;
        }
        text.drain(..end);
        if read == 0 {
            return Ok(());
        }
    }
}
