//! `tracie buckets`: how buckets stand open.

mod findings;
mod list;
mod setup;
mod show;
mod statistics;
mod table;

use clap::{Args, Subcommand};

use crate::exit::Exit;

/// Tell how buckets stand open: public access, sharing, encryption, replication
#[derive(Debug, Args)]
#[command(after_long_help = LAYOUT)]
pub(crate) struct BucketsArgs {
    #[command(subcommand)]
    command: Command,
}

const LAYOUT: &str = "\
Configuration is read from a snapshot of AWS Config, or from a folder with what the AWS CLI
answered; what is missing or may not be seen is told as unknown:
  DIR/get-caller-identity.json       aws sts get-caller-identity
  DIR/get-public-access-block.json   aws s3control get-public-access-block --account-id ID
  DIR/list-buckets.json              aws s3api list-buckets
  DIR/BUCKET/CALL.json               aws s3api CALL --bucket BUCKET, for CALL get-bucket-acl, -policy,
                                     -policy-status, -encryption, -replication, -tagging, -versioning,
                                     -location, -ownership-controls, and get-public-access-block
  DIR/BUCKET/CALL.err                what the AWS CLI said on standard error, such as NoSuchBucketPolicy
  DIR/BUCKET/list-objects-v2.json    for the numbers of objects; may be left out";

#[derive(Debug, Subcommand)]
enum Command {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Statistics(statistics::StatisticsArgs),
    Findings(findings::FindingsArgs),
}

pub(crate) fn run(args: &BucketsArgs) -> anyhow::Result<Exit> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Statistics(args) => statistics::run(args),
        Command::Findings(args) => findings::run(args),
    }
}
