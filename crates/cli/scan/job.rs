//! What findings say of the scan that made them.

use anyhow::Context as _;
use jiff::Timestamp;
use tracie::finding::{Context, identity};
use tracie::identify::{CustomIdentifier, Selection};

use super::args::ScanArgs;

/// What findings say of the scan.
pub(crate) fn context(
    args: &ScanArgs,
    selection: &Selection,
    customs: &[CustomIdentifier],
) -> anyhow::Result<Context> {
    let finding = &args.finding;
    let mut context = Context::new(created_at(finding.created_at)?);
    context.account_id.clone_from(&finding.account_id);
    context.region.clone_from(&finding.region);
    let given = finding.job_id.clone();
    context.job_id = Some(given.unwrap_or_else(|| job_id(args, selection, customs)));
    Ok(context)
}

fn created_at(seconds: Option<i64>) -> anyhow::Result<Timestamp> {
    match seconds {
        None => Ok(Timestamp::now()),
        Some(seconds) => Timestamp::from_second(seconds)
            .with_context(|| format!("no time is {seconds} seconds from 1970")),
    }
}

/// An id that follows from what is scanned and what is looked for: whoever
/// scans the same again runs the same job again, whose findings have the same
/// ids.
fn job_id(args: &ScanArgs, selection: &Selection, customs: &[CustomIdentifier]) -> String {
    let place = &args.place;
    let mut parts = vec![
        "tracie scan".to_owned(),
        place.bucket.clone().unwrap_or_default(),
        place.dump.to_string(),
        place.follow_links.to_string(),
        format!("{selection:?}"),
    ];
    let targets = args.targets.iter();
    parts.extend(targets.map(|target| target.to_string_lossy().into_owned()));
    parts.extend(customs.iter().map(CustomIdentifier::uuid));
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    identity::hex_id(&parts)
}
