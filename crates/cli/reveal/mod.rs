//! `tracie reveal`: shows samples of what a finding is about.

mod object;
mod story;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use tracie::finding::Finding;
use tracie::identify::{DetectorBuilder, by_id};
use tracie::report::Item;
use tracie::reveal::{self, RevealLimits, Samples};
use tracie::{Detector, Selection};

use crate::exit::Exit;
use crate::limits::LimitArgs;
use crate::report::input;
use crate::scan::customs_in;

/// Show samples of the sensitive data that a finding is about
///
/// The object is read again where the finding says, after making sure by its eTag that it is the
/// same still: up to 10 samples of each type, up to 128 characters of each. They go to standard
/// output and nowhere else.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RevealArgs {
    /// The finding, by its id or the beginning of it
    finding: String,

    /// Where the finding is: a file of findings, or discovery results; may be repeated
    #[arg(long = "in", value_name = "FILE", required = true)]
    inputs: Vec<PathBuf>,

    /// The directory in which the finding's bucket is a directory, or the bucket itself; the bucket
    /// my-dump may be the directory my_dump
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,

    /// The custom identifiers that the finding tells of; may be repeated
    #[arg(long, value_name = "FILE")]
    custom: Vec<PathBuf>,

    /// As JSON, in the shape of Macie's GetSensitiveDataOccurrences
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    limits: LimitArgs,
}

const EXAMPLES: &str = "\
Examples:
  tracie scan exports/ --output json=findings.json
  tracie reveal 3f0c --in findings.json
  tracie reveal 3f0c --in findings.json --root /srv/dump --custom badge.toml";

pub(crate) fn run(args: &RevealArgs) -> anyhow::Result<Exit> {
    let finding = find(args)?;
    let detector = detector(&finding, args)?;
    let samples = samples(&detector, &finding, args)?;
    anyhow::ensure!(
        !samples.by_type.is_empty(),
        "nothing of {} was found again{}",
        samples.missing.join(", "),
        "; custom identifiers are looked for only if --custom names their file"
    );
    match args.json {
        true => story::write_json(&samples)?,
        false => story::write(&finding, &samples)?,
    }
    Ok(Exit::Clean)
}

/// The one finding whose id begins so.
fn find(args: &RevealArgs) -> anyhow::Result<Finding> {
    let mut found: Option<Finding> = None;
    for file in input::files(&args.inputs)? {
        input::each(&file, &mut |item| {
            let finding = match item {
                Item::Finding(finding) => Some(*finding),
                Item::Result(record) => record.finding(),
                Item::Stopped => None,
            };
            let Some(finding) = finding.filter(|it| it.id.starts_with(&args.finding)) else {
                return Ok(());
            };
            if let Some(other) = &found {
                anyhow::ensure!(
                    other.id == finding.id,
                    "the ids of {} and {} both begin with `{}`; write more of it",
                    other.id,
                    finding.id,
                    args.finding
                );
            }
            // A discovery result has more places than the finding.
            found = Some(finding);
            Ok(())
        })?;
    }
    found.with_context(|| {
        format!(
            "there is no finding whose id begins with `{}`",
            args.finding
        )
    })
}

/// A detector for what the finding tells of.
fn detector(finding: &Finding, args: &RevealArgs) -> anyhow::Result<Detector> {
    let result = finding.classification_details.as_ref().map(|it| &it.result);
    let managed = result.iter().flat_map(|it| &it.sensitive_data);
    let managed = managed.flat_map(|it| &it.detections).map(|it| &it.kind);
    // Tracie's own identifiers are reported as custom ones.
    let custom = result
        .iter()
        .flat_map(|it| &it.custom_data_identifiers.detections);
    let ids = managed.chain(custom.map(|it| &it.name));
    let ids: Vec<String> = ids.filter(|it| by_id(it).is_ok()).cloned().collect();
    let customs = customs_in(&args.custom)?;
    anyhow::ensure!(
        !ids.is_empty() || !customs.is_empty(),
        "the finding tells only of identifiers that are not known here; --custom names the file \
         of custom ones"
    );
    let selection = match ids.is_empty() {
        true => Selection::None,
        false => Selection::Include(ids),
    };
    let builder = Detector::builder().managed(selection);
    let builder = customs.into_iter().fold(builder, DetectorBuilder::custom);
    Ok(builder.build()?)
}

/// From the first of the places that the object may be at where it is the same
/// still.
fn samples(detector: &Detector, finding: &Finding, args: &RevealArgs) -> anyhow::Result<Samples> {
    let limits = RevealLimits::default().extract(args.limits.extract()?);
    let mut refused = None;
    for object in object::candidates(finding, &args.root)? {
        match reveal::samples(detector, finding, &object, &limits) {
            Ok(samples) => return Ok(samples),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.context("its object is not there")?.into())
}
