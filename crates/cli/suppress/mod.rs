//! `tracie suppress`: rules that archive findings.

mod apply;
mod check;
mod list;
mod load;
mod remove;

use clap::{Args, Subcommand};

pub(crate) use self::load::{load, tell_over};
use crate::exit::Exit;

/// Check, apply and list rules that archive findings
///
/// A file of rules goes into version control. `tracie scan --suppress FILE` archives what its rules
/// are about: it stays in the results and is counted as suppressed, and neither ends with exit code
/// 1 nor shows in tables and CI. With --store, rules are kept beside the findings, as Macie's
/// findings filters.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct SuppressCommand {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLE: &str = r#"A file of rules (TOML, or JSON with the same members):
  version = 1

  [[rules]]
  name = "fixtures"
  reason = "made-up people in tests, reviewed in spring"
  expires = 2027-03-31                       # optional: the last day on which it applies
  keys = ["tests/**", "**/*.fixture.csv"]    # patterns of keys of objects
  [rules.findingCriteria.criterion]          # as in create-findings-filter
  "severity.description" = { eq = ["Low", "Medium"] }"#;

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Apply(apply::ApplyArgs),
    List(list::ListArgs),
    Remove(remove::RemoveArgs),
}

pub(crate) fn run(args: &SuppressCommand) -> anyhow::Result<Exit> {
    match &args.command {
        Command::Check(args) => check::run(args),
        Command::Apply(args) => apply::run(args),
        Command::List(args) => list::run(args),
        Command::Remove(args) => remove::run(args),
    }
}
