//! `tracie allow-list check`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use tracie::AllowList;

use super::load::one_by_one;
use super::words::Words;
use crate::bucket_store::S3Args;
use crate::exit::Exit;
use crate::terminal;

/// Check allow lists, and whether texts are on them
///
/// Each list is held against Macie's limits: 1 to 100,000 texts of 1 to 90 characters in at most 35
/// MiB of UTF-8, or an expression of at most 512 characters that does not match the empty text. Ends
/// with 1 if one cannot be used.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    /// Text files or objects (s3://BUCKET/KEY), the JSON of create-allow-list (FILE.json), or
    /// expressions (regex:EXPR)
    #[arg(value_name = "LIST", required = true)]
    lists: Vec<String>,

    /// Say whether this text is on a list, as the whole of something that is found; may be repeated
    #[arg(long, value_name = "TEXT")]
    text: Vec<String>,

    /// A copy of buckets, DIR/<bucket>/<key>, to be looked into before S3 is asked
    #[arg(long, value_name = "DIR")]
    dump: Vec<PathBuf>,

    /// The region in which S3 is asked first
    #[arg(long, value_name = "NAME", help_heading = "S3")]
    region: Option<String>,

    #[command(flatten)]
    store: S3Args,
}

const EXAMPLES: &str = "\
Examples:
  tracie allow-list check staff.txt
  tracie allow-list check staff.txt --text 'Akua Mansa'
  tracie allow-list check 'regex:(?i)test-[0-9]+' --text TEST-17";

pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let out = &mut anstream::stdout().lock();
    let words = Words {
        dumps: args.dump.clone(),
        store: Some(&args.store),
        region: args.region.as_deref(),
    };
    let (mut lists, mut faults) = (0, 0);
    for argument in &args.lists {
        for one in one_by_one(argument, &words)? {
            lists += 1;
            match one {
                Ok(list) => args.tell(out, &list)?,
                Err(error) => {
                    faults += 1;
                    writeln!(out, "{}", terminal::warning(error))?;
                }
            }
        }
    }
    let sum = match (lists, faults) {
        (1, 0) => "1 allow list, which can be used".to_owned(),
        (n, 0) => format!("{n} allow lists, which can be used"),
        (n, faults) => format!("{faults} of {n} allow lists cannot be used"),
    };
    writeln!(out, "{sum}")?;
    Ok(if faults == 0 {
        Exit::Clean
    } else {
        Exit::Found
    })
}

impl CheckArgs {
    fn tell(&self, out: &mut impl Write, list: &AllowList) -> anyhow::Result<()> {
        let holds = match list.entries() {
            Some(1) => "1 text".to_owned(),
            Some(n) => format!("{n} texts"),
            None => "an expression".to_owned(),
        };
        writeln!(out, "{}: {holds}", terminal::strong(list.name()))?;
        for text in &self.text {
            let verdict = match list.allows(text.as_bytes()) {
                true => "is on it",
                false => "is not on it",
            };
            writeln!(out, "  {text:?} {verdict}")?;
        }
        Ok(())
    }
}
