//! `tracie identifiers`: what can be found.

mod catalog;
mod document;
mod list;
mod show;
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
}

pub(crate) fn run(args: &IdentifiersArgs) -> anyhow::Result<Exit> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
    }
}
