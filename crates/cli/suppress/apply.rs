//! `tracie suppress apply`

use std::path::PathBuf;

use clap::Args;
use tracie::store::{Criteria, Error};

use super::load::{load, now_ms, tell_over};
use crate::exit::Exit;
use crate::store::StoreArgs;

/// Keep a file of rules in a store, and archive the findings in it that they are about
///
/// In Macie rules are for findings to come only; `tracie scan --store FILE --suppress RULES` does
/// that.
#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The file of rules
    #[arg(value_name = "FILE")]
    rules: PathBuf,
    /// Only tell how many findings would be archived
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &ApplyArgs) -> anyhow::Result<Exit> {
    let rules = load(&args.rules)?;
    tell_over(&rules, |line| crate::terminal::say!("{line}"));
    let here = args.store.open()?;
    let now = now_ms();
    let archived = here.write(|it| {
        let open: Criteria = r#"{"criterion": {"archived": {"eq": ["false"]}}}"#.parse()?;
        let mut meant = Vec::new();
        it.visit_findings(&open, |finding| {
            if rules.rule_for(&finding, now).is_some() {
                meant.push(finding.id);
            }
            true
        })?;
        if args.dry_run {
            return Ok(meant.len() as u64);
        }
        it.put_suppression(&rules, &args.rules.to_string_lossy())?;
        it.archive_findings(meant, true)
    });
    let archived = archived.map_err(|error: Error| anyhow::anyhow!(error))?;
    let would = if args.dry_run { "would be " } else { "" };
    let noun = if archived == 1 { "finding" } else { "findings" };
    crate::terminal::say!("{archived} {noun} {would}archived");
    Ok(Exit::Clean)
}
