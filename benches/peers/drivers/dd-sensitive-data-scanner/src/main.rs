//! Counts the matches of labelled rules in files:
//!
//!     dd-driver THREADS PATTERNS FILE...
//!
//! PATTERNS has a label, a tab and an expression a line. Prints a label, a
//! tab and a count a line.

use std::error::Error;
use std::fs::{self, File};
use std::io::Read;
use std::sync::Mutex;

use dd_sds::{RegexRuleConfig, RootRuleConfig, Scanner, SecondaryValidator};

const BLOCK: usize = 64 << 10;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let threads: usize = arguments.next().ok_or("no number of threads")?.parse()?;
    let patterns = fs::read_to_string(arguments.next().ok_or("no patterns")?)?;
    let rules: Vec<(&str, &str)> = patterns
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let configs: Vec<_> = rules
        .iter()
        .map(|(label, regex)| rule(label, regex))
        .collect();
    let scanner = Scanner::builder(&configs)
        .build()
        .map_err(|error| format!("{error:?}"))?;
    let blocks = Mutex::new(Blocks {
        files: arguments.collect::<Vec<_>>().into_iter(),
        file: None,
        rest: Vec::new(),
    });
    let mut counts = vec![0_u64; rules.len()];
    let parts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| scope.spawn(|| work(&scanner, &blocks, rules.len())))
            .collect();
        workers
            .into_iter()
            .map(|it| it.join().expect("no worker panics"))
            .collect::<Vec<_>>()
    });
    for part in parts {
        counts
            .iter_mut()
            .zip(part)
            .for_each(|(sum, count)| *sum += count);
    }
    for ((label, _), count) in rules.iter().zip(counts) {
        println!("{label}\t{count}");
    }
    Ok(())
}

fn rule(label: &str, regex: &str) -> RootRuleConfig<std::sync::Arc<dyn dd_sds::RuleConfig>> {
    let config = RegexRuleConfig::new(regex);
    let config = match label {
        "card" => config.with_validator(Some(SecondaryValidator::LuhnChecksum)),
        "iban" => config.with_validator(Some(SecondaryValidator::IbanChecker)),
        _ => config,
    };
    RootRuleConfig::new(config.build())
}

fn work(scanner: &Scanner, blocks: &Mutex<Blocks>, rules: usize) -> Vec<u64> {
    let mut counts = vec![0; rules];
    while let Some(block) = next(blocks) {
        let mut text = String::from_utf8_lossy(&block).into_owned();
        for found in scanner.scan(&mut text).expect("plain rules do not fail") {
            counts[found.rule_index] += 1;
        }
    }
    counts
}

fn next(blocks: &Mutex<Blocks>) -> Option<Vec<u8>> {
    blocks.lock().expect("no worker panics").next()
}

/// Files in blocks of whole lines.
struct Blocks {
    files: std::vec::IntoIter<String>,
    file: Option<File>,
    rest: Vec<u8>,
}

impl Iterator for Blocks {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            if self.file.is_none() {
                let next = self.files.next()?;
                self.file = Some(File::open(&next).expect("files can be read"));
            }
            let file = self.file.as_mut()?;
            let read = file.take(BLOCK as u64).read_to_end(&mut self.rest);
            let at_end = matches!(read, Ok(0) | Err(_));
            let line_end = self
                .rest
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |at| at + 1);
            let end = if at_end { self.rest.len() } else { line_end };
            if at_end {
                self.file = None;
            }
            if end > 0 {
                return Some(self.rest.drain(..end).collect());
            }
        }
    }
}
