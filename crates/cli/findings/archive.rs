//! `tracie findings archive`, and back.

use clap::Args;
use tracie::store::Page;

use super::which::WhichArgs;
use crate::exit::Exit;
use crate::store::counted;

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
    let changed = here.write(|it| {
        let ids = match args.criteria.finding_criteria {
            Some(_) => {
                it.list_findings(&criteria, Default::default(), &Page::all())?
                    .items
            }
            None => args.finding_ids.clone(),
        };
        it.archive_findings(ids, archived)
    })?;
    let done = if archived {
        "archived"
    } else {
        "taken out of the archive"
    };
    crate::terminal::say!("{} {done}", counted(changed, "finding"));
    Ok(Exit::Clean)
}
