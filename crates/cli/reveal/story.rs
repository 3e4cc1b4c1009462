//! Samples, for people and as JSON.

use std::io::Write as _;

use serde_json::json;
use tracie::finding::Finding;
use tracie::report::{place_in_words, visible};
use tracie::reveal::{Sample, Samples};

use crate::terminal;

/// As GetSensitiveDataOccurrences answers.
pub(crate) fn write_json(samples: &Samples) -> anyhow::Result<()> {
    let document = json!({
        "sensitiveDataOccurrences": samples.revealed(),
        "status": "SUCCESS",
    });
    writeln!(anstream::stdout(), "{document:#}")?;
    Ok(())
}

/// Type by type, each value behind its place.
pub(crate) fn write(finding: &Finding, samples: &Samples) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    let object = finding.resources_affected.s3_object.as_ref();
    let path = object.map(|it| visible(&it.path)).unwrap_or_default();
    writeln!(
        out,
        "{}, unchanged since it was scanned",
        terminal::strong(path)
    )?;
    for (name, all) in &samples.by_type {
        writeln!(out, "\n{}", terminal::strong(visible(name)))?;
        let places: Vec<String> = all.iter().map(place).collect();
        let width = places
            .iter()
            .map(|it| it.chars().count())
            .max()
            .unwrap_or(0);
        for (place, sample) in places.iter().zip(all) {
            let value = visible(sample.value.reveal());
            let pad = " ".repeat(width - place.chars().count());
            writeln!(out, "  {}{pad}  {value}", terminal::faint(place))?;
        }
    }
    if !samples.missing.is_empty() {
        let missing = visible(&samples.missing.join(", "));
        writeln!(
            out,
            "\n{}",
            terminal::warning(format!("not found again: {missing}"))
        )?;
    }
    Ok(())
}

fn place(sample: &Sample) -> String {
    let place = sample.place.as_ref().map(place_in_words);
    let place = place.unwrap_or_else(|| "somewhere".to_owned());
    match &sample.member {
        Some(member) => format!("{place} of {}", visible(member)),
        None => place,
    }
}
