//! `tracie job events`.

use std::io::{self, Write as _};
use std::thread;
use std::time::Duration;

use clap::Args;
use tracie::job::Jobs;
use tracie::store::Page;

use super::named;
use super::store::StoreArgs;
use crate::exit::Exit;

/// Write what befell a job, as Macie writes it to CloudWatch Logs: JSON Lines
#[derive(Debug, Args)]
pub(crate) struct EventsArgs {
    /// The job: its id, what that begins with, or its name
    #[arg(value_name = "JOB")]
    job: String,

    /// Go on until the job is over
    #[arg(long)]
    follow: bool,

    #[command(flatten)]
    store: StoreArgs,
}

/// How often to look for more.
const PAUSE: Duration = Duration::from_millis(500);

pub(crate) fn run(args: &EventsArgs) -> anyhow::Result<Exit> {
    let jobs = args.store.known_jobs()?;
    let id = named::id(&jobs, &args.job)?;
    let mut written = 0;
    loop {
        // Asked before the events are, so that the last of them is not missed.
        let is_over = jobs.describe(&id)?.job_status.is_final();
        written = write_from(&jobs, &id, written)?;
        if is_over || !args.follow {
            return Ok(Exit::Clean);
        }
        thread::sleep(PAUSE);
    }
}

/// Writes all events but so many of the first; how many there are.
fn write_from(jobs: &Jobs, id: &str, written: usize) -> anyhow::Result<usize> {
    let events = jobs.events(id, &Page::all())?.items;
    let out = &mut io::stdout().lock();
    for event in events.iter().skip(written) {
        writeln!(out, "{}", serde_json::to_string(event)?)?;
    }
    out.flush()?;
    Ok(events.len())
}
