//! Looks for what only you know: an identifier of your own.
//!
//! ```text
//! cargo run -p tracie --example custom_identifier
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use tracie::{CustomIdentifier, Error, Scanner, Selection};

/// As in Macie's CreateCustomDataIdentifier; TOML is understood as well.
const EMPLOYEE: &str = r#"{
    "name": "employee number",
    "regex": "E-[0-9]{6}",
    "keywords": ["employee", "badge"],
    "maximumMatchDistance": 20,
    "severityLevels": [
        {"occurrencesThreshold": 1, "severity": "LOW"},
        {"occurrencesThreshold": 3, "severity": "HIGH"}
    ]
}"#;

/// All values are made up. The last one has no keyword before it.
const NOTES: &[u8] = b"\
Employee E-004217 lost badge E-004217.
Badge E-100200 was found instead.
The parcel was E-555555.
";

fn main() -> Result<(), Error> {
    let mut builder = Scanner::builder().managed(Selection::None);
    for identifier in CustomIdentifier::parse(EMPLOYEE)? {
        builder = builder.custom(identifier);
    }
    let result = builder.build()?.scan_bytes("notes.txt", NOTES);
    for detection in &result.detections {
        let severity = detection.identifier.severity_of(detection.count);
        println!(
            "{} × {}: {severity:?}",
            detection.count, detection.identifier.id
        );
    }
    Ok(())
}
