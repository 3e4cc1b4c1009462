//! The object of a finding, as a file.

use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use tracie::finding::Finding;
use tracie::report::visible;
use tracie::source::{Entry, File, Object, Source as _};

/// The files that the object of a finding may be: below a directory for its
/// bucket, or below a directory that is its bucket.
pub(crate) fn candidates(finding: &Finding, root: &Path) -> anyhow::Result<Vec<Object>> {
    let bucket = &finding.resources_affected.s3_bucket.name;
    let object = finding.resources_affected.s3_object.as_ref();
    let key = &object
        .context("it is not a finding of sensitive data: there are no samples")?
        .key;
    let (bucket, key) = (inside(bucket)?, inside(key)?);
    let paths = [root.join(bucket).join(&key), root.join(&key)];
    let objects: Vec<Object> = paths.iter().filter_map(|it| opened(it, finding)).collect();
    anyhow::ensure!(
        !objects.is_empty(),
        "the object of the finding is not there: neither {} nor {} is a file; --root names the \
         directory it is below",
        visible(&paths[0].to_string_lossy()),
        visible(&paths[1].to_string_lossy())
    );
    Ok(objects)
}

/// A name from a finding as a path that leads nowhere but down.
fn inside(name: &str) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(name);
    let down = path
        .components()
        .all(|it| matches!(it, Component::Normal(_)));
    anyhow::ensure!(
        down && !name.is_empty(),
        "`{}` is not the name of a file below a directory",
        visible(name)
    );
    Ok(path)
}

fn opened(path: &Path, finding: &Finding) -> Option<Object> {
    let bucket = finding.resources_affected.s3_bucket.name.as_str();
    let key = finding.resources_affected.s3_object.as_ref()?.key.as_str();
    let file = File::new(path).ok()?.bucket(bucket).key(key);
    let entry = file.objects().next();
    match entry {
        Some(Entry::Object(object)) => Some(object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_but_down() {
        for (name, good) in [
            ("a/b.csv", true),
            ("..", false),
            ("a/../../b", false),
            ("/etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(inside(name).is_ok(), good, "{name}");
        }
    }
}
