//! `tracie findings archive`, and back.

use std::collections::BTreeSet;

use clap::Args;
use tracie::report::visible;
use tracie::store::{Error, Page, Reading};

use super::which::WhichArgs;
use crate::exit::Exit;
use crate::store::counted;
use crate::terminal::say;

/// Put findings aside; they stay in the store
///
/// Archived findings are listed and counted unless criteria say otherwise, as in
/// {"criterion": {"archived": {"eq": ["false"]}}}.
#[derive(Debug, Args)]
pub(super) struct ArchiveArgs {
    #[command(flatten)]
    which: WhichArgs,
}

/// Take findings out of the archive
#[derive(Debug, Args)]
pub(super) struct UnarchiveArgs {
    #[command(flatten)]
    which: WhichArgs,
}

pub(super) fn run(args: &ArchiveArgs) -> anyhow::Result<Exit> {
    set(&args.which, true)
}

pub(super) fn run_back(args: &UnarchiveArgs) -> anyhow::Result<Exit> {
    set(&args.which, false)
}

fn set(args: &WhichArgs, archived: bool) -> anyhow::Result<Exit> {
    let criteria = args.criteria.criteria()?;
    let here = args.store.open()?;
    let done = here.write(|it| {
        let ids: BTreeSet<String> = match args.criteria.finding_criteria {
            Some(_) => {
                let meant = it.list_findings(&criteria, Default::default(), &Page::all())?;
                meant.items.into_iter().collect()
            }
            None => args.finding_ids.iter().cloned().collect(),
        };
        let unknown = unknown(it, &ids)?;
        if !unknown.is_empty() {
            return Ok(Done::Nothing { unknown });
        }
        let changed = it.archive_findings(&ids, archived)?;
        let before = ids.len() as u64 - changed;
        Ok::<_, Error>(Done::All { changed, before })
    })?;
    done.say(archived)
}

/// The ids of which there is no finding.
fn unknown(here: &Reading<'_>, ids: &BTreeSet<String>) -> Result<Vec<String>, Error> {
    let mut unknown = Vec::new();
    for id in ids {
        if here.finding(id)?.is_none() {
            unknown.push(id.clone());
        }
    }
    Ok(unknown)
}

/// What came of it: all, or nothing where one that is meant is not there.
enum Done {
    All {
        changed: u64,
        /// How many were so before.
        before: u64,
    },
    Nothing {
        unknown: Vec<String>,
    },
}

impl Done {
    fn say(self, archived: bool) -> anyhow::Result<Exit> {
        let (done, so) = match archived {
            true => ("archived", "archived"),
            false => ("taken out of the archive", "not in it"),
        };
        match self {
            Done::Nothing { unknown } => anyhow::bail!(
                "the store has no finding {}; none was {done}",
                visible(&unknown.join(", "))
            ),
            Done::All { changed, before: 0 } => say!("{} {done}", counted(changed, "finding")),
            Done::All { changed, before } => say!(
                "{} {done}; {before} {} {so} before",
                counted(changed, "finding"),
                if before == 1 { "was" } else { "were" }
            ),
        }
        Ok(Exit::Clean)
    }
}
