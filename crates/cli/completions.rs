//! `tracie completions`: scripts that let a shell complete the command line.

use std::io::{self, Write as _};

use clap::{Args, Command};
use clap_complete::Shell;

use crate::exit::Exit;

/// Print a script that lets a shell complete the command line
///
/// For bash: `source <(tracie completions bash)`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// The script for a command with all that is below it.
pub(crate) fn run(args: &CompletionsArgs, mut command: Command) -> anyhow::Result<Exit> {
    // Written at once: the generator would panic at a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "tracie", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Clean)
}
