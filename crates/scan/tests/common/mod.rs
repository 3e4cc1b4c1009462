//! What the tests share. All values are made up.

#![allow(dead_code, unreachable_pub, reason = "each test uses some of it")]

use std::fmt::Write as _;
use std::io::Read;
use std::sync::Arc;

use tracie_finding::detection::ObjectResult;
use tracie_finding::{Finding, Flow};
use tracie_identify::{CustomIdentifier, Detector, DetectorBuilder, Selection};
use tracie_scan::{Limits, Scanner, ScannerBuilder};
use tracie_source::{Entry, Object, Source};

/// A detector for all managed identifiers and two custom ones: one whose
/// matches touch each other, so that where one ends decides on the next, and
/// one that runs over lines.
pub fn detector() -> Detector {
    let detector = builder_of_detector().build();
    detector.expect("the identifiers stand up")
}

/// The same, to be added to.
pub fn builder_of_detector() -> DetectorBuilder {
    let custom = |json| {
        CustomIdentifier::parse(json)
            .expect("it is well-formed")
            .remove(0)
    };
    Detector::builder()
        .managed(Selection::All)
        .custom(custom(r#"{"name": "quads", "regex": "q[a-z0-9]{3}"}"#))
        .custom(custom(
            r#"{"name": "lines", "regex": "BEGIN\\s+[A-Z]+\\s+END"}"#,
        ))
}

/// A scanner with pieces of the given size.
pub fn scanner(detector: &Detector, threads: usize, window: usize) -> Scanner {
    builder(detector, threads, window)
        .build()
        .expect("a detector is all it takes")
}

pub fn builder(detector: &Detector, threads: usize, window: usize) -> ScannerBuilder {
    let mut limits = Limits::default();
    limits.extract.window = window;
    // No match here is longer, and each piece is searched with all its context.
    limits.extract.max_match = 1 << 10;
    limits.extract.look_behind = 1 << 10;
    limits.locations = 40;
    Scanner::builder()
        .detector(detector.clone())
        .limits(limits)
        .threads(threads)
}

/// All results of a scan.
pub fn results(scanner: &Scanner, source: &dyn Source) -> Vec<ObjectResult> {
    let mut results = Vec::new();
    let coverage = scanner.scan(source, &mut |result: &ObjectResult, _: Option<Finding>| {
        results.push(result.clone());
        Flow::Continue
    });
    assert_eq!(coverage.total().objects, results.len() as u64);
    results
}

/// Objects in memory. Their size is not known before they are read, so that
/// they are cut and shared out as large ones are.
#[derive(Clone, Default)]
pub struct Memory(pub Vec<(String, Arc<[u8]>)>);

impl Memory {
    pub fn one(key: &str, content: impl Into<Arc<[u8]>>) -> Memory {
        Memory(vec![(key.into(), content.into())])
    }
}

impl Source for Memory {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        Box::new(self.0.iter().map(|(key, content)| {
            let content = content.clone();
            let open = move || Ok(Box::new(Cursor(content.clone(), 0)) as Box<dyn Read + Send>);
            Entry::Object(Object::new("memory", &**key, open))
        }))
    }
}

struct Cursor(Arc<[u8]>, usize);

impl Read for Cursor {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = (&self.0[self.1..]).read(buffer)?;
        self.1 += n;
        Ok(n)
    }
}

/// A generator of numbers that look random and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len() as u64) as usize]
    }
}

/// Things to find, in contexts that make them count or not.
const BITS: &[&str] = &[
    "SSN: 512-58-3904",
    "social security number 512583904",
    "credit card 4111 1111 1111 1111",
    "card number: 4111-1111-1111-1111",
    "IBAN DE89370400440532013000",
    "qabcq123qqqqqqqq",
    "qqabcqqabc",
    "BEGIN\nWORDS\nEND",
    "BEGIN WORDS END",
    "date of birth 1970-01-02",
    "passport number 512583904",
    "Müller, Ærøskøbing, 東京",
    "plain words that mean nothing at all",
    "12345678901234567890",
    "a,b;c\t\"d\"",
    "John Smith lives in Berlin",
];

/// Running text with things to find in it.
pub fn text(seed: u64, lines: usize) -> String {
    let mut dice = Dice(seed);
    let mut text = String::new();
    for _ in 0..lines {
        for _ in 0..dice.roll(6) {
            text.push_str(dice.pick(BITS));
            text.push_str(dice.pick(&[" ", ", ", "  ", "/"]));
        }
        text.push_str(dice.pick(&["\n", "\n", "\n", "\r\n", "\r", "\n\n"]));
    }
    text
}

/// A table with a header.
pub fn csv(seed: u64, rows: usize) -> String {
    let mut dice = Dice(seed);
    let mut text = String::from("id,ssn,notes,credit card\n");
    for row in 0..rows {
        let notes = dice.pick(BITS).replace('"', "\"\"");
        let ssn = dice.pick(&["512-58-3904", "512583904", "none", ""]);
        let card = dice.pick(&["4111111111111111", "4111 1111 1111 1111", "x"]);
        let _ = writeln!(text, "{row},{ssn},\"{notes}\",{card}");
    }
    text
}

/// A document a line.
pub fn jsonl(seed: u64, lines: usize) -> String {
    let mut dice = Dice(seed);
    let mut text = String::new();
    for line in 0..lines {
        let note = dice.pick(BITS).replace(['"', '\\', '\n', '\t'], " ");
        let ssn = dice.pick(&["512-58-3904", "512583904", "none"]);
        let _ = writeln!(
            text,
            r#"{{"line":{line},"person":{{"ssn":"{ssn}","notes":["{note}"]}}}}"#
        );
    }
    text
}
