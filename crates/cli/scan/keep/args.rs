//! What was typed of what is known and kept.

use std::path::{Path, PathBuf};

use clap::Args;
use tracie::finding::Context;
use tracie::store::Suppression;

use super::baseline;
use super::news::News;
use crate::suppress;

/// What is known, and what is kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is known, and what is kept")]
pub(crate) struct KeepArgs {
    /// Keep findings in this store, and how looking at each object ended; it is made if it is not
    /// there (`tracie findings` asks it)
    #[arg(long, value_name = "FILE")]
    pub(super) store: Option<PathBuf>,

    /// Leave out objects that have not changed since they were looked at for the same identifiers:
    /// same eTag, or size and time of modification; what was found in them then is not reported again,
    /// and counts for the exit code unless there is a --baseline
    #[arg(long, requires = "store")]
    pub(super) changed_only: bool,

    /// For how many days the store keeps findings; `off` for ever [default: what it is set to; 90 in
    /// a new store, as in Macie]
    #[arg(long, value_name = "DAYS", requires = "store", value_parser = retention)]
    pub(super) retention: Option<Retention>,

    /// Archive findings that these rules are about (`tracie suppress` has the form of the file); may
    /// be repeated
    #[arg(long, value_name = "FILE")]
    suppress: Vec<PathBuf>,

    /// Report only what is not in an earlier report: JSON, JSON Lines, discovery results, or a store
    #[arg(long, value_name = "OLD")]
    baseline: Option<PathBuf>,
}

/// For how many days findings are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Retention(pub(super) Option<u32>);

fn retention(text: &str) -> Result<Retention, String> {
    match text.parse() {
        _ if text == "off" => Ok(Retention(None)),
        Ok(days @ 1..) => Ok(Retention(Some(days))),
        _ => Err("a number of days from 1 on, or `off`".into()),
    }
}

impl KeepArgs {
    /// The files that are read, or kept.
    pub(in super::super) fn inputs(&self) -> impl Iterator<Item = &Path> {
        let one = self.store.iter().chain(&self.baseline);
        one.chain(&self.suppress).map(PathBuf::as_path)
    }

    /// The rules of each file, and its name.
    pub(super) fn rules(&self) -> anyhow::Result<Vec<(String, Suppression)>> {
        let files = self.suppress.iter();
        let rules =
            files.map(|path| Ok((path.to_string_lossy().into_owned(), suppress::load(path)?)));
        rules.collect()
    }

    /// Whether findings are held against earlier ones, place by place.
    pub(in super::super) fn compares(&self) -> bool {
        self.baseline.is_some()
    }

    pub(super) fn news(&self, context: &Context) -> anyhow::Result<Option<News>> {
        let Some(path) = &self.baseline else {
            return Ok(None);
        };
        let baseline = baseline::read(path, context)?;
        Ok(Some(News::new(baseline, path, context)))
    }
}
