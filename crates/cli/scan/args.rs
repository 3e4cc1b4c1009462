//! What was typed after `tracie scan`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use tracie::finding::detection::Severity;

use super::keep::KeepArgs;
use crate::allow_list::{AllowArgs, Words};
use crate::bucket_store::{S3Args, TagArgs};
use crate::limits::LimitArgs;
use crate::output::OutputArgs;
use crate::written::{account_id, job_id, time};

/// Find sensitive data in files, directories, buckets in S3 and standard input
///
/// Every file is looked at, also hidden ones and those that git ignores. Each ends as complete,
/// partial or skipped, with the reason that Macie would give; the line at the end adds them up.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ScanArgs {
    /// Files and directories; `-` is standard input, s3://BUCKET/PREFIX a bucket in S3 [default: the
    /// current directory]
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) s3: S3Args,
    #[command(flatten)]
    pub(crate) tags: TagArgs,
    #[command(flatten)]
    pub(crate) search: SearchArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) results: ResultArgs,
    #[command(flatten)]
    pub(crate) keep: KeepArgs,
    #[command(flatten)]
    pub(crate) finding: FindingArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

impl ScanArgs {
    /// Where the texts of allow lists may lie: in the copies of buckets that are
    /// scanned, and in S3.
    pub(crate) fn words(&self) -> Words<'_> {
        let dumps = match (self.place.dump, self.targets.is_empty()) {
            (false, _) => Vec::new(),
            (true, true) => vec![".".into()],
            (true, false) => self.targets.clone(),
        };
        Words {
            dumps,
            store: Some(&self.s3),
            region: self.finding.region.as_deref(),
        }
    }

    /// The files that are read or kept, whatever for.
    pub(crate) fn inputs(&self) -> Vec<&Path> {
        let lists = self.search.allow.allow_list.iter().map(Path::new);
        let files = self.targets.iter().filter(|it| it.is_file());
        let named = self.search.custom.iter().chain(&self.place.inventory);
        let named = named.chain(&self.limits.password_file).chain(files);
        let named = named.map(PathBuf::as_path);
        named.chain(lists).chain(self.keep.inputs()).collect()
    }
}

/// Where objects stand.
#[derive(Debug, Args)]
#[command(next_help_heading = "What to scan")]
pub(crate) struct PlaceArgs {
    /// The bucket that targets stand for [default: the name of the directory]; no two files of
    /// several targets may have the same key in it
    #[arg(long, value_name = "NAME", conflicts_with = "dump", value_parser = bucket)]
    pub(crate) bucket: Option<String>,

    /// Targets are copies of buckets, in the layout TARGET/<bucket>/<key>; what S3 knows of objects
    /// may lie beside them (`tracie job run --help` says how)
    #[arg(long)]
    pub(crate) dump: bool,

    /// What S3 Inventory says of a bucket in the dump: the manifest.json of a report in CSV, ORC or
    /// Parquet; may be repeated
    #[arg(long, value_name = "MANIFEST", requires = "dump")]
    pub(crate) inventory: Vec<PathBuf>,

    /// Follow symbolic links below directories
    #[arg(long)]
    pub(crate) follow_links: bool,

    /// What standard input is called: its extension helps to tell the format
    #[arg(long, value_name = "NAME", default_value = "stdin")]
    pub(crate) stdin_name: String,
}

/// What to look for.
#[derive(Debug, Args)]
#[command(next_help_heading = "What to look for")]
pub(crate) struct SearchArgs {
    /// Which managed identifiers [default: recommended]
    #[arg(long, value_enum, value_name = "SET", conflicts_with_all = ["include_identifier", "exclude_identifier"])]
    pub(crate) managed: Option<Managed>,

    /// Only this managed identifier; may be repeated
    #[arg(long, value_name = "ID", conflicts_with = "exclude_identifier")]
    pub(crate) include_identifier: Vec<String>,

    /// All managed identifiers but this one; may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) exclude_identifier: Vec<String>,

    /// Also look for Tracie's own identifiers, which Macie does not have: e-mail and IP addresses,
    /// tokens of many services (`tracie identifiers list --extras`); reported as custom identifiers
    #[arg(long)]
    pub(crate) extras: bool,

    /// Custom identifiers: the JSON of create-custom-data-identifier, or TOML with [[custom]]
    /// tables of the same members; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) custom: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) allow: AllowArgs,
}

/// Where results go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Results")]
pub(crate) struct ResultArgs {
    #[command(flatten)]
    pub(crate) output: OutputArgs,

    /// Also write Macie's sensitive data discovery results below this directory, or to
    /// s3://BUCKET/PREFIX: a record for every object, clean and skipped ones too, with up to 1,000
    /// places for each identifier
    #[arg(long, value_name = "DIR")]
    pub(crate) results: Option<PathBuf>,

    /// The least severity of a finding that ends with exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "low")]
    pub(crate) fail_on: Level,
}

/// What findings say of the scan.
#[derive(Debug, Args)]
#[command(next_help_heading = "What findings say")]
pub(crate) struct FindingArgs {
    /// The job, 32 hex digits in lower case [default: follows from the targets and identifiers,
    /// so that the same scan again is the same job]
    #[arg(long, value_name = "ID", value_parser = job_id)]
    pub(crate) job_id: Option<String>,

    /// The account, 12 digits
    #[arg(long, value_name = "ID", default_value = "000000000000", value_parser = account_id)]
    pub(crate) account_id: String,

    /// The region, and that in which S3 is asked first [default: that of the environment or profile
    /// for S3, otherwise us-east-1]
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Option<String>,

    /// When findings are made, such as 2025-01-01T00:00:00Z; for output that can be reproduced
    /// [default: the seconds in SOURCE_DATE_EPOCH, or now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) created_at: Option<Timestamp>,
}

/// How to run.
#[derive(Debug, Args)]
#[command(next_help_heading = "How to run")]
pub(crate) struct RunArgs {
    /// How many threads to search with [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,

    /// Show no progress bar
    #[arg(long)]
    pub(crate) no_progress: bool,

    /// Say nothing on standard error but errors, and that it was stopped
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Name every object that was not wholly looked at, with the reason
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all was looked at, and nothing was found
  1  something was found, at or above --fail-on
  2  it could not run
  3  nothing was found, but part of the input was not looked at

A scan that was stopped, as by Ctrl-C or SIGTERM, ends with 1 or 3 and says so on standard error and
in its reports: jsonl and csv as their last line, json as \"stopped\": true, eventbridge and ocsf as
their last event. Macie's forms have no place for it in asff and in discovery results.";

/// A set of managed identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Managed {
    /// Those that Macie recommends
    Recommended,
    /// All there are
    All,
    /// None; there must be custom identifiers
    None,
}

/// A severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    Low,
    Medium,
    High,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Severity {
        match level {
            Level::Low => Severity::Low,
            Level::Medium => Severity::Medium,
            Level::High => Severity::High,
        }
    }
}

fn bucket(text: &str) -> Result<String, String> {
    match text {
        "" => Err("a bucket has a name".into()),
        name if name.contains('/') => Err("the name of a bucket holds no `/`".into()),
        name => Ok(name.into()),
    }
}
