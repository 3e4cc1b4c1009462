//! What more identifiers cost: the engine alone over files held in memory, one
//! thread, with ten managed identifiers, with all, and with all and a thousand
//! custom ones:
//!
//!     cargo run --release -p tracie-scan --example growth -- FILE...
//!
//! The custom ones are made up, in equal parts of such that need a keyword, such
//! that begin with letters of their own, and such that are told by their shape.
//! Prints the medians of five, the time to build and the memory of each set.

mod support;

use std::time::Instant;

use support::{lay_out, median, print};
use tracie_identify::{CustomIdentifier, Detector, DetectorBuilder, Selection};

const TEN: [&str; 10] = [
    "AWS_CREDENTIALS",
    "CREDIT_CARD_NUMBER",
    "DATE_OF_BIRTH",
    "GERMANY_BANK_ACCOUNT_NUMBER",
    "JSON_WEB_TOKEN",
    "PHONE_NUMBER",
    "UK_NHS_NUMBER",
    "UK_PASSPORT_NUMBER",
    "USA_PASSPORT_NUMBER",
    "USA_SOCIAL_SECURITY_NUMBER",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ten = Selection::Include(TEN.map(str::to_owned).to_vec());
    let customs = customs(1_000)?;
    for (what, selection, customs) in [
        ("10 managed", ten, &[][..]),
        ("all managed", Selection::All, &[]),
        ("all managed, 1,000 custom", Selection::All, &customs),
    ] {
        let builder = Detector::builder().managed(selection);
        let builder = customs
            .iter()
            .cloned()
            .fold(builder, DetectorBuilder::custom);
        let begun = Instant::now();
        let detector = builder.build()?;
        let (built, memory) = (begun.elapsed(), detector.memory_usage() >> 10);
        print(&format!("{what}: built in {built:?}, {memory} KiB"));
        for path in std::env::args().skip(1) {
            let text = std::fs::read(&path)?;
            let pieces = lay_out(&text, &path)?;
            let (seconds, _) = median(&detector, &pieces);
            let rate = text.len() as f64 / seconds / 1e6;
            print(&format!("{rate:6.0} MB/s: {path}"));
        }
    }
    Ok(())
}

/// Made-up custom identifiers.
fn customs(count: usize) -> Result<Vec<CustomIdentifier>, Box<dyn std::error::Error>> {
    let letters = |at: usize| -> String {
        [676, 26, 1]
            .iter()
            .map(|place| char::from(b'A' + (at / place % 26) as u8))
            .collect()
    };
    let one = |at: usize| {
        let (name, digits) = (letters(at * 7), 4 + at % 7);
        match at % 3 {
            0 => format!(
                r#"{{"name": "keyword {at}", "regex": "[0-9]{{{digits}}}", "keywords": ["ref {name}"]}}"#
            ),
            1 => format!(r#"{{"name": "prefix {at}", "regex": "{name}-[0-9A-F]{{{digits}}}"}}"#),
            _ => format!(
                r#"{{"name": "shape {at}", "regex": "[{}-{}][A-Z]\\d{{{digits}}}[A-Z]"}}"#,
                &name[2..],
                'Z'
            ),
        }
    };
    let all: Vec<String> = (0..count).map(one).collect();
    Ok(CustomIdentifier::parse(&format!("[{}]", all.join(",")))?)
}
