//! `tracie buckets findings`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use tracie::finding::Finding;
use tracie::posture::{Posture, Setup, Snapshot, findings, merged};

use super::setup::OwnerArgs;
use super::{list, table};
use crate::exit::Exit;
use crate::terminal;

/// Report what became worse from one snapshot to the next, as Macie's policy findings
///
/// Only changes give findings, as with Macie: a bucket that was open before and is no more open now
/// gives none. With --after alone the state is shown, or --against-default compares with buckets as
/// S3 makes them by itself.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct FindingsArgs {
    /// The configuration from before; `tracie buckets --help` has the layout
    #[arg(long, value_name = "CONFIGURATION", conflicts_with = "against_default")]
    before: Option<PathBuf>,

    /// The configuration from after
    #[arg(long, value_name = "CONFIGURATION")]
    after: PathBuf,

    /// Compare with buckets as S3 makes them by itself: nothing public, encrypted by S3
    #[arg(long)]
    against_default: bool,

    /// Earlier findings, as JSON: what happens again counts up there and keeps its id; all are written
    #[arg(long, value_name = "FILE")]
    earlier: Option<PathBuf>,

    /// Count as shared externally what cannot be decided, as Macie does
    #[arg(long)]
    suspicious: bool,

    /// The region of buckets of which the configuration does not say
    #[arg(long, value_name = "NAME", default_value = "us-east-1")]
    region: String,

    #[command(flatten)]
    owner: OwnerArgs,

    /// As JSON, in the form of GetFindings
    #[arg(long)]
    json: bool,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing became worse
  1  something became worse
  2  it could not run
  3  nothing became worse, but something could not be decided";

/// What stands for an account that nobody named.
const NO_ACCOUNT: &str = "000000000000";

pub(crate) fn run(args: &FindingsArgs) -> anyhow::Result<Exit> {
    let before = args
        .before
        .as_deref()
        .map(|path| args.owner.read(path))
        .transpose()?;
    let after = args.owner.read(&args.after)?;
    let setup = Setup {
        account_id: args.owner.account().unwrap_or(NO_ACCOUNT).to_owned(),
        region: args.region.clone(),
        organization: args.owner.organization()?,
        suspicious: args.suspicious,
    };
    let postures = after.postures(&setup.organization);
    if before.is_none() && !args.against_default {
        return show_state(&postures, args.json);
    }
    report(args, before.as_ref(), &after, &setup, &postures)
}

fn report(
    args: &FindingsArgs,
    before: Option<&Snapshot>,
    after: &Snapshot,
    setup: &Setup,
    postures: &[Posture],
) -> anyhow::Result<Exit> {
    let earlier = args
        .earlier
        .as_deref()
        .map(read)
        .transpose()?
        .unwrap_or_default();
    let new = findings(before, after, setup);
    let exit = if !new.is_empty() {
        Exit::Found
    } else if postures.iter().any(|posture| !posture.doubts.is_empty()) {
        Exit::Partial
    } else {
        Exit::Clean
    };
    let count = new.len();
    let all = merged(earlier, new);
    let out = &mut anstream::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", json!({ "findings": all }))?;
    } else {
        write(out, &all)?;
    }
    for posture in postures {
        for doubt in &posture.doubts {
            let name = &posture.config.name;
            crate::terminal::say!("{} {name}: {doubt}", terminal::warning("not decided:"));
        }
    }
    crate::terminal::say!("{}", terminal::strong(format_args!("{count} findings")));
    Ok(exit)
}

/// One snapshot alone says nothing of changes.
fn show_state(postures: &[Posture], json: bool) -> anyhow::Result<Exit> {
    anyhow::ensure!(
        !json,
        "findings are about changes, and one snapshot shows none: name one from --before, compare \
         --against-default, or list the state with `tracie buckets list --json`"
    );
    let out = &mut anstream::stdout().lock();
    list::write(out, &postures.iter().collect::<Vec<_>>())?;
    crate::terminal::say!(
        "{}: findings are about changes, and one snapshot shows none: name one from --before, or \
         compare --against-default",
        terminal::strong("hint")
    );
    Ok(Exit::Clean)
}

fn write(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    let rows: Vec<[String; 5]> = findings
        .iter()
        .map(|finding| {
            let details = finding.policy_details.as_ref();
            [
                finding.severity.description.name().to_owned(),
                finding.count.to_string(),
                finding.kind.code().to_owned(),
                finding.resources_affected.s3_bucket.name.clone(),
                details.map_or_else(String::new, |it| it.action.api_call_details.api.clone()),
            ]
        })
        .collect();
    table::write(out, ["SEVERITY", "COUNT", "TYPE", "BUCKET", "BY"], &rows)
}

/// Findings as they were written: `{"findings": […]}`, or one a line.
fn read(path: &Path) -> anyhow::Result<Vec<Finding>> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let whole: Result<Value, _> = serde_json::from_str(&text);
    let values = match whole.ok().as_mut().and_then(|it| it.get_mut("findings")) {
        Some(Value::Array(findings)) => std::mem::take(findings),
        _ => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            lines
                .map(serde_json::from_str)
                .collect::<Result<_, _>>()
                .with_context(|| format!("{shown} holds no findings as JSON"))?
        }
    };
    let findings = values.into_iter().map(serde_json::from_value);
    findings
        .collect::<Result<_, _>>()
        .with_context(|| format!("{shown} holds something that is no finding"))
}
