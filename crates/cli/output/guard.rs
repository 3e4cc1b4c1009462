//! What a report must not take the place of.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use tracie::report::Format;

use super::{Destination, OutputArgs};

/// Refuses reports that would take the place of a file that the command reads, or of
/// what is scanned unless that is an earlier report of the format.
pub(crate) fn refuse(
    args: &OutputArgs,
    inputs: &[&Path],
    is_scanned: impl Fn(&Path) -> bool,
) -> anyhow::Result<()> {
    for Destination { format, path } in &args.output {
        let shown = path.display();
        let Ok(there) = fs::metadata(path) else {
            continue;
        };
        anyhow::ensure!(
            !inputs.iter().any(|it| is_same(it, &there)),
            "{shown} is read by this command, and the report would take its place; name another file"
        );
        anyhow::ensure!(
            !there.is_file() || !is_scanned(path) || may_be_report(*format, path),
            "{shown} is among what is scanned, and the report would take its place; name another \
             file, or remove it if it is an old report"
        );
    }
    Ok(())
}

fn may_be_report(format: Format, path: &Path) -> bool {
    // What cannot be read cannot be told.
    head(path).is_ok_and(|it| format.may_begin(&it))
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let file = File::open(path)?;
    file.take(Format::HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(unix)]
fn is_same(path: &Path, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).is_ok_and(|it| (it.dev(), it.ino()) == (other.dev(), other.ino()))
}

#[cfg(not(unix))]
fn is_same(path: &Path, other: &Metadata) -> bool {
    let told = |it: &Metadata| (it.len(), it.created().ok(), it.modified().ok());
    fs::metadata(path).is_ok_and(|it| told(&it) == told(other))
}
