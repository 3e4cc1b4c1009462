//! What findings say of the scan that made them.

use std::env;

use anyhow::Context as _;
use jiff::Timestamp;
use tracie::AllowList;
use tracie::finding::{Context, identity};
use tracie::identify::{CustomIdentifier, Selection};

use super::args::ScanArgs;
use super::target::Targets;

/// Where builds that are to be reproduced set the time, in seconds.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// What findings say of the scan.
pub(crate) fn context(
    args: &ScanArgs,
    targets: &Targets,
    selection: &Selection,
    customs: &[CustomIdentifier],
    lists: &[AllowList],
) -> anyhow::Result<Context> {
    let finding = &args.finding;
    let mut context = Context::new(match finding.created_at {
        Some(time) => time,
        None => time_of_run()?,
    });
    context.account_id.clone_from(&finding.account_id);
    context.region = targets.region();
    context.buckets = targets.buckets(context.created_at)?;
    let given = finding.job_id.clone();
    context.job_id = Some(given.unwrap_or_else(|| job_id(args, selection, customs, lists)));
    Ok(context)
}

/// When this is, or what stands for it where output is to be reproduced.
pub(crate) fn time_of_run() -> anyhow::Result<Timestamp> {
    let Some(seconds) = env::var_os(EPOCH) else {
        return Ok(Timestamp::now());
    };
    let seconds = seconds.to_string_lossy();
    let time = seconds.parse().ok().map(Timestamp::from_second);
    time.and_then(Result::ok)
        .with_context(|| format!("{EPOCH} is to be a number of seconds, not `{seconds}`"))
}

/// An id that follows from what is scanned and what is looked for: whoever
/// scans the same again runs the same job again, whose findings have the same
/// ids.
fn job_id(
    args: &ScanArgs,
    selection: &Selection,
    customs: &[CustomIdentifier],
    lists: &[AllowList],
) -> String {
    let place = &args.place;
    let mut parts = vec![
        "tracie scan".to_owned(),
        place.bucket.clone().unwrap_or_default(),
        place.dump.to_string(),
        place.follow_links.to_string(),
        format!("{selection:?}"),
        args.search.extras.to_string(),
    ];
    let targets = args.targets.iter();
    parts.extend(targets.map(|target| target.to_string_lossy().into_owned()));
    parts.extend(customs.iter().map(CustomIdentifier::uuid));
    parts.extend(lists.iter().map(AllowList::digest));
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    identity::hex_id(&parts)
}
