//! `tracie allow-list`, and the allow lists that other verbs take.

mod check;
mod load;
mod words;

use clap::{Args, Subcommand};

pub(crate) use self::load::{AllowArgs, Loaded, load};
pub(crate) use self::words::Words;
use crate::exit::Exit;

/// Check allow lists: text that is no finding
#[derive(Debug, Args)]
pub(crate) struct AllowListCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
}

pub(crate) fn run(args: &AllowListCommand) -> anyhow::Result<Exit> {
    match &args.command {
        Command::Check(args) => check::run(args),
    }
}
