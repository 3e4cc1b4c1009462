//! `tracie job show`.

use clap::Args;
use serde_json::json;
use tracie::job::{JobDescription, LastRunErrorCode, RunStatistics};
use tracie::report::visible;

use super::named;
use super::store::StoreArgs;
use crate::exit::Exit;
use crate::table::{Form, FormArgs, write_json, write_members};

/// Show a job: what it is to do, and how far it is
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The job: its id, what that begins with, or its name
    #[arg(value_name = "JOB")]
    job: String,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    form: FormArgs,
}

pub(crate) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let jobs = args.store.known_jobs()?;
    let id = named::id(&jobs, &args.job)?;
    let described = jobs.describe(&id)?;
    match args.form.form() {
        Form::Json => write_json(&json!(described))?,
        Form::Table => write_members(&members(&described, jobs.last_run(&id)?.as_ref()))?,
    }
    Ok(Exit::Clean)
}

fn members(job: &JobDescription, run: Option<&RunStatistics>) -> Vec<(&'static str, String)> {
    let mut members = vec![
        ("job", job.job_id.clone()),
        ("name", visible(&job.name)),
        ("status", job.job_status.name().into()),
        ("type", job.job_type.name().into()),
        ("created", job.created_at.clone()),
    ];
    let described = job.description.as_deref().map(visible);
    members.extend(described.map(|text| ("description", text)));
    members.push(("buckets", buckets(job)));
    members.push(("identifiers", identifiers(job)));
    if job.sampling_percentage < 100 {
        members.push((
            "sample",
            format!("{} % of objects", job.sampling_percentage),
        ));
    }
    members.extend(job.last_run_time.clone().map(|time| ("last run", time)));
    members.push(("runs", job.statistics.number_of_runs.to_string()));
    members.extend(run.map(|run| ("looked at", looked_at(run))));
    members.extend(run.map(|run| ("findings", run.findings.to_string())));
    if let Some(paused) = &job.user_paused_details {
        members.push(("paused", paused.job_paused_at.clone()));
        members.push(("expires", paused.job_expires_at.clone()));
    }
    if job.last_run_error_status.code == LastRunErrorCode::Error {
        members.push((
            "errors",
            "buckets could not be looked at; `tracie job events` names them".into(),
        ));
    }
    members
}

fn buckets(job: &JobDescription) -> String {
    let definition = &job.s3_job_definition;
    let named = definition.bucket_definitions.iter().flatten();
    let names: Vec<&str> = named
        .flat_map(|it| &it.buckets)
        .map(String::as_str)
        .collect();
    match names.as_slice() {
        [] => "by criteria".into(),
        names => visible(&names.join(", ")),
    }
}

fn identifiers(job: &JobDescription) -> String {
    let mut said = vec![job.managed_data_identifier_selector.name().to_owned()];
    said.extend(job.managed_data_identifier_ids.iter().cloned());
    let customs = job.custom_data_identifier_ids.iter();
    said.extend(customs.map(|id| format!("custom {}", visible(id))));
    said.join(", ")
}

fn looked_at(run: &RunStatistics) -> String {
    let processed = run.processed();
    match run.expected {
        Some(expected) if expected > processed => {
            format!("{processed} of about {expected} objects")
        }
        _ => format!("{processed} objects"),
    }
}
