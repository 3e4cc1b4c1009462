//! `tracie findings`: questions to a store, as Macie's API takes them.

mod archive;
mod criteria;
mod fields;
mod get;
mod list;
mod scans;
mod shorthand;
mod sort;
mod statistics;
mod which;

use clap::{Args, Subcommand};

pub(crate) use self::criteria::{CriteriaArgs, warn};
use crate::exit::Exit;

/// Ask a store for findings
///
/// The verbs and their options are those of `aws macie2` (list-findings, get-findings,
/// get-finding-statistics), and so is what they write where standard output is no terminal.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct FindingsCommand {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = r#"Examples:
  tracie findings list --store t.db
  tracie findings list --store t.db --finding-criteria \
      '{"criterion": {"severity.description": {"eq": ["High"]}, "archived": {"eq": ["false"]}}}'
  tracie findings statistics --store t.db --group-by resourcesAffected.s3Bucket.name
  tracie findings get --store t.db --finding-ids 3ce05dbb7ec5505def334104bf347d9c --format json
  tracie findings get --store t.db --finding-criteria file://high.json --format sarif"#;

#[derive(Debug, Subcommand)]
enum Command {
    List(list::ListArgs),
    Get(get::GetArgs),
    Statistics(statistics::StatisticsArgs),
    Archive(archive::ArchiveArgs),
    Unarchive(archive::UnarchiveArgs),
    Fields(fields::FieldsArgs),
    Scans(scans::ScansArgs),
}

pub(crate) fn run(args: &FindingsCommand) -> anyhow::Result<Exit> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::Get(args) => get::run(args),
        Command::Statistics(args) => statistics::run(args),
        Command::Archive(args) => archive::run(args),
        Command::Unarchive(args) => archive::run_back(args),
        Command::Fields(args) => fields::run(args),
        Command::Scans(args) => scans::run(args),
    }
}
