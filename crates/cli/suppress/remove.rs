//! `tracie suppress remove`

use clap::Args;
use tracie::store::{Error, Page};

use crate::exit::Exit;
use crate::store::StoreArgs;

/// Remove rules from a store; what they archived stays archived
///
/// Rules that come from a file come back with the next scan that is given the file.
#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The names of rules
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
}

pub(super) fn run(args: &RemoveArgs) -> anyhow::Result<Exit> {
    let here = args.store.open()?;
    let missing = here.write(|it| {
        let kept = it.filters(&Page::all(), |it| it.action == "ARCHIVE")?.items;
        let of = |name: &String| kept.iter().find(|filter| filter.name == *name);
        let missing = args.names.iter().find(|name| of(name).is_none());
        if missing.is_none() {
            for filter in args.names.iter().filter_map(of) {
                it.delete_filter(&filter.id)?;
            }
        }
        Ok::<_, Error>(missing)
    })?;
    if let Some(name) = missing {
        anyhow::bail!(
            "no rule is called `{name}`; `tracie suppress list` lists them. None was removed"
        );
    }
    Ok(Exit::Clean)
}
