//! `tracie job list`.

use clap::Args;
use serde_json::{Value, json};
use tracie::job::{JobSummary, LastRunErrorCode, ListRequest};
use tracie::report::visible;

use super::named;
use super::store::StoreArgs;
use crate::exit::Exit;
use crate::table::{Form, FormArgs, write_json, write_rows};

/// List jobs, the newest first
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only jobs with this status, such as RUNNING; may be repeated
    #[arg(long, value_name = "STATUS")]
    status: Vec<String>,

    /// Only jobs with this in their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,

    /// Only jobs that meet these criteria: the JSON of list-classification-jobs' --filter-criteria
    #[arg(long, value_name = "JSON", value_parser = json_value)]
    filter_criteria: Option<Value>,

    /// In this order: the JSON of list-classification-jobs' --sort-criteria
    #[arg(long, value_name = "JSON", value_parser = json_value)]
    sort_criteria: Option<Value>,

    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    form: FormArgs,
}

const HEAD: [&str; 6] = ["ID", "STATUS", "TYPE", "CREATED", "ERRORS", "NAME"];

pub(crate) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    let request = request(args)?;
    let all = named::all(&args.store.known_jobs()?, request)?;
    match args.form.form() {
        Form::Json => write_json(&json!({"items": all}))?,
        Form::Table if all.is_empty() => anstream::println!("no jobs"),
        Form::Table => {
            let rows: Vec<_> = all.iter().map(row).collect();
            write_rows(HEAD, &rows)?;
        }
    }
    Ok(Exit::Clean)
}

fn request(args: &ListArgs) -> anyhow::Result<ListRequest> {
    let mut filter = args.filter_criteria.clone().unwrap_or_else(|| json!({}));
    let mut includes = match filter.get("includes") {
        Some(Value::Array(terms)) => terms.clone(),
        _ => Vec::new(),
    };
    if !args.status.is_empty() {
        let statuses: Vec<String> = args.status.iter().map(|it| it.to_uppercase()).collect();
        includes.push(json!({"key": "jobStatus", "comparator": "EQ", "values": statuses}));
    }
    if let Some(name) = &args.name {
        includes.push(json!({"key": "name", "comparator": "CONTAINS", "values": [name]}));
    }
    if filter.is_object() && !includes.is_empty() {
        filter["includes"] = includes.into();
    }
    let document = json!({
        "filterCriteria": filter,
        "sortCriteria": args.sort_criteria,
        "maxResults": 200,
    });
    Ok(ListRequest::parse(&document)?)
}

fn row(job: &JobSummary) -> [String; 6] {
    let errors = match job.last_run_error_status.code {
        LastRunErrorCode::Error => "ERROR",
        LastRunErrorCode::None => "",
    };
    [
        job.job_id.clone(),
        job.job_status.name().into(),
        job.job_type.name().into(),
        job.created_at.clone(),
        errors.into(),
        visible(&job.name),
    ]
}

fn json_value(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("this is no JSON: {error}"))
}
