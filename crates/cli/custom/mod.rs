//! `tracie custom`: identifiers of one's own, before they are used.

mod check;
mod test;

use clap::{Args, Subcommand};
use tracie::CustomIdentifier;

use crate::exit::Exit;
use crate::terminal;

/// Check and try custom identifiers
#[derive(Debug, Args)]
pub(crate) struct CustomCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Test(test::TestArgs),
    Check(check::CheckArgs),
}

pub(crate) fn run(args: &CustomCommand) -> anyhow::Result<Exit> {
    match &args.command {
        Command::Test(args) => test::run(args),
        Command::Check(args) => check::run(args),
    }
}

/// What Macie refuses, or may, in lines for people; and whether any of it is
/// refused for certain.
fn macie_remarks(custom: &CustomIdentifier) -> (Vec<String>, bool) {
    let remarks = custom.as_macie();
    let refused = remarks.iter().any(|it| it.refused);
    let lines = remarks.iter().map(terminal::warning).collect();
    (lines, refused)
}
