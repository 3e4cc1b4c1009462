//! `tracie buckets show`.

use std::io::{self, Write};

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use tracie::finding::resources::{BlockPublicAccess, PublicGrants};
use tracie::posture::{BucketMetadata, Posture};

use super::list::replicated;
use super::setup::SourceArgs;
use super::table::word;
use crate::exit::Exit;
use crate::terminal;

/// Show how one bucket stands open, and why
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// The bucket
    bucket: String,

    /// As JSON, in the form of DescribeBuckets
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let mut buckets = args.source.buckets()?.into_iter();
    let found = buckets.find(|(posture, _)| posture.config.name == args.bucket);
    let (posture, metadata) = found.with_context(|| {
        format!(
            "there is no configuration of the bucket `{}`; `tracie buckets list` lists those there are",
            args.bucket
        )
    })?;
    let out = &mut anstream::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", serde_json::to_value(&metadata)?)?;
    } else {
        write(out, &posture, &metadata)?;
    }
    Ok(Exit::Clean)
}

fn write(out: &mut impl Write, posture: &Posture, metadata: &BucketMetadata) -> io::Result<()> {
    writeln!(out, "{}", terminal::strong(&posture.config.name))?;
    let unknown = || "unknown".to_owned();
    let facts = [
        (
            "Account",
            posture.account_id.clone().unwrap_or_else(unknown),
        ),
        ("Region", metadata.region.clone().unwrap_or_else(unknown)),
        (
            "Created",
            metadata.bucket_created_at.clone().unwrap_or_else(unknown),
        ),
        (
            "Permission",
            word(&json!(posture.public_access.effective_permission)),
        ),
        ("Shared", word(&json!(posture.shared_access))),
        ("Encryption", encryption(posture)),
        (
            "Unencrypted uploads",
            word(&json!(posture.unencrypted_uploads)),
        ),
        ("Replicated", replicated(posture)),
        (
            "Versions",
            metadata
                .versioning
                .map_or_else(unknown, |it| flag(it).into()),
        ),
    ];
    for (name, value) in facts {
        writeln!(out, "  {name:<21}{value}")?;
    }
    write_permissions(out, posture)?;
    write_list(out, "Open to anyone", &posture.grounds)?;
    let parties = posture.parties.iter();
    let parties: Vec<String> = parties
        .map(|party| format!("{:?}: {}", party.relation, party.grounds))
        .collect();
    write_list(out, "Let in by name", &parties)?;
    write_list(out, "Not decided", &posture.doubts)
}

fn write_permissions(out: &mut impl Write, posture: &Posture) -> io::Result<()> {
    let Some(configuration) = &posture.public_access.permission_configuration else {
        return Ok(());
    };
    let bucket = &configuration.bucket_level_permissions;
    let account = &configuration.account_level_permissions;
    writeln!(out, "\nSettings")?;
    for (name, value) in [
        ("Account blocks", blocks(account.block_public_access)),
        ("Bucket blocks", blocks(bucket.block_public_access)),
        ("List lets anyone", grants(bucket.access_control_list)),
        ("Policy lets anyone", grants(bucket.bucket_policy)),
    ] {
        writeln!(out, "  {name:<21}{value}")?;
    }
    Ok(())
}

fn write_list(out: &mut impl Write, title: &str, items: &[String]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for item in items {
        writeln!(out, "  {item}")?;
    }
    Ok(())
}

fn encryption(posture: &Posture) -> String {
    let encryption = posture.encryption();
    let kind = word(&json!(encryption.encryption_type));
    match encryption.kms_master_key_id {
        Some(key) => format!("{kind} by {key}"),
        None => kind,
    }
}

fn blocks(block: Option<BlockPublicAccess>) -> String {
    let Some(block) = block else {
        return "unknown".into();
    };
    let switches = [
        ("BlockPublicAcls", block.block_public_acls),
        ("IgnorePublicAcls", block.ignore_public_acls),
        ("BlockPublicPolicy", block.block_public_policy),
        ("RestrictPublicBuckets", block.restrict_public_buckets),
    ];
    let on: Vec<&str> = switches
        .iter()
        .filter(|(_, on)| *on)
        .map(|(name, _)| *name)
        .collect();
    if on.is_empty() {
        "nothing".into()
    } else {
        on.join(", ")
    }
}

fn grants(grants: Option<PublicGrants>) -> String {
    match grants {
        None => "unknown",
        Some(grants) => match (
            grants.allows_public_read_access,
            grants.allows_public_write_access,
        ) {
            (true, true) => "read and write",
            (true, false) => "read",
            (false, true) => "write",
            (false, false) => "nothing",
        },
    }
    .into()
}

fn flag(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}
