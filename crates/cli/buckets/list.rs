//! `tracie buckets list`.

use std::io::{self, Write};

use clap::Args;
use serde_json::json;
use tracie::posture::{BucketMetadata, Posture, Tri};

use super::setup::SourceArgs;
use super::table::{self, word};
use crate::exit::Exit;
use crate::terminal;

/// List buckets, as DescribeBuckets does
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// As JSON, in the form of DescribeBuckets
    #[arg(long)]
    json: bool,
}

const HEAD: [&str; 6] = [
    "BUCKET",
    "PERMISSION",
    "SHARED",
    "ENCRYPTION",
    "UNENCRYPTED UPLOADS",
    "REPLICATED",
];

pub(crate) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    let buckets = args.source.buckets()?;
    let out = &mut anstream::stdout().lock();
    if args.json {
        let metadata: Vec<&BucketMetadata> = buckets.iter().map(|(_, metadata)| metadata).collect();
        writeln!(out, "{:#}", json!({ "buckets": metadata }))?;
    } else {
        let postures: Vec<&Posture> = buckets.iter().map(|(posture, _)| posture).collect();
        write(out, &postures)?;
    }
    Ok(Exit::Clean)
}

/// The buckets in a table, with why and with what is not known below it.
pub(crate) fn write(out: &mut impl Write, postures: &[&Posture]) -> io::Result<()> {
    let rows: Vec<[String; 6]> = postures.iter().map(|posture| row(posture)).collect();
    table::write(out, HEAD, &rows)?;
    let any = postures.iter().any(|posture| !notes(posture).is_empty());
    if any {
        writeln!(out)?;
    }
    for posture in postures {
        for note in notes(posture) {
            writeln!(out, "{}: {note}", posture.config.name)?;
        }
    }
    Ok(())
}

fn row(posture: &Posture) -> [String; 6] {
    [
        posture.config.name.clone(),
        word(&json!(posture.public_access.effective_permission)),
        word(&json!(posture.shared_access)),
        word(&json!(posture.encryption().encryption_type)),
        word(&json!(posture.unencrypted_uploads)),
        replicated(posture),
    ]
}

/// Whether objects are copied, and where to.
pub(crate) fn replicated(posture: &Posture) -> String {
    let replication = &posture.replication;
    match (replication.replicated, replication.externally) {
        (Tri::No, _) => "no",
        (Tri::Yes, Tri::Yes) => "externally",
        (Tri::Yes, Tri::No) => "internally",
        (Tri::Yes, Tri::Unknown) => "yes, whereto UNKNOWN",
        (Tri::Unknown, _) => "UNKNOWN",
    }
    .to_owned()
}

/// Why, and what is not known.
fn notes(posture: &Posture) -> Vec<String> {
    let grounds = posture.grounds.iter().map(terminal::strong);
    let parties = posture.parties.iter().map(|party| party.grounds.clone());
    let doubts = posture.doubts.iter();
    let doubts = doubts.map(|doubt| format!("{} {doubt}", terminal::warning("not decided:")));
    grounds.chain(parties).chain(doubts).collect()
}
