//! `tracie job pause`, `resume` and `cancel`.

use clap::Args;
use jiff::Timestamp;
use tracie::job::JobStatus;

use super::named;
use super::store::StoreArgs;
use crate::exit::Exit;

/// A job whose status is to change.
#[derive(Debug, Args)]
pub(crate) struct ChangeArgs {
    /// The job: its id, what that begins with, or its name
    #[arg(value_name = "JOB")]
    job: String,
    #[command(flatten)]
    store: StoreArgs,
}

pub(crate) fn run(args: &ChangeArgs, status: JobStatus) -> anyhow::Result<Exit> {
    let jobs = args.store.known_jobs()?;
    let id = named::id(&jobs, &args.job)?;
    jobs.update(&id, status, Timestamp::now())?;
    let now = jobs.describe(&id)?;
    let hint = match (now.job_status, now.user_paused_details) {
        (JobStatus::Running, _) => format!("; `tracie job run {id}` goes on with it"),
        (_, Some(paused)) => format!("; its run expires at {}", paused.job_expires_at),
        _ => String::new(),
    };
    crate::terminal::say!("{id} is {}{hint}", now.job_status.name());
    Ok(Exit::Clean)
}
