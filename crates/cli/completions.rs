//! `tracie completions`: scripts that let a shell complete the command line.

use std::io::{self, Write as _};

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::args::Cli;
use crate::exit::Exit;

/// Print a script that lets a shell complete the command line
///
/// For bash: `source <(tracie completions bash)`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    // Written at once: the generator would panic at a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tracie", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Clean)
}
