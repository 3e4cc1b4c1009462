//! Where findings are read from: the one way in, for all verbs that read some.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tracie::finding::Flow;
use tracie::report::{Item, read_findings};

/// The files that paths name: themselves or, of directories, the discovery
/// results below them, in the order of their names.
pub(crate) fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        below(path, &mut files)?;
        anyhow::ensure!(
            files.len() > before,
            "there are no discovery results (*.jsonl.gz) in {}",
            path.display()
        );
    }
    Ok(files)
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let cannot = || format!("cannot read the directory {}", folder.display());
    let entries = fs::read_dir(folder).with_context(cannot)?;
    let mut entries: Vec<PathBuf> = entries
        .map(|entry| entry.map(|it| it.path()))
        .collect::<io::Result<_>>()
        .with_context(cannot)?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            below(&entry, files)?;
        } else if entry.to_string_lossy().ends_with(".jsonl.gz") {
            files.push(entry);
        }
    }
    Ok(())
}

/// Reads a file, one finding or discovery result after the other, until that
/// fails.
pub(crate) fn each(
    file: &Path,
    take: &mut dyn FnMut(Item) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut taken = Ok(());
    let read = read_findings(open(file)?, &mut |item| {
        taken = take(item);
        match &taken {
            Ok(()) => Flow::Continue,
            Err(_) => Flow::Stop,
        }
    });
    read.with_context(|| name(file))?;
    taken
}

fn open(file: &Path) -> anyhow::Result<Box<dyn Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    Ok(Box::new(opened))
}

fn name(file: &Path) -> String {
    match file == Path::new("-") {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    }
}
