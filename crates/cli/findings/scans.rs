//! `tracie findings scans`

use clap::Args;
use serde_json::{Value, json};
use tracie::report::visible;
use tracie::store::{Error, Page, Record, SCAN};

use crate::exit::Exit;
use crate::store::StoreArgs;
use crate::table::{Form, FormArgs, write_columns, write_json};
use crate::terminal::say;

/// List the scans that were stored: what each looked at, and what it found
#[derive(Debug, Args)]
pub(super) struct ScansArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    form: FormArgs,

    /// Forget what was damaged in the store, and no longer warn of it: when what was scanned has been
    /// scanned again
    #[arg(long)]
    forget_damaged: bool,
}

pub(super) fn run(args: &ScansArgs) -> anyhow::Result<Exit> {
    let here = args.store.open()?;
    if args.forget_damaged {
        let forgotten = here.write(|it| {
            let forgotten = it.forget_damaged()?;
            Ok::<_, Error>(forgotten)
        })?;
        let noun = if forgotten == 1 { "batch" } else { "batches" };
        say!("{forgotten} damaged {noun} forgotten");
        return Ok(Exit::Clean);
    }
    let scans = here.read(|it| it.records(SCAN, &Page::all(), |_| true))?;
    match args.form.form() {
        Form::Json => {
            let scans: Vec<Value> = scans.items.into_iter().map(|it| it.document).collect();
            write_json(&json!({"scans": scans}))?;
        }
        Form::Table => {
            let head = [
                "STARTED",
                "OBJECTS",
                "NOT WHOLLY",
                "UNCHANGED",
                "NEW FINDINGS",
                "TARGETS",
            ];
            let right = [false, true, true, true, true, false];
            let rows: Vec<[String; 6]> = scans.items.iter().map(row).collect();
            write_columns(head, right, &rows)?;
        }
    }
    Ok(Exit::Clean)
}

/// How many objects were not wholly looked at, and whether there may be others that
/// were not reached.
fn not_wholly(told: &Value, objects: u64) -> String {
    let stopped = told["coverage"]["stopped"] == true;
    match (stopped, told["endedAt"].is_null()) {
        (true, _) => format!("{objects}, stopped"),
        (false, true) => format!("{objects}, not ended"),
        (false, false) => objects.to_string(),
    }
}

fn row(scan: &Record) -> [String; 6] {
    let told = &scan.document;
    let coverage = &told["coverage"];
    let objects = |tally: &Value| tally["objects"].as_u64().unwrap_or(0);
    let unchanged = objects(&coverage["unchanged"]);
    let total = objects(&coverage["total"]);
    let targets = told["targets"].as_array().into_iter().flatten();
    let targets: Vec<&str> = targets.filter_map(Value::as_str).collect();
    let started = told["startedAt"].as_str().unwrap_or_default();
    [
        visible(started.get(..19).unwrap_or(started)),
        (total - unchanged.min(total)).to_string(),
        not_wholly(
            told,
            total - unchanged.min(total) - objects(&coverage["complete"]).min(total),
        ),
        unchanged.to_string(),
        told["findings"]["added"].to_string(),
        visible(&targets.join(" ")),
    ]
}
