//! `tracie buckets statistics`.

use std::io::Write;

use clap::Args;
use serde_json::{Map, Value};
use tracie::posture::BucketStatistics;

use super::setup::SourceArgs;
use crate::exit::Exit;
use crate::terminal;

/// Add up how all buckets stand open, as GetBucketStatistics does
#[derive(Debug, Args)]
pub(crate) struct StatisticsArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// As JSON, in the form of GetBucketStatistics
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &StatisticsArgs) -> anyhow::Result<Exit> {
    let buckets = args.source.buckets()?;
    let counted = buckets
        .iter()
        .any(|(_, metadata)| metadata.inventory.is_some());
    let statistics = BucketStatistics::of(buckets.iter().map(|(_, metadata)| metadata));
    let value = serde_json::to_value(&statistics)?;
    let out = &mut anstream::stdout().lock();
    if args.json {
        writeln!(out, "{value:#}")?;
        return Ok(Exit::Clean);
    }
    writeln!(out, "{} buckets", statistics.bucket_count)?;
    for (title, member) in GROUPS {
        if let Some(group) = value.get(member).and_then(Value::as_object) {
            writeln!(out, "{}", terminal::faint(format_args!("{title}:")))?;
            writeln!(out, "  {}", in_words(group))?;
        }
    }
    if counted {
        writeln!(
            out,
            "{} objects, {} bytes; {} of them ({} bytes) can be classified",
            statistics.object_count,
            statistics.size_in_bytes,
            statistics.classifiable_object_count,
            statistics.classifiable_size_in_bytes
        )?;
    }
    Ok(Exit::Clean)
}

const GROUPS: [(&str, &str); 4] = [
    ("effective permission", "bucketCountByEffectivePermission"),
    ("shared access", "bucketCountBySharedAccessType"),
    ("default encryption", "bucketCountByEncryptionType"),
    (
        "encryption of uploads",
        "bucketCountByObjectEncryptionRequirement",
    ),
];

fn in_words(group: &Map<String, Value>) -> String {
    let counts = group
        .iter()
        .map(|(name, count)| format!("{count} {}", words(name)));
    counts.collect::<Vec<_>>().join(", ")
}

/// `publiclyReadable` is two words.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}
