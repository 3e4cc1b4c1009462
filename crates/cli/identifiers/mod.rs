//! `tracie identifiers`: what can be found.

mod catalog;
mod check;
mod docs;
mod document;
mod list;
mod show;
mod test;
mod words;

use clap::{Args, Subcommand};

use crate::exit::Exit;

/// Tell what can be found: the managed identifiers
#[derive(Debug, Args)]
pub(crate) struct IdentifiersArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Test(test::TestArgs),
    Check(check::CheckArgs),
    Docs(docs::DocsArgs),
}

pub(crate) fn run(args: &IdentifiersArgs) -> anyhow::Result<Exit> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Test(args) => test::run(args),
        Command::Check(args) => check::run(args),
        Command::Docs(args) => docs::run(args),
    }
}
