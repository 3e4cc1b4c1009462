//! Discovery results of a scan.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use tracie::finding::Context;
use tracie::finding::context::ResultsBucket;
use tracie::report::ResultsWriter;

use super::args::ResultArgs;
use super::target::{Targets, bucket_of};

/// Occurrences of each identifier that discovery results locate.
pub(crate) const LOCATIONS: usize = 1_000;

/// The bucket that a folder of results stands for; the folder is made if it is
/// not there.
pub(crate) fn bucket(folder: &Path) -> anyhow::Result<ResultsBucket> {
    let made = fs::create_dir_all(folder);
    made.with_context(|| format!("cannot make the directory {}", folder.display()))?;
    Ok(ResultsBucket {
        name: bucket_of(folder),
        prefix: String::new(),
    })
}

/// Begins discovery results, if they were asked for.
pub(crate) fn begin(
    args: &ResultArgs,
    targets: &Targets,
    context: &Context,
) -> anyhow::Result<Option<ResultsWriter>> {
    let Some(folder) = &args.results else {
        return Ok(None);
    };
    anyhow::ensure!(
        !targets.covers(folder),
        "{} is in what is scanned, so results would be scanned too; name a directory beside it",
        folder.display()
    );
    Ok(Some(ResultsWriter::new(folder, context.clone())))
}
