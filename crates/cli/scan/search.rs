//! What a command line asks to look for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tracie::identify::{CustomIdentifier, Selection};

use super::args::{Managed, SearchArgs};

/// The managed identifiers that were asked for.
pub(crate) fn selection(args: &SearchArgs) -> Selection {
    if !args.include_identifier.is_empty() {
        return Selection::Include(args.include_identifier.clone());
    }
    if !args.exclude_identifier.is_empty() {
        return Selection::Exclude(args.exclude_identifier.clone());
    }
    match args.managed.unwrap_or(Managed::Recommended) {
        Managed::Recommended => Selection::Recommended,
        Managed::All => Selection::All,
        Managed::None => Selection::None,
    }
}

/// The custom identifiers in the files that were named.
pub(crate) fn customs(args: &SearchArgs) -> anyhow::Result<Vec<CustomIdentifier>> {
    customs_in(&args.custom)
}

/// The custom identifiers in some files.
pub(crate) fn customs_in(paths: &[PathBuf]) -> anyhow::Result<Vec<CustomIdentifier>> {
    let files = paths.iter().map(|path| in_file(path));
    let files: Vec<Vec<CustomIdentifier>> = files.collect::<anyhow::Result<_>>()?;
    Ok(files.concat())
}

/// Custom identifiers, of which there must be some: who names a file of them wants to look
/// for something.
pub(crate) fn some(
    customs: Vec<CustomIdentifier>,
    path: &Path,
) -> anyhow::Result<Vec<CustomIdentifier>> {
    anyhow::ensure!(
        !customs.is_empty(),
        "there is no custom identifier in {}; it should have the JSON of \
         create-custom-data-identifier, one or a list, or [[custom]] tables",
        path.display()
    );
    Ok(customs)
}

fn in_file(path: &Path) -> anyhow::Result<Vec<CustomIdentifier>> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the custom identifiers in {shown}"))?;
    let customs = CustomIdentifier::parse(&text).with_context(|| shown.to_string())?;
    some(customs, path)
}
