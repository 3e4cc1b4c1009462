//! Targets that are kept apart, though their folders have one name, and those that are
//! part of others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tracie::source::bucket_name;

/// How many folders over one may be in the name of its bucket.
const MOST: usize = 6;

/// The buckets of folders that would have the name of another folder's: with the names
/// of the folders over it, as many as tell all apart.
pub(super) fn buckets(folders: impl Iterator<Item = PathBuf>) -> BTreeMap<PathBuf, String> {
    let mut parts: BTreeMap<PathBuf, usize> = folders.map(|it| (it, 1)).collect();
    for _ in 1..MOST {
        let taken = alike(&parts);
        let folders = parts.iter_mut();
        folders
            .filter(|(folder, parts)| taken.contains(&named(folder, **parts)))
            .for_each(|(_, parts)| *parts += 1);
    }
    let taken = alike(&parts);
    let buckets = parts.into_iter().zip(1..).map(|((folder, parts), number)| {
        let name = named(&folder, parts);
        let name = match taken.contains(&name) {
            true => format!("{name}-{number}"),
            false => name,
        };
        (folder, name)
    });
    buckets
        .filter(|(folder, name)| *name != named(folder, 1))
        .collect()
}

/// The names that several folders have.
fn alike(parts: &BTreeMap<PathBuf, usize>) -> BTreeSet<String> {
    let mut once = BTreeSet::new();
    let names = parts.iter().map(|(folder, parts)| named(folder, *parts));
    names.filter(|it| !once.insert(it.clone())).collect()
}

/// The name of a bucket by the last names of a path.
fn named(folder: &Path, parts: usize) -> String {
    let names: Vec<_> = folder.iter().map(|it| it.to_string_lossy()).collect();
    let last = &names[names.len().saturating_sub(parts)..];
    bucket_name(&last.join("-"))
}

/// The targets that lie in no other: what lies in two would be counted twice.
/// Those of which `is_local` says no are no paths.
pub(super) fn outermost(
    paths: Vec<PathBuf>,
    is_local: impl Fn(&Path) -> bool,
    dump: bool,
) -> Vec<PathBuf> {
    let real = |path: &PathBuf| fs::canonicalize(path).ok().filter(|_| is_local(path));
    let real: Vec<Option<PathBuf>> = paths.iter().map(real).collect();
    let is_within = |at: usize| {
        let mut others = real.iter().enumerate();
        others.any(|(other, folder)| match (&real[at], folder) {
            (Some(path), Some(folder)) if path == folder => other < at,
            (Some(path), Some(folder)) => !dump && path.starts_with(folder),
            _ => false,
        })
    };
    let kept: Vec<bool> = (0..paths.len()).map(|at| !is_within(at)).collect();
    let both = paths.into_iter().zip(kept);
    both.filter(|it| it.1).map(|it| it.0).collect()
}

/// The targets of which no other lists all in the same bucket of a store. `in_store` tells
/// the bucket and the prefix of those that are in one.
pub(super) fn listed_once(
    paths: Vec<PathBuf>,
    in_store: impl Fn(&Path) -> Option<(&str, &str)>,
) -> Vec<PathBuf> {
    let remote = paths.iter().enumerate();
    let remote = remote.filter_map(|(at, path)| Some((at, in_store(path)?)));
    let remote: Vec<(usize, (&str, &str))> = remote.collect();
    let is_within = |(at, (bucket, prefix)): &(usize, (&str, &str))| {
        remote.iter().any(|(other, (of, over))| match of == bucket {
            true if prefix == over => other < at,
            same => same && prefix.starts_with(over),
        })
    };
    let again = remote.iter().filter(|it| is_within(it)).map(|it| it.0);
    let again: BTreeSet<usize> = again.collect();
    let all = paths.into_iter().enumerate();
    all.filter(|it| !again.contains(&it.0))
        .map(|it| it.1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_target_in_a_store_lists_is_listed_once() {
        let paths = ["s3://a/x", "b", "s3://a/x/y", "s3://a/x", "s3://b/x/y", "b"];
        let paths = paths.map(PathBuf::from).to_vec();
        fn in_store(path: &Path) -> Option<(&str, &str)> {
            path.to_str()?.strip_prefix("s3://")?.split_once('/')
        }
        let kept = listed_once(paths, in_store);
        assert_eq!(
            kept,
            ["s3://a/x", "b", "s3://b/x/y", "b"].map(PathBuf::from)
        );
    }

    #[test]
    fn folders_of_one_name_have_buckets_of_their_own() {
        let folders = ["/a/conf", "/b/conf", "/b/data", "/a/conf"].map(PathBuf::from);
        let names: Vec<String> = buckets(folders.into_iter()).into_values().collect();
        assert_eq!(names, ["a-conf", "b-conf"]);
        let alike = ["/A/c", "/a/c"].map(PathBuf::from);
        let names: Vec<String> = buckets(alike.into_iter()).into_values().collect();
        assert_eq!(names, ["a-c-1", "a-c-2"]);
        let taken = ["/r/a/conf", "/r/b/conf", "/r/x/a-conf"].map(PathBuf::from);
        let names: Vec<String> = buckets(taken.into_iter()).into_values().collect();
        assert_eq!(names, ["r-a-conf", "b-conf", "x-a-conf"]);
    }

    #[test]
    fn what_lies_in_another_target_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.txt");
        fs::write(&file, "text").expect("written");
        let given = vec![
            file.clone(),
            folder.path().join("."),
            folder.path().into(),
            "gone".into(),
        ];
        let kept = outermost(given.clone(), |_| true, false);
        assert_eq!(kept, [folder.path().join("."), "gone".into()]);
        let kept = outermost(given.clone(), |it| it != file, false);
        assert_eq!(kept, [file.clone(), folder.path().join("."), "gone".into()]);
        assert_eq!(
            outermost(vec![file.clone(), file.clone()], |_| true, true),
            [file]
        );
    }
}
