//! `tracie job`: classification jobs, as `aws macie2` has them, on this machine.

mod change;
mod create;
mod definition;
mod events;
mod list;
mod named;
mod run;
mod show;
mod store;

use clap::{Args, Subcommand};

use self::change::ChangeArgs;
use self::create::CreateArgs;
use self::events::EventsArgs;
use self::list::ListArgs;
use self::run::JobRunArgs;
use self::show::ShowArgs;
use crate::exit::Exit;

/// Run classification jobs, as Amazon Macie does
///
/// A job is the JSON of `aws macie2 create-classification-job`. What it finds, how far it is and
/// what befell it is kept in a store, one file; a run that is interrupted, by whatever, goes on where
/// it was. Buckets are directories, or in S3, and are given when a job is run.
#[derive(Debug, Args)]
pub(crate) struct JobCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Run(Box<JobRunArgs>),
    Create(CreateArgs),
    List(ListArgs),
    Show(ShowArgs),
    /// Pause a job, whatever process runs it
    Pause(ChangeArgs),
    /// Let a paused job go on; `tracie job run` then runs it
    Resume(ChangeArgs),
    /// End a job for good, whatever process runs it
    Cancel(ChangeArgs),
    Events(EventsArgs),
}

pub(crate) fn run(command: &JobCommand) -> anyhow::Result<Exit> {
    use tracie::job::JobStatus::{Cancelled, Running, UserPaused};
    match &command.verb {
        Verb::Run(args) => run::run(args),
        Verb::Create(args) => create::run(args),
        Verb::List(args) => list::run(args),
        Verb::Show(args) => show::run(args),
        Verb::Pause(args) => change::run(args, UserPaused),
        Verb::Resume(args) => change::run(args, Running),
        Verb::Cancel(args) => change::run(args, Cancelled),
        Verb::Events(args) => events::run(args),
    }
}
