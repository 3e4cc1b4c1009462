//! `tracie suppress check`

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use tracie::report::visible;

use super::load::{load, tell_over};
use crate::exit::Exit;
use crate::findings::warn;

/// Check files of rules, and tell what is over or likely a mistake
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Files of rules
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    for file in &args.files {
        let rules = load(file)?;
        tell_over(&rules, |line| crate::terminal::say!("{line}"));
        for rule in rules.rules() {
            warn(&rule.criteria);
        }
        let count = rules.rules().len();
        let noun = if count == 1 { "rule" } else { "rules" };
        let name = visible(&file.to_string_lossy());
        writeln!(anstream::stdout(), "{name}: {count} {noun}")?;
    }
    Ok(Exit::Clean)
}
