//! Allow lists as a command line names them.

use std::fs::{self, File};
use std::path::Path;

use anyhow::Context as _;
use clap::Args;
use tracie::AllowList;
use tracie::identify::{AllowListDefinition, Error, S3WordsList};

use super::words::Words;
use crate::bucket_store;

/// What is no finding.
#[derive(Debug, Args)]
pub(crate) struct AllowArgs {
    /// What is on this list is no finding. A text file has one text a line, of which each counts
    /// for the whole of what is found, in any case; so has an object s3://BUCKET/KEY; FILE.json is the JSON of create-allow-list, one
    /// or a list; regex:EXPR is an expression for the whole of what is found; may be repeated
    #[arg(long, value_name = "LIST")]
    pub(crate) allow_list: Vec<String>,

    /// Go on without an allow list that cannot be read, as Macie does, and say so
    #[arg(long, requires = "allow_list")]
    pub(crate) allow_list_optional: bool,
}

impl AllowArgs {
    /// The lists that can be used.
    pub(crate) fn lists(&self) -> anyhow::Result<Vec<AllowList>> {
        Ok(load(self, &Words::default())?.lists)
    }
}

/// What came of loading allow lists.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) lists: Vec<AllowList>,
    /// Why others are not used, where that may be.
    pub(crate) unused: Vec<String>,
}

/// Loads all lists.
pub(crate) fn load(args: &AllowArgs, words: &Words<'_>) -> anyhow::Result<Loaded> {
    let mut loaded = Loaded::default();
    for list in &args.allow_list {
        for one in one_by_one(list, words)? {
            match one {
                Ok(list) => loaded.lists.push(list),
                Err(error @ Error::Words { .. }) if args.allow_list_optional => {
                    loaded.unused.push(error.to_string());
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(loaded)
}

/// The lists that an argument names.
pub(super) fn one_by_one(
    argument: &str,
    words: &Words<'_>,
) -> anyhow::Result<Vec<Result<AllowList, Error>>> {
    if let Some(regex) = argument.strip_prefix("regex:") {
        return Ok(vec![AllowList::regex(argument, regex)]);
    }
    if let Some((bucket, key)) = bucket_store::parse(argument) {
        let list = S3WordsList {
            bucket_name: bucket.into(),
            object_key: key.into(),
        };
        return Ok(vec![AllowList::opened(argument, words.open(&list))]);
    }
    let path = Path::new(argument);
    if path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("json"))
    {
        let all = definitions(path)?;
        let built = all.iter().map(|it| it.build(|list| words.open(list)));
        return Ok(built.collect());
    }
    Ok(vec![AllowList::opened(argument, File::open(path))])
}

fn definitions(path: &Path) -> anyhow::Result<Vec<AllowListDefinition>> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the allow lists in {shown}"))?;
    let all = AllowListDefinition::read(&text).with_context(|| shown.to_string())?;
    anyhow::ensure!(
        !all.is_empty(),
        "there is no allow list in {shown}; it should have the JSON of create-allow-list, one or a list"
    );
    Ok(all)
}
