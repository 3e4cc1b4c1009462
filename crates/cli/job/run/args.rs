//! What was typed after `tracie job run`.

use std::path::PathBuf;

use clap::Args;

use crate::allow_list::AllowArgs;
use crate::bucket_store::{S3Args, TagArgs};
use crate::job::store::StoreArgs;
use crate::output::OutputArgs;
use crate::scan::{Level, RunArgs};

/// Run a job: begin it, or go on with it
///
/// A FILE that was not run before becomes a new job. One whose job was interrupted goes on where it
/// was; one whose job has a schedule is run now, and looks at what changed since its last run. What
/// was found is in the store as well as in reports, which hold what this call found.
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(crate) struct JobRunArgs {
    /// The job: a file with the JSON of `aws macie2 create-classification-job` (`-` is standard
    /// input), or the id or name of a job in the store
    #[arg(value_name = "FILE|JOB")]
    pub(super) job: String,

    #[command(flatten)]
    pub(super) store: StoreArgs,
    #[command(flatten)]
    pub(super) buckets: BucketArgs,
    #[command(flatten)]
    pub(super) in_store: S3Args,
    #[command(flatten)]
    pub(super) tags: TagArgs,
    #[command(flatten)]
    pub(super) search: SearchArgs,
    #[command(flatten)]
    pub(super) results: ResultArgs,
    #[command(flatten)]
    pub(super) how: RunArgs,
}

/// Where the objects of buckets are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Buckets")]
pub(crate) struct BucketArgs {
    /// A bucket: its name, and the directory that it is or a copy of it, or s3://BUCKET/PREFIX;
    /// may be repeated
    #[arg(long, value_name = "NAME=DIR", value_parser = bucket)]
    pub(super) bucket: Vec<(String, PathBuf)>,

    /// Buckets that are not given otherwise are those in S3; criteria go by all that the account has
    #[arg(long)]
    pub(super) s3: bool,

    /// A directory of which each directory is a bucket; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(super) dump: Vec<PathBuf>,

    /// What is known of buckets, for criteria and findings: the JSON that `aws macie2
    /// describe-buckets` prints; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) bucket_metadata: Vec<PathBuf>,

    /// Follow symbolic links in buckets
    #[arg(long)]
    pub(super) follow_links: bool,
}

/// What jobs name by ids.
#[derive(Debug, Args)]
#[command(next_help_heading = "What jobs name by ids")]
pub(crate) struct SearchArgs {
    /// Custom identifiers, which jobs name by UUID or by name: the JSON of
    /// create-custom-data-identifier, or TOML with [[custom]] tables; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) custom: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) allow: AllowArgs,
}

/// Where results go besides the store.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub(crate) struct ResultArgs {
    #[command(flatten)]
    pub(super) output: OutputArgs,

    /// Also write Macie's sensitive data discovery results below this directory, or to
    /// s3://BUCKET/PREFIX: a record for every object, clean and skipped ones too, with up to 1,000
    /// places for each identifier
    #[arg(long, value_name = "DIR")]
    pub(super) results: Option<PathBuf>,

    /// The least severity of a finding that ends with exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "low")]
    pub(super) fail_on: Level,
}

const NOTES: &str = "\
What a job names in customDataIdentifierIds and allowListIds is looked for by id and by name in what
--custom and --allow-list give; the name of a text file or an expression is as it is written there.

Beside a directory that is a copy of the bucket acme there may be what S3 knows of its objects, so
that findings have their real storage class, eTag, time, version, encryption and tags:

  acme@objects.json      aws s3api list-objects-v2 --bucket acme
  acme@heads/KEY.json    aws s3api head-object --bucket acme --key KEY
  acme@tags/KEY.json     aws s3api get-object-tagging --bucket acme --key KEY
  acme@bucket/CALL.json  aws s3api CALL --bucket acme, as in `tracie buckets --help`

In acme@bucket, get-caller-identity.json and list-buckets.json say whose the bucket is and since
when, account-public-access-block.json what aws s3control get-public-access-block printed. Buckets
in S3 are asked for all of that; for tags of objects only where scoping goes by them, or with
--object-tags.

Examples:
  tracie job run nightly.json --bucket acme-exports=exports/ --store tracie.db
  tracie job run sweep.json --dump buckets/ --store tracie.db --results results/
  tracie job run sweep.json --s3 --store tracie.db --results s3://acme-macie/results

Exit codes:
  0  all was looked at, and nothing was found
  1  something was found, at or above --fail-on
  2  it could not run
  3  nothing was found, but part was not looked at, or the run is not over";

fn bucket(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() && !name.contains('/') => {
            Ok((name.into(), path.into()))
        }
        _ => Err("write the name and the directory, as in acme-exports=exports/, or the name and where it \
             is in S3, as in acme-exports=s3://acme-exports"
            .into()),
    }
}
