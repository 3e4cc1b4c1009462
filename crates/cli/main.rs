//! The `tracie` command: arguments in, exit code out. One file or folder for
//! each verb; all that they do goes through the `tracie` library.

mod allow_list;
#[cfg(all(unix, feature = "pdf"))]
mod apart;
mod args;
mod bucket_store;
mod buckets;
mod completions;
mod custom;
mod defect;
mod exit;
mod explain;
mod extract;
#[cfg(feature = "store")]
mod findings;
mod identifiers;
#[cfg(feature = "store")]
mod job;
mod limits;
mod output;
mod report;
mod reveal;
mod scan;
#[cfg(feature = "serve")]
mod serve;
mod stack;
#[cfg(feature = "store")]
mod store;
#[cfg(feature = "store")]
mod suppress;
#[cfg(feature = "store")]
mod table;
mod terminal;
mod written;

use std::io;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};

use crate::args::{Cli, Command};
use crate::exit::Exit;

fn main() -> ExitCode {
    defect::watch();
    stack::run(command)
}

fn command() -> ExitCode {
    #[cfg(all(unix, feature = "pdf"))]
    if let Some(exit) = apart::read() {
        return exit.into();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => return tell(&told).into(),
    };
    cli.color.apply();
    run(cli.command)
        .unwrap_or_else(|error| exit::failed(&error))
        .into()
}

/// Tells of the command line: help that was asked for, or what is wrong with it.
fn tell(told: &clap::Error) -> Exit {
    let printed = told.print();
    match told.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => printed.map_or_else(
            |error: io::Error| exit::failed(&error.into()),
            |()| Exit::Clean,
        ),
        _ => Exit::Failed,
    }
}

fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Scan(args) => scan::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Reveal(args) => reveal::run(&args),
        #[cfg(feature = "store")]
        Command::Job(command) => job::run(&command),
        Command::Identifiers(args) => identifiers::run(&args),
        Command::Custom(args) => custom::run(&args),
        Command::AllowList(args) => allow_list::run(&args),
        #[cfg(feature = "store")]
        Command::Findings(args) => findings::run(&args),
        #[cfg(feature = "store")]
        Command::Suppress(args) => suppress::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Extract(args) => extract::run(&args),
        Command::Buckets(args) => buckets::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
    }
}
