//! The command line: its verbs, and what all of them take. What a verb takes
//! stands in the verb's own file.

use clap::{Parser, Subcommand};

use crate::allow_list::AllowListCommand;
use crate::buckets::BucketsArgs;
use crate::completions::CompletionsArgs;
use crate::custom::CustomCommand;
use crate::explain::ExplainArgs;
use crate::extract::ExtractArgs;
#[cfg(feature = "store")]
use crate::findings::FindingsCommand;
use crate::identifiers::IdentifiersArgs;
#[cfg(feature = "store")]
use crate::job::JobCommand;
use crate::report::ReportArgs;
use crate::reveal::RevealArgs;
use crate::scan::ScanArgs;
#[cfg(feature = "serve")]
use crate::serve::ServeArgs;
#[cfg(feature = "store")]
use crate::suppress::SuppressCommand;
use crate::terminal::Color;

/// Find sensitive data in local files, as Amazon Macie does in S3
///
/// Tracie looks for personal data, financial data and credentials in every file that it is given,
/// also in hidden files and in those that git ignores. It reports findings in the form of Amazon
/// Macie, and tells what it did not look at. It sends nothing of what it reads anywhere, and writes down where
/// values are, never the values.
#[derive(Debug, Parser)]
#[command(name = "tracie", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to color output; auto is on terminals, unless NO_COLOR is set
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        display_order = 998
    )]
    pub(crate) color: Color,
}

const EXAMPLES: &str = "\
Examples:
  tracie scan exports/                        scan a directory; a table on a terminal
  tracie scan exports/ --output json=f.json   findings as Macie's GetFindings answers, to a file
  tracie scan --managed all people.csv        with all identifiers, not only the recommended
  pg_dump shop | tracie scan -                scan standard input
  tracie scan s3://acme-data/2024/            scan a bucket in S3, or part of it
  tracie job run nightly.json --dump b/ ...   run a job as Macie does, over copies of buckets
  tracie report f.json --output html=f.html   the same findings in another format
  tracie identifiers list                     what can be found
  tracie identifiers show CREDIT_CARD_NUMBER  how one is found
  tracie custom test badge.toml 'B1234'       try an identifier of your own
  tracie explain notes.txt --line 12          why something there is found, or is not
  tracie extract letter.pdf                   the text of a file, as a scan sees it
  tracie buckets list config/                 how buckets stand open

Exit codes of scan:
  0  all was looked at, and nothing was found
  1  something was found, at or above --fail-on
  2  it could not run
  3  nothing was found, but part of the input was not looked at";

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Scan(Box<ScanArgs>),
    Report(ReportArgs),
    Reveal(RevealArgs),
    #[cfg(feature = "store")]
    Findings(FindingsCommand),
    #[cfg(feature = "store")]
    Suppress(SuppressCommand),
    #[cfg(feature = "store")]
    Job(JobCommand),
    Identifiers(IdentifiersArgs),
    Custom(CustomCommand),
    AllowList(AllowListCommand),
    Explain(ExplainArgs),
    Extract(ExtractArgs),
    Buckets(BucketsArgs),
    #[cfg(feature = "serve")]
    Serve(Box<ServeArgs>),
    Completions(CompletionsArgs),
}
