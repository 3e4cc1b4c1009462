//! `tracie job create`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::definition;
use super::store::StoreArgs;
use crate::exit::Exit;
use crate::table::{Form, FormArgs, write_json, write_members};
use crate::terminal;

/// Create a job without running it
///
/// A job that runs once, or that has an initial run, is RUNNING from then on: `tracie job run` runs
/// it, and so does `tracie serve` on the same store. Others wait until they are due.
#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// The job: the JSON of `aws macie2 create-classification-job`; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    form: FormArgs,
}

pub(crate) fn run(args: &CreateArgs) -> anyhow::Result<Exit> {
    let definition = definition::read(&args.file)?;
    for doubt in definition.doubts() {
        crate::terminal::say!("{}: {doubt}", terminal::warning("warning"));
    }
    let jobs = args.store.jobs()?;
    let created = jobs.create(&definition, Timestamp::now())?;
    match args.form.form() {
        Form::Json => write_json(&json!(created))?,
        Form::Table => {
            let described = jobs.describe(&created.job_id)?;
            write_members(&[
                ("job", created.job_id),
                ("status", described.job_status.name().into()),
            ])?;
        }
    }
    Ok(Exit::Clean)
}
